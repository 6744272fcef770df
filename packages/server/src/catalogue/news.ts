/**
 * What changed in what is published, for whoever judges devices by it: noted in the transaction of the change, so that nothing is missed. What is news already is
 * locked all the same: whoever takes news passes over it until the change is there to be seen.
 */
import { sql } from 'kysely';
import { arrayLiteral, notify } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';

/** Other advisories hold for these software than before. */
export async function noteChangedSoftware(tx: Tx, softwareIds: readonly number[]): Promise<void> {
  if (softwareIds.length === 0) return;
  await sql`insert into changed_software (software_id) select distinct id from unnest(${arrayLiteral(softwareIds)}::int[]) as g (id) order by id
    on conflict (software_id) do update set software_id = excluded.software_id`.execute(tx);
  await notify(tx, 'judge', '');
}

/** These advisories say something else than before: what they hold for is news, also where they hold for the same. */
export async function noteChangedAdvisories(tx: Tx, keys: readonly number[]): Promise<void> {
  if (keys.length === 0) return;
  const found = await sql<{
    software_id: number;
  }>`select distinct software_id from software_match where advisory = any(${keys}::int[])`.execute(tx);
  await noteChangedSoftware(
    tx,
    found.rows.map((row) => row.software_id),
  );
}

/** Something else is published of these vulnerabilities than before. */
export async function noteChangedCves(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`insert into changed_cve (id) select distinct id from unnest(${ids}::text[]) as g (id) order by id
    on conflict (id) do update set id = excluded.id`.execute(tx);
  await notify(tx, 'judge', '');
}

/** Takes software out of the news, for this transaction: what is not committed is news again. */
export async function takeChangedSoftware(tx: Tx, most: number): Promise<readonly number[]> {
  const found = await sql<{ software_id: number }>`
    delete from changed_software where software_id in (select software_id from changed_software order by software_id limit ${most} for update skip locked)
    returning software_id`.execute(tx);
  return found.rows.map((row) => row.software_id);
}

/** Takes vulnerabilities out of the news, with the software that advisories about them hold for. */
export async function takeChangedCves(
  tx: Tx,
  most: number,
): Promise<{ readonly cves: readonly string[]; readonly softwareIds: readonly number[] }> {
  const found = await sql<{ id: string }>`
    delete from changed_cve where id in (select id from changed_cve order by id limit ${most} for update skip locked) returning id`.execute(
    tx,
  );
  const cves = found.rows.map((row) => row.id);
  if (cves.length === 0) return { cves, softwareIds: [] };
  const software = await sql<{ software_id: number }>`
    select distinct m.software_id from advisory a join software_match m on m.advisory = a.key where a.cves && ${cves}::text[] and a.kind = 'security'`.execute(
    tx,
  );
  return { cves, softwareIds: software.rows.map((row) => row.software_id) };
}

/** Something else is published of the life cycle of these products than before. */
export async function noteChangedProducts(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`insert into changed_product (id) select distinct id from unnest(${ids}::text[]) as g (id) order by id
    on conflict (id) do update set id = excluded.id`.execute(tx);
  await notify(tx, 'lifecycle', '');
}

/** Takes products out of the news, for this transaction. */
export async function takeChangedProducts(tx: Tx): Promise<readonly string[]> {
  const found = await sql<{ id: string }>`
    delete from changed_product where id in (select id from changed_product order by id for update skip locked) returning id`.execute(tx);
  return found.rows.map((row) => row.id);
}
