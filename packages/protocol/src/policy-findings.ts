/** What a daily look finds unwise or contradictory about policies as they hold for devices. A part of the route table (routes.ts). */
import { z } from 'zod';
import { reading, route } from './route.ts';
import { Id, Instant, PageQuery, page } from './shared.ts';

export const PolicyFinding = z
  .object({
    id: Id,
    clientId: Id,
    clientName: z.string(),
    code: z.string(),
    severity: z.enum(['attention', 'failing']),
    policyId: Id.nullable().meta({ description: 'the policy that says it; null: it is about no policy' }),
    policyName: z.string(),
    policyLevel: z.enum(['provider', 'client', 'site', 'group', 'device']).nullable(),
    path: z.string().meta({ description: 'the field of the policy beside which it stands; empty: none' }),
    sentence: z.string(),
    evidence: z.object({
      devices: z.number().int(),
      names: z.array(z.object({ id: Id, name: z.string(), because: z.string().nullable() })).meta({ description: 'the first of them' }),
    }),
    openedAt: Instant,
    seenAt: Instant,
    goneAt: Instant.nullable(),
  })
  .meta({ id: 'PolicyFinding' });

export const PolicyStandingView = z
  .object({
    clientId: Id,
    clientName: z.string(),
    state: z.enum(['good', 'attention', 'failing']),
    sentence: z.string(),
    lookedAt: Instant.nullable().meta({ description: 'when its policies were looked at last; null: never yet' }),
    trouble: z.string().nullable().meta({ description: 'why the last look could not be finished' }),
    devices: z.number().int(),
    failing: z.number().int(),
    attention: z.number().int(),
    links: z.array(z.object({ kind: z.enum(['policy', 'findings']), policyId: Id.nullable(), sentence: z.string() })),
  })
  .meta({ id: 'PolicyStanding' });

export const policyFindingRoutes = {
  listPolicyFindings: route({
    method: 'GET',
    path: '/api/v1/policy-findings',
    summary: 'What is unwise or can not work about policies as they hold, the newest first',
    permission: 'policy.read',
    tenant: 'client',
    audit: reading,
    query: PageQuery.extend({
      clientId: Id.optional(),
      policyId: Id.optional(),
      state: z.enum(['open', 'gone', 'all']).default('open'),
    }),
    response: page(PolicyFinding),
  }),
  listPolicyStandings: route({
    method: 'GET',
    path: '/api/v1/policy-standings',
    summary: 'How the policies of each client stand, by what the last look found',
    permission: 'policy.read',
    tenant: 'client',
    audit: reading,
    query: z.object({ clientId: Id.optional() }),
    response: z.object({ items: z.array(PolicyStandingView) }),
  }),
} as const;
