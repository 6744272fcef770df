/** Whether this device can come back by a snapshot of what holds its system, what that would take back, and what it would not. Changes nothing. */
import type { Change, SnapshotLook } from '@fettle/core/deployment';
import type { Machine } from '../machine/index.ts';
import { exchangeTrouble } from './exchange.ts';
import type { RootFacts } from './kind.ts';
import { kindHolding } from './kinds.ts';
import { isBelow, mountOf, readMounts } from './mounts.ts';
import type { Mount } from './mounts.ts';
import { quick } from './run.ts';
import { noKindWords } from './unsupported.ts';

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

export type RootLook = { readonly look: SnapshotLook; readonly root: RootFacts | null };

const no = (because: string): RootLook => ({ look: { possible: false, because: `${because}.` }, root: null });

/** Looks, for these changes. `root` is there where a snapshot is possible. */
export async function lookAtRoot(machine: Machine, changes: readonly Pick<Change, 'name'>[]): Promise<RootLook> {
  // Of process 1: the agent's own view has protections of its unit laid over the system.
  const mounts = readMounts((await machine.readFile('/proc/1/mountinfo')) ?? '');
  const root = mountOf(mounts, '/');
  if (root === null) return no('What / lies on could not be found out');
  const kind = kindHolding(root);
  if (kind === null) return no(await noKindWords(machine, mounts, root));
  if (!(await machine.isRoot())) return no('The agent does not run as root');
  const found = await kind.look(machine, { mounts, root });
  if ('because' in found) return no(found.because);
  const trouble = await systemTrouble(machine, mounts, root, changes);
  if (trouble !== null) return no(trouble);
  const alsoBack: string[] = [];
  for (const path of usualData) if (mountOf(mounts, path) === root && (await machine.stat(path))?.kind === 'folder') alsoBack.push(path);
  const { filesystem, subvolume } = found.root;
  const scope = { filesystem, subvolume, alsoBack, notCovered: notCovered(mounts, root).slice(0, 50) };
  return { look: { possible: true, scope }, root: found.root };
}

/** Whether a folder lies in the root that a snapshot takes back; null: it is behind a link, so that its path says nothing. */
export async function isCarried(machine: Machine, folder: string): Promise<boolean | null> {
  const real = await machine.run(['readlink', '--canonicalize', folder], quick);
  if (real.exitCode !== 0 || real.stdout.trim() !== folder) return null;
  const mounts = readMounts((await machine.readFile('/proc/1/mountinfo')) ?? '');
  return mountOf(mounts, folder) === mountOf(mounts, '/');
}

/** What stands against a snapshot of any kind. */
async function systemTrouble(
  machine: Machine,
  mounts: readonly Mount[],
  root: Mount,
  changes: readonly Pick<Change, 'name'>[],
): Promise<string | null> {
  const exchange = await exchangeTrouble(machine);
  if (exchange !== null) return exchange;
  for (const path of system)
    if (mountOf(mounts, path) !== root && (await machine.exists(path)))
      return `${path} lies on a file system or subvolume of its own, and would not go back with the rest of the system`;
  const loader = loaderTrouble(changes, mountOf(mounts, '/boot') === root);
  if (loader !== null) return loader;
  const free = await machine.freeBytes('/');
  if (free === null) return 'How much room is left on / is not known';
  return free < leastFreeBytes
    ? `/ has ${Math.floor(free / 1024 ** 2)} MiB left, and a snapshot asks for ${leastFreeBytes / 1024 ** 2} MiB`
    : null;
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
