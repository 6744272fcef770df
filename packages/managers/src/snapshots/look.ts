/** Whether this device can come back by a snapshot of what holds its system, what that would take back, and what it would not. Changes nothing. */
import type { Change, SnapshotLook } from '@fettle/core/deployment';
import type { Machine } from '../machine/index.ts';
import { isBelow, mountOf, readMounts } from './mounts.ts';
import type { Mount } from './mounts.ts';
import { notStartedByName } from './start.ts';
import { exchangeTrouble } from './exchange.ts';
import { quick } from './run.ts';

/** Less than this free on the root, and no snapshot is taken: what changes after it needs room of its own. */
export const leastFreeBytes = 1024 ** 3;

/** Without these in the snapshot the packages and the list of them would be of two times. */
const system = ['/usr', '/etc', '/var/lib/dpkg', '/var/lib/rpm', '/usr/lib/sysimage/rpm'];
/** Where people and programs keep what they would miss. */
const usualData = [
  '/home',
  '/root',
  '/srv',
  '/opt',
  '/var/log',
  '/var/mail',
  '/var/spool',
  '/var/www',
  '/var/lib/postgresql',
  '/var/lib/mysql',
  '/var/lib/redis',
  '/var/lib/docker',
  '/var/lib/containers',
  '/var/lib/libvirt',
];
/** Not on a disk, or made anew at each start. */
const passing = ['/proc', '/sys', '/dev', '/run', '/tmp'];
const withoutDisk = new Set([
  'tmpfs',
  'devtmpfs',
  'proc',
  'sysfs',
  'overlay',
  'squashfs',
  'autofs',
  'ramfs',
  'cgroup',
  'cgroup2',
  'mqueue',
]);

/** What holds the system: a subvolume of a btrfs, by its path from the top, and the device that the file system is on. */
export type RootFacts = { readonly subvolume: string; readonly source: string };
export type RootLook = { readonly look: SnapshotLook; readonly root: RootFacts | null };

const no = (because: string): RootLook => ({ look: { possible: false, because: `${because}.` }, root: null });

/** Looks, for these changes. `root` is there where a snapshot is possible. */
export async function lookAtRoot(machine: Machine, changes: readonly Pick<Change, 'name'>[]): Promise<RootLook> {
  // Of process 1: the agent's own view has protections of its unit laid over the system.
  const mounts = readMounts((await machine.readFile('/proc/1/mountinfo')) ?? '');
  const root = mountOf(mounts, '/');
  if (root === null) return no('What / lies on could not be found out');
  if (root.filesystem !== 'btrfs')
    return no(
      `/ lies on ${root.filesystem}${root.source.startsWith('/dev/mapper/') ? ` (${root.source})` : ''}; Fettle takes snapshots of btrfs only, not of LVM or ZFS`,
    );
  if (!(await machine.isRoot())) return no('The agent does not run as root');
  const subvolume = root.options.get('subvol') ?? '';
  if (root.root === '/' || root.root !== subvolume)
    return no('/ is not a subvolume of its own, but the top or a folder of its btrfs, so that nothing can take its place');
  const how = await machineTrouble(machine, mounts, root, subvolume, changes);
  if (how !== null) return no(how);
  const alsoBack: string[] = [];
  for (const path of usualData) if (mountOf(mounts, path) === root && (await machine.stat(path))?.kind === 'folder') alsoBack.push(path);
  const scope = { filesystem: 'btrfs' as const, subvolume, alsoBack, notCovered: notCovered(mounts, root).slice(0, 50) };
  return { look: { possible: true, scope }, root: { subvolume, source: root.source } };
}

/** Whether a folder lies in the root that a snapshot takes back; null: it is behind a link, so that its path says nothing. */
export async function isCarried(machine: Machine, folder: string): Promise<boolean | null> {
  const real = await machine.run(['readlink', '--canonicalize', folder], quick);
  if (real.exitCode !== 0 || real.stdout.trim() !== folder) return null;
  const mounts = readMounts((await machine.readFile('/proc/1/mountinfo')) ?? '');
  return mountOf(mounts, folder) === mountOf(mounts, '/');
}

async function machineTrouble(
  machine: Machine,
  mounts: readonly Mount[],
  root: Mount,
  subvolume: string,
  changes: readonly Pick<Change, 'name'>[],
): Promise<string | null> {
  const version = await machine.run(['btrfs', '--version'], quick);
  if (version.exitCode !== 0) return 'The program btrfs is not installed (package btrfs-progs)';
  const byName = notStartedByName(subvolume, {
    commandLine: (await machine.readFile('/proc/cmdline')) ?? '',
    fstab: (await machine.readFile('/etc/fstab')) ?? '',
    isContainer: await machine.exists('/run/systemd/container'),
  });
  if (byName !== null) return byName;
  const exchange = await exchangeTrouble(machine);
  if (exchange !== null) return exchange;
  for (const path of system)
    if (mountOf(mounts, path) !== root && (await machine.exists(path)))
      return `${path} lies on a file system or subvolume of its own, and would not go back with the rest of the system`;
  const inside = await subvolumesInside(machine, subvolume);
  if (inside === null) return 'The subvolumes of this device could not be listed';
  const first = inside[0];
  if (first !== undefined)
    return `The subvolume ${first} lies inside of the system's own, and would be left behind when the device goes back; give it a place and a mount of its own`;
  const loader = loaderTrouble(changes, mountOf(mounts, '/boot') === root);
  if (loader !== null) return loader;
  const free = await machine.freeBytes('/');
  if (free === null) return 'How much room is left on / is not known';
  return free < leastFreeBytes
    ? `/ has ${Math.floor(free / 1024 ** 2)} MiB left, and a snapshot asks for ${leastFreeBytes / 1024 ** 2} MiB`
    : null;
}

/** Subvolumes with something in them that lie inside of the system's; null: could not be listed. systemd makes empty ones, which nobody misses. */
async function subvolumesInside(machine: Machine, subvolume: string): Promise<readonly string[] | null> {
  const listed = await machine.run(['btrfs', 'subvolume', 'list', '-o', '/'], quick);
  if (listed.exitCode !== 0 || listed.truncated) return null;
  const found: string[] = [];
  for (const line of listed.stdout.split('\n')) {
    const path = / path (.+)$/.exec(line)?.[1];
    if (path === undefined) continue;
    const below = `/${path}`.startsWith(`${subvolume}/`) ? `/${path}`.slice(subvolume.length) : null;
    if (below === null) return null;
    if ((await machine.readDir(below))?.length !== 0) found.push(below);
  }
  return found;
}

/** What starts the device lies outside of every subvolume, in part: a root of before and a loader or kernel of after may not start at all. */
export function loaderTrouble(changes: readonly Pick<Change, 'name'>[], bootGoesBack: boolean): string | null {
  const loader = changes.find(({ name }) => /^(?:grub|shim|systemd-boot|efibootmgr|u-boot)/.test(name));
  if (loader !== undefined) return `${loader.name} writes outside of the root, to where the device starts from, and that would not go back`;
  const kernel = bootGoesBack ? undefined : changes.find(({ name }) => /^(?:linux-image|linux-modules|kernel)(?:-|$)/.test(name));
  return kernel === undefined ? null : `${kernel.name} writes to /boot, which lies on a file system of its own and would not go back`;
}

function notCovered(mounts: readonly Mount[], root: Mount): readonly string[] {
  const targets = mounts.filter(
    (one) =>
      one !== root &&
      one.target !== '/' &&
      !withoutDisk.has(one.filesystem) &&
      !passing.some((folder) => isBelow(one.target, folder)) &&
      !(one.device === root.device && isBelow(one.root, root.root)),
  );
  return [...new Set(targets.map(({ target }) => target))].toSorted();
}
