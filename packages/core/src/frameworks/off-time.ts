/** The same time, counted only while a device was on. */
import { proofWords } from '../absence/index.ts';
import type { Absence } from '../absence/index.ts';
import { addDuration, endOf } from './durations.ts';
import type { Point } from './durations.ts';
import type { Duration } from './types.ts';

export type OnTime = {
  /** A day or an instant, as of `addDuration`. */
  readonly due: string;
  /** Absences that fall into the time, in their order. */
  readonly off: readonly Absence[];
  /** Not all of them counted: there were more than `mostDays`. */
  readonly capped: boolean;
};

/**
 * When `duration` from `from` is over if the time that the device was off does not count, `mostDays` of it at most; null where it was not off meanwhile, or by less
 * than a whole day where days are counted. An absence that begins within the time stops it to its end; of one that began before only what lies behind `from` counts.
 * Days and months move by whole days of 24 hours of the sum, hours to the second.
 */
export function countedWhileOn(from: Point, duration: Duration, off: readonly Absence[], mostDays: number, zone: string): OnTime | null {
  const calendar = addDuration(from, duration);
  const inHours = duration.unit === 'hours';
  const most = mostDays * dayMs;
  const dueAfter = (offMs: number): string =>
    inHours
      ? from.instant.add({ hours: duration.count, milliseconds: offMs }).toString()
      : Temporal.PlainDate.from(calendar)
          .add({ days: Math.floor(offMs / dayMs) })
          .toString();
  const counted: Absence[] = [];
  let offMs = 0;
  let capped = false;
  for (const one of off.toSorted((a, b) => Temporal.Instant.compare(a.from, b.from))) {
    const begin = Math.max(Temporal.Instant.from(one.from).epochMilliseconds, from.instant.epochMilliseconds);
    const length = Temporal.Instant.from(one.until).epochMilliseconds - begin;
    if (length <= 0 || begin >= endOf(dueAfter(offMs), zone).epochMilliseconds) continue;
    counted.push(one);
    capped ||= offMs + length > most;
    offMs = Math.min(offMs + length, most);
  }
  const due = dueAfter(offMs);
  return due === calendar || counted.length === 0 ? null : { due, off: counted, capped };
}

const dayMs = 24 * 3_600_000;
const mostNamed = 3;

/** `off from 2026-03-05 08:00 to 2026-03-12 09:00, proved by its boot`, in the zone; of many the last ones. */
export function describeOff(off: readonly Absence[], zone: string): string {
  const named = off
    .slice(-mostNamed)
    .map(({ from, until, proof }) => `${localMinute(from, zone)} to ${localMinute(until, zone)} (proved by ${proofWords[proof]})`);
  const more = off.length > mostNamed ? `${off.length - mostNamed} earlier times, ` : '';
  return `off ${more}${named.join(', ')}`;
}

/** `2026-03-05 08:00`, in the zone. */
export function localMinute(at: string, zone: string): string {
  return Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ');
}
