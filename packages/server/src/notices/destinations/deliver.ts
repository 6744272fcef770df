/** Posts notices to destinations: one at a time, as the outbox hands them out. */
import { ntfy } from '../channels/ntfy/index.ts';
import { slack } from '../channels/slack/index.ts';
import { teams } from '../channels/teams/index.ts';
import { webhook } from '../channels/webhook/index.ts';
import { inClients } from '../../platform/database/index.ts';
import type { Context } from '../../platform/feature.ts';
import { readNames } from '../audience.ts';
import type { Delivery } from '../channels/types.ts';
import { addressRule } from '../posting/address.ts';
import { post } from '../posting/post.ts';
import type { PostEnd, Posting } from '../posting/types.ts';
import type { ClaimedNotice } from '../store.ts';
import { readDestinations } from './store.ts';
import type { DestinationRow } from './store.ts';

const ways = { webhook, slack, teams, ntfy } as const;
/** Ten of them in a row end well before the lease of the outbox does. */
const withinMs = 10_000;

export async function deliverTo(context: Context, notice: ClaimedNotice): Promise<Delivery> {
  const { client_id: clientId, id, contact_id: destinationId, deployment_id: deploymentId } = notice;
  const [row, names] = await inClients(context.db, [clientId], async (tx) => [
    (await readDestinations(tx, { id: destinationId }))[0],
    await readNames(tx, clientId),
  ]);
  if (row === undefined) return { end: 'rejected', because: 'Its destination was removed.' };
  if (!row.is_on) return { end: 'rejected', because: 'Its destination is switched off.' };
  // A kind that the core tells of: the column is text, and nothing else writes it.
  const kind = notice.kind as Posting['kind'];
  const link = deploymentId === null ? null : `${context.publicUrl()}/deployments/${deploymentId}`;
  const { subject: title, body_text: text, created_at: at } = notice;
  return postTo(context, row, { id, kind, at, clientId, clientName: names.client, deploymentId, title, text, link });
}

/** Once, now. */
export async function postTo(context: Context, row: DestinationRow, posting: Posting): Promise<PostEnd> {
  const nowMs = context.clock.now().epochMilliseconds;
  const old = row.old_secret_until !== null && Date.parse(row.old_secret_until) > nowMs ? row.old_secret : null;
  const place = { url: row.url, token: row.token, secrets: [row.secret, old].filter((secret) => secret !== null) };
  const shape = ways[row.channel].shape(posting, place, Math.floor(nowMs / 1000));
  return post(place, shape, { rule: addressRule(context.config.noticeNetworks), nowMs, withinMs });
}
