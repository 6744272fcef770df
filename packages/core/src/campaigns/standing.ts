/** How each client's part of a campaign stands, and the campaign as a whole: always worked out, never stored. */
import type { ClientStanding, MemberFacts } from './types.ts';

/** How a client's part stands, from what is stored of it and what its deployment says. */
export function standingOf({ state, stopped, deployment }: MemberFacts): ClientStanding {
  if (state === 'left-out' || state === 'nothing') return state;
  if (state === 'failed') return 'failed';
  if (deployment === null) return stopped ? 'held' : 'waiting';
  switch (deployment.status) {
    case 'succeeded':
      return 'done';
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

const over: readonly ClientStanding[] = ['done', 'failed', 'nothing', 'left-out', 'cancelled'];

/** Whether nothing more comes of this client's part. */
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
    failed: 0,
    nothing: 0,
    'left-out': 0,
    cancelled: 0,
  };
  for (const one of standings) counts[one] += 1;
  return counts;
}
