/** Adds a time to an event, by the calendar. */
import { isCredible } from '../published/index.ts';
import type { Duration } from './types.ts';

/** To the second: 48 hours from 17:00 end at 17:00. */
export function hours(count: number): Duration {
  return { count, unit: 'hours', calendar: 'to-the-hour' };
}

/** Calendar days: 14 days from the 10th are the 24th. */
export function days(count: number): Duration {
  return { count, unit: 'days', calendar: 'calendar-days' };
}

/** The same day of a later month, or its last: one month from 31 January is 28 or 29 February. */
export function months(count: number): Duration {
  return { count, unit: 'months', calendar: 'same-day-or-last-of-month' };
}

/** A day, or a moment. */
export type Point = { readonly day: Temporal.PlainDate; readonly instant: Temporal.Instant; readonly exact: boolean };

/**
 * Reads `YYYY-MM-DD` or RFC 3339 (a time without an offset is one of `zone`, an IANA name); `null` when it is neither, or none that can be meant
 * (`isCredible`). A day without a time begins at its first moment in the zone, which never makes a time too long.
 */
export function readPoint(text: string, zone: string): Point | null {
  if (!isCredible(text)) return null;
  try {
    if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
      const day = Temporal.PlainDate.from(text);
      return { day, instant: day.toZonedDateTime(zone).toInstant(), exact: false };
    }
    const instant = /(?:[Zz]|[+-]\d{2}:?\d{2})$/.test(text)
      ? Temporal.Instant.from(text)
      : Temporal.PlainDateTime.from(text).toZonedDateTime(zone).toInstant();
    return { day: instant.toZonedDateTimeISO(zone).toPlainDate(), instant, exact: true };
  } catch {
    return null;
  }
}

/** The end of a time: a day, or an instant in UTC for hours. */
export function addDuration(from: Point, { count, unit }: Duration): string {
  if (unit === 'hours') return from.instant.add({ hours: count }).toString();
  return from.day.add(unit === 'days' ? { days: count } : { months: count }).toString();
}

/** The moment at which a due day or instant is over; for comparing the two kinds. */
export function endOf(due: string, zone: string): Temporal.Instant {
  if (due.includes('T')) return Temporal.Instant.from(due);
  return Temporal.PlainDate.from(due).add({ days: 1 }).toZonedDateTime(zone).toInstant();
}

/** `48 hours`, `one month`. */
export function describeDuration({ count, unit }: Duration): string {
  return count === 1 ? `one ${unit.slice(0, -1)}` : `${count} ${unit}`;
}
