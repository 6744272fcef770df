/** Openings of a policy's window as screens show them: instants, the zone, and the wall time of the site in words. */
import type { Opening } from '@fettle/core/windows';
import { inZone, nextOpenings } from '@fettle/core/windows';
import type { WindowShape } from '@fettle/core/windows';
import { timestamp } from '../platform/clock.ts';

export type OpeningView = { readonly opensAt: string; readonly closesAt: string; readonly zone: string; readonly wall: string };

const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The next openings in each of these zones, `count` for each, in order of time. A zone that nobody knows has none. */
export function openingsIn(window: WindowShape, zones: readonly string[], from: Temporal.Instant, count: number): OpeningView[] {
  return zones
    .flatMap((zone) => nextOpenings(inZone(window, zone), from, count).map((opening) => viewOf(opening, zone)))
    .toSorted((a, b) => (a.opensAt < b.opensAt ? -1 : a.opensAt > b.opensAt ? 1 : 0));
}

function viewOf({ opensAt, closesAt }: Opening, zone: string): OpeningView {
  const from = opensAt.toZonedDateTimeISO(zone);
  const to = closesAt.toZonedDateTimeISO(zone);
  const end = from.toPlainDate().equals(to.toPlainDate()) ? clock(to) : `${day(to)}, ${clock(to)}`;
  return { opensAt: timestamp(opensAt), closesAt: timestamp(closesAt), zone, wall: `${day(from)}, ${clock(from)} to ${end}` };
}

function day(at: Temporal.ZonedDateTime): string {
  return `${days[at.dayOfWeek - 1]} ${at.day} ${months[at.month - 1]} ${at.year}`;
}

function clock(at: Temporal.ZonedDateTime): string {
  return at.toPlainTime().toString({ smallestUnit: 'minute' });
}
