/** The way back of the approved spec: exact old versions, secured before the change. It is tried, it is told, it never loops. */
import { goesByItself } from '@fettle/core/deployment';
import type { JournalEntry } from '../journal/entry.ts';
import { withReceipt } from '../journal/fitting.ts';
import { approvedOf } from './context.ts';
import type { RunContext } from './context.ts';
import { end } from './end.ts';
import { goBackByCommand } from './go-back-by-command.ts';
import { goBackBySnapshot } from './go-back-by-snapshot.ts';
import { failedBack, wentBack } from './gone-back.ts';
import { mendBy } from './run-step.ts';

export async function goBack(context: RunContext, entry: JournalEntry): Promise<JournalEntry> {
  const { share } = approvedOf(entry);
  if (!goesByItself(share.wayBack)) return end(context, entry, 'failed');
  if (share.wayBack.kind === 'command') return goBackByCommand(context, entry, share.wayBack);
  if (share.wayBack.kind === 'snapshot') return goBackBySnapshot(context, entry, share.wayBack);
  const { changes, files } = share.wayBack;
  const since = context.now();
  let begun = entry;
  if (!context.steps.hasBegun({ id: entry.instruction.id, direction: 'back', order: 1 })) {
    // What the broken change left half configured may be mended by the older version only; that this fails is no reason to stop here.
    const repair = await context.manager.repair(context.machine, context.mode());
    begun = context.record(entry, { receipts: withReceipt(entry.receipts, repair) });
  }
  const { kind } = share.wayBack;
  const by = kind === 'downgrade' ? {} : { by: kind };
  const request = { changes, files, direction: 'back', lockTimeoutSeconds: entry.lockTimeoutSeconds, ...by } as const;
  const mended = await mendBy(context, begun, 'back', 'roll-back', request);
  if (mended === 'left') return begun;
  if (mended.looked?.missing.length !== 0) return failedBack(context, mended, since);
  return wentBack(context, mended.entry, since);
}
