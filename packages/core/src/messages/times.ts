/** Times in words, in the zone of the site, with the zone named: a reader in another place must not have to guess. */
import { readZone } from '../windows/index.ts';
import type { NoticeFacts } from './types.ts';
import type { Words } from './words.ts';

/** A span of time in words, e.g. `Sunday 8 March 2026, 02:30 to 04:30, Europe/London time (UTC+00:00)`. */
export function spanInWords(window: NoticeFacts['window'], zoneText: string, words: Words): string {
  const opensAt = window === null ? null : readInstant(window.opensAt);
  const closesAt = window === null ? null : readInstant(window.closesAt);
  if (opensAt === null || closesAt === null) return words.timeNotKnown;

  const zone = readZone(zoneText);
  const from = opensAt.toZonedDateTimeISO(zone ?? 'UTC');
  const to = closesAt.toZonedDateTimeISO(zone ?? 'UTC');
  const sameDay = from.toPlainDate().equals(to.toPlainDate());
  const span = words.span(`${dateInWords(from, words)}, ${clock(from)}`, sameDay ? clock(to) : `${dateInWords(to, words)}, ${clock(to)}`);
  return `${span}, ${zone === null ? words.zoneUnknown(zoneText) : words.inZone(zone, from.offset, to.offset)}`;
}

function dateInWords(at: Temporal.ZonedDateTime, words: Words): string {
  return words.date({ weekday: words.days[at.dayOfWeek - 1] ?? '', day: at.day, month: words.months[at.month - 1] ?? '', year: at.year });
}

function clock(at: Temporal.ZonedDateTime): string {
  return at.toPlainTime().toString({ smallestUnit: 'minute' });
}

function readInstant(text: string): Temporal.Instant | null {
  try {
    return Temporal.Instant.from(text);
  } catch {
    return null;
  }
}
