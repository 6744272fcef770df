import pg from 'pg';
import type { Log } from '../log.ts';
import { clientConfig } from './connection.ts';
import type { Connection } from './connection.ts';

export type PoolOptions = { readonly max?: number; readonly name?: string };

const DEFAULT_MAX = 12;

/** A pool of connections. A connection that breaks while idle is logged and replaced; it never ends the process. */
export function openPool(connection: Connection, log: Log, options: PoolOptions = {}): pg.Pool {
  const pool = new pg.Pool({
    ...clientConfig(connection, options.name),
    max: options.max ?? DEFAULT_MAX,
    idleTimeoutMillis: 60_000,
    // Waiting longer for a connection than this means that something holds them all; the caller learns it.
    connectionTimeoutMillis: 15_000,
  });
  pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection broke; it is replaced'));
  pool.on('connect', (client) => {
    // pg emits errors of a checked-out connection on the client as well: without a listener they would end the process.
    client.on('error', () => {});
  });
  return pool;
}

/** One connection, open; its errors are logged. The caller ends it. */
export async function openClient(connection: Connection, log: Log, name?: string): Promise<pg.Client> {
  const client = new pg.Client(clientConfig(connection, name));
  client.on('error', (error) => log.warn({ err: error }, 'a database connection broke'));
  await client.connect();
  return client;
}
