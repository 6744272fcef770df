/**
 * Reads the shapes of signed documents. Strict in both directions: every member must be there, and none that this version does not
 * know, because an unknown member of a newer document could be a restriction.
 */
import { isDigest } from './hex.ts';
import { parseInstant } from './instants.ts';

/** What was read, or a problem that completes the sentence "It cannot be used: …". */
export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };
export type Reader<T> = (value: unknown, at: string) => Read<T>;

/** An object with exactly these members. Of those that are `optional` a member may be missing; it then is missing from what was read, too. */
export function object<T extends object>(
  members: { readonly [Name in keyof T]-?: Reader<Exclude<T[Name], undefined>> },
  optional: readonly (keyof T & string)[] = [],
): Reader<T> {
  const readers = Object.entries<Reader<unknown>>(members);
  const mayMiss = new Set<string>(optional);
  return (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return problem(`${at} is not an object`);
    const given = new Map<string, unknown>(Object.entries(value));
    const result: Record<string, unknown> = {};
    for (const [name, reader] of readers) {
      if (!given.has(name) && mayMiss.has(name)) continue;
      if (!given.has(name)) return problem(`${at} has no ${name}`);
      const read = reader(given.get(name), `${at}.${name}`);
      if (!read.ok) return read;
      result[name] = read.value;
      given.delete(name);
    }
    for (const name of given.keys()) return problem(`${at} has a member that is not known here: ${JSON.stringify(name)}`);
    return { ok: true, value: result as T }; // every member of T that is there was read by its own reader
  };
}

/** A list of at most `max` items. */
export function list<T>(item: Reader<T>, max: number): Reader<readonly T[]> {
  return (value, at) => {
    if (!Array.isArray(value)) return problem(`${at} is not a list`);
    if (value.length > max) return problem(`${at} has more than ${max} items`);
    const result: T[] = [];
    for (const [index, each] of value.entries()) {
      const read = item(each, `${at}[${index}]`);
      if (!read.ok) return read;
      result.push(read.value);
    }
    return { ok: true, value: result };
  };
}

/** One of these words. */
export function word<const Word extends string>(...words: readonly Word[]): Reader<Word> {
  return (value, at) => {
    const found = words.find((each) => each === value);
    return found === undefined ? problem(`${at} is not ${words.map((each) => `"${each}"`).join(' or ')}`) : { ok: true, value: found };
  };
}

/** The first reader that succeeds; the last one's problem. */
export function either<A, B>(first: Reader<A>, second: Reader<B>): Reader<A | B> {
  return (value, at) => {
    const read = first(value, at);
    return read.ok ? read : second(value, at);
  };
}

/** Null, or what the reader reads. */
export function orNull<T>(reader: Reader<T>): Reader<T | null> {
  return (value, at) => (value === null ? { ok: true, value: null } : reader(value, at));
}

/** Text of 1 to `max` UTF-16 units. */
export function text(max: number): Reader<string> {
  return (value, at) => {
    if (typeof value !== 'string' || value.length === 0) return problem(`${at} is not text`);
    return value.length > max ? problem(`${at} is longer than ${max} characters`) : { ok: true, value };
  };
}

/** A whole number from `min` that a double holds exactly. */
export function wholeNumber(min: number): Reader<number> {
  return (value, at) =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= min
      ? { ok: true, value }
      : problem(`${at} is not a whole number from ${min}`);
}

/** A SHA-256 digest as 64 lowercase hexadecimal digits. */
export const digest: Reader<string> = (value, at) =>
  isDigest(value) ? { ok: true, value } : problem(`${at} is not 64 lowercase hexadecimal digits`);

/** A time as `instants.ts` takes it. */
export const instant: Reader<string> = (value, at) =>
  typeof value === 'string' && parseInstant(value) !== null
    ? { ok: true, value }
    : problem(`${at} is not a time in UTC (like 2026-01-31T08:00:00Z)`);

function problem(sentence: string): { readonly ok: false; readonly problem: string } {
  return { ok: false, problem: sentence };
}
