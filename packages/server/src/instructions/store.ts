/** The SQL of instructions and reports. Only this file writes their tables; reports are added, never changed. */
import { sql } from 'kysely';
import type { Report } from '@fettle/protocol/agent';
import type { Tx } from '../platform/database/index.ts';

/** The next sequence for a device: rises for each instruction, so that an older one is a replay. */
export async function nextSequence(tx: Tx, clientId: string, deviceId: string): Promise<{ sequence: number; keyId: string } | null> {
  const row = await tx
    .updateTable('device')
    .set({ instruction_sequence: sql`instruction_sequence + 1` })
    .where('client_id', '=', clientId)
    .where('id', '=', deviceId)
    .returning(['instruction_sequence', 'key_id'])
    .executeTakeFirst();
  return row === undefined ? null : { sequence: Number(row.instruction_sequence), keyId: row.key_id };
}

export type NewInstruction = {
  readonly clientId: string;
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

/** False where an instruction of this id, or of this attempt and verb, is there already: two servers may decide at once. */
export async function addInstruction(tx: Tx, row: NewInstruction): Promise<boolean> {
  const added = await tx
    .insertInto('instruction')
    .values({
      client_id: row.clientId,
      id: row.id,
      device_id: row.deviceId,
      deployment_id: row.deploymentId,
      attempt: row.attempt,
      verb: row.verb,
      sequence: row.sequence,
      envelope: JSON.stringify(row.envelope),
      not_before: row.notBefore,
      not_after: row.notAfter,
      created_at: row.at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (added.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function openInstructions(tx: Tx, clientId: string, deviceId: string, now: string) {
  return tx
    .selectFrom('instruction')
    .select(['id', 'envelope', 'sequence'])
    .where('client_id', '=', clientId)
    .where('device_id', '=', deviceId)
    .where('closed_at', 'is', null)
    .where('not_after', '>', now)
    .orderBy('sequence')
    .limit(100)
    .execute();
}

export async function findInstruction(tx: Tx, clientId: string, id: string) {
  return tx
    .selectFrom('instruction')
    .select(['id', 'device_id', 'deployment_id', 'attempt', 'verb'])
    .where('client_id', '=', clientId)
    .where('id', '=', id)
    .executeTakeFirst();
}

/** Closed: handed out no more. Called when the device reported its end or refusal, and for spans that are over. */
export async function closeInstruction(tx: Tx, clientId: string, id: string, at: string): Promise<void> {
  await tx
    .updateTable('instruction')
    .set({ closed_at: at })
    .where('client_id', '=', clientId)
    .where('id', '=', id)
    .where('closed_at', 'is', null)
    .execute();
}

/** Closes several at once. */
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

export async function addReport(
  tx: Tx,
  row: { clientId: string; report: Report; envelope: unknown; deploymentId: string | null; attempt: number | null; receivedAt: string },
): Promise<boolean> {
  const { report } = row;
  const added = await tx
    .insertInto('report')
    .values({
      client_id: row.clientId,
      instruction_id: report.instructionId,
      seq: report.seq,
      device_id: report.deviceId,
      deployment_id: row.deploymentId,
      attempt: row.attempt,
      at: report.at,
      received_at: row.receivedAt,
      status: report.body.status,
      body: JSON.stringify(report.body),
      envelope: JSON.stringify(row.envelope),
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (added.numInsertedOrUpdatedRows ?? 0n) > 0n;
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
