/** Reads from the compiler's complaint which characters no font could draw. Pure. */

/** `the text "X" could not be displayed` and `disallowed codepoint "X"`, X as Rust writes text for debugging. */
const complaint = /(?:the text|codepoint) `\\*"(.+?)\\*"`/gs;

/** ASCII is never among them: it is what the numbers are written with, and every font here has it. */
export function undrawableIn(message: string): readonly string[] {
  const found = [...message.matchAll(complaint)].flatMap(([, text = '']) => Array.from(plain(text)));
  return [...new Set(found)].filter((character) => (character.codePointAt(0) ?? 0) > 0x7f);
}

function plain(text: string): string {
  return text.replace(/\\+u\{([0-9a-f]{1,6})\}/g, (_, digits: string) => String.fromCodePoint(Number.parseInt(digits, 16)));
}
