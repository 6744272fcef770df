/** A world: a server side and devices on one private network of their own, on this machine and nowhere on its interfaces. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureBase } from '../base/base.ts';
import type { Base } from '../base/base.ts';
import { systemdHierarchies } from './cgroups.ts';
import { makeDevice } from './device.ts';
import type { Device, DeviceOptions } from './device.ts';
import { startGateway } from './gateway.ts';
import type { Got } from './gateway-messages.ts';
import { onWorldNetwork, pathInWorld, startHolder } from './holder.ts';
import { layBridge } from './network.ts';
import { requireLab } from './needs.ts';
import { worldStates } from './places.ts';
import { nameProcess } from './process.ts';
import { startProgram } from './program.ts';
import type { Program, ProgramOptions } from './program.ts';
import { run } from './run.ts';
import type { Ran, RunOptions } from './run.ts';
import { writeState } from './state.ts';
import type { WorldState } from './state.ts';
import { removeWorld, sweepLeftWorlds } from './sweep.ts';

export type WorldOptions = {
  /** An empty or new folder for the world's files, removed at the end; one in the checkout's cache where none is given. */
  readonly dir?: string;
  /** First three parts of the private network's addresses. It exists in the world alone, so worlds may share one. */
  readonly subnet?: string;
  /** `command`: the one that `npm run lab` finds, shows and ends. Tests' worlds are theirs alone. */
  readonly purpose?: WorldState['purpose'];
};

export type World = {
  readonly id: string;
  readonly dir: string;
  readonly base: Base;
  /** The server's address, which devices also know as `lab-server`. */
  readonly serverAddress: string;
  /** Makes a device and boots it until systemd runs with no unit failed. */
  addDevice(options: DeviceOptions): Promise<Device>;
  devices(): readonly Device[];
  /** Runs a program on the server's side of the network, otherwise as a process of this machine. */
  runOnServer(argv: readonly string[], options?: RunOptions): Promise<Ran>;
  /** Starts a long-lived program there, inside the world: nothing of it outlives the world. */
  startOnServer(argv: readonly string[], options?: ProgramOptions): Program;
  /** A path on the server's side, which has a /run of its own, as this process can open it. */
  path(path: string): string;
  serve(folder: string, port: number): Promise<void>;
  unserve(port: number): Promise<void>;
  /** GET from the server's side. Throws where nobody answers. */
  get(url: string, timeout?: number): Promise<Got>;
  /** A way in for a browser of this machine: 127.0.0.1:`localPort` leads to the server's `port`. Gives the local port. */
  forward(port: number, localPort?: number): Promise<number>;
  /** Writes sentences where `npm run lab -- status` shows them. */
  note(notes: readonly string[]): Promise<void>;
  /** Ends everything and leaves nothing. */
  close(): Promise<void>;
  /** Settles when the world is closed, by whomever. */
  readonly closed: Promise<void>;
};

const FIRST_NUMBER = 11;
const LAST_NUMBER = 250;

/**
 * Opens a world; worlds that killed runs left behind are removed first. Needs root. It ends with `close`, on SIGINT, SIGTERM and
 * SIGHUP, and its processes end with this one even where that is killed.
 */
export async function openWorld(options: WorldOptions = {}): Promise<World> {
  await requireLab();
  await sweepLeftWorlds();
  const base = await ensureBase();
  const id = randomBytes(4).toString('hex');
  const dir = options.dir ?? join(worldStates, id);
  const subnet = options.subnet ?? '10.77.0';
  await takeFolder(dir);
  let state = await begin({ id, purpose: options.purpose ?? 'test', dir }, subnet);
  const { holder } = state;
  const devices: Device[] = [];
  const gateway = startGateway(holder);
  let numbers = FIRST_NUMBER;
  let closing: Promise<void> | null = null;
  let saving = Promise.resolve();

  function save(change: Partial<WorldState>): Promise<void> {
    state = { ...state, ...change };
    // One after the other, and never after the end: a late line would bring the state of a closed world back.
    saving = saving.then(() => (closing === null ? writeState(state) : undefined));
    return saving;
  }

  function saveDevices(): void {
    void save({
      devices: devices.map((device) => ({
        name: device.name,
        address: device.address,
        zone: device.zone,
        supervisor: device.supervisor(),
      })),
    });
  }

  async function addDevice(wanted: DeviceOptions): Promise<Device> {
    if (!/^[a-z][a-z0-9-]{0,40}$/.test(wanted.name))
      throw new Error(`"${wanted.name}" is no host name for a device: small letters, digits and "-", beginning with a letter`);
    if (devices.some((device) => device.name === wanted.name)) throw new Error(`there is a device called ${wanted.name} already`);
    if (numbers > LAST_NUMBER) throw new Error('the world is full: its network has no address left');
    const made = await makeDevice({ holder, worldId: id, dir, base: base.root, subnet, number: numbers++, changed: saveDevices }, wanted);
    const device = { ...made, down: () => takeAway(made, () => made.down()), keep: () => takeAway(made, () => made.keep()) };
    devices.push(device);
    await device.powerOn();
    const word = await device.untilBooted();
    if (word === 'running') return device;
    throw new Error(`${device.name} booted "${word}": ${await device.must(['systemctl', '--failed', '--no-legend', '--plain'])}`);
  }

  async function takeAway<T>(made: Device, how: () => Promise<T>): Promise<T> {
    const left = await how();
    const at = devices.findIndex((device) => device.name === made.name);
    if (at !== -1) devices.splice(at, 1);
    saveDevices();
    return left;
  }

  async function shut(): Promise<void> {
    for (const name of SIGNALS) process.removeListener(name, onSignal);
    await saving;
    await gateway.end();
    await removeWorld(state);
  }

  const closed = Promise.withResolvers<void>();
  // Nobody has to wait for it.
  closed.promise.catch(() => {});

  function close(): Promise<void> {
    closing ??= shut().then(closed.resolve, (error: unknown) => {
      closed.reject(error);
      throw error;
    });
    return closing;
  }

  function onSignal(name: NodeJS.Signals): void {
    // Ended the way the signal would have ended it, only later.
    void close().finally(() => process.kill(process.pid, name));
  }
  for (const name of SIGNALS) process.on(name, onSignal);

  return {
    id,
    dir,
    base,
    serverAddress: `${subnet}.1`,
    addDevice,
    devices: () => devices,
    runOnServer: (argv, how) => run(onWorldNetwork(holder, argv), how),
    startOnServer: (argv, how) => startProgram(holder, argv, how),
    path: (path) => pathInWorld(holder, path),
    serve: (folder, port) => gateway.serve(folder, `${subnet}.1`, port),
    unserve: (port) => gateway.unserve(port),
    get: (url, timeout) => gateway.get(url, timeout),
    forward: (port, localPort = 0) => gateway.forward(`${subnet}.1`, port, localPort),
    note: (notes) => save({ notes }),
    close,
    closed: closed.promise,
  };
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Starts what holds the world together. Where that fails, nothing of it stays. */
async function begin(what: Pick<WorldState, 'id' | 'purpose' | 'dir'>, subnet: string): Promise<WorldState> {
  const owner = await nameProcess(process.pid);
  if (owner === null) throw new Error('this process is not in /proc: is it mounted?');
  const hierarchies = systemdHierarchies(await readFile('/proc/self/mountinfo', 'utf8'));
  const cgroups = hierarchies.map((folder) => join(folder, `fettle-lab-${what.id}`));
  const holder = await startHolder().catch(async (error: unknown) => {
    await rm(what.dir, { recursive: true, force: true });
    throw error;
  });
  const state: WorldState = { ...what, owner, holder, cgroups, devices: [], notes: [] };
  try {
    await writeState(state);
    await layBridge(holder, subnet);
    return state;
  } catch (error) {
    await removeWorld(state);
    throw error;
  }
}

async function takeFolder(dir: string): Promise<void> {
  // Both would end a word in overlayfs' mount options.
  if (/[,:\\]/.test(dir)) throw new Error(`the folder ${dir} cannot hold a world: its name has a comma, a colon or a backslash`);
  await mkdir(dir, { recursive: true });
  if ((await readdir(dir)).length > 0)
    throw new Error(`the folder ${dir} is not empty: a world removes its folder at the end, so it takes only an empty one`);
}
