/** The SQL of groups, a client's and the provider's. Who is a member stands in no table. */
import type { GroupRule } from '@fettle/core/policy';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { named } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';

export type GroupRow = {
  readonly id: string;
  /** Null: the provider's, over all clients. */
  readonly client_id: string | null;
  readonly client_name: string | null;
  readonly name: string;
  readonly rank: number;
  /** As it was read when the group was saved. */
  readonly rule: GroupRule;
  readonly version: number;
  readonly saved_at: string;
  readonly saved_by: string;
  readonly policy_id: string | null;
  readonly policy_name: string | null;
};

/** Groups that stand, `g`: the provider's first, each owner's by rank. */
export async function readGroups(
  tx: Tx,
  where: { readonly own: RawBuilder<unknown>; readonly provider: RawBuilder<unknown> },
): Promise<readonly GroupRow[]> {
  const savedBy = named(sql`g.saved_by`);
  const found = await sql<GroupRow>`
    select * from (
      select g.id, null::uuid as client_id, null as client_name, g.name, g.rank, g.rule, g.version, g.saved_at, ${savedBy} as saved_by, p.id as policy_id, p.name as policy_name
      from provider_group g left join provider_policy p on p.subject_id = g.id and p.level = 'group' and p.removed_at is null
      where g.removed_at is null and ${where.provider}
      union all
      select g.id, g.client_id, c.name, g.name, g.rank, g.rule, g.version, g.saved_at, ${savedBy}, p.id, p.name
      from device_group g join client c on c.client_id = g.client_id
      left join policy p on p.client_id = g.client_id and p.subject_id = g.id and p.level = 'group' and p.removed_at is null
      where g.removed_at is null and ${where.own}
    ) g order by g.client_name nulls first, g.client_id, g.rank limit 500`.execute(tx);
  return found.rows;
}

/** The groups that a client's devices may be in. */
export async function groupsFor(tx: Tx, clientId: string): Promise<readonly GroupRow[]> {
  return readGroups(tx, { own: sql`g.client_id = ${clientId}`, provider: sql`true` });
}

export async function readGroup(tx: Tx, scope: readonly string[], id: string): Promise<GroupRow | undefined> {
  return (await readGroups(tx, { own: sql`g.client_id = any(${[...scope]}::uuid[]) and g.id = ${id}`, provider: sql`g.id = ${id}` }))[0];
}

export type NewGroup = {
  readonly id: string;
  readonly clientId: string | null;
  readonly name: string;
  readonly rank: number;
  readonly rule: GroupRule;
  readonly version: number;
  readonly at: string;
  readonly by: string;
};

/** Until the end of the transaction nobody else saves a group of this owner: ranks and names are looked at before they are written. */
export async function lockGroups(tx: Tx, clientId: string | null): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`fettle groups of ${clientId ?? 'the provider'}`}, 0))`.execute(tx);
}

/** Another group of the same owner that has this rank or this name; undefined: none. */
export async function clashingGroup(
  tx: Tx,
  group: Pick<NewGroup, 'id' | 'clientId' | 'name' | 'rank'>,
): Promise<{ name: string; rank: number } | undefined> {
  const { id, clientId, name, rank } = group;
  const from = clientId === null ? sql`provider_group g where` : sql`device_group g where g.client_id = ${clientId} and`;
  const found = await sql<{ name: string; rank: number }>`
    select g.name, g.rank from ${from} g.removed_at is null and g.id <> ${id} and (g.rank = ${rank} or lower(g.name) = lower(${name})) limit 1`.execute(
    tx,
  );
  return found.rows[0];
}

/** False where somebody else has saved or removed it since, or took its rank or name in the same moment. */
export async function writeGroup(tx: Tx, group: NewGroup): Promise<boolean> {
  const { id, clientId, name, rank, version, at, by } = group;
  const rule = sql`${JSON.stringify(group.rule)}::jsonb`;
  const table = clientId === null ? sql`provider_group` : sql`device_group`;
  const own = clientId === null ? sql`true` : sql`client_id = ${clientId}`;
  const done = await (
    version === 1
      ? sql`insert into ${table} (${clientId === null ? sql`` : sql`client_id, `}id, name, rank, rule, version, created_at, saved_at, saved_by)
          values (${clientId === null ? sql`` : sql`${clientId}, `}${id}, ${name}, ${rank}, ${rule}, 1, ${at}, ${at}, ${by}) on conflict do nothing`
      : sql`update ${table} set name = ${name}, rank = ${rank}, rule = ${rule}, version = ${version}, saved_at = ${at}, saved_by = ${by}
          where ${own} and id = ${id} and version = ${version - 1} and removed_at is null`
  ).execute(tx);
  return done.numAffectedRows === 1n;
}

export async function endGroup(tx: Tx, group: Pick<GroupRow, 'id' | 'client_id'>, at: string): Promise<boolean> {
  const done = await (
    group.client_id === null
      ? sql`update provider_group set removed_at = ${at} where id = ${group.id} and removed_at is null`
      : sql`update device_group set removed_at = ${at} where client_id = ${group.client_id} and id = ${group.id} and removed_at is null`
  ).execute(tx);
  return done.numAffectedRows === 1n;
}
