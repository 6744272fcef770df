/** How the screens say what was decided: kinds, answers of the client, how a decision stands, where it holds. */
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { plainName } from '../ui/name-text.ts';
import type { Status } from '../ui/status.ts';
import { StatusMark } from '../ui/StatusMark.tsx';

export type DecisionRow = CallOutput<'listDecisions'>['items'][number];

export const kindWords: Readonly<Record<DecisionRow['kind'], string>> = {
  deploy: 'Deploy',
  workaround: 'Workaround',
  exception: 'Exception',
  block: 'Block',
  replace: 'Replacement',
};

export const answerWords: Readonly<Record<DecisionRow['clientSaid'], string>> = {
  agreed: 'agreed',
  refused: 'refused',
  'no-answer': 'did not answer',
  'not-asked': 'was not asked',
};

const standings: Readonly<Record<DecisionRow['standing'], { readonly status: Status; readonly word: string }>> = {
  planned: { status: 'waiting', word: 'Begins later' },
  'in-force': { status: 'good', word: 'In force' },
  expired: { status: 'failing', word: 'Has ended' },
  undone: { status: 'unknown', word: 'Undone' },
  replaced: { status: 'unknown', word: 'Reviewed' },
  revoked: { status: 'unknown', word: 'Revoked' },
};

const needs = { verify: 'To be verified', undo: 'Fix is there: undo it', 'verify-again': 'Fix is there: verify it' } as const;

/** How a decision stands, or what it asks of a person before anything else. */
export function StandingMark({
  decision,
}: {
  decision: Pick<DecisionRow, 'standing' | 'needs' | 'reviewDue' | 'unfollowedSince'>;
}): ReactNode {
  if (decision.needs !== null) return <StatusMark status="attention" word={needs[decision.needs]} />;
  if (decision.unfollowedSince !== null) return <StatusMark status="attention" word="Nothing brings it" />;
  if (decision.reviewDue) return <StatusMark status="attention" word="Review is due" />;
  return <StatusMark {...standings[decision.standing]} quiet={decision.standing === 'in-force'} />;
}

/** `Carla Brandt refused`, `The client was not asked`. */
export function answerText({ clientSaid, saidBy }: Pick<DecisionRow, 'clientSaid' | 'saidBy'>): string {
  return `${saidBy === null ? 'The client' : plainName(saidBy)} ${answerWords[clientSaid]}`;
}

/** Where it holds, with as many names as there is room for. */
export function scopeText({ scope, scopeNames }: Pick<DecisionRow, 'scope' | 'scopeNames'>, most = 2): string {
  if (scope.kind === 'client') return 'The whole client';
  const more = scopeNames.length - most;
  return `${scopeNames.slice(0, most).map(plainName).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
