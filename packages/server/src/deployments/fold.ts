/** A deployment's state as it is stored: what belongs to the whole in one document, and a row for the run of each device. */
import type { DeploymentState, RunState } from '@fettle/core/deployment';
import { applyAll, runsOf } from '@fettle/core/deployment';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import { eventsAfter } from './events-after.ts';

/** The runs of a row `s` of `deployment_state`, by device, in the order in which the core goes over them. */
export const runsOfState: RawBuilder<DeploymentState['runs']> = sql`(
  select coalesce(json_object_agg(r.device_id, r.run order by r.device_id), '{}') from deployment_run r
  where r.client_id = s.client_id and r.deployment_id = s.deployment_id)`;

type Stored = { readonly seq: number; readonly state: Omit<DeploymentState, 'runs'>; readonly runs: DeploymentState['runs'] };

/** The fold as it is stored, by one statement: document and runs are of the same moment. Null: there is no spec, or no such deployment. */
export async function readFold(tx: Tx, clientId: string, deploymentId: string): Promise<DeploymentState | null> {
  const found = await sql<Stored>`
    select s.seq, s.state, ${runsOfState} as runs from deployment_state s
    where s.client_id = ${clientId} and s.deployment_id = ${deploymentId} and s.seq > 0`.execute(tx);
  const [row] = found.rows;
  return row === undefined ? null : wholeState(row);
}

/** Written by `saveState` and nobody else, in exactly these forms. */
export function wholeState({ state, runs }: Pick<Stored, 'state' | 'runs'>): DeploymentState {
  return { ...state, runs };
}

/** The state at a sequence number, from one that was committed before and the events since; null where they do not lead there. The deployment must be locked. */
export async function caughtUp(
  tx: Tx,
  clientId: string,
  deploymentId: string,
  known: DeploymentState | undefined,
  seq: number,
): Promise<DeploymentState | null> {
  if (known === undefined || known.seq > seq) return null;
  if (known.seq === seq) return known;
  const state = applyAll(known, await eventsAfter(tx, clientId, deploymentId, known.seq));
  return state.seq === seq ? state : null;
}

/** Runs that are not the very same: what an event does not touch keeps its identity. `before` null: all. */
export function changedRuns(before: DeploymentState | null, after: DeploymentState): readonly RunState[] {
  if (before === null || before.runs === after.runs) return before === null ? runsOf(after) : [];
  // Both in the order of their devices, which are the same.
  const stored = runsOf(before);
  return runsOf(after).filter((run, place) => stored[place] !== run);
}

export async function saveRuns(tx: Tx, clientId: string, deploymentId: string, runs: readonly RunState[]): Promise<void> {
  if (runs.length === 0) return;
  await sql`
    insert into deployment_run (client_id, deployment_id, device_id, run)
    select ${clientId}, ${deploymentId}, g.device_id, g.run::jsonb
    from unnest(${runs.map(({ deviceId }) => deviceId)}::uuid[], ${runs.map((run) => JSON.stringify(run))}::text[]) as g(device_id, run)
    on conflict (client_id, deployment_id, device_id) do update set run = excluded.run`.execute(tx);
}
