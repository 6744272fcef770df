/** The SQL of discovered devices. Only this file writes their tables; decisions and hand patches are added, never changed. */
import type { DiscoveredAnswer, DiscoveredEntry, DiscoveredFacts, DiscoveredGap } from '@fettle/core/discovered';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { named } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';

export type DiscoveredRecord = {
  readonly id: string;
  readonly client_id: string;
  readonly client_name: string;
  readonly site_id: string | null;
  readonly site_name: string | null;
  readonly name: string;
  readonly kind: DiscoveredFacts['kind'];
  readonly owner: string | null;
  readonly tier: DiscoveredFacts['tier'];
  readonly address: string | null;
  readonly serial: string | null;
  readonly mac: string | null;
  readonly system: string | null;
  readonly source: string;
  readonly last_seen: string | null;
  readonly version: number;
  readonly recorded_by: string;
  readonly recorded_at: string;
  readonly answer: DiscoveredAnswer | null;
  readonly person: string | null;
  readonly review_on: string | null;
  readonly rhythm_days: number | null;
  readonly device_id: string | null;
  readonly device_name: string | null;
  readonly last_patch_on: string | null;
  readonly patch_due_on: string | null;
  readonly gap: DiscoveredGap | null;
  readonly is_gap: boolean;
};

/**
 * Discovered devices with what holds of them on a day (UTC): `x` the newest decision, `p` the newest hand patch, and the gap. A hand patch is due its rhythm after the newest entry, or after the decision where
 * there is none; it is overdue from the next day on. The one rule of gaps: lists, Today and the first step read it here.
 */
function standings(today: string): RawBuilder<unknown> {
  return sql`(
    select n.*, x.answer, x.person, x.review_on, x.rhythm_days, x.device_id, x.at as answered_at, v.name as device_name, p.last_patch_on, u.patch_due_on,
      case when x.answer is null or x.answer = 'reopened' then 'undecided'
        when x.answer = 'waved-off' and x.review_on <= ${today} then 'review-due'
        when x.answer = 'by-hand' and u.patch_due_on < ${today} then 'patch-overdue'
        when x.answer = 'enrolled' and v.status = 'retired' then 'device-retired' end as gap
    from discovered_device n
    left join lateral (
      select d.* from discovered_decision d where d.client_id = n.client_id and d.discovered_id = n.id order by d.id desc limit 1
    ) x on true
    left join device v on v.client_id = n.client_id and v.id = x.device_id
    left join lateral (
      select max(h.done_on) as last_patch_on from discovered_patch h where h.client_id = n.client_id and h.discovered_id = n.id
    ) p on true
    left join lateral (
      select to_char(coalesce(p.last_patch_on::date, (x.at at time zone 'UTC')::date) + x.rhythm_days, 'YYYY-MM-DD') as patch_due_on
      where x.answer = 'by-hand'
    ) u on true)`;
}

/** Those of `n` that fit, what needs a person first, then by name. */
export async function readDiscoveredRecords(
  tx: Tx,
  today: string,
  where: RawBuilder<unknown>,
  limit: number,
): Promise<readonly DiscoveredRecord[]> {
  const found = await sql<DiscoveredRecord>`
    select n.id, n.client_id, c.name as client_name, n.site_id, s.name as site_name, n.name, n.kind, n.owner, n.tier, n.address, n.serial, n.mac, n.system,
      n.source, n.last_seen, n.version, ${named(sql`n.recorded_by`)} as recorded_by, n.recorded_at, n.answer, n.person, n.review_on, n.rhythm_days,
      n.device_id, n.device_name, n.last_patch_on, n.patch_due_on, n.gap, n.gap is not null as is_gap
    from ${standings(today)} n join client c on c.client_id = n.client_id
    left join site s on s.client_id = n.client_id and s.id = n.site_id
    where ${where} order by (n.gap is null), n.name, n.id limit ${limit}`.execute(tx);
  return found.rows;
}

export type DiscoveredCounts = {
  readonly client_id: string;
  readonly machines: number;
  readonly undecided: number;
  readonly undecided_long: number;
  readonly review_due: number;
  readonly patch_overdue: number;
  readonly device_retired: number;
  /** The first of those that need a person, by when it was recorded. */
  readonly since: string;
};

/** One row a client in view that has any. `longBefore`: undecided since before this is long. */
export async function countDiscovered(
  tx: Tx,
  { today, longBefore, clientId }: { readonly today: string; readonly longBefore: string; readonly clientId: string | null },
): Promise<readonly DiscoveredCounts[]> {
  const found = await sql<DiscoveredCounts>`
    select n.client_id, count(*)::int as machines,
      count(*) filter (where n.gap = 'undecided')::int as undecided,
      count(*) filter (where n.gap = 'undecided' and coalesce(n.answered_at, n.recorded_at) < ${longBefore})::int as undecided_long,
      count(*) filter (where n.gap = 'review-due')::int as review_due,
      count(*) filter (where n.gap = 'patch-overdue')::int as patch_overdue,
      count(*) filter (where n.gap = 'device-retired')::int as device_retired,
      coalesce(min(coalesce(n.answered_at, n.recorded_at)) filter (where n.gap is not null), min(n.recorded_at)) as since
    from ${standings(today)} n where ${clientId === null ? sql`true` : sql`n.client_id = ${clientId}`}
    group by n.client_id order by n.client_id`.execute(tx);
  return found.rows;
}

/** Two who bring the same machine at once do so one after the other, and what is looked at stays so until the end of the transaction. */
export async function lockDiscovered(tx: Tx, clientId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('fettle discovered of ' || ${clientId}::text, 0))`.execute(tx);
}

/** All of a client, as plans of files hold them. */
export async function readDiscoveredEntries(tx: Tx, clientId: string): Promise<readonly (DiscoveredEntry & { readonly id: string })[]> {
  const found = await sql<DiscoveredEntry & { readonly id: string }>`
    select id, name, site_id as "siteId", kind, owner, tier, address, serial, mac, system, source, last_seen as "lastSeen"
    from discovered_device where client_id = ${clientId} order by id`.execute(tx);
  return found.rows;
}

type By = { readonly clientId: string; readonly by: string; readonly at: string };

/** New ones are added, others are as they are said now, with the next version. */
export async function saveDiscovered(
  tx: Tx,
  entries: readonly (DiscoveredFacts & { readonly id: string })[],
  { clientId, by, at }: By,
): Promise<void> {
  await sql`
    insert into discovered_device (client_id, id, name, site_id, kind, owner, tier, address, serial, mac, system, source, last_seen, recorded_by, recorded_at, changed_by, changed_at)
    select ${clientId}, e.id, e.name, e."siteId", e.kind, e.owner, e.tier, e.address, e.serial, e.mac, e.system, e.source, e."lastSeen", ${by}, ${at}, ${by}, ${at}
    from jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) as e (id uuid, name text, "siteId" uuid, kind text, owner text, tier text, address text,
      serial text, mac text, system text, source text, "lastSeen" text)
    on conflict (client_id, id) do update set name = excluded.name, site_id = excluded.site_id, kind = excluded.kind, owner = excluded.owner, tier = excluded.tier,
      address = excluded.address, serial = excluded.serial, mac = excluded.mac, system = excluded.system, source = excluded.source, last_seen = excluded.last_seen,
      changed_by = excluded.changed_by, changed_at = excluded.changed_at, version = discovered_device.version + 1`.execute(tx);
}

export type NewDecision = {
  readonly answer: DiscoveredAnswer;
  readonly deviceId: string | null;
  readonly person: string | null;
  readonly because: string | null;
  readonly reviewOn: string | null;
  readonly rhythmDays: number | null;
};

type Of = By & { readonly id: string; readonly discoveredId: string };

export async function addDiscoveredDecision(tx: Tx, one: NewDecision, { clientId, id, discoveredId, by, at }: Of): Promise<void> {
  await tx
    .insertInto('discovered_decision')
    .values({
      client_id: clientId,
      id,
      discovered_id: discoveredId,
      answer: one.answer,
      device_id: one.deviceId,
      person: one.person,
      because: one.because,
      review_on: one.reviewOn,
      rhythm_days: one.rhythmDays,
      by,
      at,
    })
    .execute();
}

export type NewPatch = {
  readonly what: string;
  readonly fromVersion: string | null;
  readonly toVersion: string | null;
  readonly doneOn: string;
  readonly person: string;
  readonly note: string | null;
};

export async function addDiscoveredPatch(tx: Tx, one: NewPatch, { clientId, id, discoveredId, by, at }: Of): Promise<void> {
  await tx
    .insertInto('discovered_patch')
    .values({
      client_id: clientId,
      id,
      discovered_id: discoveredId,
      what: one.what,
      from_version: one.fromVersion,
      to_version: one.toVersion,
      done_on: one.doneOn,
      person: one.person,
      note: one.note,
      by,
      at,
    })
    .execute();
}

type Told = { readonly id: string; readonly by: string; readonly at: string };

/** The newest first, at most 100. */
export async function readDiscoveredDecisions(
  tx: Tx,
  id: string,
): Promise<(NewDecision & Told & { readonly deviceName: string | null })[]> {
  const found = await sql<NewDecision & Told & { readonly deviceName: string | null }>`
    select d.id, d.answer, d.device_id as "deviceId", v.name as "deviceName", d.person, d.because, d.review_on as "reviewOn", d.rhythm_days as "rhythmDays",
      ${named(sql`d.by`)} as by, d.at
    from discovered_decision d left join device v on v.client_id = d.client_id and v.id = d.device_id
    where d.discovered_id = ${id} order by d.id desc limit 100`.execute(tx);
  return found.rows;
}

/** By the day they were done, the newest first, at most 100. */
export async function readDiscoveredPatches(tx: Tx, id: string): Promise<(NewPatch & Told)[]> {
  const found = await sql<NewPatch & Told>`
    select d.id, d.what, d.from_version as "fromVersion", d.to_version as "toVersion", d.done_on as "doneOn", d.person, d.note, ${named(sql`d.by`)} as by, d.at
    from discovered_patch d where d.discovered_id = ${id} order by d.done_on desc, d.id desc limit 100`.execute(tx);
  return found.rows;
}

export type Proposed = { readonly deviceId: string; readonly deviceName: string; readonly byName: boolean; readonly byAddress: boolean };

/** Devices with an agent that it may be: of its name, by what people or the device itself call it, or with its address. Serial numbers and MAC addresses are told by no agent. */
export async function readProposed(
  tx: Tx,
  { clientId, name, address }: { readonly clientId: string; readonly name: string; readonly address: string | null },
): Promise<readonly Proposed[]> {
  const found = await sql<Proposed>`
    select * from (
      select d.id as "deviceId", d.name as "deviceName",
        lower(${name}) in (lower(d.name), lower(coalesce(v.system ->> 'hostname', '')), split_part(lower(coalesce(v.system ->> 'hostname', '')), '.', 1)) as "byName",
        ${address}::text is not null and coalesce(v.system -> 'addresses' ? ${address}::text, false) as "byAddress"
      from device d left join device_inventory v on v.client_id = d.client_id and v.device_id = d.id
      where d.client_id = ${clientId} and d.status <> 'retired'
    ) f where "byName" or "byAddress" order by "byName" desc, "deviceName", "deviceId" limit 10`.execute(tx);
  return found.rows;
}
