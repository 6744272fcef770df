/** A proposal as it is in one lane: its policy, and the windows of its devices. */
import { policyInLane, windowInLane } from '@fettle/core/policy';
import { canonicalise } from '@fettle/proof/canonical';
import type { Candidate } from './ask.ts';
import type { Asking, Readable } from './propose.ts';

/** Devices act by windows of their own: where a narrower level says one it stays, unless what the lane brings may go at any time. */
export function inLane(
  lane: string | null,
  { inForce, policy }: Readable,
  candidates: readonly Candidate[],
): Pick<Asking, 'lane' | 'policy' | 'candidates'> {
  const usual = canonicalise(policy.window);
  return {
    lane,
    policy: { inForce, policy: policyInLane(policy, lane) },
    candidates: candidates.map((candidate) => {
      const { policy: own } = candidate;
      if (own === undefined || own.settings === null) return candidate;
      const window = windowInLane(policy, lane, own.settings.window, canonicalise(own.settings.window) === usual);
      return { ...candidate, policy: { ...own, settings: { ...own.settings, window } } };
    }),
  };
}
