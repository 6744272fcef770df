/** The SQL of what could go wrong with updates: known issues, and how updates ended on devices. Only this file writes these tables. */
import type { ManagerId } from '@fettle/core/inventory';
import type { IssueRule } from '@fettle/core/risk';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { named } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';

export type IssueRow = {
  /** Of a feed: the KB. */
  readonly id: string;
  readonly source: 'feed' | 'person';
  readonly manager: ManagerId | null;
  readonly source_name: string | null;
  readonly from_version: string | null;
  readonly to_version: string | null;
  readonly kb: string | null;
  readonly text: string | null;
  readonly condition: string | null;
  readonly rule: IssueRule | null;
  readonly link: string | null;
  readonly recorded_at: string | null;
  readonly recorded_by: string | null;
  readonly resolved_in: string | null;
  readonly resolved_at: string | null;
  readonly resolved_by: string | null;
  readonly resolved_because: string | null;
};

/** What people recorded, and what Microsoft's documents say of their updates: the newest document of each. */
const allIssues = sql`(
  select i.id::text, 'person' as source, i.manager, i.source_name, i.from_version, i.to_version, i.kb, i.text, i.condition, i.rule, i.link, i.recorded_at,
    i.recorded_by, i.resolved_in, i.resolved_at, i.resolved_by, i.resolved_because from known_issue i
  union all
  select w.id, 'feed', null, null, null, null, w.kb, null, null, null, w.link, w.released, null, null, null, null, null from (
    select distinct on (kb) 'KB' || kb as id, kb, body #>> '{knownIssue,link}' as link, (body ->> 'released')::timestamptz as released
    from windows_update where body ->> 'knownIssue' is not null order by kb, body ->> 'released' desc nulls last
  ) w
)`;

/** Issues `i` that fit, the newest first. */
export async function readIssues(tx: Tx, where: RawBuilder<unknown>, limit: number): Promise<readonly IssueRow[]> {
  const found = await sql<IssueRow>`
    select i.*, ${named(sql`i.recorded_by`)} as recorded_by, ${named(sql`i.resolved_by`)} as resolved_by from ${allIssues} i where ${where}
    order by coalesce(i.recorded_at, '-infinity') desc, i.id desc limit ${limit}`.execute(tx);
  return found.rows;
}

export async function countIssues(tx: Tx, where: RawBuilder<unknown>): Promise<number> {
  const found = await sql<{ n: number }>`select count(*)::int as n from ${allIssues} i where ${where}`.execute(tx);
  return found.rows[0]?.n ?? 0;
}

/** Issues of these sources, and of these numbers of Microsoft's. Found by their indexes. */
export async function issuesOf(tx: Tx, sourceNames: readonly string[], kbs: readonly string[]): Promise<readonly IssueRow[]> {
  const found = await sql<IssueRow>`
    select i.id::text, 'person' as source, i.* from known_issue i where i.source_name = any(${sourceNames}::text[]) or i.kb = any(${kbs}::text[])
    order by i.recorded_at desc, i.id desc`.execute(tx);
  const published = kbs.length === 0 ? [] : await readIssues(tx, sql`i.source = 'feed' and i.kb = any(${kbs}::text[])`, kbs.length);
  return [...found.rows, ...published];
}

export type NewIssue = {
  readonly id: string;
  readonly manager: ManagerId | null;
  readonly sourceName: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly kb: string | null;
  readonly text: string;
  readonly condition: string | null;
  readonly rule: IssueRule | null;
  readonly link: string | null;
  readonly at: string;
  readonly by: string;
};

export async function addIssue(tx: Tx, row: NewIssue): Promise<void> {
  await tx
    .insertInto('known_issue')
    .values({
      id: row.id,
      manager: row.manager,
      source_name: row.sourceName,
      from_version: row.from,
      to_version: row.to,
      kb: row.kb,
      text: row.text,
      condition: row.condition,
      rule: row.rule === null ? null : JSON.stringify(row.rule),
      link: row.link,
      recorded_at: row.at,
      recorded_by: row.by,
    })
    .execute();
}

/** False where there is none, or somebody has resolved it. */
export async function markResolved(
  tx: Tx,
  row: { readonly id: string; readonly inVersion: string | null; readonly because: string; readonly at: string; readonly by: string },
): Promise<boolean> {
  const done = await tx
    .updateTable('known_issue')
    .set({ resolved_in: row.inVersion, resolved_at: row.at, resolved_by: row.by, resolved_because: row.because })
    .where('id', '=', row.id)
    .where('resolved_at', 'is', null)
    .executeTakeFirst();
  return done.numUpdatedRows > 0n;
}

export type UpdateKey = { readonly manager: ManagerId; readonly source_name: string; readonly source_version: string };
export type ResultRow = UpdateKey & {
  readonly succeeded: number;
  readonly failed: number;
  /** Deployments that were taken back, over all clients. */
  readonly taken_back: number;
  /** Of those, the ones of the clients that were asked about. */
  readonly taken_back_here: number;
};

/** How these updates ended so far, over all clients; beside it what was taken back at one client, or with null at all in the transaction's scope. */
export async function resultsOf(tx: Tx, keys: readonly UpdateKey[], here: string | null): Promise<readonly ResultRow[]> {
  if (keys.length === 0) return [];
  const found = await sql<ResultRow>`
    select t.*, (select count(*)::int from update_result r where r.manager = t.manager and r.source_name = t.source_name and r.source_version = t.source_version
      and r.taken_back > 0 and ${here === null ? sql`true` : sql`r.client_id = ${here}`}) as taken_back_here
    from (
      select manager, source_name, source_version, sum(t.succeeded)::int as succeeded, sum(t.failed)::int as failed, sum(t.taken_back)::int as taken_back
      from (select distinct * from unnest(${keys.map((k) => k.manager)}::text[], ${keys.map((k) => k.source_name)}::text[], ${keys.map((k) => k.source_version)}::text[])
        as g (manager, source_name, source_version)) g
      join update_result_total t using (manager, source_name, source_version)
      group by manager, source_name, source_version
    ) t`.execute(tx);
  return found.rows;
}

export type RunEnd = { readonly deviceId: string; readonly succeeded: boolean; readonly failed: boolean; readonly takenBack: boolean };

/**
 * Adds ends of runs to the updates that `broughtBy` brought to these devices; a source counts once a device. The rows of the sums are locked in one order: deployments
 * of several clients may end at once, and mostly do so in different parts of them.
 */
export async function addResults(tx: Tx, clientId: string, broughtBy: string, ends: readonly RunEnd[]): Promise<void> {
  const found = await sql<UpdateKey & { succeeded: number; failed: number; taken_back: number; first_back: boolean }>`
    with ended as (
      select * from unnest(${ends.map((e) => e.deviceId)}::uuid[], ${ends.map((e) => e.succeeded)}::bool[], ${ends.map((e) => e.failed)}::bool[], ${ends.map((e) => e.takenBack)}::bool[])
        as g (device_id, succeeded, failed, taken_back)
    ), brought as (
      select distinct s.manager, s.source_name, s.source_version, e.device_id, e.succeeded, e.failed, e.taken_back
      from ended e
      join deployment_device dd on dd.client_id = ${clientId} and dd.deployment_id = ${broughtBy} and dd.device_id = e.device_id
      join deployment_update b on b.client_id = dd.client_id and b.deployment_id = dd.deployment_id
      join software s on s.id = b.software_id
      where dd.wanted @> jsonb_build_array(jsonb_build_object('name', s.name, 'architecture', s.architecture, 'version', s.version))
    ), more as (
      select manager, source_name, source_version, count(*) filter (where succeeded)::int as succeeded, count(*) filter (where failed)::int as failed,
        count(*) filter (where taken_back)::int as taken_back
      from brought group by manager, source_name, source_version
    ), put as (
      insert into update_result as r (client_id, manager, source_name, source_version, deployment_id, succeeded, failed, taken_back)
      select ${clientId}, manager, source_name, source_version, ${broughtBy}, succeeded, failed, taken_back from more order by manager, source_name, source_version
      on conflict (client_id, manager, source_name, source_version, deployment_id)
        do update set succeeded = r.succeeded + excluded.succeeded, failed = r.failed + excluded.failed, taken_back = r.taken_back + excluded.taken_back
      returning manager, source_name, source_version, taken_back
    )
    select m.*, m.taken_back > 0 and p.taken_back = m.taken_back as first_back from more m join put p using (manager, source_name, source_version)`.execute(
    tx,
  );
  const { rows } = found;
  if (rows.length === 0) return;
  await sql`
    insert into update_result_total as t (manager, source_name, source_version, part, succeeded, failed, taken_back)
    select g.manager, g.source_name, g.source_version, abs(hashtext(${clientId}) % 16), g.succeeded, g.failed, g.taken_back
    from unnest(${rows.map((r) => r.manager)}::text[], ${rows.map((r) => r.source_name)}::text[], ${rows.map((r) => r.source_version)}::text[],
      ${rows.map((r) => r.succeeded)}::int[], ${rows.map((r) => r.failed)}::int[], ${rows.map((r) => (r.first_back ? 1 : 0))}::int[])
      as g (manager, source_name, source_version, succeeded, failed, taken_back)
    order by g.manager, g.source_name, g.source_version
    on conflict (manager, source_name, source_version, part)
      do update set succeeded = t.succeeded + excluded.succeeded, failed = t.failed + excluded.failed, taken_back = t.taken_back + excluded.taken_back`.execute(
    tx,
  );
}

export type DeviceRow = {
  readonly name: string;
  readonly tier: 'mission-critical' | 'important' | 'standard' | 'low' | null;
  readonly service: string | null;
  readonly outage: string | null;
  readonly ecosystem: string;
  /** IANA name of its site's zone. */
  readonly zone: string;
  readonly architecture: string | null;
  readonly virtualisation: string | null;
  readonly kernel: string | null;
  /** Whether it has told what it has installed. */
  readonly told: boolean;
};

export async function readDevice(tx: Tx, clientId: string, deviceId: string): Promise<DeviceRow> {
  const found = await sql<DeviceRow>`
    select d.name, d.tier, d.service, d.outage, d.ecosystem, t.zone, i.system ->> 'architecture' as architecture, i.system ->> 'virtualisation' as virtualisation,
      i.system ->> 'kernel' as kernel, i.device_id is not null as told
    from device d join site t on t.client_id = d.client_id and t.id = d.site_id
    left join device_inventory i on i.client_id = d.client_id and i.device_id = d.id
    where d.client_id = ${clientId} and d.id = ${deviceId}`.execute(tx);
  const [row] = found.rows;
  if (row === undefined) throw new Error(`device ${deviceId} is not there`);
  return row;
}

/** Which of these packages the device has installed. */
export async function installedOf(tx: Tx, clientId: string, deviceId: string, names: readonly string[]): Promise<ReadonlySet<string>> {
  const found = await sql<{ name: string }>`
    select distinct s.name from device_inventory i cross join lateral unnest(i.installed) as h (software_id) join software s on s.id = h.software_id
    where i.client_id = ${clientId} and i.device_id = ${deviceId} and s.name = any(${names}::text[])`.execute(tx);
  return new Set(found.rows.map(({ name }) => name));
}

export type SimulationRow = {
  readonly deployment_id: string;
  readonly way_back: 'downgrade' | 'none';
  readonly restart: 'needed' | 'not-needed' | 'unknown';
  readonly changes: number;
};

/** What the device said when these deployments had it simulate the change. */
export async function simulationsOf(
  tx: Tx,
  clientId: string,
  deviceId: string,
  deploymentIds: readonly string[],
): Promise<readonly SimulationRow[]> {
  if (deploymentIds.length === 0) return [];
  const found = await sql<SimulationRow>`
    select deployment_id, simulation #>> '{wayBack,kind}' as way_back, simulation ->> 'restart' as restart, jsonb_array_length(simulation -> 'changes') as changes
    from deployment_device where client_id = ${clientId} and device_id = ${deviceId} and deployment_id = any(${deploymentIds}::uuid[]) and simulation is not null`.execute(
    tx,
  );
  return found.rows;
}
