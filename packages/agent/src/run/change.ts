/** The change itself. Simulates once more, refuses where that differs from the approved share, and has the step done in a unit of its own. */
import type { Wanted } from '@fettle/core/deployment';
import type { JournalEntry } from '../journal.ts';
import { differenceOf, remaining } from './compare.ts';
import { approvedOf } from './context.ts';
import type { RunContext } from './context.ts';
import { end, refuse } from './end.ts';
import { installedVersions } from './installed.ts';

const lockTimeoutSeconds = 300;

export async function changePackages(context: RunContext, entry: JournalEntry): Promise<JournalEntry> {
  const { id } = entry.instruction;
  const { header, share } = approvedOf(entry.instruction).body;
  if (!context.units.wasStarted(id, 'forward')) {
    const wanted: Wanted[] = share.changes.flatMap((change) =>
      change.to === null ? [] : [{ manager: change.manager, name: change.name, architecture: change.architecture, version: change.to }],
    );
    const simulated = await context.manager.simulate(context.machine, context.mode, wanted);
    if (!simulated.ok) {
      if (simulated.trouble.code === 'apt.superseded')
        return refuse(context, entry, 'refused.superseded', `${simulated.trouble.cause} ${simulated.trouble.nextStep}`);
      return end(
        context,
        { ...entry, failure: { code: simulated.trouble.code, detail: `${simulated.trouble.cause} ${simulated.trouble.nextStep}` } },
        'failed',
      );
    }
    const difference = differenceOf(share.changes, simulated.value.changes);
    if (difference !== null)
      return refuse(context, entry, 'refused.differs', `The device now simulates something else than what was approved: ${difference}`);
    const blocked = context.stillAllowed(entry.instruction);
    if (blocked !== null) return refuse(context, entry, blocked.code, blocked.detail);
    context.changed(share.changes.length);
  }
  const done = await context.units.perform(id, 'forward', {
    changes: share.changes,
    files: share.files,
    direction: share.direction,
    lockTimeoutSeconds,
  });
  if (done.ended) {
    const applied = context.journal.write({ ...entry, appliedAt: context.now(), receipts: [...entry.receipts, done.receipt] });
    if (done.receipt.ok) return restartNext(context, applied, header.restart);
    return failed(context, {
      ...applied,
      failure: {
        code: done.receipt.trouble?.code ?? 'apply.failed',
        detail: `${done.receipt.trouble?.cause ?? done.receipt.detail} ${done.receipt.trouble?.nextStep ?? ''}`.trim(),
      },
    });
  }
  return afterInterruption(context, entry, done.because);
}

/** Begun, and not ended: mend first, then say what is true. Never the same step again. */
async function afterInterruption(context: RunContext, entry: JournalEntry, because: string): Promise<JournalEntry> {
  const { header, share } = approvedOf(entry.instruction).body;
  const repair = await context.manager.repair(context.machine, context.mode);
  const mended = context.journal.write({ ...entry, appliedAt: context.now(), receipts: [...entry.receipts, repair] });
  const missing = remaining(share.changes, await installedVersions(context));
  if (repair.ok && missing.length === 0) return restartNext(context, mended, header.restart);
  const detail = `The change was interrupted (${because}); ${missing.length} of ${share.changes.length} changes are not in${repair.ok ? '' : `, and mending failed: ${repair.trouble?.cause ?? repair.detail}`}.`;
  return failed(context, { ...mended, failure: { code: 'interrupted', detail } });
}

async function failed(context: RunContext, entry: JournalEntry): Promise<JournalEntry> {
  const { header, share } = approvedOf(entry.instruction).body;
  if (header.rollback === 'automatic' && share.wayBack.kind === 'downgrade')
    return context.journal.write({ ...entry, phase: 'rolling back' });
  const repair = await context.manager.repair(context.machine, context.mode);
  return end(context, { ...entry, receipts: [...entry.receipts, repair] }, 'failed');
}

async function restartNext(context: RunContext, entry: JournalEntry, rule: 'never' | 'if-needed' | 'always'): Promise<JournalEntry> {
  const runtime = await context.manager.runtime(context.machine);
  const due = rule === 'always' || (rule === 'if-needed' && (runtime.restartPending?.length ?? 0) > 0);
  const allowed = context.standing().limits.limits.restarts === 'allowed';
  const next = context.journal.write({ ...entry, restartDue: due, phase: due && allowed ? 'restarting' : 'checking' });
  if (!due || !allowed)
    return context.tell(next, {
      status: 'progress',
      phase: 'checking',
      line: due ? 'a restart is due, and the limits of this device forbid it' : 'the change is in; checking',
    });
  return context.tell(next, { status: 'progress', phase: 'restarting', line: 'the change is in; restarting' });
}
