/**
 * A small piece of Debian's own archive: its signed indexes, untouched, and of its packages only those that a device of the lab
 * can upgrade to or go back to. A device with no way out so verifies Debian's real signatures over real security updates.
 */
import { link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Base } from '../base/base.ts';
import { RELEASE, debianArchitecture, findSource } from '../base/source.ts';
import type { Device } from '../world/device.ts';
import { withLock } from '../world/lock.ts';
import { labCache } from '../world/places.ts';
import { must } from '../world/run.ts';
import type { World } from '../world/world.ts';
import { openOfflineApt } from './offline-apt.ts';
import { filesBack, filesForward, pendingUpdates } from './pending.ts';
import type { PendingUpdate } from './pending.ts';

export type Mirror = {
  readonly folder: string;
  /** RFC 3339. */
  readonly madeAt: string;
  /** What a fresh device lacks, as apt itself simulated it when the mirror was made. */
  readonly pending: readonly PendingUpdate[];
};

export type ServedMirror = { readonly files: Readonly<Record<string, string>>; introduceTo(device: Device): Promise<void> };

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
/** The security pocket's Release file is valid for seven days only: made anew well before. */
const MOST_AGE = 3 * 24 * 3600_000;
const BUILD_LIMIT = 5 * 60_000;
const PARTS = [
  { part: 'debian', suite: RELEASE },
  { part: 'debian-security', suite: `${RELEASE}-security` },
] as const;

/** Gives the mirror for a base, making it where there is none younger than three days. */
export async function ensureMirror(base: Base): Promise<Mirror> {
  const folder = join(labCache, `mirror-${base.key}`);
  return withLock(`${folder}.lock`, BUILD_LIMIT, async () => {
    const known = await readMirror(folder);
    if (known !== null && Date.now() - Date.parse(known.madeAt) < MOST_AGE) return known;
    return buildMirror(base, folder);
  });
}

async function readMirror(folder: string): Promise<Mirror | null> {
  try {
    // Written by buildMirror as the last step.
    return { ...(JSON.parse(await readFile(join(folder, 'made.json'), 'utf8')) as Mirror), folder };
  } catch {
    return null;
  }
}

async function buildMirror(base: Base, folder: string): Promise<Mirror> {
  const half = `${folder}.half`;
  await rm(half, { recursive: true, force: true });
  const uris = new Map<string, string>();
  for (const { part, suite } of PARTS) uris.set(part, (await findSource(suite)).uri);
  await fetchAll(
    half,
    uris,
    PARTS.flatMap(({ part, suite }) => ['InRelease', packagesPath()].map((file) => `${part}/dists/${suite}/${file}`)),
  );
  const apt = await openOfflineApt(
    base.root,
    PARTS.map(({ part, suite }) => `deb [signed-by=${KEYRING}] file:${half}/${part} ${suite} main`),
  );
  try {
    const pending = await pendingUpdates(apt);
    const wanted = new Set([...(await filesForward(apt, half)), ...(await filesBack(apt, pending)).map((path) => `debian/${path}`)]);
    await fetchAll(half, uris, [...wanted].toSorted(), folder);
    const made: Mirror = { folder, madeAt: new Date().toISOString(), pending };
    await writeFile(join(half, 'made.json'), JSON.stringify(made, null, 2));
    await rm(folder, { recursive: true, force: true });
    await rename(half, folder);
    return made;
  } finally {
    await apt.end();
  }
}

function packagesPath(): string {
  return `main/binary-${debianArchitecture()}/Packages.xz`;
}

/** Downloads files by apt's own downloader; what an earlier mirror in `known` has already is linked. */
async function fetchAll(
  folder: string,
  uris: ReadonlyMap<string, string>,
  files: readonly string[],
  known: string | null = null,
): Promise<void> {
  const pairs: string[] = [];
  for (const file of files) {
    const target = join(folder, file);
    await mkdir(dirname(target), { recursive: true });
    if (known !== null && (await stat(join(known, file)).catch(() => null)) !== null) {
      await link(join(known, file), target);
      continue;
    }
    const [part = '', ...rest] = file.split('/');
    pairs.push(`${uris.get(part) ?? ''}/${rest.map(encodeURIComponent).join('/')}`, target);
  }
  if (pairs.length > 0)
    await must(['/usr/lib/apt/apt-helper', '-o', 'APT::Sandbox::User=root', 'download-file', ...pairs], { timeout: BUILD_LIMIT });
}

/** Serves the mirror in a world; gives what makes a device use it: the file of its sources, and a hand that writes it. */
export async function serveMirror(world: World, mirror: Mirror, port = 8001): Promise<ServedMirror> {
  await world.serve(mirror.folder, port);
  const stanzas = PARTS.map(({ part, suite }) =>
    [
      'Types: deb',
      `URIs: http://${world.serverAddress}:${port}/${part}`,
      `Suites: ${suite}`,
      'Components: main',
      `Signed-By: ${KEYRING}`,
      '',
    ].join('\n'),
  );
  const [path, content] = ['/etc/apt/sources.list.d/debian.sources', stanzas.join('\n')];
  return { files: { [path]: content }, introduceTo: (device) => device.put(path, content) };
}
