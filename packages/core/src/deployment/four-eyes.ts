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

/** How many clients a campaign reaches. One of the emergency lane takes in more for days: how many it will have reached nobody knows when a client is planned. */
export type CampaignClients = number | 'growing';

/** Why this needs two approvers, as a sentence; null: it does not. `clients`: of the campaign that it is part of. */
export function whyTwoApprovers(
  rule: FourEyes | undefined,
  of: { readonly shares: readonly Pick<Share, 'changes'>[]; readonly missionCritical: number; readonly clients: CampaignClients },
): string | null {
  if (rule === undefined) return null;
  const removals = of.shares.flatMap(({ changes }) => changes).filter(({ to }) => to === null).length;
  const reasons = [
    rule.devices !== null && of.shares.length > rule.devices ? `it reaches ${of.shares.length} devices, more than ${rule.devices}` : null,
    manyClients(rule.clients, of.clients),
    rule.missionCritical && of.missionCritical > 0 ? `${of.missionCritical} of its devices are mission-critical` : null,
    rule.removals && removals > 0 ? `it removes ${removals} packages` : null,
  ].filter((one) => one !== null);
  return reasons.length === 0 ? null : `Two different people must approve it, for ${reasons.join(', and ')}.`;
}

function manyClients(most: number | null, clients: CampaignClients): string | null {
  if (most === null) return null;
  if (clients === 'growing') return `its campaign is of the emergency lane and may yet reach more than ${most} clients`;
  return clients > most ? `its campaign reaches ${clients} clients, more than ${most}` : null;
}
