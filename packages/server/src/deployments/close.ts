/** Instructions that nobody waits for any more are closed: they are not handed out again, and no longer mean that the device is busy. */
import type { DeploymentState, RunState } from '@fettle/core/deployment';
import { isInFlight, isPlanned } from '@fettle/core/deployment';
import { callBackInstructions, closeInstructions } from '../instructions/index.ts';
import { openQuestions } from './dependants.ts';
import type { Tx } from '../platform/database/index.ts';

type Open = { readonly id: string; readonly device_id: string; readonly attempt: number | null; readonly verb: string };

/** Closes what the state no longer waits for, and simulations whose span is over. */
export async function closeWhatIsOver(
  tx: Tx,
  clientId: string,
  deploymentId: string,
  state: DeploymentState | null,
  now: string,
): Promise<void> {
  const rows = await tx
    .selectFrom('instruction')
    .select(['id', 'device_id', 'attempt', 'verb', 'not_after'])
    .where('client_id', '=', clientId)
    .where('deployment_id', '=', deploymentId)
    .where('closed_at', 'is', null)
    .execute();
  const questions = openQuestions(state);
  const over = rows.filter((row) =>
    row.verb === 'simulate'
      ? state !== null || Temporal.Instant.compare(row.not_after, now) <= 0
      : state === null || (!questions.has(row.id) && !isAwaited(state, row)),
  );
  await closeInstructions(
    tx,
    clientId,
    over.map(({ id }) => id),
    now,
  );
}

/** After a cancellation nothing more is handed out, before anything is decided about the runs. What may change a device is called back: it may have been taken before. */
export async function stopHandingOut(tx: Tx, clientId: string, deploymentId: string, now: string): Promise<void> {
  const rows = await tx
    .selectFrom('instruction')
    .select(['id', 'verb'])
    .where('client_id', '=', clientId)
    .where('deployment_id', '=', deploymentId)
    .where('closed_at', 'is', null)
    .where('verb', 'in', ['simulate', 'get', 'install', 'rollback'])
    .execute();
  const changes = rows.filter(({ verb }) => verb === 'install' || verb === 'rollback');
  const idsOf = (some: readonly { readonly id: string }[]): readonly string[] => some.map(({ id }) => id);
  await callBackInstructions(tx, clientId, idsOf(changes), now);
  await closeInstructions(tx, clientId, idsOf(rows.filter((row) => !changes.includes(row))), now);
}

function isAwaited(state: DeploymentState, row: Open): boolean {
  const run: RunState | undefined = state.runs[row.device_id];
  if (run === undefined || state.status !== 'active') return false;
  switch (row.verb) {
    case 'get':
      return isPlanned(run) && !run.secured;
    case 'check':
      return run.checkInstructionId === row.id && state.rings[run.ring]?.phase === 'soaking';
    default:
      return isInFlight(run) && run.attempt === row.attempt;
  }
}
