/** Backups, ways back and their standing, for a terminal. */
import type { CallOutput } from '@fettle/protocol/client';
import { clean } from './clean.ts';
import { blocks, count, sentence } from './screen.ts';
import type { Screen } from './screen.ts';
import { table } from './table.ts';
import type { Cell } from './table.ts';
import { local } from './times.ts';

type Backup = CallOutput<'listBackups'>['items'][number];
type Rollback = CallOutput<'listRollback'>;
type Row = Rollback['items'][number];
type Trial = CallOutput<'listTrials'>['items'][number];
type Acceptance = CallOutput<'acceptNoWayBack'>;

const atOf = (screen: Screen, instant: string) => local(Temporal.Instant.from(instant), screen.zone);

/** Where a fact comes from; what a person typed is marked so. */
export const sourceWords = { api: 'API', cli: 'CLI', hand: 'by hand', probe: 'signed probe' } as const;

/** One row a record. */
export function backupsText(screen: Screen, rows: readonly Backup[]): string {
  const columns = [
    { title: 'device', atLeast: 12 },
    { title: 'client', atLeast: 10 },
    { title: 'what' },
    { title: 'ended', atLeast: 16 },
    { title: 'result' },
    { title: 'source' },
    { title: 'by', atLeast: 8 },
  ] as const;
  const cells = rows.map((row): Cell[] => [
    row.deviceName,
    row.clientName,
    row.what === 'backup' ? row.kind : 'restore test',
    atOf(screen, row.at),
    { text: row.ok ? 'good' : 'failed', tone: row.ok ? 'good' : 'failing' },
    { text: sourceWords[row.source], tone: row.source === 'hand' ? 'attention' : 'plain' },
    row.recordedBy,
  ]);
  return table(screen, columns, cells);
}

/** What came of a call with many, and what nobody could be found for. */
export function recordedText(
  screen: Screen,
  { recorded, known, unknown }: CallOutput<'recordBackups'>,
  leftOut: readonly string[] = [],
): string {
  return blocks(
    `${count(recorded, 'record')} kept${known === 0 ? '' : `, ${known} known before`}.`,
    [...unknown.map(({ index, device, because }) => `${index + 1}. ${clean(device)}: ${because}`), ...leftOut]
      .map((line) => screen.paint(sentence(screen, line), 'attention'))
      .join('\n'),
  );
}

/** One row a device, the most critical first, and the counts of all. */
export function rollbackText(screen: Screen, { items, counts }: Pick<Rollback, 'items' | 'counts'>): string {
  const columns = [
    { title: 'device', atLeast: 12 },
    { title: 'tier' },
    { title: 'standing' },
    { title: 'why', atLeast: 20 },
    { title: 'backup' },
    { title: 'restore test' },
    { title: 'last tried' },
  ] as const;
  const all = counts.good + counts.attention + counts.failing;
  return blocks(
    `Of ${count(all, 'device')}: ${counts.good} good, ${counts.attention} to look at, ${counts.failing} failing.`,
    table(
      screen,
      columns,
      items.map((row) => cellsOf(screen, row)),
    ),
  );
}

function cellsOf(screen: Screen, { deviceName, tier, standing, sentence: why, backup, restoreTest, trial }: Row): Cell[] {
  const fact = (one: Row['backup']) =>
    one === null ? 'none known' : `${atOf(screen, one.at)}${one.ok ? '' : ', failed'}${one.source === 'hand' ? ', by hand' : ''}`;
  return [
    deviceName,
    tier ?? 'not said',
    { text: standing, tone: standing },
    why,
    fact(backup),
    fact(restoreTest),
    trial === null
      ? 'never'
      : `${atOf(screen, trial.at)}, ${trial.passed ? 'passed' : 'failed'}${trial.on === 'alike' ? ', on one like it' : ''}`,
  ];
}

/** One row a time that a device went back. */
export function trialsText(screen: Screen, rows: readonly Trial[]): string {
  const columns = [
    { title: 'device', atLeast: 12 },
    { title: 'client', atLeast: 10 },
    { title: 'what' },
    { title: 'way back' },
    { title: 'result' },
    { title: 'took', align: 'right' },
    { title: 'at', atLeast: 16 },
    { title: 'deployment', atLeast: 12 },
  ] as const;
  const cells = rows.map((row): Cell[] => [
    row.deviceName,
    row.clientName,
    row.what,
    row.wayBack,
    { text: row.passed ? 'passed' : 'failed', tone: row.passed ? 'good' : 'failing' },
    row.seconds === null ? 'not known' : `${row.seconds} s`,
    atOf(screen, row.at),
    row.deploymentTitle,
  ]);
  return table(screen, columns, cells);
}

/** One row an acceptance. */
export function acceptancesText(screen: Screen, rows: readonly Acceptance[]): string {
  const columns = [
    { title: 'software', atLeast: 10 },
    { title: 'client', atLeast: 10 },
    { title: 'where', atLeast: 10 },
    { title: 'accepted by', atLeast: 10 },
    { title: 'until', atLeast: 16 },
    { title: 'state' },
    { title: 'because', atLeast: 12 },
    { title: 'id', atLeast: 8 },
  ] as const;
  const cells = rows.map((row): Cell[] => [
    row.software,
    row.clientName,
    row.scope.kind === 'client' ? 'everywhere' : row.scopeNames.join(', '),
    row.acceptedBy,
    atOf(screen, row.until),
    { text: row.stands ? 'stands' : row.ended === null ? 'over' : 'taken back', tone: row.stands ? 'attention' : 'plain' },
    row.reason,
    row.id,
  ]);
  return table(screen, columns, cells);
}
