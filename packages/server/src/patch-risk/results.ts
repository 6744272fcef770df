/** How updates ended on devices, kept up when runs of deployments end: what the next ring, and the next client, may know before it has them. */
import type { DeploymentEvent, SpecHeader } from '@fettle/core/deployment';
import type { Context, Tx } from '../platform/feature.ts';
import { addResults } from './store.ts';
import type { RunEnd } from './store.ts';

type Ended = {
  readonly clientId: string;
  readonly deploymentId: string;
  readonly header: SpecHeader;
  readonly events: readonly DeploymentEvent[];
};

/**
 * In the transaction that records the ends. A roll-back that a person wanted counts against what the deployment before it brought; how the going back itself ended on a
 * device says nothing about the update. Ends that rest on silence say nothing either: what is known later counts then.
 */
export async function noteResults(tx: Tx, _context: Context, { clientId, deploymentId, header, events }: Ended): Promise<void> {
  const settled = events.filter((event) => event.kind === 'run-settled');
  const { predecessor } = header;
  if (predecessor?.kind === 'rollback') {
    const back = settled.filter(({ outcome }) => outcome === 'verified');
    const ends = back.map(({ deviceId }): RunEnd => ({ deviceId, succeeded: false, failed: false, takenBack: true }));
    if (ends.length > 0) await addResults(tx, clientId, predecessor.deploymentId, ends);
    return;
  }
  const ends = settled.flatMap(({ deviceId, outcome }): readonly RunEnd[] => {
    if (outcome === 'verified') return [{ deviceId, succeeded: true, failed: false, takenBack: false }];
    if (outcome === 'failed' || outcome === 'rolled back')
      return [{ deviceId, succeeded: false, failed: true, takenBack: outcome === 'rolled back' }];
    return [];
  });
  if (ends.length > 0) await addResults(tx, clientId, deploymentId, ends);
}
