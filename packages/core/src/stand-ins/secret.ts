/** Whether a text that should say where credentials are kept holds one instead. */

/** A word for a secret, followed by a value. */
const named = /\b(?:pass(?:word|wort|phrase|wd)?|pwd|pin|secret|token|api[-_ ]?key|kennwort)\b\s*(?:[:=]|is\b)\s*\S/iu;
/** `user:password@` in an address. */
const inAddress = /[a-z][a-z0-9+.-]*:\/\/[^\s/@]*:[^\s/@]+@/iu;
const keyBlock = /-----BEGIN [A-Z ]*PRIVATE KEY-----/u;
/** Tokens that say by their beginning what they are. */
const known =
  /\b(?:gh[pousr]_[A-Za-z0-9]{20,}|AKIA[0-9A-Z]{16}|xox[abprs]-[A-Za-z0-9-]{10,}|eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.|hvs\.[A-Za-z0-9_-]{20,})/u;

/**
 * Why a text looks like a credential itself, as a sentence; null: it does not. It knows what people paste, not every secret: a bare password can not be told from
 * a word.
 */
export function secretInText(text: string): string | null {
  if (keyBlock.test(text)) return 'It holds a private key.';
  if (inAddress.test(text)) return 'It holds an address with a password in it.';
  if (known.test(text)) return 'It holds what looks like an access token.';
  return named.test(text) ? 'It holds what looks like a password.' : null;
}
