/** How each client's part of a campaign stands, and the campaign as a whole: always worked out, never stored. */
import type { ClientStanding, MemberFacts } from './types.ts';

/** How a client's part stands, from what is stored of it and what its deployment says. */
export function standingOf({ state, stopped, left, deployment }: MemberFacts): ClientStanding {
  if (state === 'left-out') return state;
  if (state === 'nothing') return left ? 'deferred' : 'nothing';
  if (state === 'failed') return 'failed';
  if (deployment === null) return stopped ? 'held' : 'waiting';
  switch (deployment.status) {
    case 'succeeded':
      return left ? 'part' : 'done';
    case 'ended with failures':
      return 'failed';
    case 'cancelled':
      return 'cancelled';
    case 'proposed':
      if (stopped) return 'held';
      return deployment.unanswered > 0 ? 'planning' : 'unplanned';
    case 'active':
      // A stop stands before the look that places its hold.
      if (stopped || deployment.holds.some((reason) => reason !== 'approval')) return 'held';
      return deployment.holds.includes('approval') ? 'approval' : 'running';
  }
}

const over: readonly ClientStanding[] = ['done', 'part', 'deferred', 'failed', 'nothing', 'left-out', 'cancelled'];

/** Whether nothing more comes of this client's part by itself. That is no good end where something was left. */
export function isOver(standing: ClientStanding): boolean {
  return over.includes(standing);
}

/** How many clients stand how: every standing is there, and they add up to all clients. */
export function countStandings(standings: readonly ClientStanding[]): Readonly<Record<ClientStanding, number>> {
  const counts: Record<ClientStanding, number> = {
    waiting: 0,
    planning: 0,
    unplanned: 0,
    approval: 0,
    held: 0,
    running: 0,
    done: 0,
    part: 0,
    deferred: 0,
    failed: 0,
    nothing: 0,
    'left-out': 0,
    cancelled: 0,
  };
  for (const one of standings) counts[one] += 1;
  return counts;
}
