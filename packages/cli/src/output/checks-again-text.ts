/** Checks that are asked again days after a change, for a terminal. */
import type { CallOutput } from '@fettle/protocol/client';
import { clean } from './clean.ts';
import { blocks } from './screen.ts';
import type { Screen } from './screen.ts';
import { table } from './table.ts';
import type { Cell } from './table.ts';
import { local } from './times.ts';

type ChecksAgain = CallOutput<'getChecksAgain'>;
type Day = ChecksAgain['items'][number];

const most = 30;

/** One row a day of the policy, and who has not answered. */
export function checksAgainText(screen: Screen, { items, silent }: ChecksAgain): string {
  if (items.length === 0) return 'Nothing is asked again: its policy does not say so, or no device is verified yet.';
  const columns = [
    { title: 'after', atLeast: 8 },
    { title: 'devices' },
    { title: 'passed' },
    { title: 'failed' },
    { title: 'not measured' },
    { title: 'awaited' },
    { title: 'never answered' },
    { title: 'not asked yet' },
    { title: 'next', atLeast: 16 },
  ] as const;
  const rows = items.map((one): Cell[] => [
    one.days === 1 ? '1 day' : `${one.days} days`,
    String(one.devices),
    String(one.passed),
    toned(one.failed, 'failing'),
    toned(one.notMeasured + one.refused, 'attention'),
    String(one.waiting),
    toned(one.unknown, 'attention'),
    String(one.planned),
    one.nextAt === null ? '' : local(Temporal.Instant.from(one.nextAt), screen.zone),
  ]);
  const lines = silent.slice(0, most).map(({ deviceName, days, state, askedAt, until }) => {
    const [asked, end] = [askedAt, until].map((at) => local(Temporal.Instant.from(at), screen.zone));
    const how = state === 'unknown' ? `has not answered by ${end}: how it is is not known` : `is awaited until ${end}`;
    return `  ${clean(deviceName)}, asked ${asked} for ${days === 1 ? '1 day' : `${days} days`} after: ${how}`;
  });
  const beyond = silent.length > most ? [`  … and ${silent.length - most} more`] : [];
  return blocks(table(screen, columns, rows), [...lines, ...beyond].join('\n'));
}

function toned(count: Day['failed'], tone: 'failing' | 'attention'): Cell {
  return count === 0 ? '0' : { text: String(count), tone };
}
