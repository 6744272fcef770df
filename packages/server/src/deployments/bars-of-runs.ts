/** Decisions that came after the approval: what they keep off devices that have not begun, and instructions that no device has taken yet. */
import type { Bar } from '@fettle/core/decisions';
import { isInFlight, isPlanned } from '@fettle/core/deployment';
import type { DeploymentState, RunState } from '@fettle/core/deployment';
import { sql } from 'kysely';
import { callBackInstructions } from '../instructions/index.ts';
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

/** What was sent, was not taken and is barred is handed out by no later check-in. */
export async function callBack(
  tx: Tx,
  { clientId, state, now }: Pick<Runs, 'clientId' | 'state' | 'now'>,
  bars: ReadonlyMap<string, Bar>,
): Promise<void> {
  const untaken = Object.values(state.runs).filter((run) => isUntaken(run) && bars.has(run.deviceId));
  await callBackInstructions(
    tx,
    clientId,
    untaken.map((run) => idOf(state, run)),
    now,
  );
}

/** Of runs that no device has said to have taken: when their instruction was called back. By device. */
export async function readCalledBack(tx: Tx, clientId: string, state: DeploymentState): Promise<ReadonlyMap<string, string>> {
  const ids = Object.values(state.runs)
    .filter(isUntaken)
    .map((run) => idOf(state, run));
  if (ids.length === 0) return new Map();
  const found = await sql<{ device_id: string; called_back_at: string }>`
    select device_id, called_back_at from instruction where client_id = ${clientId} and id = any(${ids}::text[]) and called_back_at is not null`.execute(
    tx,
  );
  return new Map(found.rows.map((row) => [row.device_id, row.called_back_at]));
}

function idOf(state: DeploymentState, { deviceId, attempt }: RunState): string {
  return installId(state.header.deploymentId, deviceId, attempt);
}

function isUntaken(run: RunState): boolean {
  return isInFlight(run) && !run.accepted;
}
