/** By when each update of a device must be in, with both clocks where the device was off. */
import type { CallOutput } from '@fettle/protocol/client';
import type { Screen } from './screen.ts';
import { table } from './table.ts';
import type { Cell } from './table.ts';
import { age, time } from './times.ts';

/** As far as the table reads it. */
export type DatedOffer = Pick<CallOutput<'getDeviceUpdates'>['items'][number], 'name' | 'architecture' | 'deadlines'>;
type Deadline = DatedOffer['deadlines'][number];

/** One row an update that has a deadline, by the framework whose time is over first (`--json` has all); null: none has. The soonest first. */
export function deadlineTable(screen: Screen, offers: readonly DatedOffer[]): string | null {
  const rows = offers.flatMap((offer) => {
    const [first] = offer.deadlines;
    return first === undefined || first.at === null ? [] : [{ offer, first, at: first.at }];
  });
  if (rows.length === 0) return null;
  return table(
    screen,
    [
      { title: 'package', atLeast: 14 },
      { title: 'due', atLeast: 10 },
      { title: 'when' },
      { title: 'by', atLeast: 14 },
      { title: 'counted from' },
      { title: 'other clock', atLeast: 12 },
    ],
    rows
      .toSorted((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)))
      .map(({ offer, first, at }): Cell[] => [
        `${offer.name}:${offer.architecture}`,
        pointText(screen, first.due),
        { text: age(screen, at), tone: Temporal.Instant.compare(at, screen.now) < 0 ? 'failing' : 'plain' },
        [first.framework, first.clause].filter((part) => part !== null).join(', '),
        first.clock === null ? '' : `${eventWords[first.clock.event]} ${pointText(screen, first.clock.at)}`,
        otherText(screen, first.otherClock),
      ]),
  );
}

function otherText(screen: Screen, other: Deadline['otherClock']): string {
  return other === null ? '' : `${pointText(screen, other.due)} ${otherWords[other.kind]}`;
}

/** A day as it is, a time in the zone of the reader. */
function pointText(screen: Screen, at: string | null): string {
  if (at === null) return '?';
  return at.includes('T') ? time(screen, at) : at;
}

const otherWords: Readonly<Record<NonNullable<Deadline['otherClock']>['kind'], string>> = {
  'time-on': 'counting only while it was on',
  calendar: 'by the calendar',
  'from-return': 'from its return',
};

const eventWords: Readonly<Record<NonNullable<Deadline['clock']>['event'], string>> = {
  released: 'release',
  published: 'publication',
  kevAdded: 'catalogue',
  kevDue: 'catalogue',
  detected: 'detection',
  offered: 'offer',
  backOnline: 'return',
};
