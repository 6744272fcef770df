/** Downloads packages into the store, each verified against the approved hash. Idempotent: what is there and intact is left alone. */
import type { PackageFile, Simulation, StepReceipt } from '@fettle/core/deployment';
import type { Trouble } from '@fettle/core/inventory';
import type { Machine, RunResult } from '../machine/index.ts';
import type { FetchPace, ScanMode } from '../types.ts';
import { listOptions } from './arguments.ts';
import { endedWell, openReceipt, patience } from '../kit/index.ts';
import { readInstalled } from './installed.ts';
import { refreshLists } from './lists.ts';
import { isPackageReference, qualifiedName } from './names.ts';
import { prepareFolders } from './prepare.ts';
import type { ReceiptBook } from '../kit/index.ts';
import { addToStore, dropFromStore, fileNameOf, findStored, isIntact, storeFolder } from './store.ts';
import { translateFailure, troubleOf } from './translate.ts';
import { whereFrom } from './where-from.ts';

/** Left free on the disk beyond the packages: a device whose disk is full to the last byte is no better off. */
const spareBytes = 16 * 1024 * 1024;
/** One command line takes this many; each has a length, and the kernel a limit. */
const atOnce = 100;

export async function getPackages(machine: Machine, mode: ScanMode, files: Simulation['files'], pace?: FetchPace): Promise<StepReceipt> {
  const book = openReceipt(machine, 'get', mode.now);
  const odd = files.find((one) => !isPackageReference(one));
  if (odd) return book.failed(troubleOf('apt.bad-wish', { what: `${odd.name} ${odd.version}`.slice(0, 200) }));
  const incoming = `${storeFolder(mode.folders)}/incoming`;
  await machine.makeFolder(incoming);
  await prepareFolders(machine, mode);

  const missing = await missingFiles(machine, mode, files, incoming);
  if (missing.length === 0)
    return book.done(files.length === 0 ? 'No package is needed.' : `All ${files.length} packages are in the store.`);
  const needed = missing.reduce((sum, one) => sum + one.bytes, 0);
  const free = await machine.freeBytes(incoming);
  if (free !== null && free < needed + spareBytes) {
    return book.failed(
      troubleOf('apt.no-space', {}),
      `The store needs ${inMegabytes(needed + spareBytes)} and has ${inMegabytes(free)} free.`,
    );
  }
  const trouble = await download(machine, mode, book, missing, incoming, pace);
  if (trouble !== null) return book.failed(trouble);
  return book.done(`${missing.length} of ${files.length} packages downloaded (${inMegabytes(needed)}), each with the approved SHA-256.`);
}

/** Also takes over what an earlier, interrupted attempt had finished downloading. */
async function missingFiles(
  machine: Machine,
  mode: ScanMode,
  files: readonly PackageFile[],
  incoming: string,
): Promise<readonly PackageFile[]> {
  const missing: PackageFile[] = [];
  for (const file of files) {
    const stored = await findStored(machine, mode.folders, file);
    if (stored !== null && (await isIntact(machine, stored, file.sha256))) continue;
    if (stored !== null) await dropFromStore(machine, stored);
    if (!(await takeIn(machine, mode, file, incoming))) missing.push(file);
  }
  return missing;
}

async function download(
  machine: Machine,
  mode: ScanMode,
  book: ReceiptBook,
  missing: readonly PackageFile[],
  incoming: string,
  pace: FetchPace | undefined,
): Promise<Trouble | null> {
  const endsAt = Date.parse(mode.now()) + (pace?.seconds ?? 0) * 1_000;
  const installed = await readInstalled(machine);
  if (!installed.ok) return installed.trouble;
  const gone = await whatIsGone(machine, mode, missing, installed.nativeArchitecture);
  if (gone !== null) return gone;
  for (let from = 0; from < missing.length; from += atOnce) {
    const part = missing.slice(from, from + atOnce);
    const names = part.map((one) => `${qualifiedName(one.name, one.architecture, installed.nativeArchitecture)}=${one.version}`);
    // The store is closed to apt's sandbox user; signatures and hashes are checked all the same.
    const argv = ['apt-get', ...listOptions(mode), '-o', 'APT::Sandbox::User=root', ...paceOptions(pace), '-q', 'download', ...names];
    const left = pace === undefined ? {} : { timeoutMs: Math.max(1_000, endsAt - Date.parse(mode.now())) };
    const result = await book.run('download', argv, { cwd: incoming, ...left });
    for (const file of part) {
      if (await takeIn(machine, mode, file, incoming)) continue;
      if (!endedWell(result)) return whyNot(machine, mode, missing, installed.nativeArchitecture, result);
      await machine.remove(`${incoming}/${fileNameOf(file)}`);
      return troubleOf('apt.wrong-file', { package: file.name, version: file.version });
    }
  }
  return null;
}

/** Whole kibibytes a second, and one connection at a time: apt would give each host the whole rate (apt-transport-http(1), apt.conf(5)). */
function paceOptions(pace: FetchPace | undefined): readonly string[] {
  if (pace === undefined) return [];
  const kibibytes = Math.max(1, Math.floor(pace.bytesPerSecond / 1_024));
  return [`Acquire::http::Dl-Limit=${kibibytes}`, `Acquire::https::Dl-Limit=${kibibytes}`, 'Acquire::Queue-Mode=access'].flatMap(
    (option) => ['-o', option],
  );
}

/** Lists may name what the archive has replaced since: refreshed, they know by what. */
async function whyNot(
  machine: Machine,
  mode: ScanMode,
  missing: readonly PackageFile[],
  native: string,
  result: RunResult,
): Promise<Trouble> {
  const trouble = translateFailure(result, patience.download, 'apt-get');
  if (trouble.code !== 'apt.not-on-archive') return trouble;
  const { lastAttempt } = await refreshLists(machine, mode);
  return lastAttempt?.ok === true ? ((await whatIsGone(machine, mode, missing, native)) ?? trouble) : trouble;
}

/** Said before anything is downloaded, and with the successor's name. */
async function whatIsGone(machine: Machine, mode: ScanMode, missing: readonly PackageFile[], native: string): Promise<Trouble | null> {
  const wanted = missing.map((one) => ({ manager: 'apt' as const, name: one.name, architecture: one.architecture, version: one.version }));
  const origins = await whereFrom(machine, mode, wanted, native);
  return origins.ok ? null : origins.trouble;
}

/** Moves a downloaded file into the store if it is the approved one. */
async function takeIn(machine: Machine, mode: ScanMode, file: PackageFile, incoming: string): Promise<boolean> {
  const path = `${incoming}/${fileNameOf(file)}`;
  if ((await machine.sha256(path)) !== file.sha256) return false;
  await addToStore(machine, mode.folders, file, path);
  return true;
}

function inMegabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
