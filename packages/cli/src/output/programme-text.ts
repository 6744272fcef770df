/** The programme document of a client for a terminal. */
import { pillarWords } from '@fettle/core/programme';
import type { CallOutput } from '@fettle/protocol/client';
import { clean } from './clean.ts';
import { blocks, count, facts } from './screen.ts';
import type { Screen } from './screen.ts';
import { table } from './table.ts';
import type { Cell } from './table.ts';
import { age } from './times.ts';

type View = CallOutput<'getProgramme'>;
type Changes = CallOutput<'getProgrammeChanges'>;

export function programmeText(screen: Screen, { current, lookedAt, trouble, parts, missing, overdue, versions }: View): string {
  return blocks(
    facts(screen, [
      ['Version', current === null ? 'none yet' : `${current.version}, made ${age(screen, current.madeAt)} by ${clean(current.madeBy)}`],
      ['SHA-256', current?.digest ?? null],
      ['Compared', lookedAt === null ? 'never' : `with the records ${age(screen, lookedAt)}`],
      ['Trouble', trouble],
      ['Not written', missing.length === 0 ? 'nothing' : `${count(missing.length, 'part')} of ${parts.length}`],
      ['Overdue', overdue.length === 0 ? null : `${count(overdue.length, 'part')} for review`],
    ]),
    table(
      screen,
      [{ title: 'part', atLeast: 10 }, { title: 'what', atLeast: 14 }, { title: 'owner' }, { title: 'review' }],
      parts.map((one): Cell[] => [
        one.part,
        one.title,
        one.text === null ? { text: 'nobody has written it', tone: 'attention' } : (one.owner ?? ''),
        one.reviewAt === null ? '' : { text: one.reviewAt, tone: overdue.includes(one.part) ? 'attention' : 'plain' },
      ]),
    ),
    versions.length === 0
      ? ''
      : table(
          screen,
          [{ title: 'version', align: 'right' }, { title: 'made', atLeast: 9 }, { title: 'by' }],
          versions.slice(0, 20).map((one): Cell[] => [one.version, age(screen, one.madeAt), one.madeBy]),
        ),
  );
}

export function changesText(screen: Screen, { version, before, differences, more }: Changes): string {
  if (before === null) return `Version ${version} is the first.\n`;
  if (differences.length === 0) return `Version ${version} says nothing otherwise than version ${before}.\n`;
  return blocks(
    `Version ${version}, compared with version ${before}: ${count(differences.length + more, 'difference')}.`,
    table(
      screen,
      [{ title: 'where', atLeast: 12 }, { title: 'what' }, { title: 'before' }, { title: 'now' }],
      differences.map(({ pillar, place, what, from, to }): Cell[] => [
        `${pillarWords[pillar].title}: ${place}`,
        what,
        from ?? { text: 'was not there', tone: 'muted' },
        to ?? { text: 'is gone', tone: 'muted' },
      ]),
    ),
  );
}
