/** The SQL of signed commands. Only this file writes their table. */
import type { CommandPurpose } from '@fettle/core/deployment';
import type { Envelope } from '@fettle/proof/envelope-bytes';
import { sql } from 'kysely';
import { named } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';

export type CommandRow = {
  readonly document: string;
  readonly client_ids: readonly string[] | null;
  readonly envelope: Envelope;
  readonly script: Buffer;
  readonly added_at: string;
  readonly added_by: string;
  readonly removed_at: string | null;
};

/** All, or the one of this document; by name. */
export async function readCommands(tx: Tx, document: string | null): Promise<readonly CommandRow[]> {
  const found = await sql<CommandRow>`
    select document, client_ids, envelope, script, added_at, ${named(sql`added_by`)} as added_by, removed_at from signed_command
    where ${document === null ? sql`true` : sql`document = ${document}`} order by lower(name), added_at, document`.execute(tx);
  return found.rows;
}

/** How commands stand, without their scripts. */
export async function readStandings(tx: Tx): Promise<readonly Pick<CommandRow, 'document' | 'client_ids' | 'envelope' | 'removed_at'>[]> {
  return (await sql<CommandRow>`select document, client_ids, envelope, removed_at from signed_command`.execute(tx)).rows;
}

/** Whether there is any for this purpose: where there is none, nobody need look for who names one. */
export async function hasCommandsFor(tx: Tx, purpose: CommandPurpose): Promise<boolean> {
  const found = await sql<{ there: boolean }>`select exists (select 1 from signed_command where purpose = ${purpose}) as there`.execute(tx);
  return found.rows[0]?.there === true;
}

/** Those of these documents that may be handed out to this client. */
export async function commandsToCarry(
  tx: Tx,
  clientId: string,
  documents: readonly string[],
): Promise<readonly Pick<CommandRow, 'document' | 'envelope' | 'script'>[]> {
  const found = await sql<Pick<CommandRow, 'document' | 'envelope' | 'script'>>`
    select document, envelope, script from signed_command
    where document = any(${[...documents]}::text[]) and removed_at is null and (client_ids is null or ${clientId}::uuid = any(client_ids))`.execute(
    tx,
  );
  return found.rows;
}

export type NewCommand = {
  readonly document: string;
  readonly name: string;
  readonly purpose: string;
  readonly clientIds: readonly string[] | null;
  readonly envelope: Envelope;
  readonly script: Uint8Array;
  readonly at: string;
  readonly by: string;
};

/** One that was removed comes back. False where it is there already. */
export async function addCommand(tx: Tx, one: NewCommand): Promise<boolean> {
  const added = await sql`
    insert into signed_command (document, name, purpose, client_ids, envelope, script, added_at, added_by)
    values (${one.document}, ${one.name}, ${one.purpose}, ${one.clientIds === null ? null : [...one.clientIds]}::uuid[], ${JSON.stringify(one.envelope)},
      ${Buffer.from(one.script)}, ${one.at}, ${one.by})
    on conflict (document) do update set removed_at = null, removed_by = null, added_at = excluded.added_at, added_by = excluded.added_by
      where signed_command.removed_at is not null`.execute(tx);
  return (added.numAffectedRows ?? 0n) > 0n;
}

/** False where it is not there, or was removed before. */
export async function removeCommand(tx: Tx, document: string, by: string, at: string): Promise<boolean> {
  const removed = await tx
    .updateTable('signed_command')
    .set({ removed_at: at, removed_by: by })
    .where('document', '=', document)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  return removed.numUpdatedRows > 0n;
}
