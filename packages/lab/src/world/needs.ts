/** What the machine must offer before a world can be opened. */
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Program, and the Debian package that has it. */
const PROGRAMS: readonly (readonly [string, string])[] = [
  ['mmdebstrap', 'mmdebstrap'],
  ['systemd-nspawn', 'systemd-container'],
  ['ip', 'iproute2'],
  ['nsenter', 'util-linux'],
  ['setpriv', 'util-linux'],
  ['dpkg-deb', 'dpkg'],
  ['strip', 'binutils'],
  ['xz', 'xz-utils'],
  ['mkfs.btrfs', 'btrfs-progs'],
];

/** What a virtual machine needs besides. */
const MACHINE_PROGRAMS: typeof PROGRAMS = [
  ['qemu-system-x86_64', 'qemu-system-x86'],
  ['mke2fs', 'e2fsprogs'],
  ['debugfs', 'e2fsprogs'],
];

const packagesOf = (programs: typeof PROGRAMS): readonly string[] => [...new Set(programs.map(([, name]) => name))];

/** The Debian packages that the lab asks for, and those that its virtual machine does. */
export const DEBIAN_PACKAGES: readonly string[] = packagesOf(PROGRAMS);
export const MACHINE_PACKAGES: readonly string[] = packagesOf(MACHINE_PROGRAMS);

/** Throws with what to do where the lab cannot run here: not root, or a program is missing. `machine`: a virtual one too. */
export async function requireLab(what: 'devices' | 'machine' = 'devices'): Promise<void> {
  if (process.getuid?.() !== 0) throw new Error('the lab needs root: it makes network namespaces and mounts. Run it with sudo.');
  if (what === 'machine' && process.arch !== 'x64')
    throw new Error('the virtual machine of the lab is an amd64 one, and this machine is none');
  const missing = new Set<string>();
  const programs = what === 'machine' ? [...PROGRAMS, ...MACHINE_PROGRAMS] : PROGRAMS;
  for (const [program, name] of programs) if (!(await isOnPath(program))) missing.add(name);
  if (missing.size === 0) return;
  throw new Error(
    `the lab needs programs that are not installed. Run: apt-get install -y --no-install-recommends ${[...missing].join(' ')}`,
  );
}

async function isOnPath(program: string): Promise<boolean> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const found = await access(join(folder, program), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return true;
  }
  return false;
}
