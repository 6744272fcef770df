/** One scan: what is installed, what apt offers, what is in the way. "Nothing to do" and "could not ask" are different answers. */
import type { ManagerScan, Offer, Trouble } from '@fettle/core/inventory';
import type { Machine } from '../machine/index.ts';
import type { ScanMode } from '../types.ts';
import { installOptions, listOptions } from './arguments.ts';
import { ask, askInParts, patience, succeeded } from '../kit/index.ts';
import { whoChangesPackages } from './at-work.ts';
import { asInventory, isUnfinished, readInstalled } from './installed.ts';
import type { DpkgPackage } from './installed.ts';
import { readListState } from './lists.ts';
import { qualifiedName } from './names.ts';
import { sketchOffers } from './offers.ts';
import type { OfferSketch } from './offers.ts';
import { prepareFolders } from './prepare.ts';
import { parsePolicies, parseSources } from './policy.ts';
import { findRecord } from './records.ts';
import { askRecords } from './ask-records.ts';
import { parsePlan } from './simulation-output.ts';
import type { SimulatedPlan } from './simulation-output.ts';
import { missingLists } from './sources.ts';
import { excerptOf, translateFailure, troubleOf } from './translate.ts';
import { unfinishedTrouble } from './unfinished.ts';

/** Asks dpkg and apt; reads only. The lists are as old as `lists` says: refreshing them is another step. */
export async function scanApt(machine: Machine, mode: ScanMode): Promise<ManagerScan> {
  await prepareFolders(machine, mode);
  const lists = await readListState(machine, mode);
  const failed = (trouble: Trouble): ManagerScan => ({ manager: 'apt', ok: false, trouble, lists });

  const installed = await readInstalled(machine);
  if (!installed.ok) return failed(installed.trouble);
  const gaps = await missingLists(machine, mode);
  if (gaps.none !== null) return failed(gaps.none);

  const sources = await ask(machine, 'question', ['apt-cache', ...listOptions(mode), 'policy']);
  if (!succeeded(sources)) return failed(translateFailure(sources, patience.question, 'apt-cache'));
  const names = installed.packages.map((one) => qualifiedName(one.name, one.architecture, installed.nativeArchitecture));
  const policy = await askInParts(machine, ['apt-cache', ...listOptions(mode), 'policy'], [...new Set(names)]);
  if (!succeeded(policy)) return failed(translateFailure(policy, patience.question, 'apt-cache'));
  const policies = parsePolicies(policy.stdout);
  if (policies === null || policies.size === 0) return failed(troubleOf('apt.unreadable', { program: 'apt-cache' }, excerptOf(policy)));

  const upgrade = await planUpgrade(machine, mode);
  const sketches = sketchOffers({
    packages: installed.packages,
    nativeArchitecture: installed.nativeArchitecture,
    policies,
    sources: parseSources(sources.stdout),
    plan: upgrade.plan,
  });
  const detailed = await addRecords(machine, mode, sketches, installed.nativeArchitecture, installed.packages);
  return {
    manager: 'apt',
    ok: true,
    installed: installed.packages.map(asInventory),
    offers: detailed.offers,
    changelogs: [],
    lists,
    problems: [...gaps.some, ...(await unfinishedPackages(machine, installed.packages)), ...upgrade.problems, ...detailed.problems],
  };
}

/** What apt would do by itself, removing nothing. In a broken state it can plan nothing: then that is a problem, not the end. */
async function planUpgrade(
  machine: Machine,
  mode: ScanMode,
): Promise<{ readonly plan: SimulatedPlan | null; readonly problems: readonly Trouble[] }> {
  const result = await ask(machine, 'question', [
    'apt-get',
    ...listOptions(mode),
    '-s',
    '-q',
    ...installOptions,
    '--with-new-pkgs',
    'upgrade',
  ]);
  if (!succeeded(result)) return { plan: null, problems: [translateFailure(result, patience.question, 'apt-get')] };
  const plan = parsePlan(result.stdout);
  if (plan === null) return { plan, problems: [troubleOf('apt.unreadable', { program: 'apt-get' }, excerptOf(result))] };
  return { plan, problems: [] };
}

/** What another program is changing just now is not left unfinished; the next scan tells. */
async function unfinishedPackages(machine: Machine, packages: readonly DpkgPackage[]): Promise<readonly Trouble[]> {
  const unfinished = packages.filter(isUnfinished);
  if (unfinished.length === 0) return [];
  const holder = await whoChangesPackages(machine);
  return [holder === null ? unfinishedTrouble(unfinished) : troubleOf('apt.lock-held', { holder })];
}

async function addRecords(
  machine: Machine,
  mode: ScanMode,
  sketches: readonly OfferSketch[],
  native: string,
  packages: readonly DpkgPackage[],
): Promise<{ readonly offers: readonly Offer[]; readonly problems: readonly Trouble[] }> {
  const wanted = sketches.map((one) => ({ name: one.name, architecture: one.architecture, version: one.to }));
  const records = await askRecords(machine, mode, wanted, native);
  const without: string[] = [];
  const offers = sketches.map((one): Offer => {
    // A package may turn into `all` with its new version, so the name and version decide.
    const record =
      findRecord(records, { name: one.name, architecture: one.architecture, version: one.to }) ??
      records.find((other) => other.name === one.name && other.version === one.to);
    if (record === undefined || record.bytes === null) without.push(one.name);
    const known = packages.find((other) => other.name === one.name && other.architecture === one.architecture);
    return {
      ...one,
      architecture: one.architecture,
      sourceName: record?.sourceName ?? known?.sourceName ?? one.name,
      sourceVersion: record?.sourceVersion ?? one.to,
      bytes: record?.bytes ?? 0,
    };
  });
  if (without.length === 0) return { offers, problems: [] };
  return { offers, problems: [troubleOf('apt.unreadable', { program: 'apt-cache show', what: `no size of ${without.join(', ')}` })] };
}
