/** Runs migrations as the owner. Any number of servers may do so at once: each file runs in exactly one of them. */
import type { ClientBase } from 'pg';
import { StartProblem } from '../start-problem.ts';
import { planMigrations } from './migrations.ts';
import type { AppliedMigration, Migration } from './migrations.ts';
import { SCHEMA } from './names.ts';

/** Any constant will do that nobody else uses: pg_advisory_xact_lock knows numbers only. */
const LOCK = 4_205_120_261_121;

/**
 * Brings the database up to the last of `migrations`, one transaction each, and returns the names of those that ran now.
 * `client` is connected as the owner; `appRole` is the role that the migrations grant their tables to (setting
 * `fettle.app_role`). Throws StartProblem for a database that is newer than the code or has seen other text.
 */
export async function migrate(client: ClientBase, migrations: readonly Migration[], appRole: string): Promise<string[]> {
  const ran: string[] = [];
  for (;;) {
    const name = await inTransaction(client, () => runNext(client, migrations, appRole));
    if (name === null) return ran;
    ran.push(name);
  }
}

/** What a database has seen, for whoever may read it; null if it has never been migrated. */
export async function readApplied(client: ClientBase): Promise<AppliedMigration[] | null> {
  const { rows } = await client.query<{ there: boolean }>('select to_regclass($1) is not null as there', [`${SCHEMA}.schema_migration`]);
  if (rows[0]?.there !== true) return null;
  return (await client.query<AppliedMigration>(`select number, name, sha256 from ${SCHEMA}.schema_migration order by number`)).rows;
}

/** The migrations that are still to run on a database that has seen `applied`. Throws StartProblem where code and database do not fit. */
export function pendingMigrations(migrations: readonly Migration[], applied: readonly AppliedMigration[]): readonly Migration[] {
  const plan = planMigrations(migrations, applied);
  if (plan.kind === 'run') return plan.pending;
  if (plan.kind === 'newer') {
    throw new StartProblem(
      'database-newer',
      `The database was last used by a newer release of Fettle (its schema is ${plan.database}, this release knows ${plan.code}).`,
      'Start that release or a later one. Nothing was changed.',
    );
  }
  throw new StartProblem(
    'migration-changed',
    `The migration ${plan.name} ran on this database with another text than this release has.`,
    'Use the release that the database was made with, or a later one, unchanged. Nothing was changed.',
  );
}

async function runNext(client: ClientBase, migrations: readonly Migration[], appRole: string): Promise<string | null> {
  await client.query('select pg_advisory_xact_lock($1)', [LOCK]);
  await client.query("select set_config('search_path', $1, true), set_config('fettle.app_role', $2, true)", [SCHEMA, appRole]);
  await makeRecord(client);
  const [next] = pendingMigrations(migrations, (await readApplied(client)) ?? []);
  if (next === undefined) return null;
  try {
    await client.query(next.sql);
  } catch (cause) {
    throw new Error(`The migration ${next.name} failed; nothing of it was kept.`, { cause });
  }
  await client.query(`insert into ${SCHEMA}.schema_migration (number, name, sha256) values ($1, $2, $3)`, [
    next.number,
    next.name,
    next.sha256,
  ]);
  return next.name;
}

async function makeRecord(client: ClientBase): Promise<void> {
  if ((await readApplied(client)) !== null) return;
  await client.query(`create schema if not exists ${SCHEMA}`);
  await client.query(
    `create table ${SCHEMA}.schema_migration (
       number int primary key, name text not null, sha256 text not null, applied_at timestamptz not null default now()
     )`,
  );
}

async function inTransaction<T>(client: ClientBase, run: () => Promise<T>): Promise<T> {
  await client.query('begin');
  try {
    const result = await run();
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  }
}
