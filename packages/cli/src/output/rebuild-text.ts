/** Rebuilds, for a terminal. */
import type { CallOutput } from '@fettle/protocol/client';
import { clean } from './clean.ts';
import { blocks, facts, sentence } from './screen.ts';
import type { Screen } from './screen.ts';
import { table } from './table.ts';
import type { Cell } from './table.ts';
import { local, time } from './times.ts';

type Rebuild = CallOutput<'reportRebuild'>;

const stateWords: Readonly<Record<Rebuild['state'], Cell>> = {
  awaited: { text: 'awaited', tone: 'failing' },
  reported: { text: 'done, to be looked at', tone: 'attention' },
  differs: { text: 'other than before', tone: 'failing' },
  back: 'as before',
  dropped: 'not to be',
};
const wordWords = { done: 'built anew', dropped: 'not to be', compared: 'compared' } as const;

/** One row a rebuild. */
export function rebuildsText(screen: Screen, rows: readonly Rebuild[]): string {
  const columns = [
    { title: 'device', atLeast: 12 },
    { title: 'state', atLeast: 10 },
    { title: 'by', atLeast: 10 },
    { title: 'from', atLeast: 12 },
    { title: 'since', atLeast: 16 },
    { title: 'deployment', atLeast: 12 },
    { title: 'id', atLeast: 8 },
  ] as const;
  const cells = rows.map((row): Cell[] => [
    row.deviceName,
    stateWords[row.state],
    row.by,
    row.from,
    local(Temporal.Instant.from(row.since), screen.zone),
    row.deploymentTitle,
    row.id,
  ]);
  return table(screen, columns, cells);
}

/** All that is known of one. */
export function rebuildText(screen: Screen, one: Rebuild): string {
  return blocks(
    screen.paint(clean(one.deviceName), 'strong'),
    sentence(screen, one.sentence),
    facts(screen, [
      ['Client', clean(one.clientName)],
      ['Deployment', clean(one.deploymentTitle)],
      ['Why', clean(one.because)],
      ['By', clean(one.by)],
      ['From', clean(one.from)],
      ['What to do', clean(one.steps)],
      ['Since', time(screen, one.since)],
      ['To be done by', time(screen, one.dueAt)],
      ...one.words.map((word): [string, string] => [
        `Was ${wordWords[word.what]}`,
        `${time(screen, word.at)} by ${clean(word.by)}: ${clean(word.note)}${word.nowDeviceId === null || word.nowDeviceId === one.deviceId ? '' : ` (it is ${clean(word.nowDeviceName ?? word.nowDeviceId)} now)`}`,
      ]),
      ['Id', one.id],
    ]),
  );
}
