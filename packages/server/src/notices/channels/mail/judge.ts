/** What an error of the mail library means for the notice. Pure. */
import type { Delivery } from '../types.ts';

/** What the library puts on its errors; none of it is promised. */
type MailError = { readonly code?: unknown; readonly command?: unknown; readonly responseCode?: unknown; readonly message?: unknown };

const longest = 500;

/**
 * A permanent no (5xx, RFC 5321 4.2.1) that is about the recipient or the message is the end. Sign-in and sender are the provider's own: they get
 * mended, and then it goes through.
 */
export function judgeMailError(error: unknown): Delivery {
  const { code, command, responseCode, message } = (typeof error === 'object' && error !== null ? error : {}) as MailError;
  const said = oneLine(typeof message === 'string' ? message : String(error));
  const permanent = typeof responseCode === 'number' && responseCode >= 500 && responseCode < 600;
  const aboutThisMail = typeof command === 'string' && /^(?:RCPT TO|DATA|API)/.test(command);
  if (permanent && aboutThisMail && code !== 'EAUTH') return { end: 'rejected', because: `The mail server will not take it: ${said}` };
  return { end: 'retry', because: `The mail server could not be reached or does not take it now: ${said}` };
}

function oneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}
