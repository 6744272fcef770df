/** Standing approvals: a policy version that approvers sign for a client, until an end. A part of the route table (routes.ts). */
import { z } from 'zod';
import { reading, route } from './route.ts';
import { Envelope, Hash, Id, Instant, KeyId } from './shared.ts';

const Names = z.array(z.object({ id: Id, name: z.string() })).meta({ description: 'names of the devices that the grant names' });
const PolicyVersion = z.object({ id: Id, name: z.string(), version: z.number().int() });

export const StandingGrant = z
  .object({
    clientId: Id,
    clientName: z.string(),
    policy: PolicyVersion.nullable(),
    grant: z
      .unknown()
      .meta({ description: 'what is signed: its canonical text is hashed by whoever shows it; null: nothing can be granted' }),
    because: z.string().nullable().meta({ description: 'why nothing can be granted' }),
    devices: Names,
    latestEnd: Instant.meta({ description: 'the latest end that a standing approval may have now' }),
  })
  .meta({ id: 'StandingGrant' });

export const standingStates = ['in force', 'too few', 'not valid', 'superseded', 'ended', 'revoked'] as const;

export const StandingApprovalView = z
  .object({
    id: Id,
    clientId: Id,
    clientName: z.string(),
    policy: PolicyVersion,
    grantHash: Hash,
    grant: z.unknown().meta({ description: 'what was signed' }),
    devices: Names,
    keyid: KeyId,
    by: z.string().meta({ description: 'the approver' }),
    statement: z.string().meta({ description: 'the sentence that was signed' }),
    at: Instant,
    until: Instant,
    state: z.enum(standingStates).meta({
      description:
        'in force: it approves; too few: another approver has to sign the same; not valid: the authority does not let it count; superseded: the policy has another version now',
    }),
    sentence: z.string(),
    changed: z
      .boolean()
      .meta({ description: 'what holds for the devices now is not all that was granted: what is otherwise waits for a person' }),
    endsSoon: z.boolean().meta({ description: 'it ends within 30 days' }),
    revoked: z.object({ at: Instant, by: z.string(), because: z.string() }).nullable(),
    deployments: z.number().int().meta({ description: 'so many deployments were approved under it' }),
    mayRevoke: z.boolean(),
  })
  .meta({ id: 'StandingApproval' });

export const standingRoutes = {
  getStandingGrant: route({
    method: 'GET',
    path: '/api/v1/clients/:id/standing-grant',
    summary: 'What a standing approval of the client’s policy would grant just now, to be read and signed',
    permission: 'policy.read',
    tenant: 'client',
    audit: reading,
    params: z.object({ id: Id }),
    response: StandingGrant,
  }),
  listStandingApprovals: route({
    method: 'GET',
    path: '/api/v1/clients/:id/standing-approvals',
    summary: 'Standing approvals of a client, the newest first, with what each of them still does',
    permission: 'policy.read',
    tenant: 'client',
    audit: reading,
    params: z.object({ id: Id }),
    response: z.object({ items: z.array(StandingApprovalView) }),
  }),
  findStandingApprovals: route({
    method: 'GET',
    path: '/api/v1/standing-approvals',
    summary: 'Standing approvals of all clients in sight whose id ends like this, 20 at most',
    permission: 'policy.read',
    tenant: 'client',
    audit: reading,
    query: z.object({
      end: z
        .string()
        .regex(/^[0-9a-f-]{4,36}$/)
        .meta({ description: 'the last characters of the id, four at least' }),
    }),
    response: z.object({
      items: z
        .array(z.object({ id: Id, clientId: Id, clientName: z.string(), by: z.string(), until: Instant }))
        .meta({ description: 'the newest first' }),
    }),
  }),
  approvePolicy: route({
    method: 'POST',
    path: '/api/v1/clients/:id/standing-approvals',
    summary: 'Hand in a signed standing approval of the client’s policy version',
    permission: 'deployment.approve',
    tenant: 'client',
    audit: 'standing-approval.given',
    params: z.object({ id: Id }),
    body: z.strictObject({ envelope: Envelope }),
    response: StandingApprovalView,
  }),
  revokeStandingApproval: route({
    method: 'POST',
    path: '/api/v1/standing-approvals/:id/revoke',
    summary: 'Revoke a standing approval: it approves nothing new, and what rests on it is held',
    permission: 'deployment.hold',
    tenant: 'client',
    audit: 'standing-approval.revoked',
    params: z.object({ id: Id }),
    body: z.strictObject({ because: z.string().trim().min(3).max(2000) }),
    response: StandingApprovalView,
  }),
} as const;
