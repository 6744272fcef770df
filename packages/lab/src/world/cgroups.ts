/**
 * A control group for each device. systemd-nspawn makes its `payload` group below the group it is started in; without one of
 * its own all devices would share it, and one device's systemd would see (and fail to stop) the other's units.
 */
import { mkdir, readFile, readdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { waitFor } from './wait.ts';

/** Makes the group `name` in every hierarchy that systemd manages (cgroups(7)) and gives their folders. */
export async function makeCgroup(name: string): Promise<readonly string[]> {
  const parents = systemdHierarchies(await readFile('/proc/self/mountinfo', 'utf8'));
  if (parents.length === 0) throw new Error('no control group file system is mounted: devices that boot systemd cannot run here');
  const folders = parents.map((parent) => join(parent, name));
  for (const folder of folders) await mkdir(folder, { recursive: true });
  return folders;
}

/** Removes a group and all groups below it, once their last process is gone. A group that does not exist is fine. */
export async function removeCgroup(folder: string): Promise<void> {
  await waitFor(`the control group ${folder} to empty`, () => removeTree(folder), { timeout: 10_000, every: 50 });
}

async function removeTree(folder: string): Promise<true> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) if (entry.isDirectory()) await removeTree(join(folder, entry.name));
  await rmdir(folder).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  });
  return true;
}

/** Mount points of cgroup2 and of version 1's `name=systemd`, out of /proc/PID/mountinfo (proc_pid_mountinfo(5)). */
export function systemdHierarchies(mountinfo: string): readonly string[] {
  const found: string[] = [];
  for (const line of mountinfo.split('\n')) {
    const [before = '', after = ''] = line.split(' - ');
    const [type = '', , options = ''] = after.split(' ');
    const point = before.split(' ')[4];
    if (point === undefined) continue;
    if (type === 'cgroup2' || (type === 'cgroup' && options.split(',').includes('name=systemd'))) found.push(point);
  }
  return found;
}
