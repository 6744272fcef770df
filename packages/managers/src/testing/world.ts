/** A root and an archive that know each other: what nearly every test of the real package manager begins with. */
import type { Machine } from '../machine/index.ts';
import type { ScanMode } from '../types.ts';
import { makeTestArchive } from './archive.ts';
import type { BuiltPackage, TestArchive, TestPackage } from './archive.ts';
import { makeTestRoot } from './root.ts';
import type { TestRoot } from './root.ts';
import { serveArchive } from './serve.ts';
import type { ArchiveServer } from './serve.ts';

export type TestWorld = {
  readonly root: TestRoot;
  readonly machine: Machine;
  readonly mode: ScanMode;
  readonly archive: TestArchive;
  readonly server: ArchiveServer;
  /** Publishes packages in the main suite (`lab`) and the security pocket (`lab-security`), replacing what was there. */
  publish(main: readonly TestPackage[], security?: readonly TestPackage[]): Promise<void>;
  /** Refreshes the system's lists and installs exactly these, by the device's own apt. */
  install(...names: string[]): Promise<void>;
  /** Runs a program in the root; throws with its output where it fails. */
  must(...argv: string[]): Promise<string>;
  statusOf(name: string): Promise<string>;
  close(): Promise<void>;
};

/** Makes a world for one test and takes it down again, whatever happens. */
export async function inTestWorld(test: (world: TestWorld) => Promise<void>): Promise<void> {
  const world = await makeTestWorld();
  try {
    await test(world);
  } finally {
    await world.close();
  }
}

const bounds = { timeoutMs: 120_000, maxOutputBytes: 1024 * 1024 } as const;

export async function makeTestWorld(lists: 'own' | 'system' = 'system'): Promise<TestWorld> {
  const archive = await makeTestArchive();
  const server = await serveArchive(archive.folder);
  const root = await makeTestRoot();
  const { machine } = root;
  const built = new Map<string, BuiltPackage>();

  async function build(one: TestPackage): Promise<BuiltPackage> {
    const key = JSON.stringify(one);
    const found = built.get(key) ?? (await archive.build(one));
    built.set(key, found);
    return found;
  }
  async function must(...argv: string[]): Promise<string> {
    const result = await machine.run(argv, bounds);
    if (result.exitCode !== 0) throw new Error(`${argv.join(' ')} failed: ${result.notStarted ?? ''}${result.stdout}${result.stderr}`);
    return result.stdout;
  }

  await machine.writeFile('/etc/apt/keyrings/lab.asc', archive.key);
  const source = (suite: string): string => `deb [signed-by=/etc/apt/keyrings/lab.asc] ${server.url} ${suite} main\n`;
  await machine.writeFile('/etc/apt/sources.list', source('lab') + source('lab-security'));
  // apt waits between attempts; a fault of the test archive will not go away by itself.
  await machine.writeFile('/etc/apt/apt.conf.d/50test', 'Acquire::Retries "0";\n');
  await must('chmod', '0644', '/etc/apt/keyrings/lab.asc', '/etc/apt/sources.list', '/etc/apt/apt.conf.d/50test');

  return {
    root,
    machine,
    archive,
    server,
    mode: { lists, folders: { cache: '/var/lib/fettle/cache', store: '/var/lib/fettle/store' }, now: () => new Date().toISOString() },
    publish: async (main, security = []) => {
      await archive.publish('lab', 'Lab', await Promise.all(main.map(build)));
      await archive.publish('lab-security', 'Lab-Security', await Promise.all(security.map(build)));
    },
    install: async (...names) => {
      await must('apt-get', '-q', 'update');
      await must('apt-get', '-q', '-y', '-o', 'Dpkg::Use-Pty=0', '--allow-downgrades', 'install', ...names);
    },
    must,
    statusOf: async (name) => (await must('dpkg-query', '-W', '-f', '${db:Status-Abbrev}${Version}', name)).trim(),
    close: async () => {
      await root.close();
      await server.close();
      await archive.close();
    },
  };
}
