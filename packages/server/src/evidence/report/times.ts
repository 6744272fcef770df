/** Times on the clock of the client's first site, with their distance from UTC: readable there, and clear everywhere. */
import { readZone } from '@fettle/core/windows';

export type Clock = {
  /** The zone that the times are in. */
  readonly zone: string;
  /** `2026-03-08 02:14 +01:00` */
  readonly minute: (instant: string) => string;
  /** `2026-03-08 02:14:05 +01:00` */
  readonly second: (instant: string) => string;
};

/** A zone that nobody knows counts as UTC, and is told as UTC. A time that can not be read stays as it is. */
export function clockOf(zoneText: string): Clock {
  const zone = readZone(zoneText) ?? 'UTC';
  const say = (instant: string, smallestUnit: 'minute' | 'second'): string => {
    const at = read(instant)?.toZonedDateTimeISO(zone);
    if (at === undefined) return instant;
    const clock = at.toPlainTime().toString({ smallestUnit, roundingMode: 'trunc' });
    return `${at.toPlainDate().toString()} ${clock} ${at.offset}`;
  };
  return { zone, minute: (instant) => say(instant, 'minute'), second: (instant) => say(instant, 'second') };
}

function read(instant: string): Temporal.Instant | undefined {
  try {
    return Temporal.Instant.from(instant);
  } catch {
    return undefined;
  }
}
