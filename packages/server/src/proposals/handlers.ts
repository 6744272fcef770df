/** Use cases of what is proposed by itself: how each client stands. */
import { laneLookInWords } from '@fettle/core/standing';
import { proposingInWords } from '@fettle/core/policy';
import type { CallOutput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import { appendAudit, auditActor } from '../audit/index.ts';
import { inClients } from '../platform/database/index.ts';
import { providerId, refuse } from '../platform/feature.ts';
import type { Handlers } from '../platform/feature.ts';
import { lookNow } from './round.ts';
import { readLook, readLooks } from './store.ts';
import type { LookRow } from './store.ts';

type View = CallOutput<'listProposalLooks'>['items'][number];

export const proposalHandlers: Handlers = {
  async listProposalLooks({ context, actor, query }) {
    const scope = actor
      .scopeFor('policy.read')
      .filter((id) => id !== providerId && (query.clientId === undefined || id === query.clientId));
    return inClients(context.db, scope, async (tx) => {
      const rows = new Map((await readLooks(tx, scope)).map((row) => [row.client_id, row]));
      const clients = await tx
        .selectFrom('client')
        .select(['client_id', 'name'])
        .where(sql<boolean>`client_id = any(${[...scope]}::uuid[])`)
        .orderBy('name')
        .execute();
      return { items: clients.map(({ client_id: id, name }) => viewOf(id, name, rows.get(id))) };
    });
  },

  async lookForProposals({ context, actor, params: { id: clientId } }) {
    if (!actor.scopeFor('deployment.propose').includes(clientId))
      return refuse('not-found', 'There is no such client, or it is out of your reach.');
    return inClients(context.db, [clientId], async (tx) => {
      const client = await tx.selectFrom('client').select('name').where('client_id', '=', clientId).executeTakeFirst();
      if (client === undefined) return refuse('not-found', 'There is no such client.');
      const looked = await lookNow(tx, context, clientId);
      if (looked === 'busy')
        return refuse('deployment.not-possible', 'A look at this client is under way just now: see in a minute what came of it.');
      if (looked === 'by person')
        return refuse(
          'deployment.not-possible',
          'A person proposes at this client: propose a deployment yourself, or say in its policy, under “Who proposes”, that Fettle does.',
        );
      const row = await readLook(tx, clientId);
      const made = row?.lanes.flatMap(({ deploymentIds }) => deploymentIds) ?? [];
      await appendAudit(tx, clientId, {
        action: 'proposals.looked-for',
        actor: auditActor(actor),
        subject: `client:${clientId}`,
        body: { deploymentIds: made },
        at: context.now(),
      });
      return viewOf(clientId, client.name, row);
    });
  },
};

function viewOf(clientId: string, clientName: string, row: LookRow | undefined): View {
  const byItself = row?.proposing?.kind === 'by-itself';
  return {
    clientId,
    clientName,
    byItself,
    sentence: row === undefined ? 'It was not looked at yet.' : sentenceOf(row),
    nextAt: row?.next_at ?? null,
    lookedAt: row?.looked_at ?? null,
    trouble: row?.trouble ?? null,
    lanes: (row?.lanes ?? []).map((lane) => ({
      lane: lane.lane,
      sentence: laneLookInWords(lane),
      trouble: lane.trouble,
      deploymentIds: [...lane.deploymentIds],
    })),
  };
}

function sentenceOf({ proposing }: LookRow): string {
  return proposing?.kind === 'by-itself'
    ? `Fettle proposes ${proposingInWords(proposing)}.`
    : 'A person proposes deployments: the policy says nothing of it.';
}
