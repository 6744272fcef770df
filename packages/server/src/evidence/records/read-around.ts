/** What stands around a deployment: names, policy, related deployments, notices, the audit trail and its checkpoint. */
import { payloadTypes } from '@fettle/proof/envelope-bytes';
import type { Envelope } from '@fettle/proof/envelope-bytes';
import type { Checkpoint } from '@fettle/proof/documents';
import { sql } from 'kysely';
import type { Tx } from '../../platform/feature.ts';
import { deploymentPolicy } from '../../policies/index.ts';
import type { AuditRecord, Basis, DeploymentRecord, LaterScan, NoticeRecord, Records, RelatedRecord } from './types.ts';

/** The action under which the basis of a spec is recorded. */
export const basisAction = 'deployment.basis-noted';
/** The action under which scans are recorded that verified a change later. */
export const scansAction = 'deployment.scans-noted';

export async function readPlace(tx: Tx, clientId: string): Promise<Pick<Records, 'provider' | 'client'>> {
  const installation = await tx.selectFrom('installation').select('provider_name').executeTakeFirst();
  const client = await tx.selectFrom('client').select('name').where('client_id', '=', clientId).executeTakeFirstOrThrow();
  const site = await tx
    .selectFrom('site')
    .select('zone')
    .where('client_id', '=', clientId)
    .orderBy('created_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return { provider: installation?.provider_name ?? '', client: { id: clientId, name: client.name, zone: site?.zone ?? 'UTC' } };
}

export async function readPolicy(tx: Tx, clientId: string, deployment: DeploymentRecord): Promise<Records['policy']> {
  const { policy_id: policyId, policy_version: version } = deployment;
  const found = await deploymentPolicy(tx, clientId, deployment.id);
  const row = await tx
    .selectFrom('policy_version')
    .select('digest')
    .where('client_id', '=', clientId)
    .where('policy_id', '=', policyId)
    .where('version', '=', version)
    .executeTakeFirst();
  const ofProvider = await tx
    .selectFrom('provider_policy_version')
    .select('digest')
    .where('policy_id', '=', policyId)
    .where('version', '=', version)
    .executeTakeFirst();
  return {
    name: found?.read.ok === true ? found.read.policy.name : (found?.name ?? ''),
    digest: row?.digest ?? ofProvider?.digest ?? null,
    body: found?.read.ok === true ? found.read.policy : null,
  };
}

export async function readRelated(
  tx: Tx,
  clientId: string,
  deployment: DeploymentRecord,
): Promise<Pick<Records, 'predecessor' | 'successors'>> {
  const columns = ['id', 'title', 'predecessor_kind as kind', 'created_at'] as const;
  const successors = await tx
    .selectFrom('deployment')
    .select(columns)
    .where('client_id', '=', clientId)
    .where('predecessor_id', '=', deployment.id)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  if (deployment.predecessor_id === null) return { predecessor: null, successors };
  const predecessor: RelatedRecord | undefined = await tx
    .selectFrom('deployment')
    .select(columns)
    .where('client_id', '=', clientId)
    .where('id', '=', deployment.predecessor_id)
    .executeTakeFirst();
  return { predecessor: predecessor === undefined ? null : { ...predecessor, kind: deployment.predecessor_kind }, successors };
}

/** In the order in which they were due. */
export async function readNotices(tx: Tx, clientId: string, deploymentId: string): Promise<NoticeRecord[]> {
  return tx
    .selectFrom('notice')
    .select(['kind', 'recipient_name', 'due_at', 'delivered_at', 'rejected_at', 'withdrawn_at', 'last_trouble'])
    .where('client_id', '=', clientId)
    .where('deployment_id', '=', deploymentId)
    .orderBy('due_at')
    .orderBy('id')
    .execute();
}

/** The entries of a client's chain that are about this deployment. */
export async function readAudit(tx: Tx, clientId: string, deploymentId: string): Promise<AuditRecord[]> {
  return tx
    .selectFrom('audit_entry')
    .select(['seq', 'at', 'action', 'actor', 'entry'])
    .where('client_id', '=', clientId)
    .where('subject', '=', `deployment:${deploymentId}`)
    .orderBy('seq')
    .execute();
}

/** The basis as it was recorded; null: this deployment is older than such records, or made without them. */
export function basisIn(audit: readonly AuditRecord[]): Basis | null {
  const found = audit.find((entry) => entry.action === basisAction);
  // The text is what `note-basis.ts` wrote; its chain is verified elsewhere.
  return found === undefined ? null : (JSON.parse(found.entry) as { readonly body: Basis }).body;
}

/** In the order in which they were noted. */
export function laterScansIn(audit: readonly AuditRecord[]): LaterScan[] {
  return audit.flatMap((entry) =>
    // The text is what `note-scans.ts` wrote.
    entry.action === scansAction ? (JSON.parse(entry.entry) as { readonly body: { readonly scans: readonly LaterScan[] } }).body.scans : [],
  );
}

/** The first signed checkpoint that covers the chain up to this entry. */
export async function readCheckpoint(tx: Tx, clientId: string, seq: number): Promise<Records['checkpoint']> {
  const row = await tx
    .selectFrom('audit_checkpoint')
    .select('envelope')
    .where('client_id', '=', clientId)
    .where('size', '>=', seq)
    .orderBy('size')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return null;
  // Sealed by this server itself when it was stored.
  const envelope = row.envelope as Envelope;
  const [signature] = envelope.signatures;
  if (envelope.payloadType !== payloadTypes.checkpoint || signature === undefined) return null;
  const checkpoint = JSON.parse(Buffer.from(envelope.payload, 'base64').toString('utf8')) as Checkpoint;
  return { checkpoint, keyid: signature.keyid, signature: signature.sig };
}

/** Names of people and API keys, removed ones included. */
export async function readNames(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const found = await sql<{ id: string; name: string }>`
    select id::text as id, name from person where id::text = any(${[...ids]}::text[])
    union all select id::text, name from api_key where id::text = any(${[...ids]}::text[])`.execute(tx);
  return new Map(found.rows.map(({ id, name }) => [id, name]));
}

export async function readReviewers(tx: Tx, clientId: string): Promise<string[]> {
  const found = await sql<{ name: string }>`
    select p.name from person p
    where p.reviewer and p.removed_at is null
      and exists (select 1 from person_grant g where g.person_id = p.id and (g.client_id is null or g.client_id = ${clientId}))
    order by p.name, p.id`.execute(tx);
  return found.rows.map((row) => row.name);
}
