/** The change itself, done in a step of its own, and what follows from how that ended. */
import type { JournalEntry } from '../journal/entry.ts';
import { cut, withReceipt } from '../journal/fitting.ts';
import { withoutChange } from '../state/memory.ts';
import { approvedOf, progress } from './context.ts';
import type { RunContext } from './context.ts';
import { end } from './end.ts';
import { lookAt } from './look-at.ts';
import { afterDeath, afterFailure } from './recover.ts';
import { restartNext } from './restart.ts';
import { dropUnused } from './snapshot.ts';
import type { StepName } from './step/files.ts';

/** A step that does not start three times will not the fourth time. */
const mostOrders = 3;

export function forwardStep(entry: JournalEntry): StepName {
  return { id: entry.instruction.id, direction: 'forward', order: entry.orders };
}

/** Orders the step of an entry that was just written as `changing`. */
export async function orderChange(context: RunContext, entry: JournalEntry): Promise<JournalEntry> {
  const { share } = approvedOf(entry);
  const { changes, files, direction, by } = share;
  const ordered = await context.steps.begin(forwardStep(entry), context.manager.id, {
    changes,
    files,
    direction,
    lockTimeoutSeconds: entry.lockTimeoutSeconds,
    ...(by === undefined ? {} : { by }),
  });
  if (ordered.begun) return entry;
  const detail = `The step that changes packages could not be started, and nothing was changed: ${ordered.because}.`;
  if (context.life.stopping() || entry.orders < mostOrders) return backToWaiting(context, entry, detail);
  uncount(context, entry);
  await dropUnused(context, entry);
  return end(context, entry, 'failed', { failure: { code: 'agent.step-not-started', detail }, startedAt: null });
}

/** Joins the step that has begun. One that was ordered and never began is taken back: the window is waited for anew. */
export async function goOnChanging(context: RunContext, entry: JournalEntry): Promise<JournalEntry> {
  const name = forwardStep(entry);
  if (!context.steps.hasBegun(name) && context.steps.revoke(name, 'the agent ended before the step began'))
    return backToWaiting(context, entry, 'the agent ended before the step began; nothing was changed');
  const done = await context.steps.join(name, (minutes) =>
    context.record(entry, {}, progress('changing', `still changing after ${minutes} minutes`)),
  );
  if (done.how === 'left') return entry;
  if (done.how === 'died') return afterDeath(context, entry);
  const { receipt } = done;
  const applied = context.record(entry, { appliedAt: receipt.endedAt, receipts: withReceipt(entry.receipts, receipt) });
  if (receipt.ok) return restartNext(context, applied, entry.bootIdBefore);
  const { trouble, detail } = receipt;
  const failure = {
    code: trouble?.code ?? 'apply.failed',
    detail: cut([trouble?.cause, trouble?.cause === detail ? '' : detail, trouble?.nextStep].filter(Boolean).join(' '), 3900),
  };
  return afterFailure(context, applied, failure, await lookAt(context, approvedOf(entry).share.changes));
}

function uncount({ life }: RunContext, { instruction }: JournalEntry): void {
  life.state.memory.set(withoutChange(life.state.memory.get(), instruction.id));
}

async function backToWaiting(context: RunContext, entry: JournalEntry, line: string): Promise<JournalEntry> {
  uncount(context, entry);
  await dropUnused(context, entry);
  return context.record(entry, { phase: 'waiting for window', startedAt: null, bootIdBefore: null }, progress('waiting for window', line));
}
