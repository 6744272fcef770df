/**
 * The gate of a ring: a fixed rule over counts, with four answers. Failures are bad. Devices that were never measured, or whose
 * end nobody can tell, are neither good nor bad: where they are missing for the gate, a person decides.
 */
import { isAccepted, isAcceptedOut, isAcceptedSilent, isFailure, isKeptOut, isPlanned, runsOf } from './runs.ts';
import type { DeploymentState, GateAnswer } from './types.ts';
import type { Gate } from './spec.ts';

export type RingCounts = {
  readonly devices: number;
  /** Devices that count: all but those whose end a person accepted, and those that a decision keeps out. */
  readonly counted: number;
  readonly verified: number;
  readonly failed: number;
  /** Ended without a change that could be judged: refused, missed, cancelled. */
  readonly notMeasured: number;
  readonly unknown: number;
  readonly accepted: number;
  /** Not begun, and a decision keeps them out: the ring does not wait for them. Nobody has accepted that. */
  readonly keptOut: number;
  /** Nothing of the ring is awaited any more. */
  readonly settled: boolean;
};

/** Devices that a ring does not wait for as long as they are only planned. */
export type NotAwaited = Pick<ReadonlySet<string>, 'has'>;
export const everybodyAwaited: NotAwaited = new Set();

/** Counts the runs of one ring. `notAwaited`: devices that it does not wait for as long as they are only planned, because decisions keep them out. */
export function countRing(
  state: Pick<DeploymentState, 'runs' | 'accepted'> & Partial<Pick<DeploymentState, 'seq'>>,
  ring: number,
  notAwaited: NotAwaited = everybodyAwaited,
): RingCounts {
  const runs = runsOf(state).filter((run) => run.ring === ring);
  const keptOut = new Set(runs.filter((run) => isKeptOut(run) || (isPlanned(run) && notAwaited.has(run.deviceId))));
  const accepted = new Set(
    runs.filter((run) => isAccepted(state, run) || isAcceptedSilent(state, run) || (keptOut.has(run) && isAcceptedOut(state, run))),
  );
  const counted = runs.filter((run) => !accepted.has(run) && !keptOut.has(run));
  return {
    devices: runs.length,
    counted: counted.length,
    verified: counted.filter((run) => run.outcome === 'verified').length,
    failed: counted.filter(isFailure).length,
    notMeasured: counted.filter(({ outcome }) => outcome === 'refused' || outcome === 'missed' || outcome === 'cancelled').length,
    unknown: counted.filter((run) => run.outcome === 'unknown').length,
    accepted: accepted.size,
    keptOut: [...keptOut].filter((run) => !accepted.has(run)).length,
    settled: counted.every((run) => run.outcome !== null),
  };
}

/** Judges a settled ring by its counts. `passed` here means: the soak may begin. `detail` is one sentence for a person. */
export function judgeCounts(counts: RingCounts, gate: Gate): { readonly answer: GateAnswer; readonly detail: string } {
  const wanted = Math.min(gate.minVerified, counts.counted);
  const reaches = (verified: number): boolean => verified >= wanted && (counts.counted === 0 || verified / counts.counted >= gate.minRate);
  // A ring that nobody is left in would show nothing, and let the next one go first.
  if (counts.counted === 0 && counts.keptOut > 0) return { answer: 'could not measure', detail: keptOutSentence(counts) };
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
    [counts.keptOut, 'kept out by a decision and not counted'],
  ] as const;
  const told = others.filter(([number]) => number > 0).map(([number, word]) => `, ${number} ${word}`);
  const rule = `the gate wants at least ${wanted} and ${Math.round(minRate * 100)} %`;
  return `${counts.verified} of ${counts.counted} devices verified${told.join('')}; ${rule}.`;
}

function keptOutSentence({ keptOut }: RingCounts): string {
  const devices = keptOut === 1 ? 'the only device that is left' : `all ${keptOut} devices that are left`;
  return `Decisions keep out ${devices} in this ring, so nothing would be tried here first; end them, or accept to go on without.`;
}
