/** Discovered devices: machines without an agent, what is decided about them, and what is patched on them by hand. */
import type { Feature } from '../platform/feature.ts';
import { discoveredHandlers } from './handlers.ts';

export { countDiscovered, readDiscoveredRecords } from './store.ts';
export type { DiscoveredCounts } from './store.ts';

/** Undecided for more days is failing. */
export const undecidedDays = 14;

export const discoveredFeature: Feature = { name: 'discovered', handlers: discoveredHandlers };
