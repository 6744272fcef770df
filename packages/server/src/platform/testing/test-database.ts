import { randomBytes } from 'node:crypto';
import { escapeIdentifier } from 'pg';
import type { Pool } from 'pg';
import { inject } from 'vitest';
import { connectionUrl } from '../database/connection.ts';
import type { Connection } from '../database/connection.ts';
import { openDb } from '../database/driver.ts';
import type { Db } from '../database/driver.ts';
import { APP_ROLE } from '../database/names.ts';
import { openPool } from '../database/pool.ts';
import { silentLog } from '../log.ts';
import { asSuperuser, testConnection } from './cluster.ts';
import './global-setup.ts';

export type TestDatabase = {
  /** As the application's role: row security holds. */
  readonly db: Db;
  readonly pool: Pool;
  readonly connection: Connection;
  readonly url: string;
  /** As the owner of the tables; row security is forced for it as well. */
  readonly ownerDb: Db;
  readonly ownerUrl: string;
  /** A superuser, whom row security does not bind: to look at, or to tamper with, what the product wrote. */
  readonly superuserDb: Db;
  readonly superuserUrl: string;
  /** Drops the database. */
  close(): Promise<void>;
};

export type TestDatabaseOptions = {
  /** `migrated` (default) is a copy of the template; `empty` has no schema yet. */
  readonly contents?: 'migrated' | 'empty';
};

/** A database of this test file's own, in the run's cluster. Call `close` in afterAll. */
export async function openTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const cluster = inject('testCluster');
  const name = `fettle_test_${randomBytes(6).toString('hex')}`;
  const source = options.contents === 'empty' ? 'template0' : cluster.template;
  await asSuperuser(cluster, async (client) => {
    await client.query(`create database ${escapeIdentifier(name)} owner fettle_owner template ${escapeIdentifier(source)}`);
    await client.query(`revoke all on database ${escapeIdentifier(name)} from public`);
    await client.query(`grant connect on database ${escapeIdentifier(name)} to ${APP_ROLE}`);
  });
  const log = silentLog();
  const connection = testConnection(cluster, 'app', name);
  const owner = testConnection(cluster, 'owner', name);
  const superuser = testConnection(cluster, 'superuser', name);
  const pool = openPool(connection, log);
  const ownerPool = openPool(owner, log, { max: 2 });
  const superuserPool = openPool(superuser, log, { max: 2 });
  return {
    db: openDb(pool),
    pool,
    connection,
    url: connectionUrl(connection),
    ownerDb: openDb(ownerPool),
    ownerUrl: connectionUrl(owner),
    superuserDb: openDb(superuserPool),
    superuserUrl: connectionUrl(superuser),
    async close() {
      await Promise.all([pool.end(), ownerPool.end(), superuserPool.end()]);
      await asSuperuser(cluster, (client) => client.query(`drop database if exists ${escapeIdentifier(name)} with (force)`));
    },
  };
}
