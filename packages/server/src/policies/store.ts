/** The SQL of policies. Only this file writes their tables; versions are added, never changed. */
import { sql } from 'kysely';
import { named } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';

export type PolicyRow = {
  id: string;
  client_id: string;
  client_name: string;
  name: string;
  version: number;
  created_at: string;
  body: unknown;
  saved_at: string;
  saved_by: string;
  /** Zones of the client's sites, the first site's first, each once. */
  zones: string[];
  /** What the provider says for all clients, and where this one says nothing; null: nothing. */
  provider_body: Record<string, unknown> | null;
  provider_version: number | null;
  devices: number;
};
export type VersionRow = { version: number; saved_at: string; saved_by: string; digest: string };

const savedBy = named(sql`v.saved_by`);

/** Policies of clients with their newest version, by name: those that hold, or one, also where it has ended. `devices` counts those of one that holds. */
export async function readPolicies(
  tx: Tx,
  scope: readonly string[],
  which: { readonly id: string } | { readonly afterName: string; readonly afterId: string; readonly limit: number },
): Promise<PolicyRow[]> {
  const one = 'id' in which;
  const found = await sql<PolicyRow>`
    with page as (
      select p.* from policy p
      where p.client_id = any(${[...scope]}::uuid[]) and p.level = 'client' and (p.removed_at is null or ${one})
        and ${one ? sql`p.id = ${which.id}` : sql`(lower(p.name), p.id) > (${which.afterName}, ${which.afterId}::uuid)`}
      order by lower(p.name), p.id limit ${one ? 1 : which.limit}
    )
    select p.id, p.client_id, c.name as client_name, p.name, p.version, p.created_at, v.body, v.saved_at, ${savedBy} as saved_by,
      coalesce(z.zones, '{}') as zones, w.body as provider_body, w.version as provider_version,
      case when p.removed_at is not null then 0
        else (select count(*)::int from device d where d.client_id = p.client_id and d.status <> 'retired') end as devices
    from page p
    join client c on c.client_id = p.client_id
    join policy_version v on v.client_id = p.client_id and v.policy_id = p.id and v.version = p.version
    left join (
      select x.body, x.version from provider_policy o join provider_policy_version x on x.policy_id = o.id and x.version = o.version
      where o.level = 'provider' and o.removed_at is null
    ) w on true
    left join lateral (
      select array_agg(s.zone order by s.first) as zones
      from (select zone, min(created_at) as first from site where client_id = p.client_id group by zone) s
    ) z on true
    order by lower(p.name), p.id`.execute(tx);
  return found.rows;
}

/** Versions, newest first. */
export async function readVersions(tx: Tx, clientId: string, policyId: string): Promise<VersionRow[]> {
  const found = await sql<VersionRow>`
    select v.version, v.saved_at, ${savedBy} as saved_by, v.digest from policy_version v
    where v.client_id = ${clientId} and v.policy_id = ${policyId} order by v.version desc limit 500`.execute(tx);
  return found.rows;
}

export type NewVersion = {
  readonly clientId: string;
  readonly policyId: string;
  readonly name: string;
  readonly version: number;
  readonly body: unknown;
  readonly digest: string;
  readonly at: string;
  readonly by: string;
};

/** A client has one: what it had before ends, and its versions stay. */
export async function addPolicy(tx: Tx, row: NewVersion): Promise<void> {
  await tx
    .updateTable('policy')
    .set({ removed_at: row.at })
    .where('client_id', '=', row.clientId)
    .where('level', '=', 'client')
    .where('removed_at', 'is', null)
    .execute();
  await tx
    .insertInto('policy')
    .values({ client_id: row.clientId, id: row.policyId, name: row.name, version: row.version, created_at: row.at })
    .execute();
  await addVersion(tx, row);
}

/** False where somebody else has saved since: the policy is no longer at the version before. */
export async function saveVersion(tx: Tx, row: NewVersion): Promise<boolean> {
  const moved = await tx
    .updateTable('policy')
    .set({ name: row.name, version: row.version })
    .where('client_id', '=', row.clientId)
    .where('id', '=', row.policyId)
    .where('version', '=', row.version - 1)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  if (moved.numUpdatedRows === 0n) return false;
  await addVersion(tx, row);
  return true;
}

async function addVersion(tx: Tx, row: NewVersion): Promise<void> {
  await tx
    .insertInto('policy_version')
    .values({
      client_id: row.clientId,
      policy_id: row.policyId,
      version: row.version,
      body: JSON.stringify(row.body),
      digest: row.digest,
      saved_at: row.at,
      saved_by: row.by,
    })
    .execute();
}

export type StoredPolicy = { id: string; name: string; version: number; body: unknown };

/** What a deployment was proposed by: laid together then, or the version that it names. */
export async function effectiveOfDeployment(tx: Tx, clientId: string, deploymentId: string) {
  return tx
    .selectFrom('deployment')
    .select(['policy_id', 'policy_version', 'effective'])
    .where('client_id', '=', clientId)
    .where('id', '=', deploymentId)
    .executeTakeFirst();
}

/** What holds for each of these clients as a whole: what it says, over what the provider says. A client of which neither says anything is not in it. */
export async function clientPolicies(
  tx: Tx,
  clientIds: readonly string[],
): Promise<readonly (StoredPolicy & { readonly clientId: string })[]> {
  const found = await sql<StoredPolicy & { readonly clientId: string }>`
    select c.client_id as "clientId", coalesce(p.id, w.id) as id, coalesce(p.name, w.name) as name, coalesce(p.version, w.version) as version,
      coalesce(w.body, '{}') || coalesce(v.body, '{}') as body
    from client c
    left join policy p on p.client_id = c.client_id and p.level = 'client' and p.removed_at is null
    left join policy_version v on v.client_id = c.client_id and v.policy_id = p.id and v.version = p.version
    left join (
      select o.id, o.name, o.version, x.body from provider_policy o join provider_policy_version x on x.policy_id = o.id and x.version = o.version
      where o.level = 'provider' and o.removed_at is null
    ) w on true
    where c.client_id = any(${[...clientIds]}::uuid[]) and (p.id is not null or w.id is not null)`.execute(tx);
  return found.rows;
}

export async function onePolicyVersion(tx: Tx, clientId: string, policyId: string, version: number): Promise<StoredPolicy | undefined> {
  return tx
    .selectFrom('policy')
    .innerJoin('policy_version', (join) =>
      join.onRef('policy_version.client_id', '=', 'policy.client_id').onRef('policy_version.policy_id', '=', 'policy.id'),
    )
    .select(['policy.id', 'policy.name', 'policy_version.version', 'policy_version.body'])
    .where('policy.client_id', '=', clientId)
    .where('policy.id', '=', policyId)
    .where('policy_version.version', '=', version)
    .executeTakeFirst();
}

/** What a preview needs of a client: its name, its sites in their order, its devices. */
export async function readClient(tx: Tx, clientId: string) {
  const client = await tx.selectFrom('client').select('name').where('client_id', '=', clientId).executeTakeFirst();
  if (client === undefined) return null;
  const sites = await tx
    .selectFrom('site')
    .select(['id', 'name', 'zone'])
    .where('client_id', '=', clientId)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  const devices = await tx
    .selectFrom('device')
    .select(['id', 'name', 'site_id as siteId'])
    .where('client_id', '=', clientId)
    .where('status', '!=', 'retired')
    .orderBy('name')
    .orderBy('id')
    .execute();
  return { name: client.name, sites, devices };
}
