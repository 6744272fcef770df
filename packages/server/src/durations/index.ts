/** What changes and restarts took: measured from the devices' final reports, and read where time is planned. */
import type { InstallResult } from '@fettle/protocol/agent';
import type { ReportReaction, TakenReport } from '../instructions/index.ts';
import { addDurations } from './store.ts';
import type { Measured } from './store.ts';

export { readClientHistory, readHistories } from './store.ts';

/** In the transaction that stores the report. */
export const durationReaction: ReportReaction = (tx, _context, taken) => addDurations(tx, taken.flatMap(durationIn));

function durationIn({ clientId, deploymentId, report, receivedAt }: TakenReport): readonly Measured[] {
  if (deploymentId === null || report.body.status !== 'ended' || report.body.result.verb !== 'install') return [];
  const measured = measuredIn(report.body.result.install);
  const { deviceId, instructionId } = report;
  return measured === null ? [] : [{ clientId, deploymentId, deviceId, instructionId, endedAt: receivedAt, ...measured }];
}

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
