/** What is put off, for a terminal: a line a client and reason. */
import type { CallOutput } from '@fettle/protocol/client';
import { blocks, count, sentence } from './screen.ts';
import type { Screen } from './screen.ts';
import { table } from './table.ts';
import type { Cell } from './table.ts';
import { local } from './times.ts';

type Answer = CallOutput<'getPutOff'>;
type Line = NonNullable<Answer['items'][number]['putOff']>['lines'][number];

const columns = [
  { title: 'client', atLeast: 12 },
  { title: 'updates', align: 'right' },
  { title: 'devices', align: 'right' },
  { title: 'until', atLeast: 16 },
  { title: 'past deadline', align: 'right' },
  { title: 'first deadline', atLeast: 16 },
  { title: 'why', atLeast: 24 },
] as const;

export function putOffText(screen: Screen, { items, clients, computing }: Answer): string {
  const known = items.flatMap(({ clientName, putOff }) => (putOff === null ? [] : [{ clientName, putOff }]));
  const rows = known.flatMap(({ clientName, putOff }) => putOff.lines.map((line) => rowOf(screen, clientName, line)));
  const more = known.reduce((sum, { putOff }) => sum + putOff.more, 0);
  const part = known.filter(({ putOff }) => putOff.looked.devices < putOff.looked.of);
  return blocks(
    computing === 0 ? null : sentence(screen, `${computing} of ${count(clients, 'client')} are still being weighed: ask again.`),
    rows.length === 0 ? (computing === 0 ? 'Nothing is put off.' : null) : table(screen, columns, rows),
    more === 0 ? null : sentence(screen, `And ${count(more, 'line')} more; --client shows them.`),
    part.length === 0
      ? null
      : sentence(screen, `Of ${part.map(({ clientName }) => clientName).join(', ')} only the first devices were looked at.`),
  );
}

function rowOf(screen: Screen, clientName: string, { reason, saidBy, updates, devices, until, late }: Line): Cell[] {
  return [
    clientName,
    updates,
    devices,
    until === null ? 'it is changed' : local(Temporal.Instant.from(until.last), screen.zone),
    { text: late === null ? '0' : String(late.updates), tone: late === null ? 'plain' : 'failing' },
    late === null ? '' : local(Temporal.Instant.from(late.first), screen.zone),
    saidBy === null ? reason : `${reason} (${saidBy.name})`,
  ];
}
