/**
 * JSON that means one thing to everybody who reads it (I-JSON, RFC 7493): UTF-8 without errors and without a byte order mark,
 * no member name twice, no half surrogates, no number too large for a double, no endless nesting. Pure.
 */
import { maxDepth } from './canonical.ts';

export type StrictJson = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: string };

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads JSON from bytes; `problem` completes the sentence "The JSON …". */
export function parseStrictJson(bytes: Uint8Array): StrictJson {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return { ok: false, problem: 'is not valid UTF-8' };
  }
  return parseStrictJsonText(text);
}

/** Reads JSON from text; `problem` completes the sentence "The JSON …". */
export function parseStrictJsonText(text: string): StrictJson {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, problem: 'cannot be parsed' };
  }
  const members = countMembers(value, 0);
  if (typeof members === 'string') return { ok: false, problem: members };
  const scanned = scan(text);
  // JSON.parse keeps the last of two equal names: then the text has more colons than the value has members.
  if (scanned.colons !== members) return { ok: false, problem: 'has the same member name twice in one object' };
  if ((scanned.hasSurrogateEscape || !text.isWellFormed()) && hasHalfSurrogate(value)) {
    return { ok: false, problem: 'has a string with half of a surrogate pair' };
  }
  return { ok: true, value };
}

/** How many members the value has, in all its objects; or a problem. */
function countMembers(value: unknown, depth: number): number | string {
  if (typeof value === 'number' && !Number.isFinite(value)) return 'has a number that is too large';
  if (typeof value !== 'object' || value === null) return 0;
  if (depth >= maxDepth) return `is nested deeper than ${maxDepth} levels`;
  const names = Array.isArray(value) ? null : Object.keys(value);
  // Harmless here, a trap for whoever copies members by assignment later.
  if (names?.includes('__proto__')) return 'has a member named __proto__';
  let count = names?.length ?? 0;
  for (const inner of Array.isArray(value) ? value : Object.values(value)) {
    const inside = countMembers(inner, depth + 1);
    if (typeof inside === 'string') return inside;
    count += inside;
  }
  return count;
}

/** Slow, and seldom needed: a text without surrogate escapes has no halves. The depth was checked before. */
function hasHalfSurrogate(value: unknown): boolean {
  if (typeof value === 'string') return !value.isWellFormed();
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, member]) => !name.isWellFormed() || hasHalfSurrogate(member));
}

const quote = 0x22;
const colon = 0x3a;
const backslash = 0x5c;

/** Colons outside strings, and whether any escape could be half a surrogate, in a text that JSON.parse has accepted. */
function scan(text: string): { readonly colons: number; readonly hasSurrogateEscape: boolean } {
  let colons = 0;
  let hasSurrogateEscape = false;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit === quote) inString = !inString;
    else if (inString && unit === backslash) {
      index++;
      if (text[index] === 'u' && /[dD]/.test(text[index + 1] ?? '')) hasSurrogateEscape = true;
    } else if (!inString && unit === colon) colons++;
  }
  return { colons, hasSurrogateEscape };
}
