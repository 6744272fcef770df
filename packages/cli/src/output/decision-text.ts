/** Decisions, for a terminal. */
import { answerWord } from '@fettle/core/decisions';
import type { CallOutput } from '@fettle/protocol/client';
import { clean } from './clean.ts';
import type { Tone } from './paint.ts';
import { blocks, count, facts } from './screen.ts';
import type { Screen } from './screen.ts';
import { table } from './table.ts';
import type { Cell } from './table.ts';
import { age, time } from './times.ts';

type Row = CallOutput<'listDecisions'>['items'][number];
type Decision = CallOutput<'getDecision'>;

const standings: Readonly<Record<Row['standing'], { readonly text: string; readonly tone: Tone }>> = {
  planned: { text: 'begins later', tone: 'plain' },
  'in-force': { text: 'in force', tone: 'good' },
  expired: { text: 'has ended: open again', tone: 'failing' },
  undone: { text: 'undone', tone: 'muted' },
  replaced: { text: 'reviewed', tone: 'muted' },
  revoked: { text: 'revoked', tone: 'muted' },
};
const needs = { verify: 'to be verified', undo: 'fix is there: undo it', 'verify-again': 'fix is there: verify it' } as const;

function stateOf(row: Row): { readonly text: string; readonly tone: Tone } {
  if (row.needs !== null) return { text: needs[row.needs], tone: 'attention' };
  if (row.unfollowedSince !== null) return { text: 'nothing brings it', tone: 'attention' };
  return row.reviewDue ? { text: 'review is due', tone: 'attention' } : standings[row.standing];
}

function answerOf({ saidBy, clientSaid }: Row): string {
  return `${saidBy ?? 'the client'} ${answerWord(clientSaid)}`;
}

function scopeOf({ scope, scopeNames }: Row): string {
  return scope.kind === 'client' ? 'the whole client' : scopeNames.join(', ');
}

/** The register: one row a decision. */
export function decisionsText(screen: Screen, rows: readonly Row[]): string {
  const columns = [
    { title: 'about', atLeast: 14 },
    { title: 'decision' },
    { title: 'state' },
    { title: 'client', atLeast: 10 },
    { title: 'holds for' },
    { title: 'who said what' },
    { title: 'ends' },
    { title: 'review' },
    { title: 'id' },
  ] as const;
  const cells = rows.map((row): Cell[] => [
    row.title,
    row.kind,
    stateOf(row),
    row.clientName,
    scopeOf(row),
    answerOf(row),
    age(screen, row.endsAt, 'not by itself'),
    age(screen, row.reviewAt, 'none'),
    row.id.slice(-8),
  ]);
  return table(screen, columns, cells);
}

/** One decision with its words. */
export function decisionText(screen: Screen, one: Decision): string {
  const state = stateOf(one);
  return blocks(
    screen.paint(clean(`${one.kind}: ${one.title}, ${one.clientName}`), 'strong'),
    facts(screen, [
      ['State', screen.paint(state.text, state.tone)],
      ['Holds for', clean(scopeOf(one))],
      ['Reaches', count(one.reaches, 'device')],
      ['We recommended', clean(one.recommendation)],
      ['The client', clean(answerOf(one))],
      ['Evidence', one.evidence === null ? null : clean(one.evidence)],
      ['Reason', clean(one.reason)],
      ['Meanwhile', one.compensatingControl === null ? null : clean(one.compensatingControl)],
      ['Workaround', one.workaround === null ? null : clean(one.workaround.what)],
      ['Its check', one.workaround === null ? null : clean(one.workaround.check)],
      ['Takes its place', one.replacement === null ? null : clean(one.replacement.what)],
      ['Sees to it', one.replacement === null ? null : clean(one.replacement.responsible)],
      ['Ends', time(screen, one.endsAt, 'not by itself')],
      ['Review', time(screen, one.reviewAt, 'none')],
      ['Id', one.id],
    ]),
  );
}
