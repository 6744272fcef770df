/** Reads selection rules, pins and what lanes take. A field that nothing reads is refused; so is a list that says nothing. */
import { child, note, readChoice, readFields, readList, readText, readWhole, refuseDoubles } from '../reader.ts';
import type { Reader } from '../reader.ts';
import { asksAge } from './match.ts';
import type { RuleAction, RuleCondition, SelectionRule, UpdateCondition, VersionPin } from './types.ts';

const mostRules = 50;
const mostPins = 200;
const mostPatterns = 100;
const mostDays = 365;

type Fields = Readonly<Record<string, unknown>>;
const conditionFields = ['classes', 'urgency', 'severity', 'products', 'origins'] as const;

export function readRules(reader: Reader, path: string, value: unknown): readonly SelectionRule[] | null {
  const rules = readList(reader, path, value, [0, mostRules], (at, item) => readRule(reader, at, item));
  if (rules === null) return null;
  refuseDoubles(
    reader,
    path,
    rules.map(({ name }) => name),
    'name',
  );
  return rules;
}

export function readPins(reader: Reader, path: string, value: unknown): readonly VersionPin[] | null {
  const pins = readList(reader, path, value, [0, mostPins], (at, item) => readPin(reader, at, item));
  if (pins === null) return null;
  refuseDoubles(
    reader,
    path,
    pins.map((pin) => pin.package),
    'package',
  );
  return pins;
}

/** What a lane takes: no ages, so that each update is in exactly one lane, known date or not. */
export function readTakes(reader: Reader, path: string, value: unknown): UpdateCondition | null {
  const fields = readFields(reader, path, value, conditionFields);
  return fields === null ? null : readCondition(reader, path, fields);
}

function readRule(reader: Reader, path: string, value: unknown): SelectionRule | null {
  const fields = readFields(reader, path, value, ['name', 'when', 'action', 'countFrom']);
  if (fields === null) return null;
  const name = readText(reader, child(path, 'name'), fields['name'], 80);
  const when = readWhen(reader, child(path, 'when'), fields['when']);
  const action = readAction(reader, child(path, 'action'), fields['action']);
  const countFrom =
    fields['countFrom'] === undefined
      ? undefined
      : readChoice(reader, child(path, 'countFrom'), fields['countFrom'], ['release', 'first-seen']);
  if (name === null || when === null || action === null || countFrom === null) return null;
  if (countFrom !== undefined && !asksAge(when) && !('days' in action))
    return note(reader, child(path, 'countFrom'), 'This rule asks for no age, so there is nothing to count. Leave it out.');
  return { name, when, action, ...(countFrom === undefined ? {} : { countFrom }) };
}

function readWhen(reader: Reader, path: string, value: unknown): RuleCondition | null {
  const fields = readFields(reader, path, value, [...conditionFields, 'minAgeDays', 'maxAgeDays']);
  if (fields === null) return null;
  const condition = readCondition(reader, path, fields);
  const days = (name: 'minAgeDays' | 'maxAgeDays') =>
    fields[name] === undefined ? undefined : readWhole(reader, child(path, name), fields[name], 1, mostDays);
  const minAgeDays = days('minAgeDays');
  const maxAgeDays = days('maxAgeDays');
  if (condition === null || minAgeDays === null || maxAgeDays === null) return null;
  if (minAgeDays !== undefined && maxAgeDays !== undefined && minAgeDays >= maxAgeDays)
    return note(reader, child(path, 'maxAgeDays'), `No update is ${minAgeDays} days old and younger than ${maxAgeDays}.`);
  return {
    ...condition,
    ...(minAgeDays === undefined ? {} : { minAgeDays }),
    ...(maxAgeDays === undefined ? {} : { maxAgeDays }),
  };
}

function readCondition(reader: Reader, path: string, fields: Fields): UpdateCondition | null {
  const before = reader.problems.length;
  const list = <Item extends string>(name: string, most: number, readItem: (at: string, item: unknown) => Item | null) => {
    if (fields[name] === undefined) return {};
    const items = readList(reader, child(path, name), fields[name], [1, most], readItem);
    if (items !== null) refuseDoubles(reader, child(path, name), items);
    return items === null ? {} : { [name]: items };
  };
  const condition = {
    ...list('classes', 2, (at, item) => readChoice(reader, at, item, ['security', 'normal'])),
    ...list('urgency', 3, (at, item) => readChoice(reader, at, item, ['urgent', 'normal', 'unknown'])),
    ...list('severity', 5, (at, item) => readChoice(reader, at, item, ['critical', 'high', 'medium', 'low', 'unknown'])),
    ...list('products', mostPatterns, (at, item) => readName(reader, at, item)),
    ...list('origins', mostPatterns, (at, item) => readText(reader, at, item, 200)),
  };
  return reader.problems.length === before ? condition : null;
}

function readAction(reader: Reader, path: string, value: unknown): RuleAction | null {
  const kindField = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
  const kind = readChoice(reader, child(path, 'kind'), kindField, ['select', 'defer', 'block']);
  if (kind === null) return null;
  const fields = readFields(reader, path, value, { select: ['kind'], defer: ['kind', 'days', 'until'], block: ['kind', 'because'] }[kind]);
  if (fields === null) return null;
  if (kind === 'select') return { kind };
  if (kind === 'block') {
    const because = readText(reader, child(path, 'because'), fields['because'], 500);
    return because === null ? null : { kind, because };
  }
  if ((fields['days'] === undefined) === (fields['until'] === undefined))
    return note(reader, child(path, 'days'), 'Say either a number of days after the release, or a day until which it waits.');
  if (fields['until'] !== undefined) {
    const until = readDay(reader, child(path, 'until'), fields['until']);
    return until === null ? null : { kind, until };
  }
  const days = readWhole(reader, child(path, 'days'), fields['days'], 1, mostDays);
  return days === null ? null : { kind, days };
}

function readPin(reader: Reader, path: string, value: unknown): VersionPin | null {
  const fields = readFields(reader, path, value, ['package', 'version', 'because']);
  if (fields === null) return null;
  const name = readName(reader, child(path, 'package'), fields['package']);
  const version = readName(reader, child(path, 'version'), fields['version']);
  const because = readText(reader, child(path, 'because'), fields['because'], 500);
  return name === null || version === null || because === null ? null : { package: name, version, because };
}

function readName(reader: Reader, path: string, value: unknown): string | null {
  const text = readText(reader, path, value, 200);
  if (text === null) return null;
  return /\s/u.test(text) ? note(reader, path, 'It must be without spaces; * stands for any text.') : text;
}

function readDay(reader: Reader, path: string, value: unknown): string | null {
  try {
    if (typeof value === 'string' && Temporal.PlainDate.from(value).toString() === value && /^[0-9]{4}-/.test(value)) return value;
  } catch {
    // Not a day of the calendar: told below.
  }
  return note(reader, path, 'It must be a day of the calendar, such as 2027-01-31.');
}
