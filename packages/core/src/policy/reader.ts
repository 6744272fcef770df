/**
 * Reads plain values and collects every problem with its path and what is allowed, so that a form can show all of them at
 * once. Each function returns the value, or `null` after it noted a problem.
 */
import type { PolicyProblem } from './types.ts';

export type Reader = { readonly problems: PolicyProblem[] };

type Fields = Readonly<Record<string, unknown>>;

/** Notes a problem. The message is a whole sentence that says what is wrong and what is allowed. */
export function note(reader: Reader, path: string, message: string): null {
  reader.problems.push({ path, message });
  return null;
}

/** An object with these fields and no others: a field that nothing reads would be a setting without effect. */
export function readFields(reader: Reader, path: string, value: unknown, known: readonly string[]): Fields | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return note(reader, path, `It must be an object with ${known.join(', ')}.`);
  const fields: Fields = { ...value };
  for (const name of Object.keys(fields).filter((field) => !known.includes(field)))
    note(reader, child(path, clip(name)), `There is no such field; there are ${known.join(', ')}.`);
  return fields;
}

/** Text of 1 to `most` characters without control characters; spaces around it are dropped. */
export function readText(reader: Reader, path: string, value: unknown, most: number): string | null {
  const text = typeof value === 'string' ? value.trim() : '';
  if (text === '' || text.length > most || /\p{Cc}/u.test(text))
    return note(reader, path, `It must be text of 1 to ${most} characters, on one line.`);
  return text;
}

export function readWhole(reader: Reader, path: string, value: unknown, least: number, most: number): number | null {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  return note(reader, path, `It must be a whole number from ${least} to ${most}.`);
}

export function readNumber(reader: Reader, path: string, value: unknown, least: number, most: number): number | null {
  if (typeof value === 'number' && value >= least && value <= most) return value;
  return note(reader, path, `It must be a number from ${least} to ${most}.`);
}

export function readFlag(reader: Reader, path: string, value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : note(reader, path, 'It must be true or false.');
}

export function readChoice<const Choice extends string>(
  reader: Reader,
  path: string,
  value: unknown,
  choices: readonly Choice[],
): Choice | null {
  return (
    choices.find((choice) => choice === value) ??
    note(reader, path, `It must be ${choices.length > 1 ? 'one of ' : ''}${choices.join(', ')}.`)
  );
}

/** A list of `least` to `most` items. The result is `null` when the list or any of its items can not be read. */
export function readList<Item>(
  reader: Reader,
  path: string,
  value: unknown,
  bounds: readonly [least: number, most: number],
  readItem: (path: string, item: unknown) => Item | null,
): readonly Item[] | null {
  const [least, most] = bounds;
  if (!Array.isArray(value) || value.length < least || value.length > most)
    return note(reader, path, `It must be a list of ${least} to ${most} items.`);
  const items = value.map((item: unknown, index) => readItem(`${path}[${index}]`, item));
  const good = items.flatMap((item) => (item === null ? [] : [item]));
  return good.length === items.length ? good : null;
}

/** Notes the items of a list that say the same as an earlier one. */
export function refuseDoubles(reader: Reader, path: string, keys: readonly (string | number)[], field = ''): void {
  for (const [index, key] of keys.entries()) {
    if (keys.indexOf(key) < index)
      note(reader, child(`${path}[${index}]`, field), `“${clip(String(key))}” stands here twice; each must differ.`);
  }
}

/** The path of a field inside another. */
export function child(path: string, field: string): string {
  return path === '' || field === '' ? path + field : `${path}.${field}`;
}

/** At most 40 characters of a text, for messages. */
export function clip(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** A wall time as `08:00`, from 00:00 to 23:59. */
export function readTime(reader: Reader, path: string, value: unknown): string | null {
  if (typeof value === 'string' && /^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/.test(value)) return value;
  return note(reader, path, 'It must be a wall time from 00:00 to 23:59, such as 08:00.');
}
