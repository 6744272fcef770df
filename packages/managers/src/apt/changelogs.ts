/**
 * CVE ids from the candidates' own changelogs. The package is downloaded for it (`apt-get changelog` asks a host that many sites can
 * not reach) and only its changelog is read; one package speaks for its whole source version. Bounded in bytes and time.
 */
import type { ChangelogFacts } from '@fettle/core/inventory';
import type { Machine } from '../machine/index.ts';
import type { ScanMode } from '../types.ts';
import { listOptions, ownFolders } from './arguments.ts';
import { ask, endedWell } from '../kit/index.ts';
import { askRecords } from './ask-records.ts';
import { cvesAbove } from './changelog-text.ts';
import { installedOf } from './changes.ts';
import { readInstalled } from './installed.ts';
import type { DpkgPackage } from './installed.ts';
import { isPackageReference, qualifiedName } from './names.ts';
import { prepareFolders } from './prepare.ts';
import { findRecord } from './records.ts';
import type { PackageRecord } from './records.ts';
import { fileNameOf, findStored } from './store.ts';

export type ChangelogWish = {
  readonly sourceName: string;
  readonly packageName: string;
  readonly architecture: string;
  readonly from: string;
  readonly to: string;
};

/** A kernel image is 70 to 110 MB; its small siblings of the same source speak for it. */
const largestDownload = 80_000_000;
const largestChangelog = 24 * 1024 * 1024;
/** Programs that read the archive of one package. */
const readSeconds = 120;

/** One fact for each (source, from, to); `from` and `to` are the versions of the package, as offers have them. */
export async function readChangelogs(
  machine: Machine,
  mode: ScanMode,
  wanted: readonly ChangelogWish[],
): Promise<readonly ChangelogFacts[]> {
  const valid = wanted.filter((one) => isPackageReference({ name: one.packageName, architecture: one.architecture, version: one.to }));
  const installed = await readInstalled(machine);
  if (!installed.ok || valid.length === 0) return wanted.map(asUnknown);
  await prepareFolders(machine, mode);
  const native = installed.nativeArchitecture;
  const references = valid.map((one) => ({ name: one.packageName, architecture: one.architecture, version: one.to }));
  const records = await askRecords(machine, mode, references, native);
  const facts: ChangelogFacts[] = [];
  for (const group of bySource(wanted)) {
    const [first] = group;
    if (first === undefined) continue;
    const candidates = candidatesOf(group, records, installed.packages, native);
    let cves: readonly string[] | null = null;
    for (const candidate of candidates.slice(0, 3)) {
      cves = await readOne(machine, mode, candidate, native);
      if (cves !== null) break;
    }
    facts.push({ sourceName: first.sourceName, from: first.from, to: first.to, cves });
  }
  return facts;
}

type Candidate = { readonly record: PackageRecord; readonly fromSource: string };

/** Smallest download first. `from` in the source's own counting, since that is what a changelog has. */
function candidatesOf(
  group: readonly ChangelogWish[],
  records: readonly PackageRecord[],
  packages: readonly DpkgPackage[],
  native: string,
): readonly Candidate[] {
  return group
    .flatMap((wish): Candidate[] => {
      const record =
        findRecord(records, { name: wish.packageName, architecture: wish.architecture, version: wish.to }) ??
        records.find((one) => one.name === wish.packageName && one.version === wish.to);
      if (record === undefined || record.bytes === null || record.bytes > largestDownload) return [];
      const before = installedOf({ name: wish.packageName, architecture: wish.architecture }, packages, native);
      // A binary rebuild (+b1) has no entry of its own in the source's changelog.
      const fromSource = before?.version === wish.from ? before.sourceVersion : wish.from.replace(/\+b\d+$/, '');
      return [{ record, fromSource }];
    })
    .toSorted((a, b) => (a.record.bytes ?? 0) - (b.record.bytes ?? 0));
}

async function readOne(
  machine: Machine,
  mode: ScanMode,
  { record, fromSource }: Candidate,
  native: string,
): Promise<readonly string[] | null> {
  const stored = await findStored(machine, mode.folders, record);
  if (stored !== null) return readFrom(machine, stored.path, record, fromSource);
  const folder = `${ownFolders(mode.folders).state}/changelog`;
  await machine.remove(folder);
  await machine.makeFolder(folder);
  try {
    const name = `${qualifiedName(record.name, record.architecture, native)}=${record.version}`;
    const argv = ['apt-get', ...listOptions(mode), '-o', 'APT::Sandbox::User=root', '-q', 'download', name];
    const got = await ask(machine, 'refresh', argv, { cwd: folder });
    return endedWell(got) ? await readFrom(machine, `${folder}/${fileNameOf(record)}`, record, fromSource) : null;
  } finally {
    await machine.remove(folder);
  }
}

/** Debian's name first; a native package has its only changelog under the other one. */
async function readFrom(machine: Machine, path: string, record: PackageRecord, fromSource: string): Promise<readonly string[] | null> {
  for (const file of ['changelog.Debian.gz', 'changelog.gz']) {
    const member = `./usr/share/doc/${record.name}/${file}`;
    const read = await machine.pipe(
      // `--occurrence=1`: stop at the file instead of unpacking the rest of the package for nothing.
      [
        ['dpkg-deb', '--fsys-tarfile', path],
        ['tar', '-xO', '--occurrence=1', '-f', '-', member],
        ['gzip', '-dc'],
      ],
      { timeoutMs: readSeconds * 1000, maxOutputBytes: largestChangelog },
    );
    if (endedWell(read) && read.stdout !== '') {
      // A changelog that was cut in the middle still has its newest entries; whether they reach down to `from` is seen below.
      const text = read.truncated ? read.stdout.slice(0, largestChangelog / 2) : read.stdout;
      return cvesAbove(text, fromSource, record.sourceVersion);
    }
  }
  return null;
}

function bySource(wanted: readonly ChangelogWish[]): readonly (readonly ChangelogWish[])[] {
  return [...Map.groupBy(wanted, (one) => `${one.sourceName} ${one.from} ${one.to}`).values()];
}

function asUnknown(one: ChangelogWish): ChangelogFacts {
  return { sourceName: one.sourceName, from: one.from, to: one.to, cves: null };
}
