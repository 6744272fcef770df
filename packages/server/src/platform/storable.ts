/**
 * What can not be kept as it came is refused at the door: PostgreSQL stores no U+0000, UTF-8 has no half surrogates, and nothing of ours nests deeper
 * than this. Said here once, with the place, so that no handler ends in a fault of the database.
 */
const deepest = 64;

export type Unstorable = { readonly path: string; readonly message: string };

/** The first text or depth of a parsed JSON value that can not be kept; null where all can. `path` names the value itself. */
export function findUnstorable(value: unknown, path: string): Unstorable | null {
  return look(value, path, 0);
}

function look(value: unknown, path: string, depth: number): Unstorable | null {
  if (typeof value === 'string') return problemOf(value, path);
  if (typeof value !== 'object' || value === null) return null;
  if (depth >= deepest) return { path, message: `is nested deeper than ${deepest} levels` };
  for (const [name, inner] of Object.entries(value)) {
    const at = `${path}.${name.slice(0, 100).toWellFormed()}`;
    const found = problemOf(name, at) ?? look(inner, at, depth + 1);
    if (found !== null) return found;
  }
  return null;
}

function problemOf(text: string, path: string): Unstorable | null {
  if (text.includes('\u0000'))
    return { path: path.replaceAll('\u0000', '?'), message: 'holds the character U+0000, which can not be kept' };
  return text.isWellFormed() ? null : { path, message: 'holds half of a surrogate pair, which is no character' };
}
