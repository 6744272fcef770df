/**
 * Works through the journal, one thing at a time: first a change that has begun, to its end; then tasks, which are short; then packages of changes to
 * come; then, of the changes that wait, the first that may begin. While all of them wait, so does the worker, and news wakes it.
 */
import type { Outcome, PackageManager } from '@fettle/managers/types';
import { isBegun, isChange } from './journal/entry.ts';
import type { JournalEntry } from './journal/entry.ts';
import { agentTrouble } from './journal/fitting.ts';
import type { Life } from './life.ts';
import { presentManagers } from './look/looker.ts';
import { stillAllowed } from './obey/still-allowed.ts';
import { miss, tryToBegin } from './run/begin.ts';
import { goOnChanging } from './run/change.ts';
import { checkAfter } from './run/checks.ts';
import { runContext } from './run/context.ts';
import type { RunContext } from './run/context.ts';
import { end, endBlind, refuse } from './run/end.ts';
import { goBack } from './run/go-back.ts';
import { forgetAnswers } from './run/heard.ts';
import { managerOf } from './run/manager-of.ts';
import { mend } from './run/mend.ts';
import { restartIfDue } from './run/restart.ts';
import { secure } from './run/secure.ts';
import type { StepRunner } from './run/step/runner.ts';
import { tidySnapshots } from './run/snapshot.ts';
import { doTask, failTask, taskDueIn } from './run/tasks.ts';

export type Worker = {
  /** Until the agent stops. */
  readonly work: () => Promise<void>;
  /** Until nothing can be done just now. */
  readonly workOff: () => Promise<void>;
  /** Packages are being changed, or were and are not yet accounted for. */
  readonly isChanging: () => boolean;
};

const mostFaults = 5;

export function openWorker(life: Life, steps: StepRunner): Worker {
  const { journal } = life.state;
  const { patience, managers, machine } = life.settings;
  const retryAt = new Map<string, number>();
  let tidyAt = 0;
  const open = () => journal.entries().filter((entry) => entry.phase !== 'ended');

  async function tidyAtTimes(): Promise<void> {
    if (performance.now() < tidyAt) return;
    tidyAt = performance.now() + patience.tidySnapshots * 1000;
    await tidySnapshots(life);
  }

  /** Does one thing. Seconds until there may be another; 0: now. */
  async function turn(): Promise<number> {
    await tidyAtTimes();
    const entries = open();
    if (entries.length === 0) return Infinity;
    const present = await presentManagers(managers, machine);
    const begun = entries.find(isBegun);
    if (begun !== undefined) {
      const seconds = await guarded(begun, () => goOn(begun, managerOf(begun, present)));
      // While a restart waits for people, what changes nothing goes on.
      const other = seconds === 0 ? undefined : entries.find((entry) => !isChange(entry) && taskDueIn(life, entry) === 0);
      if (other === undefined) return seconds;
      return guarded(other, async () => (await doTask(life, managerOf(other, present), other), 0));
    }
    const due = entries.filter((entry) => (retryAt.get(entry.instruction.id) ?? 0) <= performance.now());
    const tasks = due.filter((entry) => !isChange(entry));
    const task = tasks.find((entry) => taskDueIn(life, entry) === 0);
    if (task !== undefined) return guarded(task, async () => (await doTask(life, managerOf(task, present), task), 0));
    const changes = due.filter(isChange);
    for (const entry of changes) {
      const seconds = await guarded(entry, () => prepare(entry, managerOf(entry, present)));
      if (seconds === 0 || life.stopping()) return 0;
      retryAt.set(entry.instruction.id, performance.now() + seconds * 1000);
    }
    const waits = open()
      .filter(isChange)
      .map((entry) => ((retryAt.get(entry.instruction.id) ?? 0) - performance.now()) / 1000);
    return Math.max(0.01, Math.min(patience.look, ...waits, ...tasks.map((entry) => taskDueIn(life, entry))));
  }

  async function goOn(entry: JournalEntry, manager: Outcome<PackageManager>): Promise<number> {
    if (!manager.ok) {
      await endBlind(recordOnly(), entry, {
        code: manager.trouble.code,
        detail: `${manager.trouble.cause} It had one when the change began; how that ended is not known.`,
      });
      return 0;
    }
    const context = runContext(life, manager.value, steps);
    const next = await step(context, entry);
    if (next.phase === 'ended') await lookAgain();
    // One that has been asked of the system waits there; one that waits for people is looked at again.
    const waits = next.restart !== null || next.snapshotBack !== null;
    return next.phase === 'restarting' && waits && next.restartsAsked === 0 && !life.stopping() ? patience.look : 0;
  }

  function step(context: RunContext, entry: JournalEntry): Promise<JournalEntry> {
    switch (entry.phase) {
      case 'restarting':
        return restartIfDue(context, entry);
      case 'checking':
        return checkAfter(context, entry);
      case 'rolling back':
        return goBack(context, entry);
      case 'mending':
        return mend(context, entry);
      default:
        return goOnChanging(context, entry);
    }
  }

  /** A change that has not begun: its packages, then its start. Seconds until the next try. */
  async function prepare(entry: JournalEntry, manager: Outcome<PackageManager>): Promise<number> {
    if (!manager.ok) {
      await endBlind(recordOnly(), entry, { code: manager.trouble.code, detail: manager.trouble.cause });
      return 0;
    }
    const context = runContext(life, manager.value, steps);
    const blocked = stillAllowed(entry.instruction, life.self, life.standing());
    const over = Temporal.Instant.compare(Temporal.Instant.from(life.now()), Temporal.Instant.from(entry.instruction.notAfter)) >= 0;
    if (over) {
      await miss(context, entry);
      return 0;
    }
    if (blocked !== null && !blocked.passing && life.standing().authority !== null) {
      await refuse(context, entry, blocked.code, blocked.detail);
      return 0;
    }
    if (entry.phase === 'waiting for window') {
      const tried = await tryToBegin(context, entry);
      return 'again' in tried ? Math.max(tried.again, 0.01) : 0;
    }
    const next = await secure(context, entry);
    return next.phase === 'getting' ? patience.retry : 0;
  }

  /** A fault of ours with one instruction must not stop the others, and must not be silent. */
  async function guarded(entry: JournalEntry, work: () => Promise<number>): Promise<number> {
    const { id } = entry.instruction;
    try {
      return await work();
    } catch (error) {
      const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
      life.log(`a fault with ${id}: ${words}`);
      const now = journal.read(id);
      if (now === null || now.phase === 'ended') return 0;
      try {
        const faults = now.faults + 1;
        journal.change(id, { faults }, life.now());
        if (faults >= mostFaults) await giveUp(now, error instanceof Error ? error.message : String(error));
      } catch (again) {
        // The disk does not take it: nothing is begun, and what has begun is accounted for when it does.
        life.log(`the journal can not be written: ${String(again)}`);
      }
      await life.workerNap.sleep(patience.retry);
      return 0;
    }
  }

  async function giveUp(entry: JournalEntry, why: string): Promise<void> {
    const detail = `The agent failed ${mostFaults} times with this instruction and gives it up: ${why}`;
    if (!isChange(entry)) return failTask(life, entry, agentTrouble('agent.fault', detail));
    const failure = {
      code: 'agent.fault',
      detail: isBegun(entry) ? `${detail} The change had begun; see the scan for how its packages stand.` : detail,
    };
    const manager = managerOf(entry, await presentManagers(managers, machine));
    if (!manager.ok) return void (await endBlind(recordOnly(), entry, failure));
    const context = runContext(life, manager.value, steps);
    await end(context, entry, 'failed', { failure }).catch(() => endBlind(context, entry, failure));
  }

  function recordOnly(): Pick<RunContext, 'record' | 'life'> {
    return {
      life,
      record(entry, fields, body) {
        if (entry.phase === 'restarting') forgetAnswers(life);
        return journal.change(entry.instruction.id, fields, life.now(), body);
      },
    };
  }

  /** The device's inventory as it is after the change. */
  async function lookAgain(): Promise<void> {
    await life.look.look({ refresh: false }).catch((error: unknown) => life.log(`could not look after the change: ${String(error)}`));
    life.wakeContact();
  }

  return {
    isChanging: () => open().some(isBegun),
    async work() {
      while (!life.stopping()) {
        const seconds = await turn();
        if (seconds > 0) await life.workerNap.sleep(seconds);
      }
    },
    async workOff() {
      while (!life.stopping() && (await turn()) === 0);
    },
  };
}
