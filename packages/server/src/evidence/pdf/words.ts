/** Why there is no PDF, and what to do instead. */
export const notPdf = {
  'not here': 'This server runs on a platform for which there is no typesetter. The other forms of this report say the same.',
  'too many': 'Too many reports are being typeset just now. Try again in a minute.',
  'too long': 'The report took too long to typeset and was stopped. Its other forms say the same.',
} as const;
