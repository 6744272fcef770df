/** What is stored of a deployment itself: the proposal, the spec as it was hashed, approvals, events. */
import type { DeploymentEvent, Share, SpecHeader } from '@fettle/core/deployment';
import { hashOfSpec } from '@fettle/proof/spec-hash';
import type { Approval } from '@fettle/proof/documents';
import type { Tx } from '../../platform/feature.ts';
import type { DeploymentRecord, Records } from './types.ts';

export async function readDeployment(tx: Tx, clientId: string, id: string): Promise<DeploymentRecord | undefined> {
  return tx
    .selectFrom('deployment')
    .select([
      'id',
      'title',
      'reason',
      'policy_id',
      'policy_version',
      'predecessor_id',
      'predecessor_kind',
      'expires_at',
      'created_at',
      'created_by',
    ])
    .where('client_id', '=', clientId)
    .where('id', '=', id)
    .executeTakeFirst();
}

/** The client of a deployment within these clients; null: not there, or out of reach. */
export async function clientOfDeployment(tx: Tx, scope: readonly string[], id: string): Promise<string | null> {
  if (scope.length === 0) return null;
  const row = await tx.selectFrom('deployment').select('client_id').where('client_id', 'in', scope).where('id', '=', id).executeTakeFirst();
  return row?.client_id ?? null;
}

/** Null: there is no spec yet, so nothing was approved and nothing changed. The hash is computed again from what is stored. */
export async function readSpec(tx: Tx, clientId: string, id: string): Promise<Records['spec'] | null> {
  const row = await tx
    .selectFrom('deployment_spec')
    .select(['hash', 'header'])
    .where('client_id', '=', clientId)
    .where('deployment_id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return null;
  const stored = await tx
    .selectFrom('deployment_share')
    .select('share')
    .where('client_id', '=', clientId)
    .where('deployment_id', '=', id)
    .orderBy('index')
    .execute();
  // Both texts were written by the server from values of these types; whether they are still the approved ones, the hash says.
  const header = JSON.parse(row.header) as SpecHeader;
  const shares = stored.map(({ share }) => JSON.parse(share) as Share);
  const hashed = hashOfSpec({ header, shares });
  return { hash: row.hash, header, shares, hashFits: hashed.ok && hashed.specHash === row.hash };
}

/** What approvers signed, in the order in which it came. */
export async function readApprovals(tx: Tx, clientId: string, id: string): Promise<Approval[]> {
  const rows = await tx
    .selectFrom('approval')
    .select('envelope')
    .where('client_id', '=', clientId)
    .where('deployment_id', '=', id)
    .orderBy('at')
    .orderBy('key_id')
    .execute();
  return rows.map(({ envelope }) => {
    // Verified, signature and shape, before it was stored.
    const { payload } = envelope as { readonly payload: string };
    return JSON.parse(Buffer.from(payload, 'base64').toString('utf8')) as Approval;
  });
}

/** All of them, in their order. */
export async function readEvents(tx: Tx, clientId: string, id: string): Promise<DeploymentEvent[]> {
  const rows = await tx
    .selectFrom('deployment_event')
    .select('event')
    .where('client_id', '=', clientId)
    .where('deployment_id', '=', id)
    .orderBy('seq')
    .execute();
  // Written by the deployments' store and nobody else.
  return rows.map(({ event }) => event as DeploymentEvent);
}
