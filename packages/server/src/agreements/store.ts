/** The SQL of agreements. Only this file writes its tables; versions of an SLA are added, never changed. */
import { sql } from 'kysely';
import { named } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';

/** The name of a client and how many devices it has; null where there is none in scope. */
export async function readClient(tx: Tx, clientId: string): Promise<{ readonly name: string; readonly devices: number } | null> {
  const found = await sql<{ name: string; devices: number }>`
    select c.name, (select count(*)::int from device d where d.client_id = c.client_id and d.status <> 'retired') as devices
    from client c where c.client_id = ${clientId}`.execute(tx);
  return found.rows[0] ?? null;
}

export type FrameworkRow = {
  readonly framework: string;
  readonly since: string;
  readonly until: string | null;
  readonly own: unknown;
  readonly because: string;
  readonly set_at: string;
  readonly set_by: string;
};

export async function readFrameworks(tx: Tx, clientId: string): Promise<readonly FrameworkRow[]> {
  const found = await sql<FrameworkRow>`
    select f.framework, f.since, f.until, f.own, f.because, f.set_at, ${named(sql`f.set_by`)} as set_by
    from client_framework f where f.client_id = ${clientId} order by f.since, f.framework`.execute(tx);
  return found.rows;
}

export type Change = { readonly clientId: string; readonly because: string; readonly at: string; readonly by: string };

/** Attaches it, or changes since when and by which own times it holds; an end that was set is gone. */
export async function writeFramework(
  tx: Tx,
  row: Change & { readonly framework: string; readonly since: string; readonly own: unknown },
): Promise<void> {
  const own = row.own === null ? null : JSON.stringify(row.own);
  await sql`
    insert into client_framework (client_id, framework, since, until, own, because, set_at, set_by)
    values (${row.clientId}, ${row.framework}, ${row.since}, null, ${own}::jsonb, ${row.because}, ${row.at}, ${row.by})
    on conflict (client_id, framework) do update
      set since = excluded.since, until = null, own = excluded.own, because = excluded.because, set_at = excluded.set_at, set_by = excluded.set_by`.execute(
    tx,
  );
}

export async function writeEnd(tx: Tx, row: Change & { readonly framework: string; readonly until: string }): Promise<void> {
  await sql`
    update client_framework set until = ${row.until}, because = ${row.because}, set_at = ${row.at}, set_by = ${row.by}
    where client_id = ${row.clientId} and framework = ${row.framework}`.execute(tx);
}

export type ScopeRow = {
  readonly framework: string;
  readonly device_id: string;
  readonly device_name: string;
  readonly because: string;
  readonly by: string;
  readonly at: string;
};

/** Devices out of the scope of any framework, but for those that are retired. */
export async function readOutOfScope(tx: Tx, clientId: string): Promise<readonly ScopeRow[]> {
  const found = await sql<ScopeRow>`
    select s.framework, s.device_id, d.name as device_name, s.because, ${named(sql`s.by`)} as by, s.at
    from device_out_of_scope s join device d on d.client_id = s.client_id and d.id = s.device_id and d.status <> 'retired'
    where s.client_id = ${clientId} order by s.framework, lower(d.name), s.device_id`.execute(tx);
  return found.rows;
}

/** Those of the given devices that are not devices of this client. */
export async function foreignDevices(tx: Tx, clientId: string, deviceIds: readonly string[]): Promise<readonly string[]> {
  const found = await sql<{ id: string }>`
    select g.id::text as id from unnest(${[...deviceIds]}::uuid[]) as g (id)
    where not exists (select 1 from device d where d.client_id = ${clientId} and d.id = g.id)`.execute(tx);
  return found.rows.map(({ id }) => id);
}

/** Takes devices out of a scope; of one that is out already the last reason counts. */
export async function takeOut(tx: Tx, row: Change & { readonly framework: string; readonly deviceIds: readonly string[] }): Promise<void> {
  await sql`
    insert into device_out_of_scope (client_id, framework, device_id, because, by, at)
    select distinct ${row.clientId}::uuid, ${row.framework}, g.id, ${row.because}, ${row.by}, ${row.at}::timestamptz
    from unnest(${[...row.deviceIds]}::uuid[]) as g (id)
    on conflict (client_id, framework, device_id) do update set because = excluded.because, by = excluded.by, at = excluded.at`.execute(tx);
}

export async function putBack(tx: Tx, clientId: string, framework: string, deviceIds: readonly string[]): Promise<void> {
  await sql`
    delete from device_out_of_scope
    where client_id = ${clientId} and framework = ${framework} and device_id = any(${[...deviceIds]}::uuid[])`.execute(tx);
}

export type SlaRow = {
  readonly version: number;
  readonly body: unknown;
  readonly from: string;
  readonly to: string | null;
  readonly saved_at: string;
  readonly saved_by: string;
  readonly because: string;
};

/** Every version, newest first. */
export async function readSlas(tx: Tx, clientId: string): Promise<readonly SlaRow[]> {
  const found = await sql<SlaRow>`
    select v.version, v.body, v.effective_from as from, v.effective_to as to, v.saved_at, ${named(sql`v.saved_by`)} as saved_by, v.because
    from client_sla v where v.client_id = ${clientId} order by v.version desc`.execute(tx);
  return found.rows;
}

/** Adds the version after `basedOn`; false where that is not the newest. */
export async function addSla(
  tx: Tx,
  row: Change & { readonly basedOn: number; readonly body: unknown; readonly from: string; readonly to: string | null },
): Promise<boolean> {
  const added = await sql`
    insert into client_sla (client_id, version, body, effective_from, effective_to, saved_at, saved_by, because)
    select ${row.clientId}::uuid, ${row.basedOn}::int + 1, ${JSON.stringify(row.body)}::jsonb, ${row.from}::date, ${row.to}::date, ${row.at}::timestamptz, ${row.by}, ${row.because}
    where (select coalesce(max(v.version), 0) from client_sla v where v.client_id = ${row.clientId}) = ${row.basedOn}::int
    on conflict do nothing`.execute(tx);
  return (added.numAffectedRows ?? 0n) > 0n;
}

/** From its first agreement on a client's days are watched. What began or ended before `day` is known to its devices. */
export async function watchDays(tx: Tx, clientId: string, day: string): Promise<void> {
  await sql`insert into agreement_day (client_id, day) values (${clientId}, ${day}) on conflict do nothing`.execute(tx);
}

/** Clients of the scope whose days were last looked at before `day`. */
export async function clientsBefore(tx: Tx, day: string): Promise<readonly string[]> {
  const found = await sql<{ client_id: string }>`select client_id from agreement_day where day < ${day} order by client_id`.execute(tx);
  return found.rows.map((row) => row.client_id);
}

/** Moves a client on to `day`; says whether something of its agreements began or ended since it was last looked at. */
export async function moveToDay(tx: Tx, clientId: string, day: string): Promise<boolean> {
  const found = await sql<{ turned: boolean }>`
    with was as (
      select day from agreement_day where client_id = ${clientId} and day < ${day} for update
    ), moved as (
      update agreement_day set day = ${day} where client_id = ${clientId} and day < ${day}
    )
    select exists (
      select from client_framework f where f.client_id = ${clientId}
        and (f.since > was.day and f.since <= ${day} or f.until >= was.day and f.until < ${day})
      union all
      select from client_sla v where v.client_id = ${clientId}
        and (v.effective_from > was.day and v.effective_from <= ${day} or v.effective_to >= was.day and v.effective_to < ${day})
    ) as turned from was`.execute(tx);
  return found.rows[0]?.turned ?? false;
}
