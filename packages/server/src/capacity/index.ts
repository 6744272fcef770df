/** How much may change at once: limits of the provider, of clients and sites, clusters, and devices that are unwell after a change. */
import type { Feature } from '../platform/feature.ts';
import { capacityHandlers } from './handlers.ts';
import type { CapacityChanged } from './handlers.ts';

export { disturbedOf, noBounds, oneAtATimeOverall, readBounds } from './bounds.ts';
export type { BoundFacts } from './bounds.ts';
export { capacityOfDevice } from './of-device.ts';
export { capacityReaction } from './reaction.ts';
export { limitsBySite, readClusters, removeCluster, saveCluster, sitesWithBandwidth } from './store.ts';

export function capacityFeature({ changed }: { readonly changed: CapacityChanged }): Feature {
  return { name: 'capacity', handlers: capacityHandlers(changed) };
}
