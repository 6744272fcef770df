/**
 * Starts the server and stops it: data folder, database, migrations, keys, features, both listeners; and the same backwards. Nothing
 * here knows what the features do; app.ts says which there are.
 */
import { accessSync, constants, existsSync, mkdirSync, realpathSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import type { SigningKey } from '@fettle/proof/keys';
import type { FastifyInstance } from 'fastify';
import { nestedFolders } from './platform/config/folders.ts';
import type { Config, Listener } from './platform/config/index.ts';
import { systemClock, timestamp } from './platform/clock.ts';
import type { Clock } from './platform/clock.ts';
import { openDatabase, startWake } from './platform/database/index.ts';
import type { OpenDatabase } from './platform/database/index.ts';
import type { Context, Feature } from './platform/feature.ts';
import { buildAgentApp, buildPeopleApp } from './platform/http/index.ts';
import type { Authenticate } from './platform/http/index.ts';
import { newId } from './platform/ids.ts';
import { lockFolder } from './platform/lock.ts';
import type { Log } from './platform/log.ts';
import { StartProblem } from './platform/start-problem.ts';
import { stopInOrder } from './platform/stop-in-order.ts';
import type { StopStep } from './platform/stop-in-order.ts';

/** One line for the person at the terminal: what it is about, and what is so. */
export type Say = (label: string, text: string) => void;

/** What the server is made of. */
export type AppParts = {
  readonly features: readonly Feature[];
  readonly authenticate: Authenticate;
  readonly consoleFolder: string;
  /** This server's own key; made at the first start. */
  readonly serverKey: (keysFolder: string) => SigningKey;
  /** What must be there before any feature starts, such as the installation's first records. */
  readonly prepare?: (context: Context, say: Say) => Promise<void>;
  /** Once the listeners are open: what the person should see and do first. Does not hold up the start. */
  readonly greet?: (context: Context, say: Say) => Promise<void>;
};

export type StartOptions = {
  readonly config: Config;
  readonly log: Log;
  readonly say: Say;
  readonly parts: AppParts;
  readonly clock?: Clock;
};

export type RunningServer = {
  readonly context: Context;
  /** Where it really listens, for who asked for any free port. */
  readonly people: Listener;
  readonly agents: Listener;
  /** Stops everything in order within five seconds. */
  stop(): Promise<void>;
};

/** Starts everything, or throws StartProblem with all that was started stopped again. */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  const steps: StopStep[] = [];
  const stop = once(() => stopInOrder(steps.toReversed(), options.log));
  try {
    return await start(options, steps, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(options: StartOptions, steps: StopStep[], stop: () => Promise<void>): Promise<RunningServer> {
  const { config, log, say, parts, clock = systemClock } = options;
  takeFolders(config, steps);
  say('data', config.dataFolder);
  const database = await openDatabase(config.database, { dataFolder: config.dataFolder, log });
  steps.push({ name: 'database', patienceMs: 3_500, stop: () => database.close() });
  tellDatabase(database, say);
  const wake = await startWake(database.connection, log);
  steps.push({ name: 'hints', patienceMs: 500, stop: () => wake.stop() });

  const listening: { people: Listener; agents: Listener } = { people: config.people, agents: config.agents };
  const context: Context = {
    config,
    db: database.db,
    clock,
    log,
    wake,
    serverKey: parts.serverKey(config.keysFolder),
    publicUrl: () => config.publicUrl ?? urlOf(listening.people),
    agentUrl: () => config.agentPublicUrl ?? urlOf(listening.agents),
    newId: () => newId(clock),
    now: () => timestamp(clock.now()),
  };
  await parts.prepare?.(context, say);

  const people = await buildPeopleApp({
    context,
    features: parts.features,
    authenticate: parts.authenticate,
    consoleFolder: parts.consoleFolder,
  });
  const agents = await buildAgentApp({ context, features: parts.features });
  for (const feature of parts.features) {
    if (feature.start === undefined) continue;
    steps.push({ name: feature.name, patienceMs: 1_500, stop: await feature.start(context) });
  }
  steps.push({ name: 'listeners', patienceMs: 1_500, stop: () => closeAll([people, agents]) });
  listening.people = await listen(people, config.people, 'FETTLE_LISTEN');
  listening.agents = await listen(agents, config.agents, 'FETTLE_AGENT_LISTEN');
  say('agents', context.agentUrl());
  say('console', context.publicUrl());
  if (parts.greet !== undefined) greet(parts.greet(context, say), steps, log);
  return { context, ...listening, stop };
}

/** The greeting waits for what devices say; a stop in the meantime takes the database from under it, which is no fault. */
function greet(greeting: Promise<void>, steps: StopStep[], log: Log): void {
  let stopping = false;
  steps.push({ name: 'greeting', patienceMs: 100, stop: async () => void (stopping = true) });
  greeting.catch((error: unknown) => {
    if (!stopping) log.error({ err: error }, 'the first words to the terminal failed');
  });
}

function takeFolders(config: Config, steps: StopStep[]): void {
  makeFolder(config.dataFolder, 'FETTLE_DATA', 0o711);
  makeFolder(config.keysFolder, 'FETTLE_KEYS', 0o700);
  if (nestedFolders(realpathSync(config.dataFolder), realpathSync(config.keysFolder))) {
    throw new StartProblem(
      'folders-nested',
      `The folders ${config.dataFolder} and ${config.keysFolder} lead to the same place, or one into the other.`,
      'Keys must stay out of every copy of the data: choose two folders side by side (FETTLE_DATA, FETTLE_KEYS).',
    );
  }
  const lock = lockFolder(config.dataFolder);
  if ('heldBy' in lock) {
    const who = lock.heldBy.pid === null ? 'another process' : `process ${lock.heldBy.pid}`;
    throw new StartProblem(
      'data-in-use',
      `Another server works on the data folder ${config.dataFolder} (${who}).`,
      'Stop that one first, or give this one a folder of its own with FETTLE_DATA.',
    );
  }
  steps.push({ name: 'lock', patienceMs: 500, stop: async () => lock.release() });
}

function makeFolder(path: string, setting: string, mode: number): void {
  try {
    mkdirSync(path, { recursive: true, mode });
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StartProblem(
      'folder',
      `The folder ${path} of ${setting} cannot be ${existsSync(path) ? 'written' : 'made'}: ${why}.`,
      `Give ${setting} a folder that this user may write.`,
      cause,
    );
  }
}

function tellDatabase(database: OpenDatabase, say: Say): void {
  const how = {
    made: 'embedded PostgreSQL, newly set up',
    started: 'embedded PostgreSQL',
    adopted: 'embedded PostgreSQL, found running and taken over',
    external: 'PostgreSQL of DATABASE_URL',
  };
  say('database', how[database.how]);
  if (database.outside !== null)
    say('', `its files are in ${database.outside}, because its account cannot enter the data folder; back up both`);
  if (database.migrated.length > 0)
    say('', `${database.migrated.length === 1 ? 'one migration' : `${database.migrated.length} migrations`} run`);
}

async function listen(app: FastifyInstance, wanted: Listener, setting: string): Promise<Listener> {
  try {
    await app.listen({ host: wanted.host, port: wanted.port });
  } catch (cause) {
    throw listenProblem(cause, wanted, setting);
  }
  // A TCP server that listens has an address of this kind (net.Server.address).
  const address = app.server.address() as AddressInfo;
  return { host: wanted.host, port: address.port };
}

function listenProblem(cause: unknown, { host, port }: Listener, setting: string): unknown {
  const code = cause instanceof Error && 'code' in cause ? cause.code : null;
  const problem = (why: string, what: string) => new StartProblem('listen', `Cannot listen on ${host} port ${port}: ${why}.`, what, cause);
  if (code === 'EADDRINUSE') return problem('something else listens there', `Stop it, or choose another port with ${setting}.`);
  if (code === 'EACCES') return problem('this user may not', `Ports below 1024 need root; choose another with ${setting}.`);
  if (code === 'EADDRNOTAVAIL') return problem('this machine does not have that address', `Choose one that it has with ${setting}.`);
  return cause;
}

/** Every open request gets a moment to end; whoever holds on longer is cut off. */
async function closeAll(apps: readonly FastifyInstance[]): Promise<void> {
  const late = setTimeout(() => apps.forEach((app) => app.server.closeAllConnections()), 1_000);
  await Promise.all(apps.map((app) => app.close()));
  clearTimeout(late);
}

/** The address to type into a browser on this machine. */
function urlOf({ host, port }: Listener): string {
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

function once(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  return () => (running ??= run());
}
