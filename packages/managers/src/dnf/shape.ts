/** Reads what the program answered, field by field: what is not of the expected shape makes the whole answer unreadable (`null`). */

export type Fields = Readonly<Record<string, unknown>>;
export type PackageWord = { readonly name: string; readonly architecture: string; readonly version: string };

/** One JSON document on a line of its own. */
export function parseDocument(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) && value['fettle'] === 1 ? value : null;
  } catch {
    return null;
  }
}

/** The items of a list, each read by `read`; null where it is no list, or one of them can not be read. */
export function listOf<T>(value: unknown, read: (item: Fields) => T | null): readonly T[] | null {
  if (!Array.isArray(value)) return null;
  const items: T[] = [];
  for (const item of value) {
    const one = isFields(item) ? read(item) : null;
    if (one === null) return null;
    items.push(one);
  }
  return items;
}

/** Lists of texts. */
export function textsOf(value: unknown): readonly string[] | null {
  return Array.isArray(value) && value.every((item): item is string => typeof item === 'string') ? value : null;
}

/** Name, architecture and version of a package. */
export function packageWord(item: Fields): PackageWord | null {
  const { name, architecture, version } = item;
  if (typeof name !== 'string' || typeof architecture !== 'string' || typeof version !== 'string') return null;
  return name === '' || architecture === '' || version === '' ? null : { name, architecture, version };
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A count of bytes. */
export function isBytes(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** SHA-256 in lower-case hex; null: the index has another kind of hash, or none. */
export function isHashOrNull(value: unknown): value is string | null {
  return value === null || (typeof value === 'string' && /^[0-9a-f]{64}$/.test(value));
}
