/** Decisions as they stood at a past time: what was recorded since must neither excuse nor accuse anybody. */
import type { Decision } from './types.ts';

/** `replacedAt`: when the decision that reviewed it was made. `firstVerifiedAt`: of a workaround, when its check was first seen to pass. RFC 3339; null: never. */
export type PastDecision = { readonly decision: Decision; readonly replacedAt: string | null; readonly firstVerifiedAt: string | null };

/**
 * The decision as whoever asked at `at` would have been given it, to be weighed by `effectiveDecision`; null: it was not there. What a person revoked, at whatever time, counts as never made: it is how
 * mistakes are taken back. One that was made later holds for no time before, whatever day it says that it begins.
 */
export function stoodAt({ decision, replacedAt, firstVerifiedAt }: PastDecision, at: Temporal.Instant): Decision | null {
  const by = (text: string | null): boolean => text !== null && Temporal.Instant.compare(Temporal.Instant.from(text), at) <= 0;
  const { workaround } = decision;
  if (decision.revoked !== null || !by(decision.madeAt) || by(replacedAt) || by(workaround?.undoneAt ?? null)) return null;
  if (workaround === null) return { ...decision, replacedById: null };
  const verifiedAt = by(workaround.verifiedAt) ? workaround.verifiedAt : by(firstVerifiedAt) ? firstVerifiedAt : null;
  return { ...decision, replacedById: null, workaround: { ...workaround, undoneAt: null, verifiedAt } };
}
