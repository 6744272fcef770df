/** How a run ends: by its result, after one more look, or by a refusal. */
import type { InstallResult } from '@fettle/protocol/agent';
import type { JournalEntry } from '../journal.ts';
import { afterScan } from './after-scan.ts';
import { approvedOf } from './context.ts';
import type { RunContext } from './context.ts';

/** Ends a run: looks again, writes the result, spools the report. */
export async function end(context: RunContext, entry: JournalEntry, how: InstallResult['how']): Promise<JournalEntry> {
  const { share } = approvedOf(entry.instruction).body;
  const after = await afterScan(context, share.changes);
  const result: InstallResult = {
    how,
    code: entry.failure?.code ?? 'ok',
    detail: entry.failure?.detail ?? 'The approved changes are in.',
    bootIdBefore: entry.bootIdBefore ?? (await context.bootId()),
    startedAt: entry.startedAt,
    appliedAt: entry.appliedAt,
    restartDue: entry.restartDue,
    checksBefore: [...entry.checksBefore],
    checksAfter: [...entry.checksAfter],
    checksRolledBack: entry.checksRolledBack === null ? null : [...entry.checksRolledBack],
    receipts: entry.receipts.map((receipt) => ({
      ...receipt,
      commands: receipt.commands.map((command) => ({ argv: [...command.argv], exitCode: command.exitCode })),
    })),
    after,
  };
  const told = context.tell(context.journal.write({ ...entry, result }), { status: 'ended', result: { verb: 'install', install: result } });
  context.log(`run ${entry.instruction.id} ended: ${how} (${result.code})`);
  return context.journal.write({ ...told, phase: 'ended' });
}

export function refuse(context: RunContext, entry: JournalEntry, code: string, detail: string): JournalEntry {
  const told = context.tell(entry, { status: 'refused', code, detail: detail.slice(0, 2000) });
  context.log(`run ${entry.instruction.id} refused: ${code} ${detail}`);
  return context.journal.write({ ...told, phase: 'ended' });
}
