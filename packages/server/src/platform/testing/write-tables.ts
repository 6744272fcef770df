/** Writes database/tables.ts from the migrations: node packages/server/src/platform/testing/write-tables.ts */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { printTables } from '../database/generate-tables.ts';
import { openClient } from '../database/pool.ts';
import { silentLog } from '../log.ts';
import { startTestCluster, testConnection } from './cluster.ts';

export const TABLES_FILE = fileURLToPath(new URL('../database/tables.ts', import.meta.url));

/** The source of tables.ts as the migrations of this checkout make it, from a database that lives as long as this call. */
export async function tablesOfMigrations(): Promise<string> {
  const running = await startTestCluster({});
  try {
    const client = await openClient(testConnection(running.cluster, 'app', running.cluster.template), silentLog());
    try {
      return await printTables(client);
    } finally {
      await client.end();
    }
  } finally {
    await running.stop();
  }
}

if (import.meta.main) {
  const source = await tablesOfMigrations();
  const changed = readFileSync(TABLES_FILE, 'utf8') !== source;
  if (changed) writeFileSync(TABLES_FILE, source);
  process.stdout.write(`${changed ? 'written' : 'unchanged'}: ${TABLES_FILE}\n`);
}
