/** A decision to deploy that nothing follows: it was decided, no deployment brings it, and its day has come. */
import { effectiveDecision } from './effective.ts';
import type { Decision, DecisionSubject } from './types.ts';

/** So many days may pass between a decision to deploy (or the offer, where that comes later) and a deployment that brings it. */
export const followWithinDays = 7;

/** An update on a device that no deployment brings. Times are RFC 3339; `due` null: no deadline holds for it. */
export type Unbrought = { readonly subject: DecisionSubject; readonly offeredAt: string; readonly due: string | null };

/**
 * Since when a decision to deploy waits there in vain; null: it does not, or not yet. Its day is its day of review where one was set for what was offered then, else seven
 * days after both were there; an earlier deadline of the update comes before either. Where another decision counts (a block, an exception) nothing has to follow.
 */
export function unfollowedSince(
  decision: Decision,
  { subject, offeredAt, due }: Unbrought,
  decisions: readonly Decision[],
  now: Temporal.Instant,
): string | null {
  if (decision.kind !== 'deploy') return null;
  const begun = later(decision.startsAt, offeredAt);
  const { reviewAt } = decision;
  const agreed = reviewAt !== null && isBefore(offeredAt, reviewAt) ? reviewAt : daysAfter(begun, followWithinDays);
  const day = due !== null && isBefore(due, agreed) ? later(due, begun) : agreed;
  if (isBefore(now.toString(), day)) return null;
  const counts = effectiveDecision(decisions, subject, now);
  return counts.decision?.id === decision.id && counts.state === 'decided' ? day : null;
}

function isBefore(a: string, b: string): boolean {
  return Temporal.Instant.compare(a, b) < 0;
}
function later(a: string, b: string): string {
  return isBefore(a, b) ? b : a;
}
function daysAfter(at: string, days: number): string {
  return Temporal.Instant.from(at)
    .add({ hours: 24 * days })
    .toString();
}
