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
  const seen: Seen = { members: 0, problem: null };
  look(value, 0, seen);
  if (seen.problem !== null) return { ok: false, problem: seen.problem };
  // JSON.parse keeps the last of two equal names: then the text has more colons than the value has members.
  if (countMembers(text) !== seen.members) return { ok: false, problem: 'has the same member name twice in one object' };
  return { ok: true, value };
}

type Seen = { members: number; problem: string | null };

function look(value: unknown, depth: number, seen: Seen): void {
  if (seen.problem !== null) return;
  if (typeof value === 'string' && !value.isWellFormed()) seen.problem = 'has a string with half of a surrogate pair';
  if (typeof value === 'number' && !Number.isFinite(value)) seen.problem = 'has a number that is too large';
  if (typeof value !== 'object' || value === null) return;
  if (depth >= maxDepth) {
    seen.problem = `is nested deeper than ${maxDepth} levels`;
    return;
  }
  if (Array.isArray(value)) {
    for (const item of value) look(item, depth + 1, seen);
    return;
  }
  for (const [name, member] of Object.entries(value)) {
    seen.members++;
    // Harmless here, a trap for whoever copies members by assignment later.
    if (name === '__proto__') seen.problem = 'has a member named __proto__';
    look(name, depth, seen);
    look(member, depth + 1, seen);
  }
}

const quote = 0x22;
const colon = 0x3a;
const backslash = 0x5c;

/** Colons outside strings, in a text that JSON.parse has accepted. */
function countMembers(text: string): number {
  let count = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit === quote) inString = !inString;
    else if (inString && unit === backslash) index++;
    else if (!inString && unit === colon) count++;
  }
  return count;
}
