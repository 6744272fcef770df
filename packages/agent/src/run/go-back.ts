/** The way back of the approved spec: exact old versions, secured before the change. It is tried, it is told, it never loops. */
import type { HealthCheck } from '@fettle/core/deployment';
import { judgeChecks } from '@fettle/core/verification';
import type { JournalEntry } from '../journal.ts';
import { remaining } from './compare.ts';
import { runChecks } from './checks.ts';
import { approvedOf } from './context.ts';
import type { RunContext } from './context.ts';
import { end } from './end.ts';
import { installedVersions } from './installed.ts';

/** Why the change has to go: a check that passed before and fails now. A check that failed before is not blamed on the change. */
export function shouldGoBack(due: readonly HealthCheck[], entry: JournalEntry): { code: string; detail: string } | null {
  if (entry.failure !== null) return entry.failure;
  const verdict = judgeChecks(due, entry.checksBefore, entry.checksAfter);
  if (verdict.answer !== 'failed') return null;
  const failing = entry.checksAfter.filter((check) => check.answer === 'failed').map((check) => `${check.name}: ${check.detail}`);
  return { code: 'checks.failed', detail: `After the change checks fail that passed before. ${failing.join('; ')}`.slice(0, 3900) };
}

export async function goBack(context: RunContext, entry: JournalEntry): Promise<JournalEntry> {
  const { share, header } = approvedOf(entry.instruction).body;
  if (share.wayBack.kind === 'none') return end(context, entry, 'failed');
  const { changes, files } = share.wayBack;
  const repair = await context.manager.repair(context.machine, context.mode);
  // What the broken change left half configured is mended by the older version itself; that repair fails is no reason to stop here.
  const begun = context.journal.write({ ...entry, receipts: [...entry.receipts, repair], backTried: entry.backTried + 1 });
  const done = await context.units.perform(entry.instruction.id, 'back', { changes, files, direction: 'back', lockTimeoutSeconds: 300 });
  const receipts = done.ended ? [...begun.receipts, { ...done.receipt, step: 'roll-back' as const }] : begun.receipts;
  const mend = done.ended && done.receipt.ok ? [] : [await context.manager.repair(context.machine, context.mode)];
  const missing = remaining(changes, await installedVersions(context));
  const checksRolledBack = await runChecks(context, header.checks);
  const looked = context.journal.write({ ...begun, receipts: [...receipts, ...mend], checksRolledBack });
  if (missing.length === 0) return end(context, looked, 'rolled back');
  const detail = `${looked.failure?.detail ?? ''} The way back did not work either: ${missing.map((change) => `${change.name} is not at ${change.to ?? 'its old version'}`).join(', ')}.`;
  return end(context, { ...looked, failure: { code: 'roll-back.failed', detail: detail.slice(0, 3900) } }, 'failed');
}
