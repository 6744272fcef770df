/** The SQL of instructions and reports. Only this file writes their tables; reports are added, never changed. */
import { sql } from 'kysely';
import type { Report } from '@fettle/protocol/agent';
import { arrayLiteral, prepared } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';

export type NextSequence = { readonly sequence: number; readonly keyId: string };

/** The next sequence for each device: rises for each instruction, so that an older one is a replay. A device that is not there is left out. */
export async function nextSequences(tx: Tx, clientId: string, deviceIds: readonly string[]): Promise<ReadonlyMap<string, NextSequence>> {
  const found = await sql<{ id: string; sequence: number; key_id: string }>`
    with locked as (
      select id from device where client_id = ${clientId} and id = any(${[...deviceIds]}::uuid[]) order by id for no key update
    )
    update device d set instruction_sequence = d.instruction_sequence + 1 from locked l
    where d.client_id = ${clientId} and d.id = l.id
    returning d.id, d.instruction_sequence as sequence, d.key_id`.execute(tx);
  return new Map(found.rows.map((row) => [row.id, { sequence: Number(row.sequence), keyId: row.key_id }]));
}

export type NewInstruction = {
  readonly id: string;
  readonly deviceId: string;
  readonly deploymentId: string | null;
  readonly attempt: number | null;
  readonly verb: string;
  readonly sequence: number;
  readonly envelope: unknown;
  /** The rate at which it may fetch; null: it fetches nothing, or as fast as it can. */
  readonly bytesPerSecond: number | null;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly at: string;
};

/** How many were new: an instruction of the same id, or of the same attempt and verb, may be there already, since two servers may decide at once. */
export async function addInstructions(tx: Tx, clientId: string, rows: readonly NewInstruction[]): Promise<number> {
  const column = <T>(pick: (row: NewInstruction) => T): T[] => rows.map(pick);
  const added = await sql`
    insert into instruction (client_id, id, device_id, deployment_id, attempt, verb, sequence, envelope, not_before, not_after, created_at, bytes_per_second)
    select ${clientId}, g.* from (
      select u.id, u.device_id, u.deployment_id, u.attempt, u.verb, u.sequence, u.envelope::jsonb, u.not_before, u.not_after, u.at, u.rate
      from unnest(${column((r) => r.id)}::text[], ${column((r) => r.deviceId)}::uuid[], ${column((r) => r.deploymentId)}::uuid[], ${column((r) => r.attempt)}::int[],
        ${column((r) => r.verb)}::text[], ${column((r) => r.sequence)}::bigint[], ${column((r) => JSON.stringify(r.envelope))}::text[],
        ${column((r) => r.notBefore)}::timestamptz[], ${column((r) => r.notAfter)}::timestamptz[], ${column((r) => r.at)}::timestamptz[], ${column((r) => r.bytesPerSecond)}::bigint[])
        as u(id, device_id, deployment_id, attempt, verb, sequence, envelope, not_before, not_after, at, rate)
    ) g
    on conflict do nothing`.execute(tx);
  return Number(added.numAffectedRows ?? 0n);
}

/** A device that asks; `except`: what it has in hand, which need not travel again. */
export type Asking = { readonly clientId: string; readonly deviceId: string; readonly except?: readonly string[] };
export type OpenInstruction = {
  readonly id: string;
  readonly envelope: unknown;
  readonly sequence: number;
  readonly verb: string;
  readonly deployment_id: string | null;
};

/** More are told at the next check-in. */
const mostTold = 100;

/** What devices are still to be told, by device, each in the order in which it was decided. */
export async function openInstructions(
  tx: Tx,
  asking: readonly Asking[],
  now: string,
): Promise<ReadonlyMap<string, readonly OpenInstruction[]>> {
  if (asking.length === 0) return new Map();
  const rows = await prepared<OpenInstruction & { device_id: string }>(
    tx,
    'instructions-open',
    `select g.device_id, i.id, i.envelope, i.sequence, i.verb, i.deployment_id
     from unnest($1::uuid[], $2::uuid[], $3::text[]) as g (client_id, device_id, held)
     cross join lateral (
       select n.id, n.envelope, n.sequence, n.verb, n.deployment_id from instruction n
       where n.client_id = g.client_id and n.device_id = g.device_id and n.closed_at is null and n.called_back_at is null and n.not_after > $4
         and n.id <> all(g.held::text[])
       order by n.sequence limit ${mostTold}
     ) i order by g.device_id, i.sequence`,
    [
      asking.map(({ clientId }) => clientId),
      asking.map(({ deviceId }) => deviceId),
      asking.map(({ except = [] }) => arrayLiteral(except)),
      now,
    ],
  );
  return Map.groupBy(rows, (row) => row.device_id);
}

/** Closed: handed out no more, for their spans are over, or nobody waits for their answers. */
export async function closeInstructions(tx: Tx, clientId: string, ids: readonly string[], at: string): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .updateTable('instruction')
    .set({ closed_at: at })
    .where('client_id', '=', clientId)
    .where(sql<boolean>`id = any(${[...ids]}::text[])`)
    .where('closed_at', 'is', null)
    .execute();
}

/**
 * From the commit on no check-in hands them out. They stay open: a device that took one before is busy with it until it is known what became of that. How many were
 * not called back before.
 */
export async function callBackInstructions(tx: Tx, clientId: string, ids: readonly string[], at: string): Promise<number> {
  if (ids.length === 0) return 0;
  const back = await tx
    .updateTable('instruction')
    .set({ called_back_at: at })
    .where('client_id', '=', clientId)
    .where(sql<boolean>`id = any(${[...ids]}::text[])`)
    .where('closed_at', 'is', null)
    .where('called_back_at', 'is', null)
    .executeTakeFirst();
  return Number(back.numUpdatedRows);
}

/**
 * Of these, what was called back, each with its device and since when that is known to be committed. To be asked before this transaction calls anything back itself:
 * what is read for the first time is stamped with the time after the read.
 */
export async function seeCalledBack(
  tx: Tx,
  clientId: string,
  ids: readonly string[],
  now: () => string,
): Promise<readonly { readonly deviceId: string; readonly seenAt: string }[]> {
  if (ids.length === 0) return [];
  const found = await tx
    .selectFrom('instruction')
    .select(['id', 'device_id', 'called_back_seen_at'])
    .where('client_id', '=', clientId)
    .where(sql<boolean>`id = any(${[...ids]}::text[])`)
    .where('called_back_at', 'is not', null)
    .execute();
  const at = now();
  const unseen = found.flatMap((row) => (row.called_back_seen_at === null ? [row.id] : []));
  if (unseen.length > 0)
    await tx
      .updateTable('instruction')
      .set({ called_back_seen_at: at })
      .where('client_id', '=', clientId)
      .where(sql<boolean>`id = any(${unseen}::text[])`)
      .where('called_back_seen_at', 'is', null)
      .execute();
  return found.map((row) => ({ deviceId: row.device_id, seenAt: row.called_back_seen_at ?? at }));
}

export type Reporting = {
  /** Of the device that reports. */
  readonly status: 'active' | 'quarantined' | 'retired';
  /** Null: it has no instruction of this id. */
  readonly verb: string | null;
  readonly deployment_id: string | null;
  readonly attempt: number | null;
  /** False: it was taken before, or is not to be taken. */
  readonly added: boolean;
};

const adding = `
with given as (
  select * from unnest($1::int[], $2::uuid[], $3::uuid[], $4::text[], $5::int[], $6::timestamptz[], $7::text[], $8::text[], $9::text[])
    as g (ord, client_id, device_id, instruction_id, seq, at, status, body, envelope)
), reporting as (
  select g.*, d.status as device, i.verb, i.deployment_id, i.attempt
  from given g join device d on d.client_id = g.client_id and d.id = g.device_id
  left join instruction i on i.client_id = g.client_id and i.id = g.instruction_id and i.device_id = g.device_id
), added as (
  insert into report (client_id, instruction_id, seq, device_id, deployment_id, attempt, at, received_at, status, body, envelope)
  select r.client_id, r.instruction_id, r.seq, r.device_id, r.deployment_id, r.attempt, r.at, $10::timestamptz, r.status, r.body::jsonb, r.envelope::jsonb
  from reporting r where r.device = 'active' and r.verb is not null order by r.client_id, r.instruction_id, r.seq
  on conflict do nothing returning client_id, instruction_id, seq, status
), closed as (
  update instruction i set closed_at = $10::timestamptz from added a
  where i.client_id = a.client_id and i.id = a.instruction_id and i.closed_at is null and a.status in ('ended', 'refused')
)
select r.ord, r.device as status, r.verb, r.deployment_id, r.attempt, a.seq is not null as added
from reporting r left join added a on a.client_id = r.client_id and a.instruction_id = r.instruction_id and a.seq = r.seq`;

/**
 * Of each in its place what it was about, and whether it is new; undefined: there is no such device. With an end or a refusal that one tells, its instruction is closed: handed out no more.
 * One a device: of the same report twice both would be called new.
 */
export async function addReports(
  tx: Tx,
  given: readonly { readonly clientId: string; readonly report: Report; readonly envelope: unknown }[],
  receivedAt: string,
): Promise<readonly (Reporting | undefined)[]> {
  if (new Set(given.map(({ report }) => report.deviceId)).size !== given.length)
    throw new RangeError('Reports are taken together one a device.');
  const column = <T>(pick: (one: (typeof given)[number]) => T): T[] => given.map(pick);
  const rows = await prepared<Reporting & { ord: number }>(tx, 'reports-add', adding, [
    given.map((_one, index) => index),
    column(({ clientId }) => clientId),
    column(({ report }) => report.deviceId),
    column(({ report }) => report.instructionId),
    column(({ report }) => report.seq),
    column(({ report }) => report.at),
    column(({ report }) => report.body.status),
    column(({ report }) => JSON.stringify(report.body)),
    column(({ envelope }) => JSON.stringify(envelope)),
    receivedAt,
  ]);
  const byPlace = new Map(rows.map((row) => [row.ord, row]));
  return given.map((_one, index) => byPlace.get(index));
}

export async function reportsOf(tx: Tx, clientId: string, deploymentId: string) {
  return tx
    .selectFrom('report')
    .select(['instruction_id', 'seq', 'device_id', 'attempt', 'at', 'received_at', 'status', 'body'])
    .where('client_id', '=', clientId)
    .where('deployment_id', '=', deploymentId)
    .orderBy('received_at')
    .orderBy('seq')
    .execute();
}
