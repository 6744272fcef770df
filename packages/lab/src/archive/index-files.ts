/** The index files of an apt archive: Packages and Release (the Debian wiki's "DebianRepository/Format", apt-secure(8)). */
import { createHash } from 'node:crypto';
import type { BuiltPackage, Suite } from './package.ts';

/** Where a package lies, seen from the archive's top. */
export function poolPath(built: BuiltPackage): string {
  return `pool/${built.release.suite}/${built.fileName}`;
}

/** The Packages file of some packages. */
export function packagesText(packages: readonly BuiltPackage[]): string {
  return packages
    .map((built) => {
      const phased = built.release.phased === undefined ? '' : `Phased-Update-Percentage: ${built.release.phased}\n`;
      return `${built.control}\n${phased}Filename: ${poolPath(built)}\nSize: ${built.bytes.length}\nSHA256: ${built.sha256}\n`;
    })
    .join('\n');
}

/** The Release file of a suite; `files` are its index files by their path below the suite's folder. */
export function releaseText(suite: Suite, architecture: string, files: ReadonlyMap<string, Buffer>, at: Date): string {
  const sums = [...files].map(([path, bytes]) => ` ${sha256(bytes)} ${bytes.length} ${path}`);
  return [
    'Origin: Lab',
    `Label: ${suite === 'lab' ? 'Lab' : 'Lab-Security'}`,
    `Suite: ${suite}`,
    `Codename: ${suite}`,
    `Date: ${at.toUTCString().replace('GMT', 'UTC')}`,
    `Architectures: ${architecture}`,
    'No-Support-for-Architecture-all: Packages',
    'Components: main',
    'Acquire-By-Hash: yes',
    'SHA256:',
    ...sums,
    '',
  ].join('\n');
}

/** Hexadecimal SHA-256. */
export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
