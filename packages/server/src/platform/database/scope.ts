/**
 * Every transaction says for which clients it may see rows. Row security in the database compares each row of a client's tables
 * with that set; a transaction that names none sees none.
 */
import { sql } from 'kysely';
import { isId } from '../ids.ts';
import type { Db, Tx } from './driver.ts';
import { withRetry } from './retry.ts';

/**
 * One transaction that sees the rows of these clients and no others. Where a route concerns one client, pass that one: every
 * permitted client costs about a microsecond a statement.
 * `fn` may run more than once (deadlocks, serialisation failures): it must do nothing outside the transaction.
 */
export async function inClients<T>(db: Db, clientIds: readonly string[], fn: (tx: Tx) => Promise<T>): Promise<T> {
  return inScope(db, asArray(clientIds), fn);
}

/** One transaction on tables that belong to no client; of the clients' tables it sees nothing. */
export async function inNoClient<T>(db: Db, fn: (tx: Tx) => Promise<T>): Promise<T> {
  return inScope(db, '', fn);
}

/** Changes the clients of an open transaction, for work that finds out within it whom it concerns. */
export async function enterClients(tx: Tx, clientIds: readonly string[]): Promise<void> {
  // Within a transaction it is a statement of its own, with one text for all clients: its plan is kept.
  await sql`select set_config('fettle.clients', ${asArray(clientIds)}, true)`.execute(tx);
}

/**
 * Statements of this transaction are planned for what they are given. Kept plans are for the many small questions of requests; work over many rows is asked with lists
 * of very different lengths, and a plan that was made for an empty table can take a hundred times as long.
 */
export async function planAnew(tx: Tx): Promise<void> {
  await sql`set local plan_cache_mode = force_custom_plan`.execute(tx);
}

/** The ids of all clients, for work that names its scope: any number of them may be new a moment later. */
export async function allClientIds(db: Db): Promise<readonly string[]> {
  const rows = await inNoClient(db, (tx) => tx.selectFrom('client_register').select('client_id').execute());
  return rows.map((row) => row.client_id);
}

async function inScope<T>(db: Db, clients: string, fn: (tx: Tx) => Promise<T>): Promise<T> {
  return withRetry(() =>
    db.transaction().execute(async (tx) => {
      await setClients(tx, clients);
      return fn(tx);
    }),
  );
}

async function setClients(tx: Tx, clients: string): Promise<void> {
  // Ids of a checked form, so in the text itself: a statement without parameters goes to the database together with BEGIN.
  await sql`select set_config('fettle.clients', ${sql.lit(clients)}, true)`.execute(tx);
}

function asArray(clientIds: readonly string[]): string {
  const wrong = clientIds.find((id) => !isId(id));
  if (wrong !== undefined) throw new TypeError(`${JSON.stringify(wrong)} is no client id.`);
  return clientIds.length === 0 ? '' : `{${clientIds.join(',')}}`;
}
