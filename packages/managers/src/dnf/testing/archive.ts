/** A small signed rpm repository for tests: packages made here, advisories and modules beside them, one key. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { modulesText, updateinfoText } from './metadata.ts';
import type { TestAdvisory } from './metadata.ts';

const run = promisify(execFile);

export type TestRpm = {
  readonly name: string;
  /** `version-release`, or `epoch:version-release`. */
  readonly version: string;
  readonly architecture?: string;
  /** More lines of the preamble: `Requires: lab-lib >= 2`. */
  readonly fields?: readonly string[];
  /** By path without the leading slash; without it, one file that holds the version. */
  readonly files?: Readonly<Record<string, string>>;
  readonly configFiles?: readonly string[];
  /** Sections of the spec, by their name (`post`, `pre`, `postun`, `posttrans`): the interpreter and the text. */
  readonly scripts?: Readonly<Record<string, string>>;
  /** `name:stream:version:context`, as build systems stamp packages of a module. */
  readonly module?: string;
  /** Not signed, as a stranger would make it. */
  readonly unsigned?: boolean;
};

export type BuiltRpm = TestRpm & { readonly path: string; readonly sha256: string; readonly bytes: number };

export type RpmArchive = {
  readonly folder: string;
  /** Armoured public key. */
  readonly key: string;
  build(one: TestRpm): Promise<BuiltRpm>;
  /** Writes and signs a repository that has exactly these packages and advisories. */
  publish(repository: string, packages: readonly BuiltRpm[], advisories?: readonly TestAdvisory[]): Promise<void>;
  close(): Promise<void>;
};

/** Makes the key (RSA: rpm 4.18 signs with nothing newer everywhere). Needs gpg, rpmbuild, rpmsign and createrepo_c. */
export async function makeRpmArchive(): Promise<RpmArchive> {
  const work = await mkdtemp(join(tmpdir(), 'fettle-rpm-'));
  const folder = join(work, 'www');
  const home = join(work, 'gpg');
  await mkdir(folder);
  await mkdir(home, { mode: 0o700 });
  const gpg = (...words: string[]): Promise<{ stdout: string }> => run('gpg', ['--homedir', home, '--batch', '--yes', '--quiet', ...words]);
  await gpg('--passphrase', '', '--quick-gen-key', 'lab-rpm <archive@example.test>', 'rsa2048', 'sign', 'never');
  const { stdout: key } = await gpg('--armor', '--export');
  let built = 0;

  return {
    folder,
    key,
    build: async (one) => {
      const path = await buildRpm(join(work, `build-${(built += 1)}`), one);
      if (one.unsigned !== true) {
        const macros = { _gpg_name: 'lab-rpm', _gpg_path: home, __gpg: '/usr/bin/gpg' };
        await run('rpmsign', [...Object.entries(macros).flatMap(([name, value]) => ['--define', `${name} ${value}`]), '--addsign', path]);
      }
      const bytes = await readFile(path);
      return { ...one, path, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
    },
    publish: async (repository, packages, advisories = []) => {
      const target = join(folder, repository);
      const fresh = join(work, 'fresh');
      await rm(fresh, { recursive: true, force: true });
      await mkdir(join(fresh, 'packages'), { recursive: true });
      for (const one of packages) await run('cp', [one.path, join(fresh, 'packages', basename(one.path))]);
      await run('createrepo_c', ['-q', fresh]);
      await addMetadata(fresh, work, 'updateinfo.xml', updateinfoText(advisories));
      const modules = modulesText(packages);
      if (modules !== '') await addMetadata(fresh, work, 'modules.yaml', modules);
      const index = join(fresh, 'repodata', 'repomd.xml');
      await gpg('--armor', '--detach-sign', '-o', `${index}.asc`, index);
      await rm(target, { recursive: true, force: true });
      await rename(fresh, target);
    },
    close: async () => {
      await run('gpgconf', ['--homedir', home, '--kill', 'all']).catch(() => undefined);
      await rm(work, { recursive: true, force: true });
    },
  };
}

async function addMetadata(repository: string, work: string, name: string, text: string): Promise<void> {
  const file = join(work, name);
  await writeFile(file, text);
  await run('modifyrepo_c', [file, join(repository, 'repodata')]);
}

async function buildRpm(folder: string, one: TestRpm): Promise<string> {
  await mkdir(folder, { recursive: true });
  const spec = join(folder, `${one.name}.spec`);
  await writeFile(spec, specOf(one, folder));
  for (const [index, text] of Object.values(filesOf(one)).entries()) await writeFile(join(folder, `file-${index}`), text);
  const macros = {
    _topdir: folder,
    _rpmdir: join(folder, 'out'),
    _dbpath: join(folder, 'db'),
    _build_id_links: 'none',
    _binary_payload: 'w2.gzdio',
    // The same package is the same bytes, so that a recording stays as it is.
    use_source_date_epoch_as_buildtime: '1',
    clamp_mtime_to_source_date_epoch: '1',
    _buildhost: 'lab',
    ...(one.module === undefined ? {} : { modularitylabel: one.module }),
  };
  const defined = Object.entries(macros).flatMap(([name, value]) => ['--define', `${name} ${value}`]);
  const env = { ...process.env, SOURCE_DATE_EPOCH: '1750000000' };
  const target = ['--target', one.architecture === undefined ? 'noarch' : `${one.architecture}-linux`];
  await run('rpmbuild', ['--quiet', '-bb', '--nodeps', ...target, ...defined, spec], { env });
  const { stdout } = await run('find', [join(folder, 'out'), '-name', '*.rpm']);
  return stdout.trim();
}

function filesOf(one: TestRpm): Readonly<Record<string, string>> {
  return one.files ?? { [`usr/share/${one.name}/version`]: `${one.version}\n` };
}

function specOf(one: TestRpm, folder: string): string {
  const [, epoch, version, release] = /^(?:(\d+):)?([^-]+)-([^-]+)$/.exec(one.version) ?? [];
  if (version === undefined || release === undefined) throw new Error(`${one.version} is no version of an rpm`);
  const files = filesOf(one);
  const config = new Set(one.configFiles);
  return [
    `Name: ${one.name}`,
    ...(epoch === undefined ? [] : [`Epoch: ${epoch}`]),
    `Version: ${version}`,
    `Release: ${release}`,
    `Summary: test package ${one.name}`,
    'License: MIT',
    // No rpm of this root has these; the root's own programs are Debian's.
    'AutoReqProv: no',
    'Provides: /bin/sh',
    ...(one.module === undefined ? [] : ['ModularityLabel: %{modularitylabel}']),
    ...(one.fields ?? []),
    '%description',
    'test',
    '%install',
    ...Object.keys(files).map((path, index) => `install -D -m 0644 ${folder}/file-${index} %{buildroot}/${path}`),
    ...Object.entries(one.scripts ?? {}).flatMap(([section, text]) => [`%${section}`, text]),
    '%files',
    ...Object.keys(files).map((path) => `${config.has(path) ? '%config(noreplace) ' : ''}/${path}`),
    '',
  ].join('\n');
}
