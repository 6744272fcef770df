/** The agent's Debian package: the executable, its unit, its limits file and the four things dpkg asks of a package. */
import { chmod, copyFile, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { must } from './run.ts';

export type DebParts = {
  readonly executable: string;
  readonly version: string;
  readonly architecture: string;
  readonly work: string;
  readonly output: string;
};

/** The folder with the package's own files, as they are installed. */
export const DEBIAN_FILES: string = join(import.meta.dirname, 'debian');
/** Every file carries this date, so that equal inputs give an equal package. */
const EPOCH = '1767225600';
const SCRIPTS = ['postinst', 'prerm', 'postrm'];

/** Writes the .deb. zstd instead of xz: the same size within a seventh, in a twentieth of the time; dpkg reads it since Debian 12. */
export async function buildDeb(parts: DebParts): Promise<void> {
  const tree = join(parts.work, 'tree');
  await install(parts.executable, join(tree, 'usr/bin/fettle-agent'), 0o755);
  await install(join(DEBIAN_FILES, 'fettle-agent.service'), join(tree, 'usr/lib/systemd/system/fettle-agent.service'), 0o644);
  await install(join(DEBIAN_FILES, 'limits.json'), join(tree, 'etc/fettle-agent/limits.json'), 0o644);
  await install(join(DEBIAN_FILES, 'copyright'), join(tree, 'usr/share/doc/fettle-agent/copyright'), 0o644);
  await writeFile(join(tree, 'usr/share/doc/fettle-agent/node-license.gz'), gzipSync(await readFile(nodeLicense()), { level: 9 }));
  for (const script of SCRIPTS) await install(join(DEBIAN_FILES, script), join(tree, 'DEBIAN', script), 0o755);
  await writeFile(join(tree, 'DEBIAN/control'), control(parts));
  await writeFile(join(tree, 'DEBIAN/conffiles'), '/etc/fettle-agent/limits.json\n');
  await mkdir(join(tree, 'var/lib/fettle-agent'), { recursive: true });
  await settleModes(tree);
  await chmod(join(tree, 'var/lib/fettle-agent'), 0o700);
  const env = { ...process.env, SOURCE_DATE_EPOCH: EPOCH };
  await must('dpkg-deb', ['--root-owner-group', '-Zzstd', '-z9', '--build', tree, parts.output], { env });
}

function control({ version, architecture }: DebParts): string {
  return `Package: fettle-agent
Version: ${version}
Architecture: ${architecture}
Maintainer: The Fettle authors <fettle@example.org>
Depends: libc6 (>= 2.28), libstdc++6, libatomic1
Section: admin
Priority: optional
Description: Fettle agent
 Looks for missing software updates, tells the Fettle server of its client, and
 installs what a person has approved, within limits that this device sets.
`;
}

async function install(from: string, to: string, mode: number): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to);
  await chmod(to, mode);
}

/** Folders get the mode that packages give them, whatever this user's umask is. */
async function settleModes(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) if (entry.isDirectory()) await settleModes(join(folder, entry.name));
}

/** The runtime's licence lies beside its bin folder, in npm's packages as in Node's own archives. */
function nodeLicense(): string {
  return join(dirname(process.execPath), '../LICENSE');
}
