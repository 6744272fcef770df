/**
 * Plans each client's part of a campaign: a few clients at a time, each in a transaction of its own. A crash leaves a client as it was, in line; what was
 * committed is never proposed twice, for the row is locked while its deployment is made.
 */
import { aboutInWords, leftInWords } from '@fettle/core/campaigns';
import type { LeftPart } from '@fettle/core/campaigns';
import { sql } from 'kysely';
import { proposeUnderPolicy } from '../deployments/index.ts';
import { allClientIds, inClients, notify } from '../platform/database/index.ts';
import { isRefusal } from '../platform/feature.ts';
import type { Context } from '../platform/feature.ts';
import { offersAbout } from './offers.ts';
import { readCampaign } from './read.ts';
import { lockMember, postpone, settleMember } from './store.ts';

/** The topic by which servers tell each other that clients are in line. */
export const campaignTopic = 'campaign';
const mostAtOnce = 4;
const perRound = 200;
/** Trouble of ours is tried again so often, each time later. */
const mostTries = 5;

type Due = { readonly client_id: string; readonly campaign_id: string };

/** One round over the clients that are in line; how many were gone on with. Those that another server is at are not among them. */
export async function planRound(context: Context, signal?: AbortSignal): Promise<number> {
  const open = await readDue(context);
  let done = 0;
  const work = async (): Promise<void> => {
    for (let next = open.shift(); next !== undefined && signal?.aborted !== true; next = open.shift())
      if (await planSafely(context, next)) done += 1;
  };
  await Promise.all(Array.from({ length: mostAtOnce }, work));
  return done;
}

async function readDue(context: Context): Promise<Due[]> {
  return inClients(context.db, await allClientIds(context.db), async (tx) => {
    const found = await sql<Due>`
      select client_id, campaign_id from campaign_client where next_at <= ${context.now()} and stopped_at is null order by next_at, client_id limit ${perRound}`.execute(
      tx,
    );
    return found.rows;
  });
}

/** One client's trouble never keeps others from being planned. */
async function planSafely(context: Context, due: Due): Promise<boolean> {
  try {
    return await planOne(context, due);
  } catch (error) {
    context.log.error({ err: error, ...due }, 'a client of a campaign could not be planned; it is tried again');
    await putOff(context, due).catch((again: unknown) =>
      context.log.error({ err: again, ...due }, 'a client of a campaign could not be put off'),
    );
    return false;
  }
}

async function planOne(context: Context, { client_id: clientId, campaign_id: campaignId }: Due): Promise<boolean> {
  return inClients(context.db, [clientId], async (tx) => {
    const member = await lockMember(tx, clientId, campaignId, 'skip');
    const campaign = await readCampaign(tx, campaignId);
    // Stopped since it was found in line: it goes on with the release.
    if (member?.state !== 'waiting' || member.stopped_at !== null || campaign === undefined) return false;
    const at = context.now();
    const settle = async (
      state: 'proposed' | 'nothing' | 'failed',
      deploymentId: string | null,
      detail: string,
      left: readonly LeftPart[] = [],
    ): Promise<true> => {
      const words = [detail, leftInWords(left)].filter((one) => one !== '').join(' ');
      await settleMember(tx, { clientId, campaignId, state, deploymentId, detail: words, left, by: 'engine', at });
      return true;
    };
    if (campaign.withdrawn_at !== null) return settle('nothing', null, campaign.withdrawn_because ?? 'The campaign was withdrawn.');
    const offers = await offersAbout(tx, [clientId], campaign.about);
    if (offers.length === 0) return settle('nothing', null, `None of its devices is offered ${aboutInWords(campaign.about)}.`);
    // Before the audit entry of the proposal, which is the last of the transaction.
    await notify(tx, 'changed', JSON.stringify({ clientId, what: 'campaign', id: campaignId }));
    const { made, left } = await proposeUnderPolicy(
      tx,
      context,
      { kind: campaign.created_by_kind, id: campaign.created_by },
      {
        clientId,
        title: campaign.title,
        reason: campaign.reason,
        expiresInDays: campaign.expires_in_days,
        predecessorId: null,
      },
      offers.map((offer) => ({ deviceId: offer.device_id, softwareId: offer.software_id })),
    );
    if (!isRefusal(made)) return settle('proposed', made, '', left);
    return settle(made.code === 'deployment.nothing-to-do' ? 'nothing' : 'failed', null, made.detail, left);
  });
}

async function putOff(context: Context, { client_id: clientId, campaign_id: campaignId }: Due): Promise<void> {
  await inClients(context.db, [clientId], async (tx) => {
    const member = await lockMember(tx, clientId, campaignId, 'wait');
    if (member?.state !== 'waiting') return;
    const at = context.clock.now();
    const detail = 'The server could not propose it; its log says why.';
    if (member.tries + 1 >= mostTries)
      await settleMember(tx, { clientId, campaignId, state: 'failed', deploymentId: null, detail, by: 'engine', at: at.toString() });
    else await postpone(tx, clientId, campaignId, detail, at.add({ seconds: 10 * 2 ** member.tries }).toString());
  });
}
