/** What exactly would happen: dnf's own word on a set of wishes, with files, sizes, and the way back. Changes nothing. */
import type { PackageFile, DeviceSimulation, SimulatedWayBack, Wanted } from '@fettle/core/deployment';
import { asksForRestart } from '@fettle/core/inventory';
import type { InstalledPackage } from '@fettle/core/inventory';
import type { Machine } from '../machine/index.ts';
import { neverRestarts } from '../system/index.ts';
import type { ManagerFolders, Outcome, ScanMode } from '../types.ts';
import { ownFolders } from './arguments.ts';
import { whoChangesPackages } from './at-work.ts';
import { asChanges, goesBack, versionsOf } from './changes.ts';
import { lookAtHistory } from './history.ts';
import { readInstalled } from './installed.ts';
import { byName, isPackageReference, nevra } from './names.ts';
import { askPlan } from './plan.ts';
import type { Plan, PlannedChange } from './plan.ts';
import { lookAtReinstall } from './reinstall.ts';
import { findStored } from './store.ts';
import { troubleOf } from './translate.ts';

/**
 * `changes` is everything that would change, dependencies included; empty when the device has all of it already. Refused, with a code: a removal, a pinned package, a
 * version that is gone, dependencies that can not be met, what an interrupted run left.
 */
export async function simulateDnf(machine: Machine, mode: ScanMode, wanted: readonly Wanted[]): Promise<Outcome<DeviceSimulation>> {
  const odd = wanted.find((one) => one.manager !== 'dnf' || !isPackageReference(one));
  if (odd)
    return { ok: false, trouble: troubleOf('dnf.bad-wish', { what: `${odd.name} ${odd.version} ${odd.architecture}`.slice(0, 200) }) };
  await machine.makeFolder(ownFolders(mode.folders).state);
  const installed = await readInstalled(machine);
  if (!installed.ok) return installed;
  const left = wanted.filter((one) => !isThere(one, installed.packages));
  if (left.length === 0) return { ok: true, value: nothingToDo(mode.now()) };

  const paths: string[] = [];
  for (const one of left) {
    const stored = await findStored(machine, mode.folders, one);
    if (stored !== null) paths.push(stored.path);
  }
  const words = left.map(({ name, architecture, version }) => ({ name, architecture, version }));
  const plan = await askPlan(machine, mode, { wanted: words, paths, repositories: true });
  if (!plan.ok) return plan;
  const { removals, duplicates } = plan.value;
  if (removals.length > 0) return { ok: false, trouble: troubleOf('dnf.would-remove', { packages: removals.join(', ') }) };
  if (duplicates.length > 0) return { ok: false, trouble: await interrupted(machine, duplicates) };
  const unmet = left.find((one) => !plan.value.changes.some((change) => nevra(change) === nevra(one)));
  if (unmet) return { ok: false, trouble: troubleOf('dnf.differs', { what: `it would not bring ${unmet.name} to ${unmet.version}` }) };
  return describe(machine, mode, plan.value);
}

/** What another program has not finished yet is not left behind. */
async function interrupted(machine: Machine, duplicates: Plan['duplicates']) {
  const holder = await whoChangesPackages(machine);
  return holder === null
    ? troubleOf('dnf.interrupted', { packages: duplicates.map(nevra).join(', ') })
    : troubleOf('dnf.lock-held', { holder });
}

/** Adds files, sizes, the way back and the restart to the changes. */
async function describe(machine: Machine, mode: ScanMode, plan: Plan): Promise<Outcome<DeviceSimulation>> {
  const files: PackageFile[] = [];
  let downloadBytes = 0;
  for (const change of plan.changes.toSorted(byName)) {
    const file = await fileFor(machine, mode.folders, change);
    if (file === null) return { ok: false, trouble: troubleOf('dnf.no-hash', { package: change.name, version: change.version }) };
    files.push(file);
    if ((await findStored(machine, mode.folders, change)) === null) downloadBytes += file.bytes;
  }
  const wayBack = await planWayBack(machine, mode.folders, plan.changes);
  return {
    ok: true,
    value: {
      at: mode.now(),
      changes: asChanges(plan.changes),
      files,
      downloadBytes,
      diskBytes: plan.changes.reduce((sum, one) => sum + one.installed - (one.old?.installed ?? 0), 0),
      wayBack,
      // What goes back may be done like that itself, whether or not there is a way from there.
      ...((wayBack.kind === 'downgrade' && wayBack.changes.length > 0) || asChanges(plan.changes).some(goesBack)
        ? {
            reinstall: await lookAtReinstall(
              machine,
              plan.changes.flatMap(({ old }) => old ?? []),
            ),
          }
        : {}),
      history: lookAtHistory(plan.changes),
      restart: await forecastRestart(machine, plan.changes),
    },
  };
}

/** A forecast by names: the fact is taken after the change. */
async function forecastRestart(machine: Machine, changes: Plan['changes']): Promise<DeviceSimulation['restart']> {
  if (await neverRestarts(machine)) return 'not-needed';
  return changes.some(({ name }) => asksForRestart('dnf', name)) ? 'needed' : 'unknown';
}

/** The repository's word comes first; what only the store still has comes from there. null: nobody vouches for such a file. */
async function fileFor(
  machine: Machine,
  folders: ManagerFolders,
  { name, architecture, version, sha256, bytes }: Pick<PlannedChange, 'name' | 'architecture' | 'version' | 'sha256' | 'bytes'>,
): Promise<PackageFile | null> {
  if (sha256 !== null) return { name, architecture, version, sha256, bytes, from: 'archive' };
  const stored = await findStored(machine, folders, { name, architecture, version });
  return stored === null ? null : { name, architecture, version, sha256: stored.sha256, bytes: stored.bytes, from: 'store' };
}

/**
 * The old versions, each with a file that can be had now or is in the store. What comes new stays when the device goes back, since Fettle removes nothing; a kernel comes
 * beside its older ones, so going back from it is a choice at the start of the device, and no work of a package manager.
 */
async function planWayBack(machine: Machine, folders: ManagerFolders, changes: readonly PlannedChange[]): Promise<SimulatedWayBack> {
  const files: PackageFile[] = [];
  const missing: string[] = [];
  const replaced = changes.toSorted(byName).flatMap((one) => (one.old === null ? [] : [{ change: one, old: one.old }]));
  if (replaced.length === 0 && changes.length > 0)
    return { kind: 'none', because: 'All of it comes new, or beside its older versions, and stays: nothing is removed' };
  for (const { old } of replaced) {
    const file = await fileFor(machine, folders, old);
    if (file === null) missing.push(`${old.name} ${old.version}`);
    else files.push(file);
  }
  if (missing.length > 0) {
    const named = missing.slice(0, 10).join(', ');
    const more = missing.length > 10 ? ` and ${missing.length - 10} more` : '';
    return { kind: 'none', because: `No repository of the device has ${named}${more} any more, and its store has not either` };
  }
  const back = replaced.map(({ change, old }) => ({
    manager: 'dnf' as const,
    name: change.name,
    architecture: old.architecture,
    from: change.version,
    to: old.version,
  }));
  return { kind: 'downgrade', changes: back, files };
}

function isThere(one: Wanted, packages: readonly InstalledPackage[]): boolean {
  return versionsOf(one, packages).some((found) => found.version === one.version);
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
