/** What migrations there are, and what follows from those that a database has seen. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export type Migration = { readonly number: number; readonly name: string; readonly sql: string; /** hex */ readonly sha256: string };
export type AppliedMigration = { readonly number: number; readonly name: string; readonly sha256: string };

export type MigrationPlan =
  | { readonly kind: 'run'; readonly pending: readonly Migration[] }
  /** A file was changed after it ran here, or a file that ran here is gone. */
  | { readonly kind: 'changed'; readonly name: string }
  /** The database has seen migrations that this code does not know. */
  | { readonly kind: 'newer'; readonly database: number; readonly code: number };

const FILE_NAME = /^(\d{4})_([a-z0-9_]+)\.sql$/;
/** A file runs as one transaction together with its record; ending that within would part the two. */
const TRANSACTION_COMMAND = /^\s*(begin|commit|rollback|start\s+transaction|end)\s*(transaction|work)?\s*;/im;

/** Reads NNNN_name.sql from a folder, numbered 1, 2, 3, … without gaps. A wrong name, number or content is a bug and throws. */
export function readMigrations(folder: string): Migration[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .toSorted();
  return names.map((name, index) => {
    const number = Number(FILE_NAME.exec(name)?.[1] ?? Number.NaN);
    if (number !== index + 1) throw new Error(`${join(folder, name)}: migrations are named NNNN_name.sql and numbered without gaps.`);
    const sql = readFileSync(join(folder, name), 'utf8');
    if (TRANSACTION_COMMAND.test(sql)) throw new Error(`${join(folder, name)} begins or ends a transaction; the runner does that.`);
    return { number, name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
  });
}

/** Compares what the code has with what a database has seen. Pure. */
export function planMigrations(known: readonly Migration[], applied: readonly AppliedMigration[]): MigrationPlan {
  const newest = Math.max(0, ...applied.map((migration) => migration.number));
  if (newest > known.length) return { kind: 'newer', database: newest, code: known.length };
  const seen = new Map(applied.map((migration) => [migration.number, migration]));
  for (const migration of known) {
    const record = seen.get(migration.number);
    if (record !== undefined && record.sha256 !== migration.sha256) return { kind: 'changed', name: migration.name };
  }
  return { kind: 'run', pending: known.filter((migration) => !seen.has(migration.number)) };
}
