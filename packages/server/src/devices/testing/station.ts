/** An installation with clients and the agents' listener, for tests of devices: real database, real envelopes, no deployments above it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { addClient, addToken, newToken } from '../../clients/index.ts';
import type { TakenReport } from '../../instructions/index.ts';
import { makeActor } from '../../people/index.ts';
import { inClients, inNoClient, openDb, openPool } from '../../platform/database/index.ts';
import type { Actor, Context, Stop } from '../../platform/feature.ts';
import { silentLog } from '../../platform/log.ts';
import { buildAgentApp } from '../../platform/http/index.ts';
import { openTestContext } from '../../platform/testing/index.ts';
import type { CallGiven, TestContext } from '../../platform/testing/index.ts';
import { ensureInstallation } from '../../trust/index.ts';
import { devicesFeature } from '../index.ts';
import type { Server } from './agent.ts';

export type Client = { readonly id: string; readonly siteId: string; readonly name: string };
export type Station = {
  readonly given: TestContext;
  readonly context: Context;
  server: Server;
  /** What reports led to. */
  readonly taken: TakenReport[];
  /** How many of them each time. */
  readonly lots: number[];
  /** Ids of instructions of which nothing can be taken: what follows from their reports fails. */
  readonly spoiled: Set<string>;
  /** Of which clients what devices take part in was looked at, each time. */
  readonly heeded: string[];
  /** Ids of instructions that no check-in is given. */
  readonly kept: Set<string>;
  readonly client: (name: string) => Promise<Client>;
  readonly token: (of: Client, about?: { uses?: number | null; hours?: number }) => Promise<{ id: string; text: string }>;
  /** How a person of all clients calls a route of devices. */
  readonly admin: () => Promise<CallGiven>;
  /** A new process on the same database: nothing is remembered. */
  readonly restart: () => Promise<void>;
  /** A second process on the same database, with connections of its own. */
  readonly anotherServer: () => Promise<{ readonly server: Server; readonly close: () => Promise<void> }>;
  readonly close: () => Promise<void>;
};

export async function openStation(env: Record<string, string> = {}): Promise<Station> {
  const folder = mkdtempSync(join(tmpdir(), 'fettle-station-'));
  const given = await openTestContext({ FETTLE_DATA: join(folder, 'data'), FETTLE_KEYS: join(folder, 'keys'), ...env });
  const { context } = given;
  const { db, serverKey, newId, config } = context;
  await ensureInstallation({ db, keysFolder: config.keysFolder, serverKey, now: context.now(), newId, providerName: 'Provider' });
  const taken: TakenReport[] = [];
  const lots: number[] = [];
  const heeded: string[] = [];
  const spoiled = new Set<string>();
  const kept = new Set<string>();
  const watched = { taken, lots, heeded, spoiled, kept };
  let running = await start(context, watched);

  const station: Station = {
    given,
    context,
    server: running.server,
    ...watched,
    async client(name) {
      const client = { id: newId(), siteId: newId(), name };
      const row = { clientId: client.id, name, siteId: client.siteId, siteName: 'Main', zone: 'Europe/Zurich', at: context.now() };
      await inNoClient(db, (tx) => addClient(tx, row));
      return client;
    },
    async token(of, about = {}) {
      const id = newId();
      const { token, hash } = newToken(of.id);
      const expiresAt = context.clock
        .now()
        .add({ hours: about.hours ?? 24 })
        .toString({ fractionalSecondDigits: 3 });
      const uses = about.uses === undefined ? 1 : about.uses;
      const row = { clientId: of.id, id, siteId: of.siteId, hash, note: '', uses, at: context.now(), expiresAt, by: 'test' };
      await inClients(db, [of.id], (tx) => addToken(tx, row));
      return { id, text: token };
    },
    async admin() {
      const rows = await given.database.superuserDb.selectFrom('client_register').select('client_id').execute();
      const clients = rows.map((row) => row.client_id);
      const actor: Actor = makeActor({ kind: 'person', id: newId(), name: 'Anna' }, [{ role: 'administrator', clientId: null }], clients);
      return { context, handlers: running.feature.handlers, actor };
    },
    async restart() {
      await running.stop();
      running = await start({ ...context }, watched);
      station.server = running.server;
    },
    async anotherServer() {
      const pool = openPool(given.database.connection, silentLog());
      const other = await start({ ...context, db: openDb(pool) }, watched);
      const close = async (): Promise<void> => {
        await other.stop();
        await pool.end();
      };
      return { server: other.server, close };
    },
    async close() {
      await running.stop();
      await given.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return station;
}

type Watched = Pick<Station, 'taken' | 'lots' | 'heeded' | 'spoiled' | 'kept'>;

async function start(context: Context, { taken, lots, heeded, spoiled, kept }: Watched) {
  const feature = devicesFeature({
    reactions: [
      async (_tx, _context, reports) => {
        lots.push(reports.length);
        if (reports.some(({ report }) => spoiled.has(report.instructionId))) throw new Error('It is spoiled.');
        taken.push(...reports);
      },
    ],
    keptBack: async () => kept,
    frozen: async () => [],
    askFor: async (_tx, _context, clientIds) => new Set(kept.size > 0 ? clientIds : []),
    changed: async (_tx, _context, clientIds) => void heeded.push(...clientIds),
    news: {
      waiting: async () => [],
      timeline: async () => ({ items: [], next: null }),
      policy: async () => null,
      capacity: async () => ({ clusters: [], unwell: null }),
    },
  });
  const app: FastifyInstance = await buildAgentApp({ context, features: [feature] });
  const stopFeature: Stop = (await feature.start?.(context)) ?? (async () => undefined);
  const server: Server = { app, serverKey: context.serverKey, now: context.now };
  const stop = async (): Promise<void> => {
    await app.close();
    await stopFeature();
  };
  return { feature, server, stop };
}
