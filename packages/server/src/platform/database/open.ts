/** Opens the database that the configuration names: embedded or given, set up, migrated, checked, and ready for work. */
import { fileURLToPath } from 'node:url';
import type { Pool } from 'pg';
import type { DatabaseConfig } from '../config/index.ts';
import type { Log } from '../log.ts';
import { StartProblem } from '../start-problem.ts';
import type { Connection } from './connection.ts';
import { openDb } from './driver.ts';
import type { Db } from './driver.ts';
import { startEmbedded } from './embedded/index.ts';
import type { EmbeddedServer } from './embedded/index.ts';
import { migrate, pendingMigrations, readApplied } from './migrate.ts';
import { readMigrations } from './migrations.ts';
import { APP_ROLE, DATABASE, OWNER_ROLE } from './names.ts';
import { openClient, openPool } from './pool.ts';
import { sqlState } from './retry.ts';
import { checkAppRole, checkGrants, connectionProblem, makeDatabase, makeRoles, ownerMissing, ownerPowerless } from './roles.ts';

export type OpenDatabase = {
  readonly db: Db;
  readonly pool: Pool;
  /** As the application's role: for LISTEN and for pools of its own. */
  readonly connection: Connection;
  /** What happened, for the progress lines. */
  readonly how: 'external' | EmbeddedServer['how'];
  /** Where an embedded database lies, if outside the data folder. */
  readonly outside: string | null;
  /** Migrations that ran now. */
  readonly migrated: readonly string[];
  /** Ends the pool and, where it is ours, the database server. */
  close(): Promise<void>;
};

type Server = { app: Connection; owner: Connection | null; how: OpenDatabase['how']; outside: string | null; stop(): Promise<void> };

export const MIGRATIONS_FOLDER = fileURLToPath(new URL('../../db', import.meta.url));

/** Throws StartProblem for everything that the operator can mend. The caller holds the lock of the data folder. */
export async function openDatabase(
  config: DatabaseConfig,
  options: { dataFolder: string; log: Log; poolSize?: number },
): Promise<OpenDatabase> {
  const server = config.kind === 'embedded' ? await embeddedServer(config.binFolder, options) : externalServer(config.url, config.ownerUrl);
  try {
    const appRole = await withClient(server.app, 'DATABASE_URL', options.log, checkAppRole);
    const migrated =
      server.owner === null ? await checkMigrated(server.app, appRole, options.log) : await migrateAs(server.owner, appRole, options.log);
    await withClient(server.app, 'DATABASE_URL', options.log, async (client) => {
      await checkAppRole(client);
      await checkGrants(client);
    });
    const pool = openPool(server.app, options.log, options.poolSize === undefined ? {} : { max: options.poolSize });
    const close = async (): Promise<void> => {
      await pool.end();
      await server.stop();
    };
    return { db: openDb(pool), pool, connection: server.app, how: server.how, outside: server.outside, migrated, close };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function embeddedServer(binFolder: string | null, options: { dataFolder: string; log: Log }): Promise<Server> {
  const embedded = await startEmbedded({ dataFolder: options.dataFolder, log: options.log, roles: [OWNER_ROLE, APP_ROLE], binFolder });
  const as = (user: string, database: string): Connection => ({ kind: 'socket', host: embedded.host, user, database });
  try {
    const client = await openClient(as(embedded.superuser, 'postgres'), options.log);
    try {
      await makeRoles(client);
      await makeDatabase(client, DATABASE);
    } finally {
      await client.end();
    }
  } catch (error) {
    await embedded.stop();
    throw error;
  }
  return {
    app: as(APP_ROLE, DATABASE),
    owner: as(OWNER_ROLE, DATABASE),
    how: embedded.how,
    outside: embedded.outside,
    stop: () => embedded.stop(),
  };
}

function externalServer(url: string, ownerUrl: string | null): Server {
  const owner: Connection | null = ownerUrl === null ? null : { kind: 'url', url: ownerUrl };
  return { app: { kind: 'url', url }, owner, how: 'external', outside: null, stop: async () => {} };
}

async function migrateAs(owner: Connection, appRole: string, log: Log): Promise<string[]> {
  return withClient(owner, 'DATABASE_OWNER_URL', log, async (client) => {
    const { rows } = await client.query<{ name: string; database: string }>(
      'select current_user::text as name, current_database()::text as database',
    );
    const { name = '', database = '' } = rows[0] ?? {};
    if (name === appRole) {
      throw new StartProblem(
        'database-role',
        `DATABASE_URL and DATABASE_OWNER_URL both connect as ${name}.`,
        'The work needs a role of its own that owns nothing: give DATABASE_URL another user.',
      );
    }
    try {
      return await migrate(client, readMigrations(MIGRATIONS_FOLDER), appRole);
    } catch (error) {
      if (sqlState(error) === '42501') throw ownerPowerless(name, database, error);
      throw error;
    }
  });
}

async function checkMigrated(app: Connection, appRole: string, log: Log): Promise<string[]> {
  return withClient(app, 'DATABASE_URL', log, async (client) => {
    const { rows } = await client.query<{ database: string }>('select current_database()::text as database');
    const database = rows[0]?.database ?? '';
    await checkGrants(client);
    const applied = await readApplied(client);
    if (applied === null || pendingMigrations(readMigrations(MIGRATIONS_FOLDER), applied).length > 0) throw ownerMissing(appRole, database);
    return [];
  });
}

async function withClient<T>(
  connection: Connection,
  variable: 'DATABASE_URL' | 'DATABASE_OWNER_URL',
  log: Log,
  run: (client: Awaited<ReturnType<typeof openClient>>) => Promise<T>,
): Promise<T> {
  let client: Awaited<ReturnType<typeof openClient>>;
  try {
    client = await openClient(connection, log, 'fettle start');
  } catch (error) {
    throw connection.kind === 'url' ? connectionProblem(error, variable, connection.url) : error;
  }
  try {
    return await run(client);
  } finally {
    await client.end();
  }
}
