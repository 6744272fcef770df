/** The real server on the server's side of a world, with its embedded database, as `npm start` would run it. */
import { join, resolve } from 'node:path';
import { serverArguments, serverEnvironment } from '../server-process.ts';
import type { Program, ProgramEnd } from '../world/program.ts';
import { waitFor } from '../world/wait.ts';
import type { World } from '../world/world.ts';
import { giveOwnVarLib } from './own-var-lib.ts';

export type LabServer = {
  /** For people and the CLI, as seen from inside the world. */
  readonly peopleUrl: string;
  /** For agents: what `fettle-agent enrol --server` takes. */
  readonly agentsUrl: string;
  /** A folder of its own, apart from the data; the root key and the authority lie there. */
  readonly keysFolder: string;
  readonly dataFolder: string;
  /** Everything it wrote to its terminal since the last start. */
  said(): string;
  /** Stops it the way a person does, and waits for its end. */
  stop(): Promise<ProgramEnd>;
  /** kill -9, and waits for its end. */
  kill(): Promise<ProgramEnd>;
  /** Waits until it has ended by itself. */
  untilEnded(timeout: number): Promise<ProgramEnd>;
  /** Starts it again on the same folders, with further settings for this time, and waits until it answers. */
  start(env?: Readonly<Record<string, string>>): Promise<void>;
};

export type ServerOptions = {
  /** Two servers of one world differ by name and ports. */
  readonly name?: string;
  readonly peoplePort?: number;
  readonly agentsPort?: number;
  /** Further settings of the server, such as DATABASE_URL or shortened soak times. */
  readonly env?: Readonly<Record<string, string>>;
};

const CHECKOUT = resolve(import.meta.dirname, '../../../..');
const START_LIMIT = 90_000;
const STOP_LIMIT = 30_000;

/** Where a server's keys lie, out of the folder of its world. */
export function keysFolderIn(worldDir: string, name = 'server'): string {
  return join(worldDir, name, 'keys');
}

/** Starts a server and waits until it answers. Throws with what it said where it ends instead. */
export async function startLabServer(world: World, options: ServerOptions = {}): Promise<LabServer> {
  const { name = 'server', peoplePort = 8440, agentsPort = 8441 } = options;
  const folders = { dataFolder: join(world.dir, name, 'data'), keysFolder: keysFolderIn(world.dir, name) };
  const peopleUrl = `http://${world.serverAddress}:${peoplePort}`;
  const env = {
    ...serverEnvironment,
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '/root',
    FETTLE_LISTEN: `${world.serverAddress}:${peoplePort}`,
    FETTLE_AGENT_LISTEN: `${world.serverAddress}:${agentsPort}`,
    FETTLE_DATA: folders.dataFolder,
    FETTLE_KEYS: folders.keysFolder,
    // Its machine is the test's own: the devices of the world are what it looks after.
    FETTLE_LOCAL_AGENT: 'off',
    FETTLE_FEEDS: 'off',
    ...options.env,
  };
  let text = '';
  let program: Program | null = null;
  let end: ProgramEnd | null = null;

  async function start(more: Readonly<Record<string, string>> = {}): Promise<void> {
    if (program !== null && end === null) throw new Error(`${name} runs already`);
    text = '';
    end = null;
    program = world.startOnServer([process.execPath, ...serverArguments], {
      env: { ...env, ...more },
      cwd: CHECKOUT,
      onOutput: (part) => (text += part),
    });
    void program.ended.then((how) => (end = how));
    await waitFor(`${name} to answer`, async () => (end !== null || (await answers()) ? true : null), { timeout: START_LIMIT, every: 200 });
    if (end !== null) throw new Error(`${name} ended instead of starting:\n${text}`);
  }

  async function answers(): Promise<boolean> {
    return world.get(peopleUrl, 2_000).then(
      ({ status }) => status < 500,
      () => false,
    );
  }

  async function finish(signal: 'SIGTERM' | 'SIGKILL'): Promise<ProgramEnd> {
    if (program === null) throw new Error(`${name} was never started`);
    await program.signal(signal);
    return untilEnded(STOP_LIMIT);
  }

  function untilEnded(timeout: number): Promise<ProgramEnd> {
    return waitFor(`${name} to end`, () => end, { timeout, every: 50 });
  }

  await giveOwnVarLib(world);
  await start();
  return {
    peopleUrl,
    agentsUrl: `http://${world.serverAddress}:${agentsPort}`,
    ...folders,
    said: () => text,
    stop: () => finish('SIGTERM'),
    kill: () => finish('SIGKILL'),
    untilEnded,
    start,
  };
}
