import { type ClientStanding, standingWords } from '@fettle/core/campaigns';
import type { CallOutput } from '@fettle/protocol/client';
import type { Status } from '../../ui/status.ts';

export type Campaign = CallOutput<'listCampaigns'>['items'][number];
export type CampaignDetail = CallOutput<'getCampaign'>;
export type CampaignClient = CampaignDetail['items'][number];

export const standingMarks: Readonly<Record<ClientStanding, Status>> = {
  waiting: 'waiting',
  planning: 'running',
  unplanned: 'attention',
  approval: 'attention',
  held: 'attention',
  running: 'running',
  done: 'good',
  part: 'attention',
  deferred: 'attention',
  failed: 'failing',
  nothing: 'good',
  'left-out': 'unknown',
  cancelled: 'unknown',
};

/** How the campaign as a whole stands: what wants a person first. */
export function lookOfCampaign(campaign: Campaign): { readonly status: Status; readonly word: string } {
  const { standings, stopped, withdrawn, open } = campaign;
  if (withdrawn !== null) return { status: 'unknown', word: 'Withdrawn' };
  if (stopped > 0) return { status: 'attention', word: `Stopped for ${stopped} of ${campaign.clients}` };
  if (standings.approval > 0) return { status: 'attention', word: `${standings.approval} of ${campaign.clients} wait for approval` };
  if (standings.unplanned > 0) return { status: 'attention', word: `${standings.unplanned} of ${campaign.clients} need a person` };
  if (standings.held > 0) return { status: 'attention', word: `${standings.held} of ${campaign.clients} held` };
  if (open) return { status: 'running', word: 'Under way' };
  if (standings.failed > 0) return { status: 'failing', word: `${standings.failed} of ${campaign.clients} failed` };
  const left = standings.part + standings.deferred;
  return left > 0 ? { status: 'attention', word: `Some is left for ${left} of ${campaign.clients}` } : { status: 'good', word: 'Over' };
}

/** `3 done, 1 waits for approval`: only what there is. */
export function standingsInWords({ standings }: Pick<Campaign, 'standings'>): string {
  return (Object.entries(standings) as [ClientStanding, number][]) // the schema names every standing and nothing else
    .filter(([, count]) => count > 0)
    .map(([standing, count]) => `${count} ${standingWords[standing].label.toLowerCase()}`)
    .join(', ');
}

/** Clients whose spec waits for an approval that this person may give. */
export function waitingForMe(campaign: CampaignDetail): readonly (CampaignClient & { readonly deploymentId: string })[] {
  return campaign.items.flatMap((item) =>
    item.deploymentId !== null &&
    item.until !== null &&
    item.may.approve &&
    (item.standing === 'approval' || item.standing === 'held') &&
    item.approvals.given < item.approvals.needed
      ? [{ ...item, deploymentId: item.deploymentId }]
      : [],
  );
}
