/** Four eyes by rule: when a spec wants two different approvers, and why. The number stands in the header, so that every device counts them. */
import type { Share } from './spec.ts';

export type FourEyes = {
  /** More devices than this in one deployment; null: however many. */
  readonly devices: number | null;
  /** More clients than this in one campaign; null: however many. */
  readonly clients: number | null;
  /** A mission-critical device is among them. */
  readonly missionCritical: boolean;
  /** A package is removed. */
  readonly removals: boolean;
};

/** Why this needs two approvers, as a sentence; null: it does not. `clients`: of the campaign that it is part of. */
export function whyTwoApprovers(
  rule: FourEyes | undefined,
  of: { readonly shares: readonly Pick<Share, 'changes'>[]; readonly missionCritical: number; readonly clients: number },
): string | null {
  if (rule === undefined) return null;
  const removals = of.shares.flatMap(({ changes }) => changes).filter(({ to }) => to === null).length;
  const reasons = [
    rule.devices !== null && of.shares.length > rule.devices ? `it reaches ${of.shares.length} devices, more than ${rule.devices}` : null,
    rule.clients !== null && of.clients > rule.clients ? `its campaign reaches ${of.clients} clients, more than ${rule.clients}` : null,
    rule.missionCritical && of.missionCritical > 0 ? `${of.missionCritical} of its devices are mission-critical` : null,
    rule.removals && removals > 0 ? `it removes ${removals} packages` : null,
  ].filter((one) => one !== null);
  return reasons.length === 0 ? null : `Two different people must approve it, for ${reasons.join(', and ')}.`;
}
