/** The SQL of decisions. Only this file writes their tables; decisions and what became of them are added, never changed. */
import type { ClientAnswer, Decision, DecisionKind, LifecycleSubject, PastDecision } from '@fettle/core/decisions';
import type { ManagerId } from '@fettle/core/inventory';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { named, tryLock } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { readSoftwareId } from '../platform/ids.ts';

export type DecisionRow = {
  readonly id: string;
  readonly client_id: string;
  readonly client_name: string;
  readonly kind: DecisionKind;
  readonly made: 'manual' | 'rule';
  readonly manager: ManagerId | null;
  readonly source_name: string | null;
  readonly source_version: string | null;
  readonly advisory: string | null;
  readonly advisory_ids: readonly string[];
  readonly product: string | null;
  readonly cycle: string | null;
  readonly product_label: string | null;
  readonly scope: 'client' | 'site' | 'devices';
  readonly scope_ids: readonly string[];
  readonly scope_names: readonly string[];
  readonly recommendation: string;
  readonly client_said: ClientAnswer;
  readonly said_by: string | null;
  readonly evidence: string | null;
  readonly reason: string;
  readonly compensating_control: string | null;
  readonly starts_at: string;
  readonly ends_at: string | null;
  readonly review_at: string | null;
  readonly workaround: string | null;
  readonly workaround_check: string | null;
  readonly undo_when_fixed: boolean | null;
  readonly replacement: string | null;
  readonly responsible: string | null;
  readonly verified_at: string | null;
  readonly undone_at: string | null;
  readonly predecessor_id: string | null;
  readonly replaced_by: string | null;
  readonly revoked_at: string | null;
  readonly revoked_by: string | null;
  readonly revoked_because: string | null;
  readonly made_by: string;
  readonly made_at: string;
  /** Of a workaround: since when the last of what it reaches is offered. */
  readonly fix_since: string | null;
};

/** Nobody has ended it: its end may have passed. */
export const notOver = sql<boolean>`d.revoked_at is null and d.replaced_by is null and d.undone_at is null`;

/** Whether decision `d` is about counted update `u`, of software `s`. */
const isAbout = sql`((d.advisory is null and s.source_name = d.source_name and s.manager = d.manager and (d.source_version is null or s.source_version = d.source_version))
  or (d.advisory is not null and u.ended && d.advisory_ids))`;

/**
 * Offers that decision `d` is about, in its scope: rows of device_offer `o`, of what it ends `e` (ended_set; none where it ends nothing), software `s` and device `v`. Found by what is counted, of which there is one row an
 * update: offers, one a device, are only read of updates that it is about.
 */
export const reachedOffers = sql`
  update_count u join software s on s.id = u.software_id
  join device_offer o on o.client_id = u.client_id and o.software_id = u.software_id
  left join ended_set e on e.id = o.ended_set
  join device v on v.client_id = o.client_id and v.id = o.device_id and v.status <> 'retired'
  where u.client_id = d.client_id and ${isAbout} and (d.advisory is null or e.ids && d.advisory_ids)
    and (d.scope = 'client' or (d.scope = 'site' and v.site_id = any(d.scope_ids)) or (d.scope = 'devices' and v.id = any(d.scope_ids)))`;

/** The updates that a decision is about, as they are counted now. */
export async function updatesAbout(tx: Tx, clientId: string, id: string): Promise<readonly number[]> {
  const found = await sql<{ id: number }>`
    select u.software_id as id from decision d join update_count u on u.client_id = d.client_id join software s on s.id = u.software_id
    where d.client_id = ${clientId} and d.id = ${id} and ${isAbout}`.execute(tx);
  return found.rows.map((row) => row.id);
}

/** Decisions `d` that fit, in the order given, with names. */
export async function readDecisions(
  tx: Tx,
  given: { readonly where: RawBuilder<unknown>; readonly order: RawBuilder<unknown>; readonly limit: number },
): Promise<readonly DecisionRow[]> {
  const found = await sql<DecisionRow>`
    with page as materialized (select d.* from decision_now d where ${given.where} order by ${given.order} limit ${given.limit})
    select d.*, ${named(sql`d.made_by`)} as made_by, ${named(sql`d.revoked_by`)} as revoked_by, c.name as client_name,
      case d.scope when 'site' then (select array_agg(t.name order by t.name) from site t where t.client_id = d.client_id and t.id = any(d.scope_ids))
        when 'devices' then (select array_agg(v.name order by v.name) from device v where v.client_id = d.client_id and v.id = any(d.scope_ids)) end as scope_names,
      case when d.kind = 'workaround' and ${notOver} then (select max(o.first_seen_at) from ${reachedOffers}) end as fix_since
    from page d join client c on c.client_id = d.client_id order by ${given.order}`.execute(tx);
  return found.rows.map((row) => ({ ...row, scope_names: row.scope_names ?? [] }));
}

export async function countDecisions(tx: Tx, where: RawBuilder<unknown>): Promise<number> {
  const found = await sql<{ n: number }>`select count(*)::int as n from decision_now d where ${where}`.execute(tx);
  return found.rows[0]?.n ?? 0;
}

/** Everything of one client that no person has ended, as the core takes it; `which`: of decisions `d`. */
export async function readStanding(tx: Tx, clientId: string, which: RawBuilder<unknown> = sql`true`): Promise<readonly Decision[]> {
  return (await readStandings(tx, [clientId], which)).get(clientId) ?? [];
}

/** The same of several clients, by client; none of one that has none. */
export async function readStandings(
  tx: Tx,
  clientIds: readonly string[],
  which: RawBuilder<unknown> = sql`true`,
): Promise<ReadonlyMap<string, readonly Decision[]>> {
  const found = await sql<DecisionRow>`
    select d.* from decision_now d where d.client_id = any(${[...clientIds]}::uuid[]) and ${notOver} and ${which}`.execute(tx);
  return Map.groupBy(found.rows.map(decisionOf), (decision) => decision.clientId);
}

/** Everything of one client that nobody has revoked, with what ended it otherwise, for whoever asks about a past time. */
export async function readPast(tx: Tx, clientId: string): Promise<readonly PastDecision[]> {
  const found = await sql<DecisionRow & { readonly replaced_at: string | null; readonly first_verified_at: string | null }>`
    select d.*, (select n.made_at from decision n where n.client_id = d.client_id and n.id = d.replaced_by) as replaced_at,
      (select min(e.at) from decision_event e where e.client_id = d.client_id and e.decision_id = d.id and e.what = 'verified') as first_verified_at
    from decision_now d where d.client_id = ${clientId} and d.revoked_at is null`.execute(tx);
  return found.rows.map((row) => ({ decision: decisionOf(row), replacedAt: row.replaced_at, firstVerifiedAt: row.first_verified_at }));
}

/** A row as the core takes it. */
export function decisionOf(row: DecisionRow): Decision {
  return {
    id: row.id,
    clientId: row.client_id,
    about: aboutOf(row),
    scope: row.scope === 'client' ? { kind: 'client' } : { kind: row.scope, ids: row.scope_ids },
    kind: row.kind,
    made: row.made,
    recommendation: row.recommendation,
    clientSaid: row.client_said,
    saidBy: row.said_by,
    evidence: row.evidence,
    reason: row.reason,
    compensatingControl: row.compensating_control,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    reviewAt: row.review_at,
    workaround: workaroundOf(row),
    replacement: row.replacement === null ? null : { what: row.replacement, responsible: row.responsible ?? '' },
    predecessorId: row.predecessor_id,
    replacedById: row.replaced_by,
    madeBy: row.made_by,
    madeAt: row.made_at,
    revoked: row.revoked_at === null ? null : { at: row.revoked_at, by: row.revoked_by ?? '', because: row.revoked_because ?? '' },
  };
}

function aboutOf({
  manager,
  source_name: sourceName,
  source_version: sourceVersion,
  advisory,
  advisory_ids: ids,
  product,
  cycle,
  product_label: label,
}: DecisionRow): Decision['about'] {
  if (advisory !== null) return { kind: 'advisory', id: advisory, ids };
  if (product !== null && cycle !== null && label !== null) return { kind: 'lifecycle', product, cycle, label };
  // The table's check: without an advisory or a release there is a source.
  if (manager === null || sourceName === null) throw new Error('a decision is about nothing');
  return { kind: 'update', manager, sourceName, sourceVersion };
}

function workaroundOf(row: DecisionRow): Decision['workaround'] {
  if (row.workaround === null) return null;
  return {
    what: row.workaround,
    check: row.workaround_check ?? '',
    undoWhenFixed: row.undo_when_fixed ?? true,
    verifiedAt: row.verified_at,
    undoneAt: row.undone_at,
  };
}

export type NewRow = Omit<Decision, 'revoked' | 'replacedById'>;

/** False where somebody else has reviewed the predecessor meanwhile. */
export async function addDecision(tx: Tx, row: NewRow): Promise<boolean> {
  const { about, scope, workaround } = row;
  const added = await tx
    .insertInto('decision')
    .values({
      client_id: row.clientId,
      id: row.id,
      kind: row.kind,
      made: row.made,
      manager: about.kind === 'update' ? about.manager : null,
      source_name: about.kind === 'update' ? about.sourceName : null,
      source_version: about.kind === 'update' ? about.sourceVersion : null,
      advisory: about.kind === 'advisory' ? about.id : null,
      advisory_ids: about.kind === 'advisory' ? [...about.ids] : [],
      product: about.kind === 'lifecycle' ? about.product : null,
      cycle: about.kind === 'lifecycle' ? about.cycle : null,
      product_label: about.kind === 'lifecycle' ? about.label : null,
      scope: scope.kind,
      scope_ids: scope.kind === 'client' ? [] : [...scope.ids],
      recommendation: row.recommendation,
      client_said: row.clientSaid,
      said_by: row.saidBy,
      evidence: row.evidence,
      reason: row.reason,
      compensating_control: row.compensatingControl,
      starts_at: row.startsAt,
      ends_at: row.endsAt,
      review_at: row.reviewAt,
      workaround: workaround?.what ?? null,
      workaround_check: workaround?.check ?? null,
      undo_when_fixed: workaround?.undoWhenFixed ?? null,
      replacement: row.replacement?.what ?? null,
      responsible: row.replacement?.responsible ?? null,
      predecessor_id: row.predecessorId,
      made_by: row.madeBy,
      made_at: row.madeAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return added.numInsertedOrUpdatedRows === 1n;
}

export type EventRow = {
  readonly id: string;
  readonly decision_id: string;
  readonly what: 'revoked' | 'verified' | 'undone';
  readonly because: string;
  readonly by: string;
  readonly at: string;
};

/** False where it was revoked, or undone, already. */
export async function addEvent(tx: Tx, clientId: string, row: EventRow): Promise<boolean> {
  const added = await tx
    .insertInto('decision_event')
    .values({ client_id: clientId, ...row })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return added.numInsertedOrUpdatedRows === 1n;
}

/** Of these decisions, oldest first. */
export async function readEvents(tx: Tx, clientId: string, ids: readonly string[]): Promise<readonly EventRow[]> {
  const found = await sql<EventRow>`
    select e.id, e.decision_id, e.what, e.because, ${named(sql`e.by`)} as by, e.at from decision_event e
    where e.client_id = ${clientId} and e.decision_id = any(${[...ids]}::uuid[]) order by e.at, e.id`.execute(tx);
  return found.rows;
}

/** The decision and those that it reviewed, one after the other, the first one first. */
export async function readLine(
  tx: Tx,
  clientId: string,
  id: string,
): Promise<readonly { readonly id: string; readonly by: string; readonly at: string; readonly reason: string }[]> {
  const found = await sql<{ id: string; by: string; at: string; reason: string }>`
    with recursive line as (
      select d.*, 0 as n from decision d where d.client_id = ${clientId} and d.id = ${id}
      union all select p.*, l.n + 1 from line l join decision p on p.client_id = l.client_id and p.id = l.predecessor_id
    ) select l.id, ${named(sql`l.made_by`)} as by, l.made_at as at, l.reason from line l order by l.n desc`.execute(tx);
  return found.rows;
}

/** Keeps others from changing what becomes of decisions of this client, until the transaction ends. */
export async function lockDecisions(tx: Tx, clientId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`decision:${clientId}`}, 0))`.execute(tx);
}

/** The same without waiting; false where somebody else has it. */
export async function tryLockDecisions(tx: Tx, clientId: string): Promise<boolean> {
  return tryLock(tx, `decision:${clientId}`);
}

/** The sites or devices of these ids that this client has. */
export async function knownIds(tx: Tx, clientId: string, kind: 'site' | 'devices', ids: readonly string[]): Promise<ReadonlySet<string>> {
  const table = kind === 'site' ? sql`site` : sql`device`;
  const found = await sql<{ id: string }>`select id from ${table} where client_id = ${clientId} and id = any(${[...ids]}::uuid[])`.execute(
    tx,
  );
  return new Set(found.rows.map((row) => row.id));
}

/** The CVE ids that advisories of this id name now, sorted; none where none is known. */
export async function namedBy(tx: Tx, advisory: string): Promise<readonly string[]> {
  const found = await sql<{ cve: string }>`select distinct unnest(cves) as cve from advisory where id = ${advisory} order by 1`.execute(tx);
  return found.rows.map((row) => row.cve);
}

/** The source of an update that this client is offered; null where it is not. */
export async function offeredSource(
  tx: Tx,
  clientId: string,
  updateId: string,
): Promise<{ readonly manager: ManagerId; readonly sourceName: string; readonly sourceVersion: string } | null> {
  const id = readSoftwareId(updateId);
  if (id === null) return null;
  const found = await sql<{ manager: ManagerId; source_name: string; source_version: string }>`
    select s.manager, s.source_name, s.source_version from software s
    where s.id = ${id} and exists (select 1 from device_offer o where o.client_id = ${clientId} and o.software_id = s.id)`.execute(tx);
  const [row] = found.rows;
  return row === undefined ? null : { manager: row.manager, sourceName: row.source_name, sourceVersion: row.source_version };
}

export type CoverRow = { readonly softwareId: number; readonly until: string | null };

/** Brings `decided_update` of these updates (null: of all) to what is given. True where anything changed. */
export async function writeCover(
  tx: Tx,
  clientId: string,
  softwareIds: readonly number[] | null,
  rows: readonly CoverRow[],
): Promise<boolean> {
  const some = softwareIds === null ? sql`true` : sql`software_id = any(${[...softwareIds]}::int[])`;
  const ids = rows.map((row) => row.softwareId);
  const gone =
    await sql`delete from decided_update where client_id = ${clientId} and ${some} and software_id <> all(${ids}::int[])`.execute(tx);
  const put = await sql`
    insert into decided_update as u (client_id, software_id, until)
    select ${clientId}, g.id, g.until from unnest(${ids}::int[], ${rows.map((row) => row.until)}::timestamptz[]) as g (id, until)
    on conflict (client_id, software_id) do update set until = excluded.until where u.until is distinct from excluded.until`.execute(tx);
  return (gone.numAffectedRows ?? 0n) + (put.numAffectedRows ?? 0n) > 0n;
}

/** The product of a release that a device of this client runs or has, as people call it; null where none does. */
export async function runningLabel(tx: Tx, clientId: string, { product, cycle }: LifecycleSubject): Promise<string | null> {
  const found = await sql<{ label: string | null }>`
    select s.product_label as label from lifecycle_subject s where s.product = ${product} and s.cycle = ${cycle}
      and exists (select 1 from device_subject x where x.client_id = ${clientId} and x.subject_id = s.id) limit 1`.execute(tx);
  return found.rows[0] === undefined ? null : (found.rows[0].label ?? product);
}

export type SubjectCoverRow = { readonly deviceId: string; readonly subjectId: number; readonly until: string | null };

/** Brings `decided_subject` of these devices (null: of all) to what is given. True where anything changed. */
export async function writeSubjectCover(
  tx: Tx,
  clientId: string,
  deviceIds: readonly string[] | null,
  rows: readonly SubjectCoverRow[],
): Promise<boolean> {
  const some = deviceIds === null ? sql`true` : sql`u.device_id = any(${[...deviceIds]}::uuid[])`;
  const given = sql`unnest(${rows.map((row) => row.deviceId)}::uuid[], ${rows.map((row) => row.subjectId)}::int[], ${rows.map((row) => row.until)}::timestamptz[])
    as g (device_id, subject_id, until)`;
  const gone = await sql`
    delete from decided_subject u where u.client_id = ${clientId} and ${some}
      and not exists (select 1 from ${given} where g.device_id = u.device_id and g.subject_id = u.subject_id)`.execute(tx);
  const put = await sql`
    insert into decided_subject as u (client_id, device_id, subject_id, until) select ${clientId}, g.device_id, g.subject_id, g.until from ${given}
    on conflict (client_id, device_id, subject_id) do update set until = excluded.until where u.until is distinct from excluded.until`.execute(
    tx,
  );
  return (gone.numAffectedRows ?? 0n) + (put.numAffectedRows ?? 0n) > 0n;
}
