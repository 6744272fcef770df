/** The SQL of probes. Only this file writes `backup_probe`. */
import type { ProbeFact } from '@fettle/core/rollback';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';

export type AskedProbe = { readonly document: string; readonly asked_at: string };

/** When each device of a client was asked last, and for what. */
export async function askedProbes(tx: Tx, clientId: string): Promise<ReadonlyMap<string, AskedProbe>> {
  const found = await tx
    .selectFrom('backup_probe')
    .select(['device_id', 'document', 'asked_at'])
    .where('client_id', '=', clientId)
    .execute();
  return new Map(found.map(({ device_id: id, document, asked_at }) => [id, { document, asked_at }]));
}

/** Clients in scope of which a policy that holds names a probe, at whichever level: only their policies are laid together. */
export async function clientsWithProbes(tx: Tx): Promise<readonly string[]> {
  const found = await sql<{ client_id: string }>`
    select c.client_id from client c
    where exists (select 1 from provider_policy p join provider_policy_version v on v.policy_id = p.id and v.version = p.version
        where p.removed_at is null and ${namesProbe})
      or exists (select 1 from policy p join policy_version v on v.client_id = p.client_id and v.policy_id = p.id and v.version = p.version
        where p.client_id = c.client_id and p.removed_at is null and ${namesProbe})
    order by c.client_id`.execute(tx);
  return found.rows.map((row) => row.client_id);
}
const namesProbe = sql`jsonb_path_exists(v.body, '$.backup[*].probe')`;

/** Notes that a device is asked. What it answered last stays until it answers anew. */
export async function noteProbeAsked(
  tx: Tx,
  one: {
    readonly clientId: string;
    readonly deviceId: string;
    readonly document: string;
    readonly instructionId: string;
    readonly at: string;
  },
): Promise<void> {
  await sql`
    insert into backup_probe (client_id, device_id, document, asked_at, instruction_id)
    values (${one.clientId}, ${one.deviceId}, ${one.document}, ${one.at}, ${one.instructionId})
    on conflict (client_id, device_id) do update set document = excluded.document, asked_at = excluded.asked_at, instruction_id = excluded.instruction_id`.execute(
    tx,
  );
}

/** Notes an answer; false where it is not the one that was asked for last. */
export async function noteProbeAnswered(
  tx: Tx,
  one: {
    readonly clientId: string;
    readonly deviceId: string;
    readonly instructionId: string;
    readonly at: string;
    readonly because: string | null;
  },
): Promise<boolean> {
  const noted = await tx
    .updateTable('backup_probe')
    .set({ answered_at: one.at, because: one.because })
    .where('client_id', '=', one.clientId)
    .where('device_id', '=', one.deviceId)
    .where('instruction_id', '=', one.instructionId)
    .executeTakeFirst();
  return noted.numUpdatedRows > 0n;
}

/** The last answer of each device of a client. */
export async function probeFacts(tx: Tx, clientId: string): Promise<ReadonlyMap<string, ProbeFact>> {
  const found = await tx
    .selectFrom('backup_probe')
    .select(['device_id', 'answered_at', 'because'])
    .where('client_id', '=', clientId)
    .execute();
  return new Map(found.flatMap(({ device_id: id, answered_at: at, because }) => (at === null ? [] : [[id, { at, because }]])));
}
