/** A device: a Debian that boots real systemd, with its own root, processes, network, host name and machine-id. */
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Disk } from './disk.ts';
import { makeCgroup, removeCgroup } from './cgroups.ts';
import { moveToBtrfs } from './on-btrfs.ts';
import { inWorld, pathInWorld } from './holder.ts';
import type { Holder } from './holder.ts';
import { runInside } from './inside.ts';
import { layCable, removeCable, setCable } from './network.ts';
import type { Cable } from './network.ts';
import { makePower } from './power.ts';
import type { Boot, Power } from './power.ts';
import type { ProcessName } from './process.ts';
import { describeFailure, must } from './run.ts';
import type { Ran, RunOptions } from './run.ts';
import { waitFor } from './wait.ts';

export type DeviceOptions = {
  /** Host name. */
  readonly name: string;
  /** IANA time zone; UTC where none is given. */
  readonly zone?: string;
  /** Starts from another device's files, keys and machine-id included, as a cloned disk does. That one must be off. */
  readonly cloneOf?: Device;
  /** Starts from what a device had become when it was kept; a fresh Debian where none is given. It has a name and a machine-id of its own. */
  readonly disk?: Disk;
  /** What its root lies on: an overlay, or a subvolume of a btrfs of its own, which can not be kept or cloned. */
  readonly root?: 'overlay' | 'btrfs';
  /** What it says of itself: what it is, a container, or a machine, as devices of clients mostly are. Containers never need a restart. */
  readonly says?: 'machine' | 'container';
};

export type Device = {
  readonly name: string;
  readonly zone: string;
  readonly address: string;
  /** Folder of the device's own changes over the base; read it only while the device is off. */
  readonly changes: string;
  /** What lies below its own changes. */
  readonly disk: Disk;
  /** Runs a program inside as root; the status says how it went. Throws where the device is off. */
  exec(argv: readonly string[], options?: RunOptions): Promise<Ran>;
  /** Runs a program inside that must succeed and gives its output. */
  must(argv: readonly string[], options?: RunOptions): Promise<string>;
  /** Writes a file inside, running or off; folders on the way are made. Not through absolute symbolic links such as /var/run. */
  put(path: string, content: string | Buffer, mode?: number): Promise<void>;
  /** Copies a file of this machine into the device. */
  putFile(path: string, from: string): Promise<void>;
  /** What the kernel calls this boot; changes with each one. */
  bootId(): Promise<string>;
  /** Waits until systemd has finished booting and gives its word: `running`, or `degraded` where a unit failed. */
  untilBooted(timeout?: number): Promise<string>;
  cutNetwork(): Promise<void>;
  healNetwork(): Promise<void>;
  /** Power loss, at once. */
  kill(): Promise<void>;
  /** Shuts down the way a person does. */
  powerOff(): Promise<void>;
  powerOn(): Promise<void>;
  /** Reboots and waits until it is up again. */
  reboot(): Promise<void>;
  boots(): readonly Boot[];
  supervisor(): ProcessName | null;
  /** Takes the device away with its files. */
  down(): Promise<void>;
  /** Takes the device away, its power first, and keeps what it had become: other devices may start from that. */
  keep(): Promise<Disk>;
};

export type DevicePlace = {
  readonly holder: Holder;
  readonly worldId: string;
  readonly dir: string;
  readonly base: string;
  readonly subnet: string;
  readonly number: number;
  readonly changed: () => void;
};

const BOOT_LIMIT = 60_000;
const OFF_LIMIT = 60_000;

/** Makes a device and leaves it off. */
export async function makeDevice(place: DevicePlace, options: DeviceOptions): Promise<Device> {
  const { holder } = place;
  const { name } = options;
  const zone = options.zone ?? 'UTC';
  const dir = join(place.dir, name);
  const root = join(dir, 'root');
  const changes = join(dir, 'changes');
  const disk = options.cloneOf?.disk ?? options.disk ?? { layers: [] };
  for (const folder of [root, join(dir, 'work')]) await mkdir(folder, { recursive: true });
  if (options.cloneOf === undefined) await mkdir(changes);
  else await cloneChanges(options.cloneOf, changes);
  await must(
    inWorld(holder, [
      'mount',
      '-t',
      'overlay',
      'overlay',
      '-o',
      `lowerdir=${[...disk.layers, place.base].join(':')},upperdir=${changes},workdir=${join(dir, 'work')}`,
      root,
    ]),
  );
  const onBtrfs = options.root === 'btrfs' ? await moveToBtrfs(holder, dir, root) : null;
  const cable = await layCable(holder, place.subnet, place.number);
  const machine = `fettle-lab-${place.worldId}-${name}`;
  const cgroups = await makeCgroup(`fettle-lab-${place.worldId}/${name}`);
  const power = makePower({
    holder,
    machine,
    hostname: name,
    root: onBtrfs?.root ?? root,
    networkPath: cable.path,
    bind: onBtrfs === null ? [] : [onBtrfs.source],
    cgroups,
    consoleFile: join(dir, 'console.log'),
    changed: place.changed,
  });
  const outer = pathInWorld(holder, onBtrfs?.root ?? root);
  await introduce(outer, {
    name,
    zone,
    gateway: `${place.subnet}.1`,
    freshId: options.cloneOf === undefined,
    says: options.says ?? 'machine',
  });
  return assemble({
    holder,
    name,
    zone,
    dir,
    root: onBtrfs?.top ?? root,
    isBtrfs: onBtrfs !== null,
    outer,
    changes,
    disk,
    cable,
    cgroups,
    power,
  });
}

async function cloneChanges(source: Device, changes: string): Promise<void> {
  if (source.supervisor() !== null) throw new Error(`${source.name} must be off to be cloned: a running disk has no settled content`);
  // cp(1), for the overlay's own marks: device nodes for what was deleted, extended attributes for replaced folders.
  await must(['cp', '--archive', source.changes, changes], { timeout: 120_000 });
}

type Introduced = {
  readonly name: string;
  readonly zone: string;
  readonly gateway: string;
  readonly freshId: boolean;
  readonly says: 'machine' | 'container';
};

async function introduce(root: string, who: Introduced): Promise<void> {
  await sayWhatItIs(root, who.says);
  await writeFile(`${root}/etc/hostname`, `${who.name}\n`);
  if (who.freshId) await writeFile(`${root}/etc/machine-id`, `${randomBytes(16).toString('hex')}\n`);
  await writeFile(`${root}/etc/hosts`, `127.0.0.1 localhost\n127.0.1.1 ${who.name}\n${who.gateway} lab-server\n`);
  await writeFile(`${root}/etc/timezone`, `${who.zone}\n`);
  // The base came from an archive that no device of the lab can reach: what a device asks is introduced to it.
  await writeFile(`${root}/etc/apt/sources.list`, '');
  await rm(`${root}/etc/localtime`, { force: true });
  await symlink(`/usr/share/zoneinfo/${who.zone}`, `${root}/etc/localtime`);
}

/** In front of systemd's own program, which would tell the truth. An update of systemd leaves it alone. */
async function sayWhatItIs(root: string, says: 'machine' | 'container'): Promise<void> {
  const path = `${root}/usr/local/bin/systemd-detect-virt`;
  await rm(path, { force: true });
  if (says === 'machine') await writeFile(path, '#!/bin/sh\necho kvm\n', { mode: 0o755 });
}

type Parts = {
  readonly holder: Holder;
  readonly name: string;
  readonly zone: string;
  readonly dir: string;
  readonly root: string;
  readonly isBtrfs: boolean;
  readonly outer: string;
  readonly changes: string;
  readonly disk: Disk;
  readonly cable: Cable;
  readonly cgroups: readonly string[];
  readonly power: Power;
};

function assemble(parts: Parts): Device {
  const { holder, name, power, cable } = parts;

  async function exec(argv: readonly string[], options: RunOptions = {}): Promise<Ran> {
    const leader = await power.leader();
    if (leader === null) throw new Error(`${name} is off: nothing can run in it`);
    return runInside(leader, argv, options);
  }

  async function mustInside(argv: readonly string[], options: RunOptions = {}): Promise<string> {
    const ran = await exec(argv, options);
    if (ran.status !== 0) throw new Error(`on ${name}: ${describeFailure(argv, ran)}`);
    return ran.stdout;
  }

  async function visible(path: string): Promise<string> {
    const leader = await power.leader();
    // A running device has file systems of its own over its root (/run, /tmp): its own view is the right one.
    const seen = (leader === null ? parts.outer : `/proc/${leader}/root`) + path;
    await mkdir(dirname(seen), { recursive: true });
    return seen;
  }

  async function put(path: string, content: string | Buffer, mode = 0o644): Promise<void> {
    const seen = await visible(path);
    const half = `${seen}.half`;
    await writeFile(half, content);
    await chmod(half, mode);
    // Whole or not at all: what runs inside may be reading it just now.
    await rename(half, seen);
  }

  async function bootId(): Promise<string> {
    return (await mustInside(['cat', '/proc/sys/kernel/random/boot_id'])).trim();
  }

  async function untilBooted(timeout = BOOT_LIMIT): Promise<string> {
    return waitFor(
      `${name} to finish booting`,
      async () => {
        const word = (await exec(['systemctl', 'is-system-running', '--wait'], { timeout })).stdout.trim();
        return word === 'running' || word === 'degraded' ? word : null;
      },
      { timeout },
    );
  }

  async function reboot(): Promise<void> {
    const [before, count] = [await bootId(), power.boots().length];
    await exec(['systemctl', 'reboot']);
    await waitFor(`${name} to start again`, () => (power.boots().length > count ? true : null), { timeout: OFF_LIMIT });
    await untilBooted();
    if ((await bootId()) === before) throw new Error(`${name} started again with the same boot id`);
  }

  async function powerOff(): Promise<void> {
    if (power.supervisor() === null) return;
    await exec(['systemctl', 'poweroff']);
    await power.untilOff(OFF_LIMIT);
  }

  async function takeAway(): Promise<void> {
    await power.cut();
    await must(inWorld(holder, ['umount', parts.root]));
    await removeCable(holder, cable);
    for (const group of parts.cgroups) await removeCgroup(group);
  }

  async function down(): Promise<void> {
    await takeAway();
    await rm(parts.dir, { recursive: true, force: true });
  }

  async function keep(): Promise<Disk> {
    if (parts.isBtrfs) throw new Error(`${name} lies on btrfs, and nothing else can start from that`);
    await takeAway();
    return { layers: [parts.changes, ...parts.disk.layers] };
  }

  return {
    name,
    zone: parts.zone,
    address: cable.address,
    changes: parts.changes,
    disk: parts.disk,
    exec,
    must: mustInside,
    put,
    putFile: async (path, from) => put(path, await readFile(from)),
    bootId,
    untilBooted,
    cutNetwork: () => setCable(holder, cable, 'down'),
    healNetwork: () => setCable(holder, cable, 'up'),
    kill: () => power.cut(),
    powerOff,
    powerOn: () => power.on(),
    reboot,
    boots: () => power.boots(),
    supervisor: () => power.supervisor(),
    down,
    keep,
  };
}
