/** Takes packages into the store, each verified against the approved hash and its signature. Idempotent: what is there and intact is left alone. */
import type { PackageFile, Simulation, StepReceipt } from '@fettle/core/deployment';
import type { Trouble } from '@fettle/core/inventory';
import { openReceipt } from '../kit/index.ts';
import type { Machine } from '../machine/index.ts';
import type { FetchPace, ScanMode } from '../types.ts';
import { ownFolders } from './arguments.ts';
import { refreshLists } from './lists.ts';
import { isPackageReference, nevra } from './names.ts';
import { refusalOf } from './plan.ts';
import { askDnf, unreadable } from './question.ts';
import { isFields, listOf, packageWord } from './shape.ts';
import { addToStore, dropFromStore, findStored, isIntact, storeFolder } from './store.ts';
import { troubleOf } from './translate.ts';

/** Left free on the disk beyond the packages: a device whose disk is full to the last byte is no better off. */
const spareBytes = 16 * 1024 * 1024;
/** One question holds so many: a command line has a limit. */
const atOnce = 200;

export async function getPackages(machine: Machine, mode: ScanMode, files: Simulation['files'], pace?: FetchPace): Promise<StepReceipt> {
  const book = openReceipt(machine, 'get', mode.now);
  const odd = files.find((one) => !isPackageReference(one));
  if (odd) return book.failed(troubleOf('dnf.bad-wish', { what: `${odd.name} ${odd.version}`.slice(0, 200) }));
  const incoming = `${storeFolder(mode.folders)}/incoming`;
  await machine.makeFolder(incoming);
  await machine.makeFolder(ownFolders(mode.folders).state);
  const missing = await missingFiles(machine, mode, files);
  if (missing.length === 0)
    return book.done(files.length === 0 ? 'No package is needed.' : `All ${files.length} packages are in the store.`);
  const needed = missing.reduce((sum, one) => sum + one.bytes, 0);
  const free = await machine.freeBytes(incoming);
  if (free !== null && free < needed + spareBytes)
    return book.failed(
      troubleOf('dnf.no-space', {}),
      `The store needs ${inMegabytes(needed + spareBytes)} and has ${inMegabytes(free)} free.`,
    );
  const endsAt = Date.parse(mode.now()) + (pace?.seconds ?? 0) * 1_000;
  for (let from = 0; from < missing.length; from += atOnce) {
    const part = missing.slice(from, from + atOnce);
    const left = pace === undefined ? undefined : { ...pace, seconds: Math.max(1, (endsAt - Date.parse(mode.now())) / 1_000) };
    const trouble = await download(machine, mode, part, incoming, left);
    const again = trouble?.code === 'dnf.not-on-archive' ? await afterRefresh(machine, mode, part, incoming, trouble, left) : trouble;
    if (again !== null) return book.failed(again);
  }
  return book.done(`${missing.length} of ${files.length} packages downloaded (${inMegabytes(needed)}), each with the approved SHA-256.`);
}

async function missingFiles(machine: Machine, mode: ScanMode, files: readonly PackageFile[]): Promise<readonly PackageFile[]> {
  const missing: PackageFile[] = [];
  for (const file of files) {
    const stored = await findStored(machine, mode.folders, file);
    if (stored !== null && (await isIntact(machine, stored, file.sha256))) continue;
    if (stored !== null) await dropFromStore(machine, stored);
    missing.push(file);
  }
  return missing;
}

/** dnf checks the index's hash and the package's signature as the repository asks for it; the approved hash is checked by ourselves. */
async function download(
  machine: Machine,
  mode: ScanMode,
  files: readonly PackageFile[],
  folder: string,
  pace: FetchPace | undefined,
): Promise<Trouble | null> {
  const wanted = files.map(({ name, architecture, version, sha256 }) => ({ name, architecture, version, sha256 }));
  const rate = pace === undefined ? {} : { bytesPerSecond: pace.bytesPerSecond };
  const asked = await askDnf(machine, mode, { question: 'download', wanted, folder, ...rate }, pace?.seconds);
  if (!asked.ok) return asked.trouble;
  const gone = refusalOf(asked.fields);
  if (gone !== null) return gone;
  const unsigned = asked.fields['unsigned'];
  if (isFields(unsigned))
    return troubleOf('dnf.unsigned', { package: String(unsigned['name']) }, String(asked.fields['message']).slice(0, 2000));
  const downloaded = listOf(asked.fields['files'], (item) => {
    const word = packageWord(item);
    return word === null || typeof item['path'] !== 'string' ? null : { ...word, path: item['path'] };
  });
  if (downloaded === null) return unreadable(asked, 'download');
  for (const file of files) {
    const path = downloaded.find((one) => nevra(one) === nevra(file))?.path;
    if (path === undefined || (await machine.sha256(path)) !== file.sha256)
      return troubleOf('dnf.wrong-file', { package: file.name, version: file.version });
    await addToStore(machine, mode.folders, file, path);
  }
  return null;
}

/** Lists may name what the repository has replaced since: refreshed, they know by what. */
async function afterRefresh(
  machine: Machine,
  mode: ScanMode,
  files: readonly PackageFile[],
  folder: string,
  trouble: Trouble,
  pace: FetchPace | undefined,
): Promise<Trouble | null> {
  const { lastAttempt } = await refreshLists(machine, mode);
  return lastAttempt?.ok === true ? download(machine, mode, files, folder, pace) : trouble;
}

function inMegabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
