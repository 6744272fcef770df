/** Text that can be shown anywhere: what has no shape is written by its number, nothing is dropped. */

/**
 * Control characters (Cc) but for line breaks become `‹U+001B›`, and so do the overrides of direction (U+202A to U+202E), which serve no name and make it
 * look like another (Unicode TR 36). Halves of surrogate pairs become the replacement character.
 */
export function visible(text: string): string {
  return text
    .toWellFormed()
    .replaceAll('\r\n', '\n')
    .replaceAll('\t', '    ')
    .replace(/[[\p{Cc}\u202A-\u202E]--\n]/gv, (found) => byNumber([found]));
}

/** Characters as their numbers, e.g. `‹U+65E5 672C›`. */
export function byNumber(characters: readonly string[]): string {
  const numbers = characters.map((one) => (one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0'));
  return `‹U+${numbers.join(' ')}›`;
}

/** Whether text may turn the direction of what stands around it: right-to-left scripts and the characters that order it (UAX 9). */
export function turnsDirection(text: string): boolean {
  return (
    /[\p{Bidi_Control}\p{scx=Hebrew}\p{scx=Arabic}\p{scx=Syriac}\p{scx=Thaana}\p{scx=Nko}\p{scx=Adlam}]/u.test(text) &&
    /[^\p{ASCII}]/u.test(text)
  );
}
