/** What changes and restarts took: measured from the devices' final reports, and read where time is planned. */
import type { InstallResult } from '@fettle/protocol/agent';
import type { ReportReaction } from '../instructions/index.ts';
import { addDuration } from './store.ts';

export { readClientHistory, readHistories } from './store.ts';

/** In the transaction that stores the report. */
export const durationReaction: ReportReaction = async (tx, _context, taken) => {
  const { clientId, deploymentId, report, receivedAt } = taken;
  if (deploymentId === null || report.body.status !== 'ended' || report.body.result.verb !== 'install') return;
  const measured = measuredIn(report.body.result.install);
  if (measured === null) return;
  await addDuration(tx, {
    clientId,
    deploymentId,
    deviceId: report.deviceId,
    instructionId: report.instructionId,
    endedAt: receivedAt,
    ...measured,
  });
};

/** Null where it says nothing of how long such a change takes: it failed, was interrupted, or the device's clock was set meanwhile. */
export function measuredIn(install: InstallResult): { readonly changeSeconds: number; readonly restartSeconds: number | null } | null {
  const { how, startedAt, appliedAt, receipts } = install;
  if (how !== 'done' || startedAt === null || appliedAt === null || receipts.some(({ step }) => step === 'repair')) return null;
  const changeSeconds = secondsBetween(startedAt, appliedAt);
  if (changeSeconds === null) return null;
  const restart = receipts.findLast(({ step, ok }) => step === 'restart' && ok);
  const took = restart === undefined ? null : secondsBetween(restart.startedAt, restart.endedAt);
  // Agents of before told only when it was over.
  return { changeSeconds, restartSeconds: took === null || took < 1 ? null : took };
}

function secondsBetween(from: string, to: string): number | null {
  const seconds = Math.round(Temporal.Instant.from(from).until(to).total('seconds'));
  return seconds >= 0 && seconds <= 86_400 ? seconds : null;
}
