/** The SQL of levels: the policies of provider, clients, sites, groups and devices. Versions are added, never changed; a policy that was removed keeps them. */
import type { GroupRule, PolicyLevel } from '@fettle/core/policy';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { named } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';

export type LevelRow = {
  readonly id: string;
  readonly level: PolicyLevel;
  /** Null: the provider's. */
  readonly client_id: string | null;
  readonly client_name: string | null;
  readonly subject_id: string | null;
  /** Name of the site, group or device; null for provider and client. */
  readonly subject: string | null;
  readonly rank: number | null;
  /** As it was read when the group was saved. */
  readonly rule: GroupRule | null;
  readonly version: number;
  readonly name: string;
  readonly body: unknown;
  readonly saved_at: string;
  readonly saved_by: string;
  readonly removed_at: string | null;
};
export type LevelVersionRow = { readonly version: number; readonly saved_at: string; readonly saved_by: string; readonly digest: string };

const savedBy = named(sql`v.saved_by`);

/** The provider's policies `p` that fit. */
async function readProviderLevels(tx: Tx, where: RawBuilder<unknown>): Promise<readonly LevelRow[]> {
  const found = await sql<LevelRow>`
    select p.id, p.level, null as client_id, null as client_name, p.subject_id, g.name as subject, g.rank, g.rule, p.version, p.name, v.body, v.saved_at,
      ${savedBy} as saved_by, p.removed_at
    from provider_policy p join provider_policy_version v on v.policy_id = p.id and v.version = p.version left join provider_group g on g.id = p.subject_id
    where ${where}`.execute(tx);
  return found.rows;
}

/** Policies `p` of clients in the transaction's reach that fit. */
async function readOwnLevels(tx: Tx, where: RawBuilder<unknown>): Promise<readonly LevelRow[]> {
  const found = await sql<LevelRow>`
    select p.id, p.level, p.client_id, c.name as client_name, p.subject_id, coalesce(s.name, d.name, g.name) as subject, g.rank, g.rule, p.version, p.name, v.body,
      v.saved_at, ${savedBy} as saved_by, p.removed_at
    from policy p join client c on c.client_id = p.client_id
    join policy_version v on v.client_id = p.client_id and v.policy_id = p.id and v.version = p.version
    left join site s on s.client_id = p.client_id and s.id = p.subject_id
    left join device d on d.client_id = p.client_id and d.id = p.subject_id
    left join device_group g on g.client_id = p.client_id and g.id = p.subject_id
    where ${where}`.execute(tx);
  return found.rows;
}

/** Everything that holds now for this client's devices, the provider's included; of single devices only what is said of the ones named. */
export async function readLevels(tx: Tx, clientId: string, deviceIds: readonly string[] | null): Promise<readonly LevelRow[]> {
  const ofDevices = deviceIds === null ? sql`true` : sql`(p.level <> 'device' or p.subject_id = any(${[...deviceIds]}::uuid[]))`;
  return [
    ...(await readProviderLevels(tx, sql`p.removed_at is null`)),
    ...(await readOwnLevels(tx, sql`p.client_id = ${clientId} and p.removed_at is null and ${ofDevices}`)),
  ];
}

/** The provider's level alone, as it holds now. */
export async function readProviderLevel(tx: Tx): Promise<LevelRow | undefined> {
  return (await readProviderLevels(tx, sql`p.removed_at is null and p.level = 'provider'`))[0];
}

/** Policies of all levels that hold now: the provider's, and those of these clients, at most so many of each. */
export async function listLevels(tx: Tx, scope: readonly string[], limit: number): Promise<readonly LevelRow[]> {
  const own = sql`p.client_id = any(${[...scope]}::uuid[]) and p.removed_at is null order by lower(c.name), p.client_id, p.level, p.id limit ${limit}`;
  return [
    ...(await readProviderLevels(tx, sql`p.removed_at is null order by p.level desc, g.rank limit ${limit}`)),
    ...(await readOwnLevels(tx, own)),
  ];
}

/** One policy of any level, also one that was removed. */
export async function readLevel(tx: Tx, scope: readonly string[], id: string): Promise<LevelRow | undefined> {
  const [own] = await readOwnLevels(tx, sql`p.client_id = any(${[...scope]}::uuid[]) and p.id = ${id}`);
  return own ?? (await readProviderLevels(tx, sql`p.id = ${id}`))[0];
}

/** The policy that holds now at one place; undefined: none. */
export async function readLevelAt(
  tx: Tx,
  place: { readonly level: PolicyLevel; readonly clientId: string | null; readonly subjectId: string | null },
): Promise<LevelRow | undefined> {
  const { level, clientId, subjectId } = place;
  const here = sql`p.removed_at is null and p.level = ${level} and p.subject_id is not distinct from ${subjectId}::uuid`;
  return (clientId === null ? await readProviderLevels(tx, here) : await readOwnLevels(tx, sql`p.client_id = ${clientId} and ${here}`))[0];
}

export async function readLevelVersions(tx: Tx, row: Pick<LevelRow, 'id' | 'client_id'>): Promise<readonly LevelVersionRow[]> {
  const from =
    row.client_id === null ? sql`provider_policy_version v where` : sql`policy_version v where v.client_id = ${row.client_id} and`;
  const found = await sql<LevelVersionRow>`
    select v.version, v.saved_at, ${savedBy} as saved_by, v.digest from ${from} v.policy_id = ${row.id} order by v.version desc limit 500`.execute(
    tx,
  );
  return found.rows;
}

export type NewLevel = {
  readonly id: string;
  readonly level: PolicyLevel;
  readonly clientId: string | null;
  readonly subjectId: string | null;
  readonly version: number;
  readonly name: string;
  readonly body: unknown;
  readonly digest: string;
  readonly at: string;
  readonly by: string;
};

/** Writes a version: of a new policy where it is the first. False where somebody else has saved, made or removed one there since. */
export async function writeLevel(tx: Tx, row: NewLevel): Promise<boolean> {
  const { clientId, id, level, subjectId, version, name, at } = row;
  const written =
    version === 1
      ? clientId === null
        ? sql`insert into provider_policy (id, level, subject_id, name, version, created_at) values (${id}, ${level}, ${subjectId}, ${name}, 1, ${at}) on conflict do nothing`
        : sql`insert into policy (client_id, id, level, subject_id, name, version, created_at) values (${clientId}, ${id}, ${level}, ${subjectId}, ${name}, 1, ${at}) on conflict do nothing`
      : clientId === null
        ? sql`update provider_policy set name = ${name}, version = ${version} where id = ${id} and version = ${version - 1} and removed_at is null`
        : sql`update policy set name = ${name}, version = ${version} where client_id = ${clientId} and id = ${id} and version = ${version - 1} and removed_at is null`;
  const done = await written.execute(tx);
  if (done.numAffectedRows !== 1n) return false;
  const values = sql`${id}, ${version}, ${JSON.stringify(row.body)}::jsonb, ${row.digest}, ${at}, ${row.by}`;
  await (
    clientId === null
      ? sql`insert into provider_policy_version (policy_id, version, body, digest, saved_at, saved_by) values (${values})`
      : sql`insert into policy_version (client_id, policy_id, version, body, digest, saved_at, saved_by) values (${clientId}, ${values})`
  ).execute(tx);
  return true;
}

/** False where it was removed before. */
export async function endLevel(tx: Tx, row: Pick<LevelRow, 'id' | 'client_id'>, at: string): Promise<boolean> {
  const done = await (
    row.client_id === null
      ? sql`update provider_policy set removed_at = ${at} where id = ${row.id} and removed_at is null`
      : sql`update policy set removed_at = ${at} where client_id = ${row.client_id} and id = ${row.id} and removed_at is null`
  ).execute(tx);
  return done.numAffectedRows === 1n;
}

/** The name of what a policy is to be of, within the client; null: there is no such thing. */
export async function readSubject(tx: Tx, clientId: string, level: 'site' | 'group' | 'device', id: string): Promise<string | null> {
  const from = {
    site: sql`site t where`,
    group: sql`device_group t where t.removed_at is null and`,
    device: sql`device t where t.status <> 'retired' and`,
  }[level];
  const found = await sql<{ name: string }>`select t.name from ${from} t.client_id = ${clientId} and t.id = ${id}`.execute(tx);
  return found.rows[0]?.name ?? null;
}
