/** Reads windows from outside: from a form, from the API, and again from the database, where a bad one counts as closed. */
import { needsFirstDay, readRuleText } from './rule-text.ts';
import type { WindowProblem, WindowRule, WindowShape } from './types.ts';
import { readZone } from './zone.ts';

export const longestWindowMinutes = 7 * 24 * 60;
/** Four weeks after its day a monthly rule names the next one. */
export const mostPlusDays = 27;
export const mostExceptDays = 400;

/** Reads a window with its zone. The rule that comes back is canonical: upper-case rule text, zone in its customary spelling. */
export function parseWindow(value: unknown): { readonly ok: true; readonly rule: WindowRule } | WindowProblem {
  if (!isRecord(value))
    return problem('window.not-readable', null, 'A window must be an object with zone, rule, start and durationMinutes.');
  const { zone: zoneText, ...rest } = value;
  const shape = parseWindowShape(rest);
  if (!shape.ok) return shape;
  const zone = readZone(zoneText);
  if (zone === null)
    return problem('window.zone-unknown', 'zone', `“${show(zoneText)}” is not a time zone of the IANA database, such as Europe/London.`);
  return { ok: true, rule: { zone, ...shape.shape } };
}

/** Reads a window without a zone, as policies hold it. */
export function parseWindowShape(value: unknown): { readonly ok: true; readonly shape: WindowShape } | WindowProblem {
  if (!isRecord(value)) return problem('window.not-readable', null, 'A window must be an object with rule, start and durationMinutes.');
  const { rule, start, durationMinutes, from, plusDays, except, ...unknown } = value;
  const [stranger] = Object.keys(unknown);
  if (stranger !== undefined) return problem('window.unknown-field', null, `A window has no “${show(stranger)}”.`);

  const text = readRuleText(rule);
  if ('code' in text) return problem(text.code, 'rule', text.sentence);
  if (typeof start !== 'string' || !/^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/.test(start))
    return problem(
      'window.start-not-readable',
      'start',
      `The start “${show(start)}” must be a wall time from 00:00 to 23:59, such as 02:30.`,
    );
  if (
    typeof durationMinutes !== 'number' ||
    !Number.isInteger(durationMinutes) ||
    durationMinutes < 1 ||
    durationMinutes > longestWindowMinutes
  )
    return problem(
      'window.duration-out-of-range',
      'durationMinutes',
      `The duration must be a whole number of minutes from 1 to ${longestWindowMinutes} (a week).`,
    );

  if (plusDays !== undefined && !isPlusDays(plusDays))
    return problem(
      'window.plus-days-out-of-range',
      'plusDays',
      `The days after the rule’s day must be a whole number from 0 to ${mostPlusDays}.`,
    );
  if (except !== undefined && !isDays(except))
    return problem(
      'window.except-not-readable',
      'except',
      `The days without an opening must be a list of at most ${mostExceptDays} days such as 2026-12-25.`,
    );

  const shape = {
    rule: text.text,
    start,
    durationMinutes,
    ...(plusDays === undefined ? {} : { plusDays }),
    ...(except === undefined ? {} : { except: [...new Set(except)].toSorted() }),
  };
  if (from === undefined) {
    return needsFirstDay(text.parts)
      ? problem(
          'window.rule-needs-from',
          'from',
          'This rule counts from a first day (INTERVAL, COUNT, or no days named): say it as from, such as 2026-01-04.',
        )
      : { ok: true, shape };
  }
  return isDay(from)
    ? { ok: true, shape: { ...shape, from } }
    : problem('window.from-not-readable', 'from', `“${show(from)}” must be a day from 1970 to 2199, such as 2026-01-04.`);
}

/** A policy's window, read in a site's zone. What else a policy says of its window does not belong to it. */
export function inZone({ rule, start, durationMinutes, from, plusDays, except }: WindowShape, zone: string): WindowRule {
  return {
    zone,
    rule,
    start,
    durationMinutes,
    ...(from === undefined ? {} : { from }),
    ...(plusDays === undefined ? {} : { plusDays }),
    ...(except === undefined ? {} : { except }),
  };
}

function isPlusDays(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= mostPlusDays;
}

function isDays(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length <= mostExceptDays && value.every(isDay);
}

/** Is this a day of the calendar, `YYYY-MM-DD`, from 1970 to 2199? */
export function isDay(value: unknown): value is string {
  if (typeof value !== 'string' || !/^(?:19[7-9]|20[0-9]|21[0-9])[0-9]-[0-9]{2}-[0-9]{2}$/.test(value)) return false;
  try {
    return Temporal.PlainDate.from(value).toString() === value;
  } catch {
    return false;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function problem(code: WindowProblem['code'], field: WindowProblem['field'], sentence: string): WindowProblem {
  return { ok: false, code, field, sentence };
}
