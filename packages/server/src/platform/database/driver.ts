/**
 * Kysely on a pg pool, with the one thing that its own driver keeps to itself: the pg client under a transaction, for named
 * prepared statements and COPY on the hot paths.
 */
import { Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import type { CompiledQuery, DatabaseConnection, Dialect, Driver, QueryResult, Transaction, TransactionSettings } from 'kysely';
import type { ClientBase, Pool, PoolClient } from 'pg';
import { isStalePlan } from './retry.ts';
import type { Database } from './tables.ts';

export type Db = Kysely<Database>;
/** An open transaction. Whoever writes takes one as its first argument. */
export type Tx = Transaction<Database>;

/** Kysely on this pool. Destroying it does not end the pool: who opened the pool ends it. */
export function openDb(pool: Pool): Db {
  const dialect: Dialect = {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new PoolDriver(pool),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
  return new Kysely<Database>({ dialect });
}

/** The pg client under this transaction. Valid inside the transaction's function only. */
export async function rawClient(tx: Tx): Promise<ClientBase> {
  return tx.getExecutor().provideConnection(async (connection) => {
    if (connection instanceof PoolConnection) {
      await connection.begin();
      return connection.client;
    }
    throw new Error('This transaction was not opened by openDb.');
  });
}

/** Runs a hand-written statement as a named prepared statement: parsed and planned once a connection. Names are unique per text. */
export async function prepared<Row>(tx: Tx, name: string, text: string, values: unknown[]): Promise<Row[]> {
  const client = await rawClient(tx);
  const result = await client.query({ name, text, values });
  // The statement's author names the shape of its rows; pg cannot know it.
  return result.rows as Row[];
}

class PoolDriver implements Driver {
  readonly #pool: Pool;
  readonly #connections = new WeakMap<PoolClient, PoolConnection>();

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    const client = await this.#pool.connect();
    const known = this.#connections.get(client);
    if (known !== undefined) return known;
    const connection = new PoolConnection(client);
    this.#connections.set(client, connection);
    return connection;
  }

  async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    const level = settings.isolationLevel === undefined ? '' : ` isolation level ${settings.isolationLevel}`;
    const access = settings.accessMode === undefined ? '' : ` ${settings.accessMode}`;
    poolConnection(connection).beginning = `begin${level}${access}`;
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const own = poolConnection(connection);
    if (own.takeBeginning() !== '') return;
    const command = await own.run('commit');
    // PostgreSQL answers COMMIT with ROLLBACK where an earlier statement failed and its error was swallowed.
    if (command === 'ROLLBACK') throw new Error('The transaction was rolled back because a statement in it had failed.');
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    const own = poolConnection(connection);
    if (own.takeBeginning() !== '') return;
    try {
      await own.run('rollback');
    } catch {
      // The connection is gone or in an unknown state, so the server has rolled back or will; the first error is what counts.
      own.broken = true;
    }
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    const own = poolConnection(connection);
    own.client.release(own.broken);
  }

  async destroy(): Promise<void> {}
}

const mostNamed = 150;

class PoolConnection implements DatabaseConnection {
  readonly client: PoolClient;
  broken = false;
  /** What begins the transaction, until its first statement takes it along: one way to the database instead of two. */
  beginning = '';
  /** Statements that this connection has prepared: PostgreSQL parses and plans them once, not each time (PREPARE, "Notes"). */
  readonly #names = new Map<string, string>();

  constructor(client: PoolClient) {
    this.client = client;
  }

  takeBeginning(): string {
    const text = this.beginning;
    this.beginning = '';
    return text;
  }

  /** Begins what was not begun yet. */
  async begin(): Promise<void> {
    const text = this.takeBeginning();
    if (text !== '') await this.client.query(text);
  }

  async run(text: string): Promise<string> {
    return (await this.client.query(text)).command;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.beginning !== '' && query.parameters.length === 0) return this.#beginWith(query.sql);
    await this.begin();
    const values = [...query.parameters];
    const name = this.#names.get(query.sql) ?? this.#newName(query.sql);
    const result = await this.client
      .query<Row & object>(name === null ? { text: query.sql, values } : { name, text: query.sql, values })
      .catch((error: unknown) => {
        this.broken ||= isStalePlan(error);
        throw error;
      });
    const rows = Array.isArray(result.rows) ? result.rows : [];
    const counts = ['INSERT', 'UPDATE', 'DELETE', 'MERGE'].includes(result.command)
      ? { numAffectedRows: BigInt(result.rowCount ?? 0) }
      : {};
    return { rows, ...counts };
  }

  /** A short name for a statement that is worth keeping; null for others, and once there are enough: each costs the database memory in each connection. */
  #newName(text: string): string | null {
    if (this.#names.size >= mostNamed || !/^\s*(?:select|with|insert|update|delete)\b/i.test(text)) return null;
    const name = `k${this.#names.size}`;
    this.#names.set(text, name);
    return name;
  }

  /** Both in one message of the simple protocol, which gives a result for each. Where one fails, the transaction is in its failed state or was never begun. */
  async #beginWith<Row>(text: string): Promise<QueryResult<Row>> {
    const results = (await this.client.query(`${this.takeBeginning()}; ${text}`)) as unknown as readonly { rows: Row[] }[];
    return { rows: results.at(-1)?.rows ?? [] };
  }

  // eslint-disable-next-line require-yield
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('Queries are not streamed: page by key.');
  }
}

function poolConnection(connection: DatabaseConnection): PoolConnection {
  if (connection instanceof PoolConnection) return connection;
  throw new Error('A connection of another driver.');
}
