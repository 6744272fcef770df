/** One version of one package of the lab's own archive, as data, and the .deb made of it. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { must } from '../world/run.ts';

export type Suite = 'lab' | 'lab-security';

export type ScriptName = 'preinst' | 'postinst' | 'prerm' | 'postrm';

export type LabPackage = {
  readonly name: string;
  readonly version: string;
  readonly suite: Suite;
  /** Lines of the changelog entry, without the leading "  * ". */
  readonly changes: readonly string[];
  readonly depends?: string;
  /** Absolute path inside the device, content, and mode where it is not 0644. */
  readonly files?: readonly PackageFile[];
  readonly conffiles?: readonly string[];
  readonly scripts?: Readonly<Partial<Record<ScriptName, string>>>;
  /** Percent of devices that are offered it (deb822 field Phased-Update-Percentage, apt_preferences(5)). */
  readonly phased?: number;
};

export type PackageFile = { readonly path: string; readonly content: string; readonly mode?: number };

export type BuiltPackage = {
  readonly release: LabPackage;
  readonly fileName: string;
  readonly bytes: Buffer;
  readonly sha256: string;
  /** The control file's text, without an empty line at the end. */
  readonly control: string;
};

const MAINTAINER = 'Lab <lab@example.test>';
/** All files carry this date, so that the same data always gives the same .deb. */
const EPOCH = '1750000000';

/** Builds the .deb. `earlier` are the versions before it, newest first: their entries follow in its changelog. */
export async function buildPackage(release: LabPackage, earlier: readonly LabPackage[]): Promise<BuiltPackage> {
  const work = await mkdtemp(join(tmpdir(), 'fettle-lab-deb-'));
  try {
    const tree = join(work, 'tree');
    const control = controlText(release);
    await writeInto(tree, 'DEBIAN/control', `${control}\n`, 0o644);
    await writeInto(
      tree,
      `usr/share/doc/${release.name}/changelog.Debian.gz`,
      gzipSync(changelog([release, ...earlier]), { level: 9 }),
      0o644,
    );
    for (const file of release.files ?? []) await writeInto(tree, file.path, file.content, file.mode ?? 0o644);
    for (const [name, text] of Object.entries(release.scripts ?? {})) await writeInto(tree, `DEBIAN/${name}`, text, 0o755);
    if (release.conffiles !== undefined) await writeInto(tree, 'DEBIAN/conffiles', `${release.conffiles.join('\n')}\n`, 0o644);
    const fileName = `${release.name}_${release.version}_all.deb`;
    const built = join(work, fileName);
    await must(['dpkg-deb', '--root-owner-group', '-Zgzip', '--build', tree, built], {
      env: { PATH: process.env['PATH'] ?? '', SOURCE_DATE_EPOCH: EPOCH },
    });
    const bytes = await readFile(built);
    return { release, fileName, bytes, sha256: createHash('sha256').update(bytes).digest('hex'), control };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function writeInto(tree: string, path: string, content: string | Buffer, mode: number): Promise<void> {
  const file = join(tree, path);
  await mkdir(dirname(file), { recursive: true, mode: 0o755 });
  await writeFile(file, content, { mode });
}

function controlText(release: LabPackage): string {
  const fields = [
    ['Package', release.name],
    ['Version', release.version],
    ['Architecture', 'all'],
    ['Maintainer', MAINTAINER],
    ['Installed-Size', '8'],
    ...(release.depends === undefined ? [] : [['Depends', release.depends]]),
    ['Section', 'admin'],
    ['Priority', 'optional'],
    ['Description', `${release.name} of the lab`],
  ];
  return fields.map(([name, value]) => `${name}: ${value}`).join('\n');
}

/** deb-changelog(5), newest entry first. */
function changelog(releases: readonly LabPackage[]): string {
  return releases
    .map((release) => {
      const urgency = release.suite === 'lab-security' ? 'high' : 'medium';
      const lines = release.changes.map((line) => `  * ${line}`).join('\n');
      return `${release.name} (${release.version}) ${release.suite}; urgency=${urgency}\n\n${lines}\n\n -- ${MAINTAINER}  Sun, 15 Jun 2025 15:06:40 +0000\n`;
    })
    .join('\n');
}
