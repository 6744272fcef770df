/** Published vulnerabilities that devices have, for a terminal. */
import type { CallOutput } from '@fettle/protocol/client';
import { listEnd } from './list-end.ts';
import { blocks, count, sentence } from './screen.ts';
import type { Screen } from './screen.ts';
import { table } from './table.ts';
import type { Cell } from './table.ts';
import { age } from './times.ts';

type Findings = CallOutput<'listFindings'>;
type Finding = Findings['items'][number];

export const stateWords = {
  'no-fix': 'no fix',
  'fix-not-offered': 'fix not offered',
  unknown: 'not known',
  'fix-offered': 'fix offered',
  'restart-pending': 'restart pending',
} as const;

/** One row an advisory; below it the devices that stand in no number, without which a short list would look like a good one. */
export function findingsText(screen: Screen, page: Findings): string {
  const columns = [
    { title: 'advisory', atLeast: 16 },
    { title: 'in', atLeast: 10 },
    { title: 'CVSS', align: 'right' },
    { title: 'EPSS', align: 'right' },
    { title: 'exploited' },
    { title: 'devices', align: 'right' },
    { title: 'how they stand' },
    { title: 'first seen' },
  ] as const;
  const rows = page.items.map((one): Cell[] => [
    one.id,
    one.packages.join(' '),
    severityWord(one.severity),
    epssWord(one.epss),
    one.kevAdded === null ? 'no' : { text: one.kevAdded, tone: 'failing' },
    one.devices,
    standWords(one),
    age(screen, one.since),
  ]);
  const list =
    rows.length === 0
      ? 'No advisory that was taken from a feed holds for a device that is like that.'
      : table(screen, columns, rows) + listEnd(page);
  return blocks(list, uncoveredText(screen, page.uncovered));
}

function uncoveredText(screen: Screen, uncovered: number): string | null {
  if (uncovered === 0) return null;
  const those = uncovered === 1 ? '1 device is' : `${count(uncovered, 'device')} are`;
  return sentence(
    screen,
    `${those} in none of these numbers: nothing that was taken from a feed speaks of their system, or they have not told what they have. That is not known, and not none.`,
  );
}

/** `9.8`, else the publisher's word; null: not known. */
export function severityWord(severity: Finding['severity']): string | null {
  return severity === null ? null : (severity.score?.toFixed(1) ?? severity.word);
}

/** A probability in per cent; null: none is published. */
export function epssWord(epss: number | null): string | null {
  return epss === null ? null : `${(epss * 100).toFixed(epss >= 0.01 ? 1 : 2)}%`;
}

/** How many devices stand how; states without any are left out. */
export function standWords(one: Pick<Finding, 'noFix' | 'fixNotOffered' | 'unknown' | 'fixOffered' | 'restartPending'>): string {
  const parts = [
    [one.noFix, stateWords['no-fix']],
    [one.fixNotOffered, stateWords['fix-not-offered']],
    [one.unknown, stateWords.unknown],
    [one.fixOffered, stateWords['fix-offered']],
    [one.restartPending, stateWords['restart-pending']],
  ] as const;
  return parts
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${number} ${word}`)
    .join(', ');
}
