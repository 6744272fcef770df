/**
 * What is done where the step did not end well. It is mended first and looked at; then, in this order: what is in is in; what was not touched needs
 * no way back; the approved way back, where it may be gone by itself; and for packages that an interruption left half installed and that nothing else
 * brings back, the very files that were approved, once more (`mend.ts`).
 */
import { goesByItself } from '@fettle/core/deployment';
import type { JournalEntry } from '../journal/entry.ts';
import { withReceipt } from '../journal/fitting.ts';
import { approvedOf, progress } from './context.ts';
import type { RunContext } from './context.ts';
import { end } from './end.ts';
import { lookAt, standingInWords } from './look-at.ts';
import type { Looked } from './look-at.ts';
import { restartNext } from './restart.ts';

type Failure = { readonly code: string; readonly detail: string };

/** The step began and is gone: power, or its process. Never the same step again. */
export async function afterDeath(context: RunContext, entry: JournalEntry): Promise<JournalEntry> {
  const { share } = approvedOf(entry);
  const repair = await context.manager.repair(context.machine, context.mode());
  const mended = context.record(entry, { interrupted: true, appliedAt: context.now(), receipts: withReceipt(entry.receipts, repair) });
  const looked = await lookAt(context, share.changes);
  // That the repair failed may be another package's matter; these are whole.
  if (looked !== null && looked.missing.length === 0) return restartNext(context, mended, await context.bootId());
  const why = 'The step that changes packages was begun and did not end: power, or its process, went away in between.';
  const mending = repair.ok ? '' : ` Mending failed: ${repair.trouble?.cause ?? repair.detail}`;
  const standing =
    looked === null
      ? ' The package manager could not be asked how the packages stand.'
      : ` ${looked.missing.length} of ${share.changes.length} changes are not in.`;
  return afterFailure(context, mended, { code: 'interrupted', detail: `${why}${standing}${mending}` }, looked);
}

/** The change did not stand. `looked` is how its packages stand now, null where nobody could say. */
export async function afterFailure(
  context: RunContext,
  entry: JournalEntry,
  failure: Failure,
  looked: Looked | null,
): Promise<JournalEntry> {
  const { rules, share } = approvedOf(entry);
  const goesBack = rules.rollback === 'automatic' && goesByItself(share.wayBack);
  if (looked?.untouched === true) {
    const untouched = { ...failure, detail: `${failure.detail} Nothing was changed: all packages are as before, and whole.` };
    // Another program was at work all the time: not a failure of this change, and the next window may be better.
    if (failure.code.endsWith('.lock-held')) return end(context, entry, 'missed', { failure: untouched });
    // Where the way back would lead, there the device is.
    return end(context, entry, goesBack ? 'rolled back' : 'failed', { failure: untouched });
  }
  if (goesBack) return context.record(entry, { failure, phase: 'rolling back' }, progress('checking', `going back: ${failure.detail}`));
  return withoutWayBack(context, entry, failure);
}

/** No way back that may be gone by itself. */
async function withoutWayBack(context: RunContext, entry: JournalEntry, failure: Failure): Promise<JournalEntry> {
  const { rules, share } = approvedOf(entry);
  const repair = await context.manager.repair(context.machine, context.mode());
  const receipts = withReceipt(entry.receipts, repair);
  const looked = await lookAt(context, share.changes);
  if (entry.interrupted && (looked === null || looked.unfinished.length > 0 || !repair.ok))
    return context.record(entry, { receipts, failure, phase: 'mending' }, progress('checking', `mending: ${failure.detail}`));
  const back = rules.rollback === 'automatic' ? 'There is no way back.' : 'The way back waits for a person.';
  const detail = `${failure.detail} ${standingInWords(looked)} ${back}`;
  return end(context, entry, 'failed', { receipts, failure: { ...failure, detail } });
}
