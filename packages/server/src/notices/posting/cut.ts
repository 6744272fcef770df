/** At most so many UTF-16 units, ending in … where something was left out, and never within a character. */
export function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** At most so many bytes of UTF-8, ending in … where something was left out. */
export function cutBytes(text: string, most: number): string {
  if (Buffer.byteLength(text) <= most) return text;
  // Without `stream` the decoder would put a replacement character where a character was cut through.
  return `${new TextDecoder().decode(Buffer.from(text).subarray(0, most - 3), { stream: true })}…`;
}
