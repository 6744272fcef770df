/** The lab's own apt archive: two signed suites whose content a test changes as it goes. */
import { mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { debianArchitecture } from '../base/source.ts';
import type { Device } from '../world/device.ts';
import type { World } from '../world/world.ts';
import { findRelease } from './catalogue/list.ts';
import { packagesText, poolPath, releaseText, sha256 } from './index-files.ts';
import { buildPackage } from './package.ts';
import type { BuiltPackage, Suite } from './package.ts';
import { makeSigningKey } from './signing-key.ts';

export type Archive = {
  readonly url: string;
  /** Adds versions, each `NAME=VERSION`, to the suite that the catalogue gives them. */
  publish(wanted: readonly string[]): Promise<void>;
  /** Takes a version out of index and pool, as archives do with what was superseded. */
  withdraw(name: string, version: string): Promise<void>;
  /** `NAME=VERSION` of everything that is published. */
  published(): readonly string[];
  /** From now on the signatures do not fit the indexes, also after further changes. */
  breakSignature(): Promise<void>;
  mend(): Promise<void>;
  startServing(): Promise<void>;
  /** Connections are refused until `startServing`. */
  stopServing(): Promise<void>;
  /** Makes a device know and trust both suites. It must still ask for the lists. */
  introduceTo(device: Device): Promise<void>;
};

export type ArchiveOptions = { readonly port?: number };

const SUITES: readonly Suite[] = ['lab', 'lab-security'];
const KEYRING = '/etc/apt/keyrings/lab.asc';

/** Opens an empty archive in a world and serves it there. */
export async function openArchive(world: World, options: ArchiveOptions = {}): Promise<Archive> {
  const port = options.port ?? 8000;
  const folder = join(world.dir, `archive-${port}`);
  const url = `http://${world.serverAddress}:${port}/lab`;
  const key = makeSigningKey('Lab archive <lab@example.test>', new Date());
  const built = new Map<string, BuiltPackage>();
  let broken = false;

  let written = 0;
  /** Dates of HTTP have whole seconds, and apt keeps what is as new as the one it has: of two changes within a second it would never hear of the second. */
  function nextSecond(): Date {
    written = Math.max(Date.now(), written + 1000);
    return new Date(written);
  }

  async function writeSuite(suite: Suite, changedAt: Date): Promise<void> {
    const packages = Buffer.from(packagesText([...built.values()].filter((one) => one.release.suite === suite)), 'utf8');
    const index = `main/binary-${debianArchitecture()}`;
    const files = new Map([
      [`${index}/Packages`, packages],
      [`${index}/Packages.gz`, gzipSync(packages)],
    ]);
    const top = join(folder, 'lab/dists', suite);
    for (const [path, bytes] of files) {
      await writeDeep(join(top, path), bytes);
      // apt asks for an index by its hash, so that lists and signature never mix two moments.
      await writeDeep(join(top, dirname(path), 'by-hash/SHA256', sha256(bytes)), bytes);
    }
    const now = new Date();
    const signed = key.clearSign(releaseText(suite, debianArchitecture(), files, now), now);
    await writeDeep(join(top, 'InRelease'), Buffer.from(broken ? signed.replace('Origin: Lab', 'Origin: Lob') : signed, 'utf8'));
    await utimes(join(top, 'InRelease'), changedAt, changedAt);
  }

  async function writeSuites(): Promise<void> {
    const changedAt = nextSecond();
    for (const suite of SUITES) await writeSuite(suite, changedAt);
  }

  let queue: Promise<void> = Promise.resolve();
  /** One change after the other: two at once would mix what they write. */
  function inTurn(change: () => Promise<void>): Promise<void> {
    const done = queue.then(change);
    queue = done.catch(() => {});
    return done;
  }

  async function publish(wanted: readonly string[]): Promise<void> {
    const found = wanted.map(findRelease);
    for (const { release, earlier } of found) {
      const one = await buildPackage(release, earlier);
      built.set(`${release.name}=${release.version}`, one);
      await writeDeep(join(folder, 'lab', poolPath(one)), one.bytes);
    }
    await writeSuites();
  }

  async function withdraw(name: string, version: string): Promise<void> {
    const one = built.get(`${name}=${version}`);
    if (one === undefined) throw new Error(`${name}=${version} is not published, so it cannot be withdrawn`);
    built.delete(`${name}=${version}`);
    await writeSuites();
    await rm(join(folder, 'lab', poolPath(one)));
  }

  async function setBroken(value: boolean): Promise<void> {
    broken = value;
    await writeSuites();
  }

  async function introduceTo(device: Device): Promise<void> {
    await device.put(KEYRING, key.publicKey);
    const fields = ['Types: deb', `URIs: ${url}`, `Suites: ${SUITES.join(' ')}`, 'Components: main', `Signed-By: ${KEYRING}`];
    await device.put('/etc/apt/sources.list.d/lab.sources', `${fields.join('\n')}\n`);
  }

  await writeSuites();
  await world.serve(folder, port);

  return {
    url,
    publish: (wanted) => inTurn(() => publish(wanted)),
    withdraw: (name, version) => inTurn(() => withdraw(name, version)),
    published: () => [...built.keys()],
    breakSignature: () => inTurn(() => setBroken(true)),
    mend: () => inTurn(() => setBroken(false)),
    startServing: () => world.serve(folder, port),
    stopServing: () => world.unserve(port),
    introduceTo,
  };
}

async function writeDeep(file: string, bytes: Buffer): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, bytes);
}
