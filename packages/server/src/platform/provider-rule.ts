/** Rules of the provider over all clients, by name. Only this file writes their table. */
import { sql } from 'kysely';
import { named } from './database/index.ts';
import type { Tx } from './database/index.ts';

/** What a rule says, as it was saved; who may read what in it decides the feature that it is of. */
export type SavedRule = { readonly value: unknown; readonly at: string; readonly by: string };

/** Null: it was never set. */
export async function readRule(tx: Tx, name: string): Promise<SavedRule | null> {
  const found = await sql<SavedRule>`
    select r.value, r.changed_at as at, ${named(sql`r.changed_by`)} as by from provider_rule r where r.name = ${name}`.execute(tx);
  return found.rows[0] ?? null;
}

/** One sets a rule at a time, until the transaction ends. */
export async function lockRule(tx: Tx, name: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`fettle rule ${name}`}, 0))`.execute(tx);
}

/** `by`: the id of whoever sets it. */
export async function saveRule(tx: Tx, name: string, value: unknown, by: string, at: string): Promise<void> {
  await sql`
    insert into provider_rule (name, value, changed_at, changed_by) values (${name}, ${JSON.stringify(value)}::jsonb, ${at}, ${by})
    on conflict (name) do update set value = excluded.value, changed_at = excluded.changed_at, changed_by = excluded.changed_by`.execute(
    tx,
  );
}
