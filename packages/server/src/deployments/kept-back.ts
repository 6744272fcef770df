/** The last look before the hand-out: what decisions bar just now, whatever was decided, or began to hold, since the deployment was looked at. */
import type { Context, Tx } from '../platform/feature.ts';
import { readBars } from './bars.ts';
import { readShares } from './read.ts';

/** An instruction that a check-in is about to hand out. */
export type ToHandOut = { readonly id: string; readonly verb: string; readonly deployment_id: string | null };

/**
 * Which of a device's open instructions are not handed out to it now, in the transaction that read them: those to change it in a way that a decision bars. Nothing is
 * read where none changes it. They stay open: the next look at the deployment calls them back, or the decision ends before.
 */
export async function keptBack(
  tx: Tx,
  context: Context,
  clientId: string,
  deviceId: string,
  open: readonly ToHandOut[],
): Promise<ReadonlySet<string>> {
  const kept = new Set<string>();
  for (const { id, verb, deployment_id: deploymentId } of open) {
    if (deploymentId === null || (verb !== 'install' && verb !== 'rollback')) continue;
    const bars = await readBars(tx, clientId, context.now(), () => readShares(tx, clientId, deploymentId, [deviceId]), [deploymentId]);
    if (bars.has(deviceId)) kept.add(id);
  }
  return kept;
}
