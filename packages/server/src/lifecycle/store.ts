/** The SQL of what has an end of support, and who has it. Only this file writes its tables. */
import type { LifecycleKind, LifecycleProduct, Support } from '@fettle/core/lifecycle';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Tx } from '../platform/database/index.ts';

/** Of a system `what` is os-release `ID:VERSION_ID` and `called` its PRETTY_NAME; of software the product by the names of the feed, and its release. */
export type SubjectName = { readonly kind: LifecycleKind; readonly what: string; readonly called: string };
export type SubjectRow = SubjectName & { readonly id: number };
export type DeviceRef = { readonly clientId: string; readonly deviceId: string };

/** The id of a subject; `fresh` where no device had it before. */
export async function internSubject(
  tx: Tx,
  { kind, what, called }: SubjectName,
): Promise<{ readonly id: number; readonly fresh: boolean }> {
  // Looked for first: a conflict would use an id up, and most are there. Locked, so that it is not forgotten before the device has it.
  const known = await sql<{ id: number }>`
    select id from lifecycle_subject where kind = ${kind} and what = ${what} and called = ${called} for key share`.execute(tx);
  if (known.rows[0] !== undefined) return { id: known.rows[0].id, fresh: false };
  const added = await sql<{ id: number; fresh: boolean }>`
    insert into lifecycle_subject as s (kind, what, called) values (${kind}, ${what}, ${called})
    on conflict (kind, what, called) do update set called = excluded.called returning id, s.judged_on is null as fresh`.execute(tx);
  const [row] = added.rows;
  if (row === undefined) throw new Error('a subject was added and is not there');
  return row;
}

/** Notes which system a device runs; true where it ran another one before, or none that is known. */
export async function writeDeviceSystem(tx: Tx, { clientId, deviceId }: DeviceRef, subjectId: number, at: string): Promise<boolean> {
  const put = await sql`
    insert into device_subject (client_id, device_id, subject_id, since) values (${clientId}, ${deviceId}, ${subjectId}, ${at})
    on conflict do nothing`.execute(tx);
  if ((put.numAffectedRows ?? 0n) === 0n) return false;
  await sql`
    delete from device_subject x using lifecycle_subject s where x.client_id = ${clientId} and x.device_id = ${deviceId} and x.subject_id <> ${subjectId}
      and s.id = x.subject_id and s.kind = 'system'`.execute(tx);
  return true;
}

export async function removeDeviceSubjects(tx: Tx, { clientId, deviceId }: DeviceRef): Promise<void> {
  await sql`delete from device_subject where client_id = ${clientId} and device_id = ${deviceId}`.execute(tx);
}

export type SoftwareSubject = { readonly softwareId: number; readonly subjectId: number };

/** Notes what these software are as their publishers' own. */
export async function addSoftwareSubjects(tx: Tx, rows: readonly SoftwareSubject[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into software_subject as m (software_id, subject_id)
    select distinct on (software_id) software_id, subject_id from ${given(rows)} order by software_id
    on conflict (software_id) do update set subject_id = excluded.subject_id where m.subject_id <> excluded.subject_id`.execute(tx);
}

/** The same of software that was looked at by another table of publishers: what is no publisher's any more goes. */
export async function replaceSoftwareSubjects(tx: Tx, looked: readonly number[], rows: readonly SoftwareSubject[]): Promise<void> {
  await sql`
    delete from software_subject m where m.software_id = any(${[...looked]}::int[])
      and not exists (select 1 from ${given(rows)} where g.software_id = m.software_id)`.execute(tx);
  await addSoftwareSubjects(tx, rows);
}

function given(rows: readonly SoftwareSubject[]): RawBuilder<unknown> {
  return sql`unnest(${rows.map((row) => row.softwareId)}::int[], ${rows.map((row) => row.subjectId)}::int[]) as g (software_id, subject_id)`;
}

/**
 * Brings what these devices have of publishers' software to their stored inventories; returns the devices that have another release than before, or one more or less.
 * Where a device has another patch of a release that it had, it has had that release since it came.
 */
export async function refreshDeviceSoftware(
  tx: Tx,
  clientId: string,
  deviceIds: readonly string[],
  at: string,
): Promise<readonly string[]> {
  const found = await sql<{ device_id: string }>`
    with has as materialized (
      select i.device_id, m.subject_id, array_agg(m.software_id order by m.software_id) as software_ids
      from device_inventory i cross join lateral unnest(i.installed) as g (software_id) join software_subject m on m.software_id = g.software_id
      where i.client_id = ${clientId} and i.device_id = any(${[...deviceIds]}::uuid[]) group by i.device_id, m.subject_id
    ), had as materialized (
      select x.device_id, x.subject_id, x.software_ids, x.since, s.product, s.cycle from device_subject x join lifecycle_subject s on s.id = x.subject_id
      where x.client_id = ${clientId} and x.device_id = any(${[...deviceIds]}::uuid[]) and s.kind = 'software'
    ), gone as (
      delete from device_subject x using had b where x.client_id = ${clientId} and x.device_id = b.device_id and x.subject_id = b.subject_id
        and not exists (select 1 from has h where h.device_id = b.device_id and h.subject_id = b.subject_id) returning x.device_id
    ), kept as (
      update device_subject x set software_ids = h.software_ids from has h join had b using (device_id, subject_id)
      where x.client_id = ${clientId} and x.device_id = h.device_id and x.subject_id = h.subject_id and h.software_ids <> b.software_ids
    ), put as (
      insert into device_subject (client_id, device_id, subject_id, software_ids, since)
      select ${clientId}, h.device_id, h.subject_id, h.software_ids,
        coalesce((select min(b.since) from had b where b.device_id = h.device_id and b.product = s.product and b.cycle = s.cycle), ${at})
      from has h join lifecycle_subject s on s.id = h.subject_id
      where not exists (select 1 from had b where b.device_id = h.device_id and b.subject_id = h.subject_id) returning device_id
    )
    select device_id from gone union select device_id from put`.execute(tx);
  return found.rows.map((row) => row.device_id);
}

/** What is to be judged: not yet on this day, or of one of these products. Each once a day: what support is left is a matter of the calendar. */
export async function subjectsToJudge(tx: Tx, today: string, products: readonly string[]): Promise<readonly SubjectRow[]> {
  const found = await sql<SubjectRow>`
    select id, kind, what, called from lifecycle_subject where judged_on is distinct from ${today}::date or product = any(${products}::text[])
    order by id for update`.execute(tx);
  return found.rows;
}

export async function readProducts(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, LifecycleProduct>> {
  const found = await sql<{
    id: string;
    body: LifecycleProduct;
  }>`select id, body from lifecycle_product where id = any(${ids}::text[])`.execute(tx);
  return new Map(found.rows.map((row) => [row.id, row.body]));
}

export type JudgedSubject = {
  readonly id: number;
  readonly product: string | null;
  readonly label: string | null;
  readonly support: Support;
};

/** Writes how these stand on a day; returns those of which something else is said than before. */
export async function writeSupport(tx: Tx, today: string, rows: readonly JudgedSubject[]): Promise<readonly number[]> {
  const changed: number[] = [];
  // One by one: all the devices of a server run tens of systems, and have some hundred releases of publishers.
  for (const { id, product, label, support } of rows) {
    const { cycle, standing, state, why, ends, extendedUntil } = support;
    const found = await sql<{ other: boolean }>`
      update lifecycle_subject s set product = ${product}, product_label = ${label}, cycle = ${cycle}, standing = ${standing}, state = ${state}, reason = ${why},
        ends = ${ends}::date, extended_until = ${extendedUntil}::date, judged_on = ${today}::date
      from lifecycle_subject b where s.id = ${id} and b.id = s.id
      returning (b.product, b.product_label, b.cycle, b.standing, b.state, b.reason, b.ends, b.extended_until)
        is distinct from (s.product, s.product_label, s.cycle, s.standing, s.state, s.reason, s.ends, s.extended_until) as other`.execute(
      tx,
    );
    if (found.rows[0]?.other === true) changed.push(id);
  }
  return changed;
}

/** The clients of the scope that have devices with one of these. */
export async function clientsHaving(tx: Tx, subjectIds: readonly number[]): Promise<readonly string[]> {
  const found = await sql<{ client_id: string }>`
    select distinct client_id from device_subject where subject_id = any(${[...subjectIds]}::int[])`.execute(tx);
  return found.rows.map((row) => row.client_id);
}

const forgottenAtOnce = 1_000;

/** Forgets systems that no device of the scope runs any more; the scope must be all clients. Software is named by our own table, and stays. Returns how many. */
export async function forgetUnused(tx: Tx): Promise<number> {
  const unused = sql`s.kind = 'system' and not exists (select 1 from device_subject x where x.subject_id = s.id) and not exists (select 1 from decided_subject c where c.subject_id = s.id)`;
  const locked = await sql<{ id: number }>`
    select s.id from lifecycle_subject s where ${unused} order by s.id limit ${forgottenAtOnce} for update skip locked`.execute(tx);
  if (locked.rows.length === 0) return 0;
  // Asked again under the lock: a device may have come to it meanwhile.
  const gone = await sql`delete from lifecycle_subject s where s.id = any(${locked.rows.map(({ id }) => id)}::int[]) and ${unused}`.execute(
    tx,
  );
  return Number(gone.numAffectedRows ?? 0n);
}
