/** Use cases of campaigns. Each is for the clients in reach of who asks: of others nothing is shown, stopped or approved. */
import { aboutProblem, isOver } from '@fettle/core/campaigns';
import { sql } from 'kysely';
import { appendAudit, auditActor } from '../audit/index.ts';
import { commandDeployment, takeApproval, wakeMany } from '../deployments/index.ts';
import type { Engine } from '../deployments/index.ts';
import { inClients, notify } from '../platform/database/index.ts';
import { isRefusal, providerId, refuse } from '../platform/feature.ts';
import type { Actor, ApiRefusal, Context, Handlers, Tx } from '../platform/feature.ts';
import type { CallOutput } from '@fettle/protocol/client';
import type { Permission } from '@fettle/protocol/permissions';
import { pageKeyText, readPageKey } from '../platform/page-keys.ts';
import { campaignForecasts } from './forecast.ts';
import { reachOf } from './reach.ts';
import { readCampaigns } from './read.ts';
import { campaignTopic } from './round.ts';
import { addCampaign, addMembers, lockCampaign, lockMember, settleMember, stopMembers } from './store.ts';
import { detailOf, mayGoOn, membersOf, viewOf } from './view.ts';
import type { Detail } from './view.ts';

const none = () => refuse('not-found', 'There is no such campaign, or none of its clients is in your reach.');

export function campaignHandlers(engine: Engine): Handlers {
  const forecasts = campaignForecasts(engine);
  return {
    async listCampaigns({ context, actor, query }) {
      const after = readPageKey(query.after, ['instant', 'id']);
      if (after === null)
        return refuse('request.invalid', 'This page key is not one of ours.', [{ path: 'after', message: 'is not a page key' }]);
      const scope = clientsOf(actor, 'deployment.read');
      const inReach = sql`exists (select 1 from campaign_client m where m.campaign_id = c.id and m.client_id = any(${scope}::uuid[]))`;
      const before = after === undefined ? sql`true` : sql`(c.created_at, c.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`;
      return inClients(context.db, scope, async (tx) => {
        const rows = await readCampaigns(tx, sql`${inReach} and ${before}`, query.limit + 1);
        const shown = rows.slice(0, query.limit);
        const members = Map.groupBy(
          await membersOf(
            tx,
            scope,
            shown.map(({ id }) => id),
          ),
          ({ row }) => row.campaign_id,
        );
        const last = shown.at(-1);
        return {
          items: shown.map((row) => viewOf(row, members.get(row.id) ?? [])),
          next: rows.length > query.limit && last !== undefined ? pageKeyText([last.created_at, last.id]) : null,
        };
      });
    },

    getCampaign: ({ context, actor, params }) => shown(context, actor, params.id),

    async previewCampaign({ context, actor, body }) {
      const problem = aboutProblem(body.about);
      if (problem !== null) return refuse('request.invalid', problem, [{ path: 'about.fixed', message: problem }]);
      const scope = clientsOf(actor, 'deployment.read').filter((id) => body.clientIds === 'all' || body.clientIds.includes(id));
      return inClients(context.db, scope, (tx) => reachOf(tx, scope, body.about));
    },

    forecastCampaign: ({ context, actor, params, body }) => forecasts(context, actor, clientsOf(actor, 'deployment.read'), params.id, body),

    async proposeCampaign({ context, actor, body }) {
      const problem = aboutProblem(body.about);
      if (problem !== null) return refuse('request.invalid', problem, [{ path: 'about.fixed', message: problem }]);
      const may = clientsOf(actor, 'deployment.propose');
      const clientIds = body.clientIds === 'all' ? may : [...new Set(body.clientIds)].toSorted();
      if (clientIds.length === 0 || clientIds.some((id) => !may.includes(id)))
        return refuse('not-found', 'One of these clients is not there, or is out of your reach.');
      const id = context.newId();
      const at = context.now();
      const { title, reason, owner, about } = body;
      await inClients(context.db, clientIds, async (tx) => {
        await addCampaign(tx, {
          id,
          title,
          reason,
          owner,
          about,
          source: 'person',
          source_key: null,
          expires_in_days: body.expiresInDays,
          created_at: at,
          created_by_kind: actor.kind,
          created_by: actor.id,
        });
        await addMembers(tx, id, clientIds, actor.id, at);
        await notify(tx, campaignTopic, id);
        await record(tx, context, actor, id, clientIds, 'campaign.proposed', { title, about, clients: clientIds.length });
      });
      return shown(context, actor, id);
    },

    approveCampaign: ({ context, actor, params, body }) =>
      each(context, actor, params.id, body.approvals, (clientId, { deploymentId, envelope }) =>
        takeApproval(engine, context, actor, { clientId, deploymentId, envelope }),
      ),

    promoteCampaign: ({ context, actor, params, body }) =>
      each(context, actor, params.id, body.rings, (clientId, { deploymentId, ring }) =>
        commandDeployment(engine, context, actor, { clientId, deploymentId, wish: { kind: 'promote', ring, because: body.because } }),
      ),

    stopCampaign: ({ context, actor, params, body }) => stopOrRelease(context, actor, params.id, body.because, 'stop'),
    releaseCampaign: ({ context, actor, params, body }) => stopOrRelease(context, actor, params.id, body.because, 'release'),

    async leaveOutOfCampaign({ context, actor, params, body }) {
      const { clientId, because } = body;
      if (!clientsOf(actor, 'deployment.hold').includes(clientId)) return none();
      const [member] = await inClients(context.db, [clientId], (tx) => membersOf(tx, [clientId], [params.id]));
      if (member === undefined) return none();
      if (isOver(member.standing)) return refuse('deployment.over', 'For this client the campaign is over: there is nothing to leave out.');
      const deploymentId = member.row.deployment_id;
      if (deploymentId !== null) {
        const wish = { kind: 'cancel', because: `Left out of the campaign: ${because}` } as const;
        const answer = await commandDeployment(engine, context, actor, { clientId, deploymentId, wish });
        // Cancelled a moment ago, or over: then it is out in any case.
        if (answer !== null && answer.code !== 'deployment.over' && answer.code !== 'deployment.not-possible') return answer;
      }
      const left = await inClients(context.db, [clientId], async (tx): Promise<ApiRefusal | null> => {
        const locked = await lockMember(tx, clientId, params.id, 'wait');
        // Planned in between: its deployment has to be cancelled too.
        if (locked === undefined || locked.deployment_id !== deploymentId)
          return refuse('conflict.changed', 'It went on meanwhile: look again, and leave it out then.');
        const at = context.now();
        await settleMember(tx, { clientId, campaignId: params.id, state: 'left-out', deploymentId, detail: because, by: actor.id, at });
        await record(tx, context, actor, params.id, [clientId], 'campaign.left-out', { because, deploymentId });
        return null;
      });
      return left ?? shown(context, actor, params.id);
    },
  };
}

/** What was handed in for single deployments of a campaign, one after the other: one that is refused keeps none of the others. */
async function each<Item extends { readonly deploymentId: string }>(
  context: Context,
  actor: Actor,
  id: string,
  items: readonly Item[],
  act: (clientId: string, item: Item) => Promise<ApiRefusal | null>,
): Promise<CallOutput<'approveCampaign'> | ApiRefusal> {
  const scope = clientsOf(actor, 'deployment.approve');
  const members = await inClients(context.db, scope, (tx) => membersOf(tx, scope, [id]));
  if (members.length === 0) return none();
  const refused: { deploymentId: string; clientName: string; detail: string }[] = [];
  for (const item of items) {
    const { deploymentId } = item;
    const row = members.find((member) => member.row.deployment_id === deploymentId)?.row;
    const answer =
      row === undefined
        ? refuse('not-found', 'No client of this campaign in your reach has such a deployment.')
        : await act(row.client_id, item);
    if (answer !== null) refused.push({ deploymentId, clientName: row?.client_name ?? '', detail: answer.detail });
  }
  const campaign = await shown(context, actor, id);
  return isRefusal(campaign) ? campaign : { taken: items.length - refused.length, refused, campaign };
}

async function stopOrRelease(
  context: Context,
  actor: Actor,
  id: string,
  because: string,
  what: 'stop' | 'release',
): Promise<Detail | ApiRefusal> {
  const scope = clientsOf(actor, 'deployment.hold');
  const refused = await inClients(context.db, scope, async (tx): Promise<ApiRefusal | null> => {
    await lockCampaign(tx, id);
    const before = await detailOf(tx, actor, scope, id, context.now());
    if (before === null) return none();
    const why = what === 'stop' ? before.canStop : before.canRelease;
    if (why !== null) return refuse('deployment.not-possible', why);
    // All of it is released, also where it is over by now: what joins later goes by what is still stopped.
    const clients = before.items.filter((item) => what === 'release' || mayGoOn(before, item)).map(({ clientId }) => clientId);
    const changed = await stopMembers(tx, id, clients, what === 'stop' ? { by: actor.id, because, at: context.now() } : null);
    await wakeMany(
      tx,
      context,
      changed.flatMap(({ deploymentId }) => deploymentId ?? []),
    );
    if (what === 'release') await notify(tx, campaignTopic, id);
    const ids = changed.map(({ clientId }) => clientId).toSorted();
    await record(tx, context, actor, id, ids, what === 'stop' ? 'campaign.stopped' : 'campaign.released', { because, clients: ids.length });
    return null;
  });
  return refused ?? shown(context, actor, id);
}

/** Screens look again; and last the audit entry of each client, in the order in which everybody takes their chains. */
async function record(
  tx: Tx,
  context: Context,
  actor: Pick<Actor, 'kind' | 'id'>,
  id: string,
  clientIds: readonly string[],
  action: string,
  body: Record<string, unknown>,
): Promise<void> {
  for (const clientId of clientIds) await notify(tx, 'changed', JSON.stringify({ clientId, what: 'campaign', id }));
  const fact = { action, actor: auditActor(actor), subject: `campaign:${id}`, body, at: context.now() };
  for (const clientId of clientIds.toSorted()) await appendAudit(tx, clientId, fact);
}

async function shown(context: Context, actor: Actor, id: string): Promise<Detail | ApiRefusal> {
  const scope = clientsOf(actor, 'deployment.read');
  return inClients(context.db, scope, async (tx) => (await detailOf(tx, actor, scope, id, context.now())) ?? none());
}

/** The provider's own records are no client. */
export function clientsOf(actor: Actor, permission: Permission): string[] {
  return actor
    .scopeFor(permission)
    .filter((id) => id !== providerId)
    .toSorted();
}
