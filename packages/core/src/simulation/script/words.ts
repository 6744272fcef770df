/** The small words of scripts: spans, shares, times. What can not be read is null. */
import { readZone } from '../../windows/index.ts';

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** `90s`, `30m`, `4h`, `14d`: seconds. */
export function readSpan(text: string): number | null {
  const found = /^(\d{1,6})([smhd])$/.exec(text);
  return found === null ? null : Number(found[1]) * (units[found[2] ?? ''] ?? 1);
}

/** `8%` or `0.08`. */
export function readShare(text: string): number | null {
  const found = /^(\d{1,3}(?:\.\d{1,3})?)(%?)$/.exec(text);
  if (found === null) return null;
  const share = Number(found[1]) / (found[2] === '%' ? 100 : 1);
  return share <= 1 ? share : null;
}

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/**
 * An instant in milliseconds: RFC 3339, `2026-03-06 18:00` on the clock of the zone, or `Fri 18:00`, `friday`, which is the next one at `from` or later; a day without a time begins at midnight.
 */
export function readTime(text: string, from: number, zone: string): number | null {
  const place = readZone(zone) ?? 'UTC';
  const trimmed = text.trim();
  const wall = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})$/.exec(trimmed);
  try {
    if (wall !== null) return Temporal.PlainDateTime.from(`${wall[1]}T${wall[2]}`).toZonedDateTime(place).epochMilliseconds;
    if (/^\d{4}-/.test(trimmed)) return Temporal.Instant.from(trimmed).epochMilliseconds;
  } catch {
    return null;
  }
  const named = /^([a-z]{3,9})(?: (\d{2}:\d{2}))?$/i.exec(trimmed);
  const index = named === null ? -1 : weekdays.findIndex((day) => fullDay(day).startsWith((named[1] ?? '').toLowerCase()));
  if (named === null || index < 0) return null;
  return nextWeekday(index + 1, named[2] ?? '00:00', from, place);
}

function fullDay(short: string): string {
  return (
    { mon: 'monday', tue: 'tuesday', wed: 'wednesday', thu: 'thursday', fri: 'friday', sat: 'saturday', sun: 'sunday' }[short] ?? short
  );
}

function nextWeekday(weekday: number, clock: string, from: number, zone: string): number | null {
  try {
    const start = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone);
    const first = start.toPlainDate().add({ days: (weekday - start.dayOfWeek + 7) % 7 });
    for (const date of [first, first.add({ days: 7 })]) {
      const at = date.toZonedDateTime({ timeZone: zone, plainTime: clock }).epochMilliseconds;
      if (at >= from) return at;
    }
  } catch {
    return null;
  }
  return null;
}
