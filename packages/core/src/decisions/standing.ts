import type { Decision, Workaround } from './types.ts';

/** How a decision stands by itself, whatever others say. */
export type Standing = 'planned' | 'in-force' | 'expired' | 'undone' | 'replaced' | 'revoked';

/**
 * How a decision stands at `now`. It begins at the instant of `startsAt` and has ended at the instant of `endsAt`. What a person ended (revoked, reviewed,
 * undone) is over and does not count as expired any more.
 */
export function standingOf(decision: Decision, now: Temporal.Instant): Standing {
  if (decision.revoked !== null) return 'revoked';
  if (decision.replacedById !== null) return 'replaced';
  if (decision.workaround !== null && decision.workaround.undoneAt !== null) return 'undone';
  if (decision.endsAt !== null && !isAfter(decision.endsAt, now)) return 'expired';
  return isAfter(decision.startsAt, now) ? 'planned' : 'in-force';
}

/** Whether the day has come on which a decision in force is to be looked at again. */
export function isReviewDue(decision: Decision, now: Temporal.Instant): boolean {
  return standingOf(decision, now) === 'in-force' && decision.reviewAt !== null && !isAfter(decision.reviewAt, now);
}

/** What a workaround waits for: its first check, or, since the fix came, to be undone or checked again (SP 800-40r4, emergency mitigation). null: nothing. */
export function workaroundNeeds(workaround: Workaround, fixSince: string | null): 'verify' | 'undo' | 'verify-again' | null {
  if (workaround.verifiedAt === null) return 'verify';
  if (fixSince === null || isAfter(workaround.verifiedAt, Temporal.Instant.from(fixSince))) return null;
  return workaround.undoWhenFixed ? 'undo' : 'verify-again';
}

function isAfter(text: string, now: Temporal.Instant): boolean {
  return Temporal.Instant.compare(Temporal.Instant.from(text), now) > 0;
}
