/** Stand-ins and how devices stand with theirs, for a terminal. */
import type { CallOutput } from '@fettle/protocol/client';
import type { Screen } from './screen.ts';
import { table } from './table.ts';
import type { Cell } from './table.ts';

type StandIn = CallOutput<'listStandIns'>['items'][number];
type Row = CallOutput<'listStandInStandings'>['items'][number];

/** One row a record. */
export function standInsText(screen: Screen, rows: readonly StandIn[]): string {
  const columns = [
    { title: 'device', atLeast: 10 },
    { title: 'client', atLeast: 10 },
    { title: 'stand-in', atLeast: 10 },
    { title: 'place', atLeast: 8 },
    { title: 'differs', atLeast: 12 },
    { title: 'credentials are kept', atLeast: 12 },
    { title: 'review', atLeast: 10 },
    { title: 'state' },
    { title: 'id', atLeast: 8 },
  ] as const;
  const cells = rows.map((row): Cell[] => [
    row.deviceName,
    row.clientName,
    nameOf(row),
    row.place ?? 'not said',
    row.differs,
    row.credentialsAt,
    row.reviewAt,
    row.ended === null ? 'counts' : `over: ${row.ended.because}`,
    row.id,
  ]);
  return table(screen, columns, cells);
}

/** One row a device, with what is lacking and what both devices tell of themselves. */
export function standInStandingsText(screen: Screen, rows: readonly Row[]): string {
  const columns = [
    { title: 'device', atLeast: 10 },
    { title: 'tier' },
    { title: 'stand-in', atLeast: 10 },
    { title: 'standing' },
    { title: 'why', atLeast: 20 },
    { title: 'differs, as people said', atLeast: 12 },
  ] as const;
  const cells = rows.map((row): Cell[] => [
    row.deviceName,
    row.tier ?? 'not said',
    row.standIn === null ? 'none' : nameOf(row.standIn),
    { text: row.standing, tone: row.standing },
    row.reasons.length === 0 ? row.sentence : row.reasons.map(({ sentence }) => sentence).join(' '),
    row.standIn?.differs ?? '',
  ]);
  return table(screen, columns, cells);
}

function nameOf({ standIn }: Pick<StandIn, 'standIn'>): string {
  return standIn.kind === 'outside' ? `${standIn.name} (outside of Fettle)` : standIn.name;
}
