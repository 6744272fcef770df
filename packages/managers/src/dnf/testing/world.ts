/** A root and rpm repositories that know each other: what nearly every test of the real dnf begins with. */
import type { Machine } from '../../machine/index.ts';
import { makeTestRoot } from '../../testing/root.ts';
import type { TestRoot } from '../../testing/root.ts';
import { serveArchive } from '../../testing/serve.ts';
import type { ArchiveServer } from '../../testing/serve.ts';
import type { ScanMode } from '../../types.ts';
import { makeRpmArchive } from './archive.ts';
import type { BuiltRpm, RpmArchive, TestRpm } from './archive.ts';
import type { TestAdvisory } from './metadata.ts';

export type DnfWorld = {
  readonly root: TestRoot;
  readonly machine: Machine;
  readonly mode: ScanMode;
  readonly archive: RpmArchive;
  readonly server: ArchiveServer;
  /** Publishes packages and advisories in the repository `lab`, replacing what was there. */
  publish(packages: readonly TestRpm[], advisories?: readonly TestAdvisory[]): Promise<void>;
  /** Installs exactly these, by the device's own dnf. */
  install(...names: string[]): Promise<void>;
  /** Runs a program in the root; throws with its output where it fails. */
  must(...argv: string[]): Promise<string>;
  /** `name-epoch:version-release` of what is installed under this name. */
  versionOf(name: string): Promise<string>;
  close(): Promise<void>;
};

/** Makes a world for one test and takes it down again, whatever happens. */
export async function inDnfWorld(test: (world: DnfWorld) => Promise<void>): Promise<void> {
  const world = await makeDnfWorld();
  try {
    await test(world);
  } finally {
    await world.close();
  }
}

const bounds = { timeoutMs: 120_000, maxOutputBytes: 1024 * 1024 } as const;

// Building and signing takes longest; a package is the same in every test of a file.
let shared: { archive: RpmArchive; built: Map<string, Promise<BuiltRpm>> } | null = null;

/** Ends the key and the folder that all worlds of a file share. */
export async function closeSharedArchive(): Promise<void> {
  await shared?.archive.close();
  shared = null;
}

async function makeDnfWorld(lists: 'own' | 'system' = 'system'): Promise<DnfWorld> {
  shared ??= { archive: await makeRpmArchive(), built: new Map() };
  const { archive, built } = shared;
  const server = await serveArchive(archive.folder);
  const root = await makeTestRoot();
  const { machine } = root;

  function build(one: TestRpm): Promise<BuiltRpm> {
    const key = JSON.stringify(one);
    const found = built.get(key) ?? archive.build(one);
    built.set(key, found);
    return found;
  }
  async function must(...argv: string[]): Promise<string> {
    const result = await machine.run(argv, bounds);
    if (result.exitCode !== 0) throw new Error(`${argv.join(' ')} failed: ${result.notStarted ?? ''}${result.stdout}${result.stderr}`);
    return result.stdout;
  }

  const files: Record<string, string> = {
    // Debian's rpm keeps its database in the home of who calls it.
    '/etc/rpm/macros.dbpath': '%_dbpath /var/lib/rpm\n',
    '/etc/dnf/dnf.conf':
      '[main]\ngpgcheck=1\ninstallonly_limit=3\nclean_requirements_on_remove=True\nbest=True\nretries=1\nmodule_platform_id=platform:lab1\n',
    '/etc/dnf/vars/releasever': '1\n',
    '/etc/dnf/plugins/local.conf': '[main]\nenabled = 0\n',
    '/etc/yum.repos.d/lab.repo': `[lab]\nname=Lab\nbaseurl=${server.url}/lab\ngpgcheck=1\nrepo_gpgcheck=1\ngpgkey=file:///etc/pki/lab.asc\n`,
    '/etc/pki/lab.asc': archive.key,
  };
  for (const folder of ['/etc/rpm', '/etc/dnf/vars', '/etc/yum.repos.d', '/etc/pki']) await must('mkdir', '-p', folder);
  for (const [path, text] of Object.entries(files)) {
    await machine.writeFile(path, text);
    await must('chmod', '0644', path);
  }
  await must('rpm', '--import', '/etc/pki/lab.asc');

  return {
    root,
    machine,
    archive,
    server,
    mode: { lists, folders: { cache: '/var/lib/fettle/cache', store: '/var/lib/fettle/store' }, now: () => new Date().toISOString() },
    publish: async (packages, advisories = []) => {
      const ready: BuiltRpm[] = [];
      for (const one of packages) ready.push(await build(one));
      await archive.publish('lab', ready, advisories);
    },
    install: async (...names) => {
      await must('dnf', '-q', '-y', '--refresh', 'install', ...names);
    },
    must,
    versionOf: async (name) => (await must('rpm', '-q', '--qf', '%{EPOCHNUM}:%{VERSION}-%{RELEASE}\n', name)).trim(),
    close: async () => {
      await root.close();
      await server.close();
    },
  };
}
