/** The name of a file that is handed out: without what file systems do not take, and not too long for them. */
export function fileNameOf(words: string, ending: string): string {
  const name = words.toWellFormed().replaceAll(/[\p{Cc}\p{Bidi_Control}\\/:*?"<>|]+/gu, '-');
  return `${Array.from(name).slice(0, 120).join('').trim()}.${ending}`;
}
