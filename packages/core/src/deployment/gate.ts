/**
 * The gate of a ring: a fixed rule over counts, with four answers. Failures are bad. Devices that were never measured, or whose
 * end nobody can tell, are neither good nor bad: where they are missing for the gate, a person decides.
 */
import { isAccepted, isAcceptedSilent, isFailure } from './runs.ts';
import type { DeploymentState, GateAnswer } from './types.ts';
import type { Gate } from './spec.ts';

export type RingCounts = {
  readonly devices: number;
  /** Devices that count: all but those whose end a person accepted. */
  readonly counted: number;
  readonly verified: number;
  readonly failed: number;
  /** Ended without a change that could be judged: refused, missed, cancelled. */
  readonly notMeasured: number;
  readonly unknown: number;
  readonly accepted: number;
  /** Nothing of the ring is awaited any more. */
  readonly settled: boolean;
};

/** Counts the runs of one ring. */
export function countRing(state: Pick<DeploymentState, 'runs' | 'accepted'>, ring: number): RingCounts {
  const runs = Object.values(state.runs).filter((run) => run.ring === ring);
  const leftOut = runs.filter((run) => isAccepted(state, run) || isAcceptedSilent(state, run));
  const counted = runs.filter((run) => !leftOut.includes(run));
  return {
    devices: runs.length,
    counted: counted.length,
    verified: counted.filter((run) => run.outcome === 'verified').length,
    failed: counted.filter(isFailure).length,
    notMeasured: counted.filter(({ outcome }) => outcome === 'refused' || outcome === 'missed' || outcome === 'cancelled').length,
    unknown: counted.filter((run) => run.outcome === 'unknown').length,
    accepted: leftOut.length,
    settled: counted.every((run) => run.outcome !== null),
  };
}

/** Judges a settled ring by its counts. `passed` here means: the soak may begin. `detail` is one sentence for a person. */
export function judgeCounts(counts: RingCounts, gate: Gate): { readonly answer: GateAnswer; readonly detail: string } {
  const wanted = Math.min(gate.minVerified, counts.counted);
  const reaches = (verified: number): boolean => verified >= wanted && (counts.counted === 0 || verified / counts.counted >= gate.minRate);
  const detail = sentence(counts, wanted, gate.minRate);
  if (reaches(counts.verified)) return { answer: 'passed', detail };
  if (!reaches(counts.verified + counts.unknown + counts.notMeasured)) return { answer: 'failed', detail };
  return { answer: counts.unknown > 0 ? 'cannot tell' : 'could not measure', detail };
}

function sentence(counts: RingCounts, wanted: number, minRate: number): string {
  const others = [
    [counts.failed, 'failed or rolled back'],
    [counts.notMeasured, 'refused, missed or cancelled'],
    [counts.unknown, 'unknown'],
    [counts.accepted, 'accepted by a person and not counted'],
  ] as const;
  const told = others.filter(([number]) => number > 0).map(([number, word]) => `, ${number} ${word}`);
  const rule = `the gate wants at least ${wanted} and ${Math.round(minRate * 100)} %`;
  return `${counts.verified} of ${counts.counted} devices verified${told.join('')}; ${rule}.`;
}
