/** Decisions that came after the approval: what they keep off devices that have not begun, and instructions that no device has taken yet. */
import type { Bar } from '@fettle/core/decisions';
import { isInFlight, isPlanned } from '@fettle/core/deployment';
import type { DeploymentState, RunState } from '@fettle/core/deployment';
import { callBackInstructions, seeCalledBack } from '../instructions/index.ts';
import type { Tx } from '../platform/feature.ts';
import { readBars } from './bars.ts';
import { installId } from './ids.ts';
import type { KnownSpec } from './spec-memory.ts';

export type Runs = {
  readonly clientId: string;
  readonly state: DeploymentState;
  readonly changes: KnownSpec['changes'];
  readonly now: string;
};

/** What is barred of runs that a device has not taken on: work in progress is never stopped. By device. */
export async function barsOfRuns(tx: Tx, { clientId, state, changes, now }: Runs): Promise<ReadonlyMap<string, Bar>> {
  const open = Object.values(state.runs).filter((run) => isPlanned(run) || isUntaken(run));
  if (open.length === 0) return new Map();
  const asked = async () => {
    const known = await changes(tx);
    return open.flatMap(({ deviceId }) => {
      const own = known.get(deviceId);
      return own === undefined ? [] : [{ deviceId, ...own }];
    });
  };
  const bars = await readBars(tx, clientId, now, asked, [state.header.deploymentId]);
  return new Map([...bars].flatMap(([deviceId, [first]]) => (first === undefined ? [] : [[deviceId, first.bar] as const])));
}

/** What was sent, was not taken and is barred is handed out by no check-in after the commit. How many that is, without those called back before. */
export async function callBack(
  tx: Tx,
  { clientId, state, now }: Pick<Runs, 'clientId' | 'state' | 'now'>,
  bars: ReadonlyMap<string, Bar>,
): Promise<number> {
  const untaken = Object.values(state.runs).filter((run) => isUntaken(run) && bars.has(run.deviceId));
  return callBackInstructions(
    tx,
    clientId,
    untaken.map((run) => idOf(state, run)),
    now,
  );
}

/**
 * Of runs that no device has said to have taken: since when their instruction is known to be called back, by decisions or a cancellation. By device. Not the time of the
 * decision: until that is committed check-ins hand the instruction out. Asked before the look calls back anything itself.
 */
export async function readCalledBack(
  tx: Tx,
  { clientId, state }: Pick<Runs, 'clientId' | 'state'>,
  now: () => string,
): Promise<ReadonlyMap<string, string>> {
  const ids = Object.values(state.runs)
    .filter(isUntaken)
    .map((run) => idOf(state, run));
  const found = await seeCalledBack(tx, clientId, ids, now);
  return new Map(found.map(({ deviceId, seenAt }) => [deviceId, seenAt]));
}

function idOf(state: DeploymentState, { deviceId, attempt }: RunState): string {
  return installId(state.header.deploymentId, deviceId, attempt);
}

function isUntaken(run: RunState): boolean {
  return isInFlight(run) && !run.accepted;
}
