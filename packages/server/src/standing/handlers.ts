/** Use cases of standing approvals: what would be granted, those there are, handing one in, revoking one. */
import { longestGrantDays } from '@fettle/core/standing';
import { canonicalise } from '@fettle/proof/canonical';
import { grantHash } from '@fettle/proof/spec-hash';
import { verifyStandingApproval } from '@fettle/proof/standing-approval';
import { sql } from 'kysely';
import { appendAudit, auditActor } from '../audit/index.ts';
import { inClients, notify } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Actor, ApiRefusal, Context, Handlers, Tx } from '../platform/feature.ts';
import { isId } from '../platform/ids.ts';
import { readTrust } from '../trust/index.ts';
import { grantFor } from './grant.ts';
import { addRevocation, addStanding, readNamed, readStandings } from './store.ts';
import { namedDevices, viewsOf } from './views.ts';
import type { StandingView } from './views.ts';

/** What follows elsewhere from a revocation, in its transaction. */
export type Revoked = (
  tx: Tx,
  context: Context,
  given: { readonly clientId: string; readonly approvalId: string; readonly actor: Actor; readonly because: string },
) => Promise<void>;

const mostShown = 200;
/** Of ids that end alike: enough to see that more than one does. */
const mostFound = 20;
const noClient = () => refuse('not-found', 'There is no such client, or it is out of your reach.');
const noApproval = () => refuse('not-found', 'There is no such standing approval, or it is out of your reach.');

export function standingHandlers(revoked: Revoked): Handlers {
  return {
    async getStandingGrant({ context, actor, params }) {
      if (!actor.scopeFor('policy.read').includes(params.id)) return noClient();
      return inClients(context.db, [params.id], async (tx) => {
        const client = await tx.selectFrom('client').select('name').where('client_id', '=', params.id).executeTakeFirst();
        if (client === undefined) return noClient();
        const granting = await grantFor(tx, context, params.id);
        const { grant } = granting;
        return {
          clientId: params.id,
          clientName: client.name,
          policy: grant?.policy ?? null,
          grant,
          because: grant === null ? granting.because : null,
          devices: grant === null ? [] : await namedDevices(tx, params.id, [grant]),
          latestEnd: context.clock
            .now()
            .add({ hours: 24 * longestGrantDays })
            .toString({ smallestUnit: 'second' }),
        };
      });
    },

    async listStandingApprovals({ context, actor, params }) {
      if (!actor.scopeFor('policy.read').includes(params.id)) return noClient();
      return { items: await viewed(context, actor, params.id, null) };
    },

    async findStandingApprovals({ context, actor, query }) {
      const scope = actor.scopeFor('policy.read');
      const rows = await inClients(context.db, scope, (tx) =>
        readNamed(tx, sql`a.client_id = any(${[...scope]}::uuid[]) and a.id::text like ${`%${query.end}`}`, mostFound),
      );
      return {
        items: rows.map((row) => ({
          id: row.id,
          clientId: row.client_id,
          clientName: row.client_name,
          by: row.approver,
          until: row.expires_at,
        })),
      };
    },

    async approvePolicy({ context, actor, params, body }) {
      const clientId = params.id;
      const { authority } = await readTrust(context);
      const at = context.now();
      if (Temporal.Instant.compare(authority.expiresAt, at) <= 0)
        return refuse(
          'approval.invalid',
          `The authority in force ended at ${authority.expiresAt}: nobody can approve until it is renewed.`,
        );
      const taken = await inClients(context.db, [clientId], async (tx): Promise<string | ApiRefusal> => {
        const granting = await grantFor(tx, context, clientId);
        if (granting.grant === null) return refuse('policy.unreadable', granting.because);
        const { grant } = granting;
        const hash = grantHash(grant);
        const verified = verifyStandingApproval(body.envelope, authority, {
          clientId,
          policyId: grant.policy.id,
          policyVersion: grant.policy.version,
          grantHash: hash,
          now: at,
        });
        if (!verified.ok)
          return refuse(
            'approval.invalid',
            verified.code === 'approval.other-grant' || verified.code === 'approval.other-policy'
              ? 'What was signed is not what the policy grants now: it, or the devices that it names, changed meanwhile. Read it again.'
              : verified.detail,
          );
        const { approval, approver } = verified;
        if (!isId(approval.id) || approval.id !== approval.id.toLowerCase())
          return refuse('approval.invalid', 'The id of the standing approval is no id.');
        const added = await addStanding(tx, {
          clientId,
          id: approval.id,
          policyId: grant.policy.id,
          policyVersion: grant.policy.version,
          grantHash: hash,
          grantText: canonicalise(grant),
          keyId: approver.keyid,
          approver: approver.name,
          personId: approver.personId,
          envelope: body.envelope,
          at,
          expiresAt: approval.expiresAt,
        });
        if (!added) return refuse('conflict.exists', 'This standing approval was handed in before.');
        await changed(tx, clientId, grant.policy.id);
        await appendAudit(tx, clientId, {
          action: 'standing-approval.given',
          actor: auditActor(actor),
          subject: `policy:${grant.policy.id}`,
          body: { id: approval.id, policyVersion: grant.policy.version, grantHash: hash, keyid: approver.keyid, until: approval.expiresAt },
          at,
        });
        return approval.id;
      });
      if (typeof taken !== 'string') return taken;
      return (await viewed(context, actor, clientId, taken))[0] ?? noApproval();
    },

    async revokeStandingApproval({ context, actor, params, body }) {
      const scope = actor.scopeFor('deployment.hold');
      const [found] = await inClients(context.db, scope, (tx) =>
        readStandings(tx, sql`a.id = ${params.id} and a.client_id = any(${[...scope]}::uuid[])`, 1),
      );
      if (found === undefined) return noApproval();
      const clientId = found.client_id;
      const refused = await inClients(context.db, [clientId], async (tx): Promise<null | ApiRefusal> => {
        const at = context.now();
        if (!(await addRevocation(tx, { clientId, id: found.id, because: body.because, by: actor.id, at })))
          return refuse('conflict.changed', 'Somebody has revoked it already.');
        await revoked(tx, context, { clientId, approvalId: found.id, actor, because: body.because });
        await changed(tx, clientId, found.policy_id);
        await appendAudit(tx, clientId, {
          action: 'standing-approval.revoked',
          actor: auditActor(actor),
          subject: `policy:${found.policy_id}`,
          body: { id: found.id, because: body.because },
          at,
        });
        return null;
      });
      if (refused !== null) return refused;
      return (await viewed(context, actor, clientId, found.id))[0] ?? noApproval();
    },
  };
}

async function changed(tx: Tx, clientId: string, policyId: string): Promise<void> {
  await notify(tx, 'changed', JSON.stringify({ clientId, what: 'policy', id: policyId }));
}

async function viewed(context: Context, actor: Actor, clientId: string, id: string | null): Promise<StandingView[]> {
  const { authority } = await readTrust(context);
  return inClients(context.db, [clientId], async (tx) => {
    // Those of the same text say together whether it is in force.
    const which =
      id === null ? sql`true` : sql`a.grant_hash = (select grant_hash from standing_approval where client_id = ${clientId} and id = ${id})`;
    const rows = await readStandings(tx, sql`a.client_id = ${clientId} and ${which}`, mostShown);
    const views = await viewsOf(tx, context, actor, { clientId, rows, authority });
    return id === null ? views : views.filter((view) => view.id === id);
  });
}
