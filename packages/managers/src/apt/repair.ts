/** Mends what an interrupted run left: `dpkg --configure -a`, and `apt-get -f install` only where it finishes and removes nothing. */
import type { StepReceipt } from '@fettle/core/deployment';
import type { Trouble } from '@fettle/core/inventory';
import type { Machine } from '../machine/index.ts';
import type { ScanMode } from '../types.ts';
import { conffileOptions, installOptions, listOptions } from './arguments.ts';
import { ask, endedWell, openReceipt, patience, succeeded } from '../kit/index.ts';
import { whoChangesPackages } from './at-work.ts';
import { isUnfinished, readInstalled } from './installed.ts';
import type { DpkgPackage } from './installed.ts';
import { changeLog, prepareFolders } from './prepare.ts';
import type { ReceiptBook } from '../kit/index.ts';
import { parsePlan } from './simulation-output.ts';
import { excerptOf, translateFailure, troubleOf } from './translate.ts';

/** Half an hour: a large upgrade that lost its agent still comes to its end. */
const looks = 600;
const betweenLooksMs = 3_000;

export async function repairApt(machine: Machine, mode: ScanMode): Promise<StepReceipt> {
  const book = openReceipt(machine, 'repair', mode.now);
  await prepareFolders(machine, mode);
  const holder = await waitForWorkers(machine);
  if (holder !== null) return book.failed(troubleOf('apt.lock-held', { holder }));
  const before = await whatIsBroken(machine, mode);
  if (!before.ok) return book.failed(before.trouble);
  if (before.nothing) return book.done('Nothing was to be mended.');
  if (!(await machine.isRoot())) return book.failed(troubleOf('apt.not-permitted', {}));

  const configured = await book.run('change', ['dpkg', '--force-confdef', '--force-confold', '--configure', '-a'], {
    outputTo: changeLog(mode),
  });
  const between = await whatIsBroken(machine, mode);
  if (between.ok && between.nothing && endedWell(configured)) return book.done(mended(before.unfinished));
  const trouble = await finishByApt(machine, mode, book);
  if (trouble !== null) {
    // The first program that failed tells the reason; what came of it afterwards only repeats it.
    return book.failed(endedWell(configured) ? trouble : translateFailure(configured, patience.change, 'dpkg'));
  }
  const after = await whatIsBroken(machine, mode);
  if (!after.ok) return book.failed(after.trouble);
  if (!after.nothing) return book.failed(troubleOf('apt.half-configured', { packages: named(after.unfinished) }));
  return book.done(mended(before.unfinished));
}

/** An interrupted run may still be running, since apt outlives the agent that started it. Answers who is at work when patience ends. */
async function waitForWorkers(machine: Machine): Promise<string | null> {
  for (let look = 1; ; look += 1) {
    const holder = await whoChangesPackages(machine);
    if (holder === null || look >= looks) return holder;
    await machine.wait(betweenLooksMs);
  }
}

type Broken =
  | { readonly ok: true; readonly nothing: boolean; readonly unfinished: readonly DpkgPackage[] }
  | { readonly ok: false; readonly trouble: Trouble };

/** Unfinished packages, a journal that an interrupted dpkg left, or dependencies that do not hold (`apt-get check`). */
async function whatIsBroken(machine: Machine, mode: ScanMode): Promise<Broken> {
  const installed = await readInstalled(machine);
  if (!installed.ok) return installed;
  const unfinished = installed.packages.filter(isUnfinished);
  // dpkg's own journal of a run that did not end (its names are numbers); apt refuses everything while it is there.
  const journal = ((await machine.readDir('/var/lib/dpkg/updates')) ?? []).filter((name) => /^\d+$/.test(name));
  const check = await ask(machine, 'question', ['apt-get', ...listOptions(mode), '-o', 'Debug::NoLocking=true', '-q', 'check']);
  return { ok: true, nothing: unfinished.length === 0 && journal.length === 0 && succeeded(check), unfinished };
}

/**
 * Only where apt's plan touches nothing but the unfinished packages: an installation of anything else, or a removal, is a change that
 * nobody approved.
 */
async function finishByApt(machine: Machine, mode: ScanMode, book: ReceiptBook): Promise<Trouble | null> {
  const installed = await readInstalled(machine);
  if (!installed.ok) return installed.trouble;
  const words = [
    ...listOptions(mode),
    '-q',
    '-y',
    ...installOptions,
    '--no-remove',
    '-o',
    'Dpkg::Use-Pty=0',
    ...conffileOptions,
    '--fix-broken',
    'install',
  ];
  const simulated = await ask(machine, 'question', ['apt-get', '-s', ...words]);
  if (!succeeded(simulated)) return translateFailure(simulated, patience.question, 'apt-get');
  const plan = parsePlan(simulated.stdout);
  if (plan === null) return troubleOf('apt.unreadable', { program: 'apt-get' }, excerptOf(simulated));
  if (plan.removals.length > 0) return troubleOf('apt.would-remove', { packages: plan.removals.join(', ') }, excerptOf(simulated));
  const unfinished = installed.packages.filter(isUnfinished);
  const others = plan.installs.filter((one) => !unfinished.some((known) => known.name === one.name && known.version === one.to));
  if (others.length > 0)
    return troubleOf(
      'apt.differs',
      { what: `the repair would install ${others.map((one) => `${one.name} ${one.to}`).join(', ')}` },
      excerptOf(simulated),
    );
  const result = await book.run('change', ['apt-get', ...words], { outputTo: changeLog(mode) });
  return endedWell(result) ? null : translateFailure(result, patience.change, 'apt-get');
}

function mended(unfinished: readonly DpkgPackage[]): string {
  return unfinished.length === 0 ? 'Mended: the package database was left open by an interrupted run.' : `Mended: ${named(unfinished)}.`;
}

function named(packages: readonly DpkgPackage[]): string {
  return packages.map((one) => `${one.name} ${one.version} (${one.condition})`).join(', ');
}
