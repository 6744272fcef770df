/** Whether the subvolume that is / can give its name to another one. Changes nothing. */
import type { Machine } from '../../machine/index.ts';
import type { SnapshotKind } from '../kind.ts';
import { quick } from '../run.ts';
import { notStartedByName } from './start.ts';

export const lookAtSubvolume: SnapshotKind['look'] = async (machine, { root }) => {
  const subvolume = root.options.get('subvol') ?? '';
  if (root.root === '/' || root.root !== subvolume)
    return { because: '/ is not a subvolume of its own, but the top or a folder of its btrfs, so that nothing can take its place' };
  const version = await machine.run(['btrfs', '--version'], quick);
  if (version.exitCode !== 0) return { because: 'The program btrfs is not installed (package btrfs-progs)' };
  const byName = notStartedByName(subvolume, {
    commandLine: (await machine.readFile('/proc/cmdline')) ?? '',
    fstab: (await machine.readFile('/etc/fstab')) ?? '',
    isContainer: await machine.exists('/run/systemd/container'),
  });
  if (byName !== null) return { because: byName };
  const inside = await subvolumesInside(machine, subvolume);
  if (inside === null) return { because: 'The subvolumes of this device could not be listed' };
  const first = inside[0];
  if (first !== undefined)
    return {
      because: `The subvolume ${first} lies inside of the system's own, and would be left behind when the device goes back; give it a place and a mount of its own`,
    };
  return { root: { filesystem: 'btrfs', subvolume, source: root.source } };
};

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
