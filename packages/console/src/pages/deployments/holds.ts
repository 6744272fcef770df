import type { Deployment, Hold, Ring } from './types.ts';

/** Holds that a person can end by a release: an approval ends by signing, a freeze and a panic stop by being lifted. */
export function releasableHolds(deployment: Pick<Deployment, 'holds'>): readonly Hold[] {
  return deployment.holds.filter(
    ({ reason }) => reason !== 'approval' && reason !== 'freeze' && reason !== 'panic stop' && reason !== 'campaign stop',
  );
}

/** The ring that soaks and has one after it: it could be promoted; null: there is none. */
export function soakingRing({ rings }: Pick<Deployment, 'rings'>): Ring | null {
  return rings.slice(0, -1).find(({ phase }) => phase === 'soaking') ?? null;
}
