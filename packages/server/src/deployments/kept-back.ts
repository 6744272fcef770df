/** The last look before the hand-out: what decisions bar just now, whatever was decided, or began to hold, since the deployment was looked at. */
import { clientsWithBarring, readBarring } from '../decisions/index.ts';
import type { Context, Tx } from '../platform/feature.ts';
import { readBarsOf } from './bars.ts';
import { clientsWithFreeze, frozenDeployments } from './freezes.ts';
import { readShares } from './read.ts';

/** An instruction that a check-in is about to hand out. */
export type ToHandOut = { readonly id: string; readonly verb: string; readonly deployment_id: string | null };

/**
 * Which of a device's open instructions are not handed out to it now, in the transaction that read them: those to change it in a way that a decision bars, or while it is frozen. Nothing is
 * read where none changes it, and what is decided once for all of them. They stay open: the next look at the deployment calls them back, or the decision or freeze ends before.
 */
export async function keptBack(
  tx: Tx,
  context: Context,
  clientId: string,
  deviceId: string,
  open: readonly ToHandOut[],
): Promise<ReadonlySet<string>> {
  const changing = open.flatMap(({ id, verb, deployment_id: deploymentId }) =>
    deploymentId !== null && (verb === 'install' || verb === 'rollback') ? [{ id, deploymentId }] : [],
  );
  if (changing.length === 0) return new Set();
  const frozen = await frozenDeployments(tx, context, clientId, deviceId);
  const kept = new Set(changing.flatMap(({ id, deploymentId }) => (frozen.includes(deploymentId) ? [id] : [])));
  const barring = await readBarring(tx, clientId);
  if (barring === null) return kept;
  for (const { id, deploymentId } of changing) {
    const given = { clientId, now: context.now(), barring, planned: [deploymentId] };
    const bars = await readBarsOf(tx, given, await readShares(tx, clientId, deploymentId, [deviceId]));
    if (bars.has(deviceId)) kept.add(id);
  }
  return kept;
}

/**
 * Of these clients those at which anything may be kept back, or be told as frozen, just now. At all others `keptBack` and `frozenDeployments` find nothing, whatever the device: so it need not be asked for each
 * of many that check in together.
 */
export async function clientsToAskFor(tx: Tx, context: Context, clientIds: readonly string[]): Promise<ReadonlySet<string>> {
  return new Set([...(await clientsWithFreeze(tx, clientIds, context.now())), ...(await clientsWithBarring(tx, clientIds))]);
}
