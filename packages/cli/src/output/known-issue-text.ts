/** What is known against updates, for a terminal. */
import type { CallOutput } from '@fettle/protocol/client';
import { clean } from './clean.ts';
import { blocks, facts } from './screen.ts';
import type { Screen } from './screen.ts';
import { table } from './table.ts';
import type { Cell } from './table.ts';
import { age, time } from './times.ts';

type Issue = CallOutput<'recordKnownIssue'>;

/** One row an issue. */
export function knownIssuesText(screen: Screen, rows: readonly Issue[]): string {
  const columns = [
    { title: 'update', atLeast: 14 },
    { title: 'what happens', atLeast: 20 },
    { title: 'on', atLeast: 10 },
    { title: 'state' },
    { title: 'told by' },
    { title: 'since' },
    { title: 'id' },
  ] as const;
  const cells = rows.map((row): Cell[] => [
    row.name,
    row.text,
    row.condition ?? 'everything',
    row.resolved === null ? { text: 'open', tone: 'attention' } : { text: resolvedText(row), tone: 'good' },
    row.recordedBy,
    age(screen, row.recordedAt),
    row.id,
  ]);
  return table(screen, columns, cells);
}

/** One issue with its words. */
export function knownIssueText(screen: Screen, one: Issue): string {
  return blocks(
    screen.paint(clean(one.name), 'strong'),
    facts(screen, [
      ['State', one.resolved === null ? screen.paint('open', 'attention') : screen.paint(clean(resolvedText(one)), 'good')],
      ['What happens', clean(one.text)],
      ['On', clean(one.condition ?? 'everything')],
      ['Told by', clean(one.recordedBy)],
      ['Recorded', time(screen, one.recordedAt, 'at an unknown time')],
      ['Reason', one.resolved === null ? null : clean(one.resolved.because)],
      ['Link', one.link === null ? null : clean(one.link)],
      ['Id', one.id],
    ]),
  );
}

function resolvedText({ resolved }: Issue): string {
  return resolved?.inVersion === null || resolved === null ? 'no longer happens' : `mended in ${resolved.inVersion}`;
}
