/** The disk of a virtual machine: a Debian with its own kernel, the agent's package installed, and a port for the lab's commands. */
import { chmod, cp, mkdir, mkdtemp, readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { AgentPackage } from '../agent/package.ts';
import { ensureBase } from '../base/base.ts';
import type { Base } from '../base/base.ts';
import { debianArchitecture } from '../base/source.ts';
import { must } from '../world/run.ts';
import { lineFiles } from './line.ts';

export type Image = {
  readonly disk: string;
  /** What a boot loader would start: taken out of the disk, since none is installed on it. */
  readonly kernel: string;
  readonly initrd: string;
};

export type ImageOptions = {
  readonly folder: string;
  readonly name: string;
  /** With its prefix length, such as 10.77.0.200/24. */
  readonly address: string;
  readonly agent: AgentPackage;
  /** Further files, by their path inside. */
  readonly files: Readonly<Record<string, string>>;
};

/** Room for three kernels with their initial file systems, and for what packages need while they are installed. Sparse. */
const DISK_BYTES = 4 * 1024 ** 3;
const LIMIT = 300_000;

/** The base of a machine: a device's, with Debian's kernel for virtual machines of the point release. */
export function machineBase(): Promise<Base> {
  return ensureBase([`linux-image-cloud-${debianArchitecture()}`, 'initramfs-tools', 'zstd']);
}

/** Makes the disk in the folder. Needs root; nothing is mounted. */
export async function makeImage(base: Base, options: ImageOptions): Promise<Image> {
  await mkdir(options.folder, { recursive: true });
  const root = await mkdtemp(join(options.folder, 'root-'));
  const disk = join(options.folder, 'disk.img');
  try {
    await chmod(root, 0o755);
    await must(['cp', '--archive', '--one-file-system', `${base.root}/.`, root], { timeout: LIMIT });
    await installPackage(root, options.agent);
    await introduce(root, options);
    await writeFile(disk, '');
    await truncate(disk, DISK_BYTES);
    // mke2fs(8) -d fills the file system from a folder.
    await must(['mke2fs', '-q', '-t', 'ext4', '-F', '-d', root, disk], { timeout: LIMIT });
  } finally {
    await rm(root, { recursive: true, force: true });
  }
  return { disk, ...(await takeKernel(disk, options.folder)) };
}

async function installPackage(root: string, agent: AgentPackage): Promise<void> {
  const inside = `/var/cache/${basename(agent.deb)}`;
  await cp(agent.deb, root + inside);
  await must(['chroot', root, 'dpkg', '--install', inside], {
    timeout: LIMIT,
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
  });
  await rm(root + inside);
}

async function introduce(root: string, { name, address, files }: ImageOptions): Promise<void> {
  const all: Readonly<Record<string, string>> = {
    ...lineFiles,
    ...files,
    '/etc/hostname': `${name}\n`,
    '/etc/hosts': `127.0.0.1 localhost\n127.0.1.1 ${name}\n`,
    '/etc/fstab': '/dev/vda / ext4 defaults 0 1\n',
    // The base came from an archive that no device of the lab can reach: what it asks is among the files.
    '/etc/apt/sources.list': '',
    '/etc/systemd/network/10-lab.network': `[Match]\nName=en* eth*\n\n[Network]\nAddress=${address}\n`,
  };
  for (const [path, content] of Object.entries(all)) {
    await mkdir(dirname(root + path), { recursive: true });
    await writeFile(root + path, content);
  }
  await chmod(`${root}/usr/local/sbin/lab-line`, 0o755);
  const wants = `${root}/etc/systemd/system/multi-user.target.wants`;
  await mkdir(wants, { recursive: true });
  await rm(join(wants, 'systemd-networkd.service'), { force: true });
  await symlink('/lib/systemd/system/systemd-networkd.service', join(wants, 'systemd-networkd.service'));
}

/**
 * Takes the newest kernel and its initial file system out of a disk that no machine runs from, as a boot loader would choose it (debugfs(8)).
 * Throws where it has none.
 */
export async function takeKernel(disk: string, folder: string): Promise<Pick<Image, 'kernel' | 'initrd'>> {
  const listed = await must(['debugfs', '-R', 'ls -p /boot', disk]);
  const releases = listed.split('\n').flatMap((line) => /\/vmlinuz-([^/]+)\//.exec(line)?.[1] ?? []);
  const sorted = (await must(['sort', '--version-sort'], { input: releases.join('\n') })).trim().split('\n');
  const newest = sorted.at(-1) ?? '';
  if (newest === '') throw new Error(`the disk ${disk} has no kernel in /boot`);
  const [kernel, initrd] = [join(folder, `vmlinuz-${newest}`), join(folder, `initrd-${newest}`)];
  await must(['debugfs', '-R', `dump /boot/vmlinuz-${newest} ${kernel}`, disk]);
  await must(['debugfs', '-R', `dump /boot/initrd.img-${newest} ${initrd}`, disk]);
  const made = await readdir(folder);
  for (const path of [kernel, initrd])
    if (!made.includes(basename(path))) throw new Error(`${basename(path)} could not be taken out of ${disk}`);
  return { kernel, initrd };
}
