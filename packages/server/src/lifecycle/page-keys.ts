/** Keys of pages: two texts. They are ours, but they come back from outside, so they are looked at before anything follows from them. */

export type Key = readonly [string, string];

/** The key after which a page begins; undefined without one, null for what is no key. */
export function readKey(text: string | undefined): Key | undefined | null {
  if (text === undefined) return undefined;
  try {
    const key: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (!Array.isArray(key) || key.length !== 2) return null;
    const [first, second]: unknown[] = key;
    if (typeof first !== 'string' || typeof second !== 'string' || `${first}${second}`.includes('\u0000')) return null;
    return [first, second];
  } catch {
    return null;
  }
}

export function keyOf(key: Key): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}
