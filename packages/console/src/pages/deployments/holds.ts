import type { Deployment, Hold } from './types.ts';

/** Holds that a person can end by a release: an approval ends by signing, a freeze and a panic stop by being lifted. */
export function releasableHolds(deployment: Pick<Deployment, 'holds'>): readonly Hold[] {
  return deployment.holds.filter(
    ({ reason }) => reason !== 'approval' && reason !== 'freeze' && reason !== 'panic stop' && reason !== 'campaign stop',
  );
}
