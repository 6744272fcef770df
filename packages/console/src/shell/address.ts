/** Addresses as people write them: every search value is plain text (`?client=…&sort=-age`), nothing is quoted or encoded as JSON. */

export type SearchTexts = Readonly<Record<string, string>>;

/** Reads a search part. A name that stands twice keeps its last value. */
export function parseSearch(text: string): SearchTexts {
  return Object.fromEntries(new URLSearchParams(text));
}

/** Writes a search part; names without a value are left out. */
export function writeSearch(search: Record<string, unknown>): string {
  const parts = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (typeof value === 'string' && value !== '') parts.set(name, value);
  }
  const text = parts.toString();
  return text === '' ? '' : `?${text}`;
}
