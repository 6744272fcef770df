/** The SQL of backups, trials of ways back and acceptances. Only this file writes their tables; all of it is added, never changed. */
import type { Acceptance, BackupSource, TriedKind } from '@fettle/core/rollback';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { named } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';

export type BackupRow = {
  readonly id: string;
  readonly client_id: string;
  readonly client_name: string;
  readonly device_id: string;
  readonly device_name: string;
  readonly what: 'backup' | 'restore-test';
  readonly at: string;
  readonly ok: boolean;
  readonly kind: string;
  readonly tool: string | null;
  readonly covers: string | null;
  readonly seconds: number | null;
  readonly note: string | null;
  readonly attachment: string | null;
  readonly source: BackupSource;
  readonly recorded_by: string;
  readonly recorded_at: string;
};

/** Records `b` that fit, the newest recorded first, with names. */
export async function readBackups(tx: Tx, where: RawBuilder<unknown>, limit: number): Promise<readonly BackupRow[]> {
  const found = await sql<BackupRow>`
    select b.*, c.name as client_name, v.name as device_name, ${named(sql`b.recorded_by`)} as recorded_by
    from backup_record b join client c on c.client_id = b.client_id join device v on v.client_id = b.client_id and v.id = b.device_id
    where ${where} order by b.id desc limit ${limit}`.execute(tx);
  return found.rows;
}

export type NewBackup = Pick<
  BackupRow,
  'id' | 'device_id' | 'what' | 'at' | 'ok' | 'kind' | 'tool' | 'covers' | 'seconds' | 'note' | 'attachment'
>;

/** Adds what was not known; how many that are. */
export async function addBackups(
  tx: Tx,
  clientId: string,
  rows: readonly NewBackup[],
  said: { readonly source: BackupSource; readonly by: string; readonly at: string },
): Promise<number> {
  if (rows.length === 0) return 0;
  const added = await tx
    .insertInto('backup_record')
    .values(rows.map((row) => ({ ...row, client_id: clientId, source: said.source, recorded_by: said.by, recorded_at: said.at })))
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return Number(added.numInsertedOrUpdatedRows ?? 0n);
}

export type NamedDevice = { readonly client_id: string; readonly id: string; readonly name: string };

/** Devices that go by one of these names or ids, whatever the case; retired ones are not among them. */
export async function devicesCalled(tx: Tx, names: readonly string[]): Promise<readonly NamedDevice[]> {
  const found = await sql<NamedDevice>`
    select client_id, id, name from device
    where status <> 'retired' and (lower(name) = any(${[...names]}::text[]) or id::text = any(${[...names]}::text[]))`.execute(tx);
  return found.rows;
}

/** Devices of a client that may be told something now. */
export async function activeDevices(tx: Tx, clientId: string): Promise<readonly Pick<KnownDevice, 'id' | 'tier'>[]> {
  const found = await sql<Pick<KnownDevice, 'id' | 'tier'>>`
    select id, tier from device where client_id = ${clientId} and status = 'active' order by id`.execute(tx);
  return found.rows;
}

export type KnownDevice = {
  readonly id: string;
  readonly name: string;
  readonly tier: 'mission-critical' | 'important' | 'standard' | 'low' | null;
  readonly ecosystem: string;
  readonly os_name: string;
  readonly site_id: string;
  /** How its last planned change would come back; null: none was planned. */
  readonly way_back: { readonly kind: string; readonly because?: string } | null;
};

/** Devices of a client that are not retired. `ids` null: all of them. */
export async function readDevices(tx: Tx, clientId: string, ids: readonly string[] | null): Promise<readonly KnownDevice[]> {
  const found = await sql<KnownDevice>`
    select v.id, v.name, v.tier, v.ecosystem, v.os_name, v.site_id, w.way_back
    from device v left join lateral (
      select coalesce(h.share::jsonb -> 'wayBack', a.simulation -> 'wayBack') as way_back from deployment_device a
      left join deployment_share h on h.client_id = a.client_id and h.deployment_id = a.deployment_id and h.device_id = a.device_id
      where a.client_id = v.client_id and a.device_id = v.id and a.simulation is not null and a.direction = 'forward'
      order by a.answered_at desc limit 1
    ) w on true
    where v.client_id = ${clientId} and v.status <> 'retired' and ${ids === null ? sql`true` : sql`v.id = any(${[...ids]}::uuid[])`}`.execute(
    tx,
  );
  return found.rows;
}

export type NewestRow = {
  readonly device_id: string;
  readonly which: 'good' | 'last' | 'test';
  readonly at: string;
  readonly ok: boolean;
  readonly source: BackupSource;
  readonly seconds: number | null;
};

/** Of each device the last good backup, the last backup, and the last test of a restore. */
export async function newestBackups(tx: Tx, clientId: string, ids: readonly string[] | null): Promise<readonly NewestRow[]> {
  const own = ids === null ? sql`true` : sql`device_id = any(${[...ids]}::uuid[])`;
  const found = await sql<NewestRow>`
    (select distinct on (device_id) device_id, 'good' as which, at, ok, source, seconds from backup_record
      where client_id = ${clientId} and what = 'backup' and ok and ${own} order by device_id, at desc, id desc)
    union all (select distinct on (device_id) device_id, 'last', at, ok, source, seconds from backup_record
      where client_id = ${clientId} and what = 'backup' and ${own} order by device_id, at desc, id desc)
    union all (select distinct on (device_id) device_id, 'test', at, ok, source, seconds from backup_record
      where client_id = ${clientId} and what = 'restore-test' and ${own} order by device_id, at desc, id desc)`.execute(tx);
  return found.rows;
}

export type TrialRow = {
  readonly id: string;
  readonly client_id: string;
  readonly client_name: string;
  readonly device_id: string;
  readonly device_name: string;
  readonly deployment_id: string;
  readonly title: string;
  readonly what: 'drill' | 'rollback';
  readonly way_back: TriedKind;
  readonly passed: boolean;
  readonly detail: string;
  readonly seconds: number | null;
  readonly ecosystem: string;
  readonly tier: string | null;
  readonly at: string;
};

/** Trials `t` that fit, the newest first, with names. */
export async function readTrials(tx: Tx, where: RawBuilder<unknown>, limit: number): Promise<readonly TrialRow[]> {
  const found = await sql<TrialRow>`
    select t.*, c.name as client_name, v.name as device_name, p.title
    from way_back_trial t join client c on c.client_id = t.client_id
    join device v on v.client_id = t.client_id and v.id = t.device_id
    join deployment p on p.client_id = t.client_id and p.id = t.deployment_id
    where ${where} order by t.id desc limit ${limit}`.execute(tx);
  return found.rows;
}

export type TriedRow = Pick<TrialRow, 'device_id' | 'what' | 'way_back' | 'passed' | 'seconds' | 'ecosystem' | 'tier' | 'at'>;

/** The last trials of a client: of each device the last that passed and the last that did not. */
export async function newestTrials(tx: Tx, clientId: string): Promise<readonly TriedRow[]> {
  const found = await sql<TriedRow>`
    select distinct on (device_id, passed) device_id, what, way_back, passed, seconds, ecosystem, tier, at from way_back_trial
    where client_id = ${clientId} order by device_id, passed, at desc, id desc`.execute(tx);
  return found.rows;
}

export type NewTrial = {
  readonly clientId: string;
  readonly id: string;
  readonly deviceId: string;
  readonly deploymentId: string;
  readonly attempt: number;
  readonly what: 'drill' | 'rollback';
  readonly wayBack: TriedKind;
  readonly passed: boolean;
  readonly detail: string;
  readonly seconds: number | null;
  readonly at: string;
};

/** With the system and tier that the device has now; false where it was told before. */
export async function addTrial(tx: Tx, one: NewTrial): Promise<boolean> {
  const added = await sql`
    insert into way_back_trial (client_id, id, device_id, deployment_id, attempt, what, way_back, passed, detail, seconds, ecosystem, tier, at)
    select client_id, ${one.id}, id, ${one.deploymentId}, ${one.attempt}, ${one.what}, ${one.wayBack}, ${one.passed}, ${one.detail}, ${one.seconds}::int,
      ecosystem, tier, ${one.at}
    from device where client_id = ${one.clientId} and id = ${one.deviceId}
    on conflict do nothing`.execute(tx);
  return (added.numAffectedRows ?? 0n) > 0n;
}

export type AcceptanceRow = {
  readonly id: string;
  readonly client_id: string;
  readonly client_name: string;
  readonly scope: 'client' | 'site' | 'devices';
  readonly scope_ids: readonly string[];
  readonly scope_names: readonly string[];
  readonly software: string;
  readonly reason: string;
  readonly accepted_by: string;
  readonly ends_at: string;
  readonly made_by: string;
  readonly made_at: string;
  readonly ended_at: string | null;
  readonly ended_by: string | null;
  readonly ended_because: string | null;
};

/** Acceptances `n` with their end `e` that fit, the newest first. */
export async function readAcceptanceRows(tx: Tx, where: RawBuilder<unknown>, limit: number): Promise<readonly AcceptanceRow[]> {
  const found = await sql<AcceptanceRow>`
    select n.*, c.name as client_name, ${named(sql`n.made_by`)} as made_by, e.at as ended_at, e.because as ended_because,
      case when e.by is null then null else ${named(sql`e.by`)} end as ended_by,
      array(select s.name from site s where s.client_id = n.client_id and n.scope = 'site' and s.id = any(n.scope_ids)
        union all select v.name from device v where v.client_id = n.client_id and n.scope = 'devices' and v.id = any(n.scope_ids) order by 1) as scope_names
    from no_way_back n join client c on c.client_id = n.client_id
    left join no_way_back_end e on e.client_id = n.client_id and e.no_way_back_id = n.id
    where ${where} order by n.id desc limit ${limit}`.execute(tx);
  return found.rows;
}

/** What of these ids a client has: sites, or devices that are not retired. */
export async function countOwn(tx: Tx, clientId: string, scope: 'site' | 'devices', ids: readonly string[]): Promise<number> {
  const found = await sql<{ n: number }>`
    select count(*)::int as n from ${scope === 'site' ? sql`site` : sql`device`} where client_id = ${clientId} and id = any(${[...ids]}::uuid[])`.execute(
    tx,
  );
  return found.rows[0]?.n ?? 0;
}

export type NewAcceptance = {
  readonly clientId: string;
  readonly id: string;
  readonly scope: Acceptance['scope'];
  readonly software: string;
  readonly reason: string;
  readonly acceptedBy: string;
  readonly until: string;
  readonly by: string;
  readonly at: string;
};

export async function addAcceptance(tx: Tx, one: NewAcceptance): Promise<void> {
  const { scope } = one;
  await tx
    .insertInto('no_way_back')
    .values({
      client_id: one.clientId,
      id: one.id,
      scope: scope.kind,
      scope_ids: scope.kind === 'client' ? [] : [...new Set(scope.ids)],
      software: one.software,
      reason: one.reason,
      accepted_by: one.acceptedBy,
      ends_at: one.until,
      made_by: one.by,
      made_at: one.at,
    })
    .execute();
}

/** False where somebody ended it before. */
export async function addAcceptanceEnd(
  tx: Tx,
  given: { readonly clientId: string; readonly id: string; readonly because: string; readonly by: string; readonly at: string },
): Promise<boolean> {
  const { clientId, id, because, by, at } = given;
  const added = await tx
    .insertInto('no_way_back_end')
    .values({ client_id: clientId, no_way_back_id: id, because, by, at })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (added.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** True where something else stands than at the look before. */
export async function saveLook(
  tx: Tx,
  {
    clientId,
    at,
    untried,
    overdue,
  }: { readonly clientId: string; readonly at: string; readonly untried: readonly string[]; readonly overdue: readonly string[] },
): Promise<boolean> {
  const since = untried.length === 0 && overdue.length === 0 ? null : at;
  const saved = await sql`
    insert into rollback_look (client_id, at, untried, overdue, since)
    values (${clientId}, ${at}, ${[...untried]}::text[], ${[...overdue]}::text[], ${since}::timestamptz)
    on conflict (client_id) do update set at = excluded.at, untried = excluded.untried, overdue = excluded.overdue,
      since = case when excluded.since is null then null else coalesce(rollback_look.since, excluded.since) end
    where (rollback_look.untried, rollback_look.overdue) is distinct from (excluded.untried, excluded.overdue)`.execute(tx);
  return (saved.numAffectedRows ?? 0n) > 0n;
}
