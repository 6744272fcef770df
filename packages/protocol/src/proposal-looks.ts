/** What Fettle proposes by itself: how each client stands. A part of the route table (routes.ts). */
import { z } from 'zod';
import { reading, route } from './route.ts';
import { Id, Instant } from './shared.ts';

export const ProposalLookView = z
  .object({
    clientId: Id,
    clientName: z.string(),
    byItself: z.boolean().meta({ description: 'whether the policy has Fettle propose by itself' }),
    sentence: z.string().meta({ description: 'who proposes, as the policy says it' }),
    nextAt: Instant.nullable().meta({ description: 'when it looks next; null: it does not' }),
    lookedAt: Instant.nullable().meta({ description: 'when it looked last; null: never yet' }),
    trouble: z.string().nullable().meta({ description: 'why the last look made nothing' }),
    lanes: z
      .array(
        z.object({
          lane: z.string().nullable().meta({ description: 'null: the policy has no lanes' }),
          sentence: z.string().meta({ description: 'what the look did, as “Nothing to do.”' }),
          trouble: z.string().nullable().meta({ description: 'why something could not be proposed' }),
          deploymentIds: z.array(Id).meta({ description: 'deployments that it made' }),
        }),
      )
      .meta({ description: 'what the last look did' }),
  })
  .meta({ id: 'ProposalLook' });

export const proposalLookRoutes = {
  listProposalLooks: route({
    method: 'GET',
    path: '/api/v1/proposal-looks',
    summary: 'What is proposed by itself for each client: when it was looked at last, what came of it, and when it is looked at next',
    permission: 'policy.read',
    tenant: 'client',
    audit: reading,
    query: z.object({ clientId: Id.optional() }),
    response: z.object({ items: z.array(ProposalLookView) }),
  }),
  lookForProposals: route({
    method: 'POST',
    path: '/api/v1/clients/:id/proposal-look',
    summary:
      'Look now at what is offered to a client, and propose it as its policy says: the same look as at its time, which stays as it is',
    permission: 'deployment.propose',
    tenant: 'client',
    audit: 'proposals.looked-for',
    params: z.object({ id: Id }),
    response: ProposalLookView,
  }),
} as const;
