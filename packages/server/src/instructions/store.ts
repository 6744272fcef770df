/** The SQL of instructions and reports. Only this file writes their tables; reports are added, never changed. */
import { sql } from 'kysely';
import type { Report } from '@fettle/protocol/agent';
import type { Tx } from '../platform/database/index.ts';

export type NextSequence = { readonly sequence: number; readonly keyId: string };

/** The next sequence for each device: rises for each instruction, so that an older one is a replay. A device that is not there is left out. */
export async function nextSequences(tx: Tx, clientId: string, deviceIds: readonly string[]): Promise<ReadonlyMap<string, NextSequence>> {
  const found = await sql<{ id: string; sequence: number; key_id: string }>`
    with locked as (
      select id from device where client_id = ${clientId} and id = any(${[...deviceIds]}::uuid[]) order by id for update
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
  readonly notBefore: string;
  readonly notAfter: string;
  readonly at: string;
};

/** How many were new: an instruction of the same id, or of the same attempt and verb, may be there already, since two servers may decide at once. */
export async function addInstructions(tx: Tx, clientId: string, rows: readonly NewInstruction[]): Promise<number> {
  const column = <T>(pick: (row: NewInstruction) => T): T[] => rows.map(pick);
  const added = await sql`
    insert into instruction (client_id, id, device_id, deployment_id, attempt, verb, sequence, envelope, not_before, not_after, created_at)
    select ${clientId}, g.* from (
      select u.id, u.device_id, u.deployment_id, u.attempt, u.verb, u.sequence, u.envelope::jsonb, u.not_before, u.not_after, u.at
      from unnest(${column((r) => r.id)}::text[], ${column((r) => r.deviceId)}::uuid[], ${column((r) => r.deploymentId)}::uuid[], ${column((r) => r.attempt)}::int[],
        ${column((r) => r.verb)}::text[], ${column((r) => r.sequence)}::bigint[], ${column((r) => JSON.stringify(r.envelope))}::text[],
        ${column((r) => r.notBefore)}::timestamptz[], ${column((r) => r.notAfter)}::timestamptz[], ${column((r) => r.at)}::timestamptz[])
        as u(id, device_id, deployment_id, attempt, verb, sequence, envelope, not_before, not_after, at)
    ) g
    on conflict do nothing`.execute(tx);
  return Number(added.numAffectedRows ?? 0n);
}

/** What a device is still to be told, in the order in which it was decided; `except`: what it has in hand, which need not travel again. */
export async function openInstructions(tx: Tx, clientId: string, deviceId: string, now: string, except: readonly string[] = []) {
  return tx
    .selectFrom('instruction')
    .select(['id', 'envelope', 'sequence', 'verb', 'deployment_id'])
    .where('client_id', '=', clientId)
    .where('device_id', '=', deviceId)
    .where('closed_at', 'is', null)
    .where('called_back_at', 'is', null)
    .where('not_after', '>', now)
    .where(sql<boolean>`id <> all(${[...except]}::text[])`)
    .orderBy('sequence')
    .limit(100)
    .execute();
}

export type Reporting = {
  /** Of the device that reports. */
  readonly status: 'active' | 'quarantined' | 'retired';
  /** Null: it has no instruction of this id. */
  readonly verb: string | null;
  readonly deployment_id: string | null;
  readonly attempt: number | null;
};

/** The device that reports, and its own instruction that it reports about; undefined: there is no such device. */
export async function findReporting(tx: Tx, clientId: string, deviceId: string, instructionId: string): Promise<Reporting | undefined> {
  const found = await sql<Reporting>`
    select d.status, i.verb, i.deployment_id, i.attempt
    from device d left join instruction i on i.client_id = d.client_id and i.id = ${instructionId} and i.device_id = d.id
    where d.client_id = ${clientId} and d.id = ${deviceId}`.execute(tx);
  return found.rows[0];
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

/** False where it was taken before. With the end or the refusal that it tells, its instruction is closed: handed out no more. */
export async function addReport(
  tx: Tx,
  row: { clientId: string; report: Report; envelope: unknown; deploymentId: string | null; attempt: number | null; receivedAt: string },
): Promise<boolean> {
  const { clientId, report, deploymentId, attempt, receivedAt } = row;
  const { status } = report.body;
  const added = await sql`
    with added as (
      insert into report (client_id, instruction_id, seq, device_id, deployment_id, attempt, at, received_at, status, body, envelope)
      values (${clientId}, ${report.instructionId}, ${report.seq}, ${report.deviceId}, ${deploymentId}, ${attempt}, ${report.at}, ${receivedAt}, ${status},
        ${JSON.stringify(report.body)}, ${JSON.stringify(row.envelope)})
      on conflict do nothing returning instruction_id
    ), closed as (
      update instruction i set closed_at = ${receivedAt} from added a
      where i.client_id = ${clientId} and i.id = a.instruction_id and i.closed_at is null and ${status === 'ended' || status === 'refused'}
    )
    select 1 from added`.execute(tx);
  return added.rows.length > 0;
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
