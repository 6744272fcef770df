/** A small signed package archive for tests: Debian packages made here, indexes as apt wants them, one key. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';

const run = promisify(execFile);
const architectures = ['amd64', 'i386'] as const;

export type TestPackage = {
  readonly name: string;
  readonly version: string;
  readonly architecture?: string;
  /** More control fields: Depends, Source, Breaks, Essential … */
  readonly fields?: Readonly<Record<string, string>>;
  /** More fields of the index only: Phased-Update-Percentage. */
  readonly indexFields?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly conffiles?: readonly string[];
  readonly scripts?: Readonly<Partial<Record<'preinst' | 'postinst' | 'prerm' | 'postrm', string>>>;
  /** Entries of changelog.Debian.gz, newest first, without the trailer line; null: none in the package. */
  readonly changelog?: readonly { readonly version: string; readonly text: string }[] | null;
};

export type BuiltPackage = TestPackage & { readonly file: string; readonly bytes: Buffer; readonly sha256: string };

export type TestArchive = {
  readonly folder: string;
  /** Armoured public key, for `Signed-By`. */
  readonly key: string;
  build(one: TestPackage): Promise<BuiltPackage>;
  /** Writes and signs a suite that has exactly these packages. */
  publish(suite: string, label: string, packages: readonly BuiltPackage[], more?: Readonly<Record<string, string>>): Promise<void>;
  close(): Promise<void>;
};

/** Makes the key (ed25519, without a passphrase, in a folder of its own). Needs gpg and dpkg-deb. */
export async function makeTestArchive(): Promise<TestArchive> {
  const work = await mkdtemp(join(tmpdir(), 'fettle-arc-'));
  const folder = join(work, 'www');
  const home = join(work, 'gpg');
  await mkdir(folder);
  await mkdir(home, { mode: 0o700 });
  const gpg = (...words: string[]): Promise<{ stdout: string }> => run('gpg', ['--homedir', home, '--batch', '--yes', '--quiet', ...words]);
  await gpg('--passphrase', '', '--quick-gen-key', 'Test archive <archive@example.test>', 'ed25519', 'sign', 'never');
  const { stdout: key } = await gpg('--armor', '--export');

  return {
    folder,
    key,
    build: (one) => buildPackage(join(work, 'build'), folder, one),
    publish: async (suite, label, packages, more = {}) => {
      const parts = architectures.flatMap((architecture): (readonly [string, Buffer])[] => {
        const index = Buffer.from(
          packages
            .filter((one) => [architecture, 'all'].includes(one.architecture ?? 'all'))
            .map(stanzaOf)
            .join('\n'),
        );
        return [
          [`main/binary-${architecture}/Packages`, index],
          [`main/binary-${architecture}/Packages.gz`, gzipSync(index, { level: 9 })],
        ];
      });
      const suiteFolder = join(folder, 'dists', suite);
      for (const [name, bytes] of parts) await put(join(suiteFolder, name), bytes);
      const release = join(work, `${suite}.release`);
      await writeFile(release, releaseOf(suite, label, parts, more));
      await gpg('--clearsign', '-o', join(suiteFolder, 'InRelease'), release);
    },
    close: async () => {
      await run('gpgconf', ['--homedir', home, '--kill', 'all']).catch(() => undefined);
      await rm(work, { recursive: true, force: true });
    },
  };
}

async function buildPackage(build: string, folder: string, one: TestPackage): Promise<BuiltPackage> {
  const tree = join(build, `${one.name}_${one.version}_${one.architecture ?? 'all'}`);
  await rm(tree, { recursive: true, force: true });
  const doc = `usr/share/doc/${one.name}`;
  await mkdir(join(tree, 'DEBIAN'), { recursive: true });
  for (const [path, text] of Object.entries(one.files ?? {})) await put(join(tree, path), Buffer.from(text));
  const entries = one.changelog === undefined ? [{ version: one.version, text: '  * A version.' }] : one.changelog;
  if (entries !== null) await put(join(tree, doc, 'changelog.Debian.gz'), gzipSync(changelogOf(one, entries)));
  for (const [script, text] of Object.entries(one.scripts ?? {})) {
    await writeFile(join(tree, 'DEBIAN', script), text);
    await chmod(join(tree, 'DEBIAN', script), 0o755);
  }
  if (one.conffiles) await writeFile(join(tree, 'DEBIAN', 'conffiles'), `${one.conffiles.join('\n')}\n`);
  await writeFile(join(tree, 'DEBIAN', 'control'), controlOf(one));
  // As in Debian's own pool: the epoch is not part of the file's name.
  const file = `pool/${one.name}_${one.version.replace(/^\d+:/, '')}_${one.architecture ?? 'all'}.deb`;
  await mkdir(join(folder, 'pool'), { recursive: true });
  await run('dpkg-deb', ['--root-owner-group', '-Zgzip', '-b', tree, join(folder, file)]);
  const bytes = await readFile(join(folder, file));
  return { ...one, file, bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

function controlOf(one: TestPackage): string {
  const more = Object.entries(one.fields ?? {}).map(([name, value]) => `${name}: ${value}\n`);
  return `Package: ${one.name}\nVersion: ${one.version}\nArchitecture: ${one.architecture ?? 'all'}\nMaintainer: Test <test@example.test>\nInstalled-Size: 8\n${more.join('')}Section: admin\nPriority: optional\nDescription: test package ${one.name}\n`;
}

function stanzaOf(one: BuiltPackage): string {
  const more = Object.entries(one.indexFields ?? {}).map(([name, value]) => `${name}: ${value}\n`);
  return `${controlOf(one)}Filename: ${one.file}\nSize: ${one.bytes.length}\nSHA256: ${one.sha256}\n${more.join('')}`;
}

function changelogOf(one: TestPackage, entries: readonly { readonly version: string; readonly text: string }[]): string {
  const source = one.fields?.['Source']?.split(' ')[0] ?? one.name;
  return entries
    .map(
      (entry) =>
        `${source} (${entry.version}) lab; urgency=medium\n\n${entry.text}\n\n -- Test <test@example.test>  Mon, 16 Jun 2025 00:00:00 +0000\n`,
    )
    .join('\n');
}

function releaseOf(
  suite: string,
  label: string,
  parts: readonly (readonly [string, Buffer])[],
  more: Readonly<Record<string, string>>,
): string {
  const hashes = parts.map(([name, bytes]) => ` ${createHash('sha256').update(bytes).digest('hex')} ${bytes.length} ${name}`);
  const fields = {
    Origin: 'Test',
    Label: label,
    Suite: suite,
    Codename: suite,
    Architectures: architectures.join(' '),
    Components: 'main',
    Date: new Date().toUTCString(),
    ...more,
  };
  return `${Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')}\nSHA256:\n${hashes.join('\n')}\n`;
}

async function put(path: string, bytes: Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
}
