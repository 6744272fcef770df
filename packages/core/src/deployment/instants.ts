/** Instants as RFC 3339 text outside, milliseconds since 1970 inside. Time is always an argument: nothing here reads a clock. */

export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

/** Milliseconds since 1970 of an RFC 3339 instant. Throws on anything else: instants are checked at the border. */
export function toMs(instant: string): number {
  return wholeUtc(instant) ?? Temporal.Instant.from(instant).epochMilliseconds;
}

/**
 * Reads `2026-03-02T08:00:00Z`, and the same with a fraction of exactly three digits: the forms in which the engine writes. A look reads thousands of them, and
 * this takes a tenth of the time. Null: another form, or a date that may not exist; those are read the long way.
 */
function wholeUtc(text: string): number | null {
  const { length } = text;
  if ((length !== 20 && length !== 24) || text.charCodeAt(length - 1) !== 90) return null;
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45 || text.charCodeAt(10) !== 84) return null;
  if (text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58 || (length === 24 && text.charCodeAt(19) !== 46)) return null;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 2);
  const date = digits(text, 8, 2);
  const [hours, minutes, seconds] = [digits(text, 11, 2), digits(text, 14, 2), digits(text, 17, 2)];
  const fraction = length === 24 ? digits(text, 20, 3) : 0;
  // NaN compares as false. Beyond the 28th a day may not exist; a second 60 is read as 59 elsewhere.
  if (!(year >= 1970 && month >= 1 && month <= 12 && date >= 1 && date <= 31 && fraction >= 0)) return null;
  if (!(hours <= 23 && minutes <= 59 && seconds <= 59) || (date > 28 && date > daysIn(year, month))) return null;
  return (daysBefore(year, month) + date - 1) * day + hours * hour + minutes * minute + seconds * second + fraction;
}

function digits(text: string, from: number, count: number): number {
  let value = 0;
  for (let at = from; at < from + count; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

const monthStarts = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334] as const;
const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function daysIn(year: number, month: number): number {
  return month === 2 && isLeap(year) ? 29 : (monthLengths[month - 1] ?? 0);
}

/** Days from 1 January 1970 to the first of a month, in the Gregorian calendar. */
function daysBefore(year: number, month: number): number {
  const past = year - 1;
  const whole = past * 365 + Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400) - 719_162;
  return whole + (monthStarts[month - 1] ?? 0) + (month > 2 && isLeap(year) ? 1 : 0);
}

/** RFC 3339 text in UTC, with as many digits of a second's fraction as it needs. */
export function toInstant(ms: number): string {
  if (!Number.isSafeInteger(ms)) throw new RangeError(`${ms} is no whole number of milliseconds`);
  const number = Math.floor(ms / day);
  const rest = ms - number * day;
  const fraction = rest % second;
  const clock = `${two(Math.floor(rest / hour))}:${two(Math.floor(rest / minute) % 60)}:${two(Math.floor(rest / second) % 60)}`;
  return `${dateOf(number)}T${clock}${fraction === 0 ? '' : `.${String(fraction).padStart(3, '0').replace(/0+$/, '')}`}Z`;
}

function two(number: number): string {
  return number < 10 ? `0${number}` : `${number}`;
}

const mostDates = 1_000;
/** Dates that were written before: this remembers answers, it is no state. */
const dates = new Map<number, string>();

/** The date of a day since 1970. Throws where it lies beyond the calendar. */
function dateOf(number: number): string {
  const known = dates.get(number);
  if (known !== undefined) return known;
  const text = Temporal.Instant.fromEpochMilliseconds(number * day)
    .toString()
    .slice(0, -'T00:00:00Z'.length);
  if (dates.size >= mostDates) dates.clear();
  dates.set(number, text);
  return text;
}

/** The instant that lies an ISO 8601 duration after another; days count as 24 hours (UTC). */
export function addDuration(instant: string, duration: string): string {
  return Temporal.Instant.from(instant).toZonedDateTimeISO('UTC').add(Temporal.Duration.from(duration)).toInstant().toString();
}

/** Is this text an ISO 8601 duration that is not negative? */
export function isDuration(text: string): boolean {
  try {
    return Temporal.Duration.from(text).sign >= 0;
  } catch {
    return false;
  }
}
