/** Works through the journal: tasks first, they are short; of changes, the one that has begun, or the next. One at a time. */
import type { JournalEntry } from './journal.ts';
import type { Life } from './life.ts';
import { continueRun } from './run/install.ts';
import type { RunContext } from './run/context.ts';
import { doTask } from './tasks.ts';

export type Worker = { readonly kick: () => void; readonly isWorking: () => boolean; readonly ended: () => Promise<void> };

export function openWorker(life: Life, context: RunContext): Worker {
  const at = { work: null as Promise<void> | null };

  async function workThrough(): Promise<void> {
    for (let open = pending(life.journal.open()); open.length > 0 && !life.stopping(); open = pending(life.journal.open())) {
      const [entry] = open;
      if (entry === undefined) return;
      if (!isChange(entry)) {
        await doTask(context, life.look, entry);
        continue;
      }
      const ended = await continueRun(withTasksBetween(), entry);
      if (ended.phase !== 'ended') return;
      await life.look.look({ refresh: false });
      life.wake();
    }
  }

  /** While a run waits for its window, tasks that arrive are done in between. */
  function withTasksBetween(): RunContext {
    return {
      ...context,
      pause: async (seconds) => {
        for (const task of life.journal.open().filter((one) => one.phase !== 'ended' && !isChange(one)))
          await doTask(context, life.look, task);
        await context.pause(Math.min(seconds, 2));
      },
    };
  }

  return {
    isWorking: () => at.work !== null,
    ended: async () => {
      await at.work;
    },
    kick() {
      // Without work nothing is woken: a wake for nothing would be answered by a contact, and that by the next kick.
      if (at.work !== null || pending(life.journal.open()).length === 0) return;
      at.work = workThrough()
        .catch((error: unknown) =>
          life.log(`a run stopped with a fault of ours: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
        )
        .finally(() => {
          at.work = null;
          life.wake();
        });
    },
  };
}

function isChange(entry: JournalEntry): boolean {
  return entry.instruction.body.verb === 'install' || entry.instruction.body.verb === 'rollback';
}

const notBegun: readonly JournalEntry['phase'][] = ['accepted', 'getting', 'waiting for window'];

function pending(entries: readonly JournalEntry[]): JournalEntry[] {
  const rank = (entry: JournalEntry) => (isChange(entry) ? (notBegun.includes(entry.phase) ? 2 : 0) : 1);
  return entries
    .filter((entry) => entry.phase !== 'ended')
    .toSorted((a, b) => rank(a) - rank(b) || a.instruction.sequence - b.instruction.sequence);
}
