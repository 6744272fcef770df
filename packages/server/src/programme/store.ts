/** The SQL of programme documents. Only this file writes their tables; versions and parts are added, never changed. */
import { partIds } from '@fettle/core/programme';
import type { PartId, Programme, ProgrammePart } from '@fettle/core/programme';
import { sql } from 'kysely';
import { named, tryLock } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';

export type VersionRow = { readonly version: number; readonly made_at: string; readonly made_by: string; readonly digest: string };
export type PartRow = {
  readonly part: PartId;
  readonly version: number;
  readonly text: string;
  readonly owner: string;
  /** A day. */
  readonly review_at: string;
  readonly saved_at: string;
  readonly saved_by: string;
};

const mostVersions = 200;

/** The newest first. */
export async function readVersions(tx: Tx, clientId: string, most = mostVersions): Promise<readonly VersionRow[]> {
  const found = await sql<VersionRow>`
    select v.version, v.made_at, v.digest, ${named(sql`v.made_by`)} as made_by from programme_version v
    where v.client_id = ${clientId} order by v.version desc limit ${most}`.execute(tx);
  return found.rows.map(byName);
}

function byName<Row extends VersionRow>(row: Row): Row {
  return row.made_by === 'engine' ? { ...row, made_by: 'Fettle' } : row;
}

export type StoredProgramme = VersionRow & { readonly content: Programme };

export async function readProgramme(tx: Tx, clientId: string, version: number): Promise<StoredProgramme | null> {
  const found = await sql<StoredProgramme>`
    select v.version, v.made_at, v.digest, v.content, ${named(sql`v.made_by`)} as made_by from programme_version v
    where v.client_id = ${clientId} and v.version = ${version}`.execute(tx);
  const [row] = found.rows;
  // Written by `addVersion` and nobody else.
  return row === undefined ? null : byName(row);
}

export async function addVersion(
  tx: Tx,
  clientId: string,
  one: { readonly version: number; readonly at: string; readonly by: string; readonly content: Programme; readonly digest: string },
): Promise<void> {
  await sql`
    insert into programme_version (client_id, version, made_at, made_by, content, digest)
    values (${clientId}, ${one.version}, ${one.at}, ${one.by}, ${JSON.stringify(one.content)}, ${one.digest})`.execute(tx);
}

/** What holds of each part now. */
export async function readParts(tx: Tx, clientId: string): Promise<readonly PartRow[]> {
  const found = await sql<PartRow>`
    select distinct on (v.part) v.part, v.version, v.text, v.owner, v.review_at::text as review_at, v.saved_at, ${named(sql`v.saved_by`)} as saved_by
    from programme_part v where v.client_id = ${clientId} order by v.part, v.version desc`.execute(tx);
  return found.rows;
}

/** All parts of the document, in their order, as they are written now. */
export function partsOf(written: readonly PartRow[]): readonly ProgrammePart[] {
  return partIds.map((part) => {
    const row = written.find((one) => one.part === part);
    return { part, text: row?.text ?? null, owner: row?.owner ?? null, reviewAt: row?.review_at ?? null };
  });
}

export async function addPart(
  tx: Tx,
  clientId: string,
  one: Pick<PartRow, 'part' | 'version' | 'text' | 'owner'> & { readonly reviewAt: string; readonly at: string; readonly by: string },
): Promise<void> {
  await sql`
    insert into programme_part (client_id, part, version, text, owner, review_at, saved_at, saved_by)
    values (${clientId}, ${one.part}, ${one.version}, ${one.text}, ${one.owner}, ${one.reviewAt}, ${one.at}, ${one.by})`.execute(tx);
}

export type LookRow = { readonly looked_at: string; readonly trouble: string | null };

export async function readLook(tx: Tx, clientId: string): Promise<LookRow | null> {
  const row = await tx.selectFrom('programme_look').select(['looked_at', 'trouble']).where('client_id', '=', clientId).executeTakeFirst();
  return row ?? null;
}

export async function noteLook(tx: Tx, clientId: string, look: { readonly at: string; readonly trouble: string | null }): Promise<void> {
  await sql`
    insert into programme_look (client_id, looked_at, trouble) values (${clientId}, ${look.at}, ${look.trouble})
    on conflict (client_id) do update set looked_at = excluded.looked_at, trouble = excluded.trouble`.execute(tx);
}

/** Held to the end of the transaction, by whoever makes a version or saves a part: nobody makes the same version twice. */
export async function lockProgramme(tx: Tx, clientId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`fettle programme ${clientId}`}, 0))`.execute(tx);
}

/** True for one of those who look at a client at once: the other leaves it. */
export function tryLookLock(tx: Tx, clientId: string): Promise<boolean> {
  return tryLock(tx, `programme look ${clientId}`);
}

/** Clients with devices whose document was not compared with the records for so many hours, or never. */
export async function dueClients(tx: Tx, now: string, hours: number): Promise<readonly string[]> {
  const found = await sql<{ client_id: string }>`
    select c.client_id from client c left join programme_look l on l.client_id = c.client_id
    where (l.looked_at is null or l.looked_at <= ${now}::timestamptz - ${hours} * interval '1 hour')
      and exists (select 1 from device d where d.client_id = c.client_id and d.status <> 'retired')
    order by l.looked_at nulls first, c.client_id`.execute(tx);
  return found.rows.map((row) => row.client_id);
}
