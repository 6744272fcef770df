/** Whether two plain values say the same, whatever the order of their fields. */
export function isSame(a: unknown, b: unknown): boolean {
  return sortedText(a) === sortedText(b);
}

/** The value as text with its fields in order: not the canonical form of RFC 8785, and never hashed. */
export function sortedText(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}
