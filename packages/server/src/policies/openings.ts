/** Openings of a policy's window as screens show them: instants, the zone, the wall times of site and client in words, and what closes them. */
import { outlook } from '@fettle/core/calendar';
import type { OutlookOpening, OutlookWith } from '@fettle/core/calendar';
import { readZone } from '@fettle/core/windows';
import type { WindowShape } from '@fettle/core/windows';
import { timestamp } from '../platform/clock.ts';

export type OpeningView = {
  readonly opensAt: string;
  readonly closesAt: string;
  readonly zone: string;
  readonly wall: string;
  readonly closed: { readonly kind: 'freeze' | 'holiday'; readonly name: string } | null;
  readonly shortenedBy: string | null;
  readonly clientWall: string | null;
};

const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `clientZone`: the clock by which the client's times are told besides; null: it has none. */
export type AheadOf = OutlookWith & { readonly clientZone: string | null };

/** The next openings in each of these zones, `count` for each, closed ones among them, in order of time. A zone that nobody knows has none. */
export function openingsIn(
  window: WindowShape,
  zones: readonly string[],
  from: Temporal.Instant,
  count: number,
  ahead: AheadOf,
): OpeningView[] {
  const clientZone = readZone(ahead.clientZone);
  return zones
    .flatMap((zone) =>
      readZone(zone) === null ? [] : outlook(window, zone, from, count, ahead).map((opening) => viewOf(opening, zone, clientZone)),
    )
    .toSorted((a, b) => (a.opensAt < b.opensAt ? -1 : a.opensAt > b.opensAt ? 1 : 0));
}

function viewOf({ opensAt, closesAt, closed, shortenedBy }: OutlookOpening, zone: string, clientZone: string | null): OpeningView {
  return {
    opensAt: timestamp(opensAt),
    closesAt: timestamp(closesAt),
    zone,
    wall: wallOf(opensAt, closesAt, zone),
    closed,
    shortenedBy,
    clientWall: clientZone === null || clientZone === zone ? null : wallOf(opensAt, closesAt, clientZone),
  };
}

/** `Sun 8 Mar 2026, 02:30 to 04:30`, by the clock of a zone. */
export function wallOf(opensAt: Temporal.Instant, closesAt: Temporal.Instant, zone: string): string {
  const from = opensAt.toZonedDateTimeISO(zone);
  const to = closesAt.toZonedDateTimeISO(zone);
  const end = from.toPlainDate().equals(to.toPlainDate()) ? clock(to) : `${day(to)}, ${clock(to)}`;
  return `${day(from)}, ${clock(from)} to ${end}`;
}

function day(at: Temporal.ZonedDateTime): string {
  return `${days[at.dayOfWeek - 1]} ${at.day} ${months[at.month - 1]} ${at.year}`;
}

function clock(at: Temporal.ZonedDateTime): string {
  return at.toPlainTime().toString({ smallestUnit: 'minute' });
}
