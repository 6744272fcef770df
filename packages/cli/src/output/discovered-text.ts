/** Machines without an agent, for a terminal. */
import type { CallOutput } from '@fettle/protocol/client';
import type { Screen } from './screen.ts';
import { table } from './table.ts';
import type { Cell } from './table.ts';

type Row = CallOutput<'listDiscovered'>['items'][number];
type One = CallOutput<'getDiscovered'>;

/** One row a machine. */
export function discoveredText(screen: Screen, rows: readonly Row[]): string {
  const columns = [
    { title: 'machine', atLeast: 10 },
    { title: 'client', atLeast: 10 },
    { title: 'kind' },
    { title: 'site', atLeast: 8 },
    { title: 'address', atLeast: 10 },
    { title: 'system', atLeast: 10 },
    { title: 'last seen' },
    { title: 'how it stands', atLeast: 20 },
    { title: 'id', atLeast: 8 },
  ] as const;
  const cells = rows.map((row): Cell[] => [
    row.name,
    row.clientName,
    row.kind,
    row.siteName ?? 'not said',
    row.address ?? 'not known',
    row.system ?? 'not known',
    row.lastSeen ?? 'not known',
    row.gap === null ? row.sentence : { text: row.sentence, tone: 'attention' },
    row.id,
  ]);
  return table(screen, columns, cells);
}

/** One with its decisions, its hand patches, and the devices that it may be. */
export function discoveredOneText(screen: Screen, one: One): string {
  const parts = [discoveredText(screen, [one])];
  if (one.proposed.length > 0)
    parts.push(`It may be ${one.proposed.map(({ deviceName, because }) => `${deviceName} (${because})`).join(', ')}.`);
  if (one.decisions.length > 0)
    parts.push(
      table(
        screen,
        [{ title: 'decided' }, { title: 'at' }, { title: 'by', atLeast: 8 }, { title: 'what', atLeast: 20 }],
        one.decisions.map((row): Cell[] => [row.answer, row.at, row.by, decisionText(row)]),
      ),
    );
  if (one.patches.length > 0)
    parts.push(
      table(
        screen,
        [
          { title: 'patched on' },
          { title: 'what', atLeast: 10 },
          { title: 'from' },
          { title: 'to' },
          { title: 'who', atLeast: 8 },
          { title: 'note', atLeast: 10 },
        ],
        one.patches.map((row): Cell[] => [
          row.doneOn,
          row.what,
          row.fromVersion ?? 'not said',
          row.toVersion ?? 'not said',
          row.person,
          row.note ?? '',
        ]),
      ),
    );
  return parts.join('\n');
}

function decisionText({ answer, deviceName, person, because, reviewOn, rhythmDays }: One['decisions'][number]): string {
  if (answer === 'enrolled') return `is ${deviceName ?? 'a device'}`;
  if (answer === 'waved-off') return `${person ?? ''}, until ${reviewOn ?? ''}: ${because ?? ''}`;
  return answer === 'by-hand' ? `${person ?? ''}, every ${rhythmDays ?? '?'} days` : (because ?? '');
}
