/** The way back of the approved spec: exact old versions, secured before the change. It is tried, it is told, it never loops. */
import type { JournalEntry } from '../journal/entry.ts';
import { cut, withReceipt } from '../journal/fitting.ts';
import { drillCode, runChecks } from './checks.ts';
import { approvedOf } from './context.ts';
import type { RunContext } from './context.ts';
import { end } from './end.ts';
import { goBackByCommand } from './go-back-by-command.ts';
import { standingInWords } from './look-at.ts';
import { wayBackFailed } from './mend.ts';
import { mendBy } from './run-step.ts';
import type { Mended } from './run-step.ts';

export async function goBack(context: RunContext, entry: JournalEntry): Promise<JournalEntry> {
  const { share } = approvedOf(entry);
  if (share.wayBack.kind === 'none') return end(context, entry, 'failed');
  if (share.wayBack.kind === 'command') return goBackByCommand(context, entry, share.wayBack);
  const { changes, files } = share.wayBack;
  const since = context.now();
  let begun = entry;
  if (!context.steps.hasBegun({ id: entry.instruction.id, direction: 'back', order: 1 })) {
    // What the broken change left half configured may be mended by the older version only; that this fails is no reason to stop here.
    const repair = await context.manager.repair(context.machine, context.mode());
    begun = context.record(entry, { receipts: withReceipt(entry.receipts, repair) });
  }
  const request = { changes, files, direction: 'back', lockTimeoutSeconds: entry.lockTimeoutSeconds } as const;
  const mended = await mendBy(context, begun, 'back', 'roll-back', request);
  if (mended === 'left') return begun;
  if (mended.looked?.missing.length !== 0) return failedBack(context, mended, since);
  return wentBack(context, mended.entry, since);
}

/** The old versions are in: checked, and told. */
export async function wentBack(context: RunContext, entry: JournalEntry, since: string): Promise<JournalEntry> {
  const checksRolledBack = await runChecks(context, entry, approvedOf(entry).rules.checks, since);
  if (entry.failure?.code !== drillCode) return end(context, entry, 'rolled back', { checksRolledBack });
  const failure = { code: 'drill.back', detail: `${entry.failure.detail} Its old versions are in.` };
  return end(context, entry, 'done', { checksRolledBack, failure });
}

export async function failedBack(context: RunContext, { entry, looked, because }: Mended, since: string): Promise<JournalEntry> {
  const why = `${entry.failure?.detail ?? ''} The way back did not work either${because === '' ? '' : ` (${because.replace(/\.$/, '')})`}.`;
  const code = wayBackFailed;
  if (entry.interrupted && looked !== null && looked.unfinished.length > 0)
    return context.record(entry, { failure: { code, detail: cut(why, 3000) }, phase: 'mending' });
  const names = looked === null ? '' : ` Not at its old version: ${looked.missing.map((change) => change.name).join(', ')}.`;
  const detail = cut(`${why} ${standingInWords(looked)}${names}`, 3900);
  const checksRolledBack = await runChecks(context, entry, approvedOf(entry).rules.checks, since);
  return end(context, entry, 'failed', { failure: { code, detail }, checksRolledBack });
}
