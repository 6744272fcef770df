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
];

/** The Debian packages that the lab asks for. */
export const DEBIAN_PACKAGES: readonly string[] = [...new Set(PROGRAMS.map(([, name]) => name))];

/** Throws with what to do where the lab cannot run here: not root, or a program is missing. */
export async function requireLab(): Promise<void> {
  if (process.getuid?.() !== 0) throw new Error('the lab needs root: it makes network namespaces and mounts. Run it with sudo.');
  const missing = new Set<string>();
  for (const [program, name] of PROGRAMS) if (!(await isOnPath(program))) missing.add(name);
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
