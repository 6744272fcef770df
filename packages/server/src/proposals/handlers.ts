/** Use cases of what is proposed by itself: how each client stands. */
import { laneLookInWords } from '@fettle/core/standing';
import { proposingInWords } from '@fettle/core/policy';
import type { CallOutput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import { inClients } from '../platform/database/index.ts';
import { providerId } from '../platform/feature.ts';
import type { Handlers } from '../platform/feature.ts';
import { readLooks } from './store.ts';
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
