/** The SQL of the audit trail. Only this file writes its tables; entries are added, never changed. */
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';

export type ChainHead = { readonly size: number; readonly head: Buffer };

/** Locks the chain for the rest of the transaction: entries of one chain have one order. */
export async function lockChain(tx: Tx, chain: string, genesis: Uint8Array): Promise<ChainHead> {
  const locked = () => tx.selectFrom('audit_chain').select(['size', 'head']).where('client_id', '=', chain).forUpdate();
  const known = await locked().executeTakeFirst();
  if (known !== undefined) return known;
  // Two may begin it at once: the other one's row is waited for, and taken.
  await tx
    .insertInto('audit_chain')
    .values({ client_id: chain, size: 0, head: Buffer.from(genesis) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return locked().executeTakeFirstOrThrow();
}

export type EntryRow = {
  readonly seq: number;
  readonly at: string;
  readonly action: string;
  readonly actor: string;
  readonly subject: string;
  readonly entry: string;
  readonly leaf: Uint8Array;
  readonly head: Uint8Array;
};

/** The entry, and the chain that ends with it: one statement. The chain must be locked. */
export async function addEntry(tx: Tx, chain: string, row: EntryRow): Promise<void> {
  const [leaf, head] = [Buffer.from(row.leaf), Buffer.from(row.head)];
  await tx
    .with('added', (db) => db.insertInto('audit_entry').values({ client_id: chain, ...row, leaf, head }))
    .updateTable('audit_chain')
    .set({ size: row.seq, head })
    .where('client_id', '=', chain)
    .execute();
}

/** Newest first, below `before`. */
export async function readEntries(tx: Tx, chain: string, before: number | null, limit: number) {
  let query = tx
    .selectFrom('audit_entry')
    .select(['seq', 'at', 'action', 'actor', 'subject', 'entry', 'head'])
    .where('client_id', '=', chain);
  if (before !== null) query = query.where('seq', '<', before);
  return query.orderBy('seq', 'desc').limit(limit).execute();
}

/** Oldest first, for export and checkpoints. */
export async function readChain(tx: Tx, chain: string, after: number, limit: number) {
  return tx
    .selectFrom('audit_entry')
    .select(['seq', 'entry', 'leaf', 'head'])
    .where('client_id', '=', chain)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute();
}

export async function addCheckpoint(tx: Tx, chain: string, size: number, envelope: unknown, at: string): Promise<void> {
  await tx
    .insertInto('audit_checkpoint')
    .values({ client_id: chain, size, envelope: JSON.stringify(envelope), at })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function readCheckpoints(tx: Tx, chain: string) {
  return tx.selectFrom('audit_checkpoint').select(['size', 'envelope', 'at']).where('client_id', '=', chain).orderBy('size').execute();
}

/** Chains that grew since their last checkpoint. */
export async function chainsWithoutCheckpoint(tx: Tx) {
  const found = await sql<{ client_id: string; size: number }>`
    select c.client_id, c.size from audit_chain c
    where c.size > coalesce((select max(k.size) from audit_checkpoint k where k.client_id = c.client_id), 0)`.execute(tx);
  return found.rows;
}
