/** Hand-made checks of JSON from outside: a wrong shape is a `BadShape` with a sentence, caught once for a whole record. */

import { isCredible } from '../published/index.ts';

/** Thrown within one reader and caught by it; it never leaves this folder. */
export class BadShape extends Error {
  override readonly name = 'BadShape';
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** True for a JSON object; lists and null are none. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object; throws `BadShape` where it is something else. */
export function objectAt(value: unknown, where: string): JsonObject {
  if (!isObject(value)) throw new BadShape(`${where} is no object`);
  return value;
}

/** The list; absent and null are the empty one. Throws `BadShape` where it is something else. */
export function listAt(value: unknown, where: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new BadShape(`${where} is no list`);
  return value;
}

/** The list of texts; absent and null are the empty one. Throws `BadShape` where it is something else. */
export function textsAt(value: unknown, where: string): readonly string[] {
  const texts: string[] = [];
  for (const item of listAt(value, where)) {
    if (typeof item !== 'string') throw new BadShape(`${where} holds something that is no text`);
    texts.push(item);
  }
  return texts;
}

/** The text; absent and null are null. Throws `BadShape` where it is something else. */
export function textAt(value: unknown, where: string): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') throw new BadShape(`${where} is no text`);
  return value;
}

/** A text that must be there and not be empty. */
export function requiredTextAt(value: unknown, where: string): string {
  const text = textAt(value, where);
  if (text === null || text === '') throw new BadShape(`${where} is missing`);
  return text;
}

const utc = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?Z$/;

/** An RFC 3339 time, given back in UTC; absent and null are null, and so is one that can not be meant (`isCredible`). Throws `BadShape` where it is none. */
export function timeAt(value: unknown, where: string): string | null {
  const text = textAt(value, where);
  if (text === null) return null;
  // The usual form needs no calendar, up to the day that every month has.
  const instant = utc.test(text) && Number(text.slice(8, 10)) <= 28 ? text : instantIn(text);
  if (instant === null) throw new BadShape(`${where} is no time: ${text.slice(0, 40)}`);
  return isCredible(instant) ? instant : null;
}

function instantIn(text: string): string | null {
  try {
    return Temporal.Instant.from(text).toString();
  } catch {
    return null;
  }
}
