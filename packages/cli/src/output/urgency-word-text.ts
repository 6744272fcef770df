/** What people said of the urgency of updates, for a terminal: never without who, why and until when. */
import type { CallOutput } from '@fettle/protocol/client';
import { clean } from './clean.ts';
import { blocks, count, facts } from './screen.ts';
import type { Screen } from './screen.ts';
import { table } from './table.ts';
import type { Cell } from './table.ts';
import { age, time } from './times.ts';

type Word = CallOutput<'recordUrgencyWord'>;

const says: Readonly<Record<Word['says'], string>> = { fault: 'urgent: a fault', urgent: 'urgent', normal: 'lowered to normal' };
const standings: Readonly<Record<Word['standing'], string>> = { 'in-force': 'in force', ended: 'has ended', revoked: 'taken back' };

/** One row for each thing that was said. */
export function urgencyWordsText(screen: Screen, rows: readonly Word[]): string {
  const columns = [
    { title: 'update', atLeast: 14 },
    { title: 'said' },
    { title: 'by' },
    { title: 'because', atLeast: 16 },
    { title: 'client', atLeast: 10 },
    { title: 'holds for' },
    { title: 'ends' },
    { title: 'state' },
    { title: 'by the rules' },
    { title: 'id' },
  ] as const;
  const cells = rows.map((row): Cell[] => [
    row.title,
    { text: says[row.says], tone: row.says === 'normal' ? 'attention' : 'plain' },
    row.by,
    row.reason,
    row.clientName,
    scopeOf(row),
    age(screen, row.endsAt, 'not by itself'),
    standings[row.standing],
    rulesOf(row),
    row.id,
  ]);
  return table(screen, columns, cells);
}

/** All that was said at once. */
export function urgencyWordText(screen: Screen, one: Word): string {
  return blocks(
    screen.paint(`${clean(one.title)}: ${says[one.says]}`, 'strong'),
    facts(screen, [
      ['State', standings[one.standing]],
      ['Client', clean(one.clientName)],
      ['Holds for', clean(scopeOf(one))],
      [one.fault === null ? 'Reason' : 'Was seen', clean(one.reason)],
      ['Fault of', one.fault === null ? null : one.fault.kind],
      ['Evidence', one.fault === null ? null : clean(one.fault.evidence)],
      ['Seen since', one.fault === null ? null : time(screen, one.fault.seenSince, 'not known')],
      ['By the rules', clean([rulesOf(one), ...one.effect.because].join('. '))],
      ['Said', `${time(screen, one.madeAt)} by ${clean(one.by)}`],
      ['Ends', time(screen, one.endsAt, 'not by itself')],
      [
        'Taken back',
        one.revoked === null ? null : `${time(screen, one.revoked.at)} by ${clean(one.revoked.by)}: ${clean(one.revoked.because)}`,
      ],
      ['Id', one.id],
    ]),
  );
}

function scopeOf({ scope, scopeNames }: Word): string {
  return scope.kind === 'client' ? 'the whole client' : scopeNames.join(', ');
}

/** What it does, as it was judged last. */
function rulesOf({ says: said, effect: { offers, otherwise, kept } }: Word): string {
  if (offers === 0) return 'counts for no offer yet';
  const stays = kept === 0 ? '' : `, ${kept} stay urgent: known to be exploited`;
  return otherwise === 0
    ? `the same on ${count(offers, 'offer')}${stays}`
    : `${said === 'normal' ? 'urgent' : 'normal'} on ${otherwise} of ${count(offers, 'offer')}${stays}`;
}
