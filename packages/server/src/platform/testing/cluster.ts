/**
 * A PostgreSQL for tests: one cluster a run, with a migrated template database that every test file copies.
 * FETTLE_TEST_DATABASE_URL (a superuser's URL) names a server that runs already; FETTLE_TEST_POSTGRES_BIN names programs to start
 * a cluster with in place of the packaged ones.
 */
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { escapeIdentifier, escapeLiteral } from 'pg';
import type { Client } from 'pg';
import type { Connection } from '../database/connection.ts';
import { startEmbedded } from '../database/embedded/index.ts';
import { migrate } from '../database/migrate.ts';
import { readMigrations } from '../database/migrations.ts';
import { APP_ROLE, OWNER_ROLE } from '../database/names.ts';
import { MIGRATIONS_FOLDER } from '../database/open.ts';
import { openClient } from '../database/pool.ts';
import { makeDatabase, makeRoles } from '../database/roles.ts';
import { silentLog } from '../log.ts';

/** What test files need to reach the cluster; plain data, for it crosses to the workers. */
export type TestCluster = {
  readonly server:
    | { readonly kind: 'socket'; readonly host: string; readonly superuser: string }
    | { readonly kind: 'url'; readonly superuserUrl: string; readonly password: string };
  readonly template: string;
};

type Role = 'app' | 'owner' | 'superuser';

/** Starts or finds the cluster and makes the template. */
export async function startTestCluster(env: NodeJS.ProcessEnv): Promise<{ cluster: TestCluster; stop(): Promise<void> }> {
  const superuserUrl = env['FETTLE_TEST_DATABASE_URL'];
  if (superuserUrl !== undefined && superuserUrl !== '') return givenCluster(superuserUrl);
  const dataFolder = mkdtempSync(join(tmpdir(), 'fettle-test-'));
  chmodSync(dataFolder, 0o711);
  const embedded = await startEmbedded({
    dataFolder,
    log: silentLog(),
    roles: [OWNER_ROLE, APP_ROLE],
    binFolder: env['FETTLE_TEST_POSTGRES_BIN'] || null,
    durable: false,
  });
  const cluster: TestCluster = { server: { kind: 'socket', host: embedded.host, superuser: embedded.superuser }, template: templateName() };
  const stop = async (): Promise<void> => {
    await embedded.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  };
  try {
    await makeTemplate(cluster);
  } catch (error) {
    await stop();
    throw error;
  }
  return { cluster, stop };
}

/** How to reach a database of the cluster as one of its roles. */
export function testConnection(cluster: TestCluster, role: Role, database: string): Connection {
  const { server } = cluster;
  const names = { app: APP_ROLE, owner: OWNER_ROLE };
  if (server.kind === 'socket')
    return { kind: 'socket', host: server.host, user: role === 'superuser' ? server.superuser : names[role], database };
  const url = new URL(server.superuserUrl);
  url.pathname = `/${database}`;
  if (role !== 'superuser') {
    url.username = names[role];
    url.password = server.password;
  }
  return { kind: 'url', url: url.href };
}

/** Runs something as superuser in the cluster's maintenance database. */
export async function asSuperuser<T>(cluster: TestCluster, run: (client: Client) => Promise<T>): Promise<T> {
  const client = await openClient(testConnection(cluster, 'superuser', 'postgres'), silentLog());
  try {
    return await run(client);
  } finally {
    await client.end();
  }
}

async function givenCluster(superuserUrl: string): Promise<{ cluster: TestCluster; stop(): Promise<void> }> {
  const cluster: TestCluster = {
    server: { kind: 'url', superuserUrl, password: passwordFor(superuserUrl) },
    template: templateName(),
  };
  await makeTemplate(cluster);
  return {
    cluster,
    stop: () =>
      asSuperuser(cluster, async (client) => void (await client.query(`drop database if exists ${escapeIdentifier(cluster.template)}`))),
  };
}

async function makeTemplate(cluster: TestCluster): Promise<void> {
  await asSuperuser(cluster, async (client) => {
    await makeRoles(client);
    if (cluster.server.kind === 'url') {
      for (const role of [APP_ROLE, OWNER_ROLE])
        await client.query(`alter role ${role} password ${escapeLiteral(cluster.server.password)}`);
    }
    await makeDatabase(client, cluster.template);
  });
  const owner = await openClient(testConnection(cluster, 'owner', cluster.template), silentLog());
  try {
    await migrate(owner, readMigrations(MIGRATIONS_FOLDER), APP_ROLE);
  } finally {
    // A session on the template would keep others from copying it.
    await owner.end();
  }
}

/** The roles are the server's, not the run's: runs at the same time must agree on their password. */
function passwordFor(superuserUrl: string): string {
  return createHash('sha256').update(superuserUrl).digest('hex').slice(0, 32);
}

function templateName(): string {
  return `fettle_template_${randomBytes(6).toString('hex')}`;
}
