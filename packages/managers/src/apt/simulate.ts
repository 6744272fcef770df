/** What exactly would happen: the package manager's own word on a set of wishes, with files, sizes, and the way back. Changes nothing. */
import type { Change, PackageFile, DeviceSimulation, Wanted } from '@fettle/core/deployment';
import { compareVersions, schemeOf } from '@fettle/core/versions';
import type { Machine } from '../machine/index.ts';
import type { Outcome, ScanMode } from '../types.ts';
import { installOptions, listOptions } from './arguments.ts';
import { ask, patience, succeeded } from '../kit/index.ts';
import { whoChangesPackages } from './at-work.ts';
import { askRecords } from './ask-records.ts';
import { asChanges, installedOf } from './changes.ts';
import { fileFor } from './files.ts';
import { isUnfinished, readInstalled } from './installed.ts';
import type { DpkgPackage } from './installed.ts';
import { isPackageReference, qualifiedName, slotKey } from './names.ts';
import { prepareFolders } from './prepare.ts';
import { forecastRestart } from './restart-forecast.ts';
import { parsePlan } from './simulation-output.ts';
import { findStored } from './store.ts';
import { whereFrom } from './where-from.ts';
import { excerptOf, translateFailure, troubleOf } from './translate.ts';
import { unfinishedTrouble } from './unfinished.ts';
import { lookAtReinstall } from './reinstall.ts';
import { planWayBack } from './way-back.ts';

/**
 * `changes` is everything that would change, dependencies included; empty when the device has all of it already. Refused, with a code:
 * a removal, a pinned package, a version that is gone, dependencies that can not be met, packages left unfinished by somebody else.
 */
export async function simulateApt(machine: Machine, mode: ScanMode, wanted: readonly Wanted[]): Promise<Outcome<DeviceSimulation>> {
  const odd = wanted.find((one) => one.manager !== 'apt' || !isPackageReference(one));
  if (odd)
    return { ok: false, trouble: troubleOf('apt.bad-wish', { what: `${odd.name} ${odd.version} ${odd.architecture}`.slice(0, 200) }) };
  await prepareFolders(machine, mode);
  const installed = await readInstalled(machine);
  if (!installed.ok) return installed;
  const { packages, nativeArchitecture: native } = installed;

  const left = wanted.filter((one) => !isThere(one, packages, native));
  if (left.length === 0) return { ok: true, value: nothingToDo(mode.now()) };
  // A broken package that is to get another version is mended by that; every other one stops apt half-way.
  const inTheWay = packages.filter(
    (one) => isUnfinished(one) && !wanted.some((wish) => wish.version !== one.version && installedOf(wish, [one], native)),
  );
  // What another program has not finished yet will be finished when we get the lock; `apply` looks again then.
  const holder = inTheWay.length === 0 ? null : await whoChangesPackages(machine);
  if (inTheWay.length > 0 && holder === null) return { ok: false, trouble: unfinishedTrouble(inTheWay) };

  const origins = await whereFrom(machine, mode, left, native);
  if (!origins.ok) return origins;
  const back = left.some((one) => isOlder(one, packages, native));
  const words = left.map(
    (one, index) => origins.value[index]?.path ?? `${qualifiedName(one.name, one.architecture, native)}=${one.version}`,
  );
  const options = [...listOptions(mode), '-s', '-q', '-y', ...installOptions, ...(back ? ['--allow-downgrades'] : [])];
  const result = await ask(machine, 'question', ['apt-get', ...options, 'install', ...words]);
  const plan = parsePlan(result.stdout);
  if (plan !== null && plan.removals.length > 0) {
    return { ok: false, trouble: troubleOf('apt.would-remove', { packages: plan.removals.join(', ') }, excerptOf(result)) };
  }
  if (!succeeded(result)) {
    const trouble = translateFailure(result, patience.question, 'apt-get');
    return { ok: false, trouble: holder === null ? trouble : troubleOf('apt.lock-held', { holder }, trouble.excerpt) };
  }
  if (plan === null) return { ok: false, trouble: troubleOf('apt.unreadable', { program: 'apt-get' }, excerptOf(result)) };
  const changes = asChanges(plan.installs);
  const unmet = left.find(
    (one) =>
      !changes.some(
        (change) =>
          slotKey(change.name, change.architecture, native) === slotKey(one.name, one.architecture, native) && change.to === one.version,
      ),
  );
  if (unmet)
    return {
      ok: false,
      trouble: troubleOf('apt.differs', { what: `it would not bring ${unmet.name} to ${unmet.version}` }, excerptOf(result)),
    };
  return describe(machine, mode, changes, packages, native, back);
}

/** Adds files, sizes, the way back and the restart to the changes. */
async function describe(
  machine: Machine,
  mode: ScanMode,
  changes: readonly Change[],
  packages: readonly DpkgPackage[],
  native: string,
  back: boolean,
): Promise<Outcome<DeviceSimulation>> {
  const wantedFiles = changes.flatMap((one) =>
    one.to === null ? [] : [{ name: one.name, architecture: one.architecture, version: one.to }],
  );
  const records = await askRecords(machine, mode, wantedFiles, native);
  const files: PackageFile[] = [];
  for (const one of wantedFiles) {
    const file = await fileFor(machine, mode.folders, one, records);
    if (file === null) return { ok: false, trouble: troubleOf('apt.no-hash', { package: one.name, version: one.version }) };
    files.push(file);
  }
  let downloadBytes = 0;
  for (const file of files) if ((await findStored(machine, mode.folders, file)) === null) downloadBytes += file.bytes;
  const wayBack = await planWayBack(machine, mode, changes, packages, native, records);
  // What goes back may be done like that itself, whether or not there is a way from there.
  const anew = wayBack.kind === 'downgrade' ? wayBack.changes : back ? changes.filter(({ from }) => from !== null) : [];
  return {
    ok: true,
    value: {
      at: mode.now(),
      changes,
      files,
      downloadBytes,
      diskBytes: diskBytes(changes, packages, native, records),
      wayBack,
      ...(anew.length > 0 ? { reinstall: await lookAtReinstall(machine, mode, anew, native) } : {}),
      restart: await forecastRestart(machine, changes),
    },
  };
}

/** What the installed files grow by, as the packages say it; null: one of them does not say. Negative: they shrink. */
function diskBytes(
  changes: readonly Change[],
  packages: readonly DpkgPackage[],
  native: string,
  records: readonly { name: string; version: string; installedKib: number | null }[],
): number | null {
  let kibibytes = 0;
  for (const change of changes) {
    const after = records.find((one) => one.name === change.name && one.version === change.to)?.installedKib ?? null;
    const before = change.from === null ? 0 : (installedOf(change, packages, native)?.installedKib ?? null);
    if (after === null || before === null) return null;
    kibibytes += after - before;
  }
  return kibibytes * 1024;
}

function isThere(one: Wanted, packages: readonly DpkgPackage[], native: string): boolean {
  const found = installedOf(one, packages, native);
  return found !== null && found.version === one.version && !isUnfinished(found);
}

function isOlder(one: Wanted, packages: readonly DpkgPackage[], native: string): boolean {
  const found = installedOf(one, packages, native);
  return found !== null && compareVersions(schemeOf('apt'), one.version, found.version) === -1;
}

function nothingToDo(at: string): DeviceSimulation {
  return {
    at,
    changes: [],
    files: [],
    downloadBytes: 0,
    diskBytes: 0,
    wayBack: { kind: 'downgrade', changes: [], files: [] },
    restart: 'not-needed',
  };
}
