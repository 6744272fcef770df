/** Stand-ins of mission-critical devices: what their changes are tried on first, in words of people and as both devices show it. */
import type { Feature } from '../platform/feature.ts';
import { standInHandlers } from './handlers.ts';
import type { StandInsChanged } from './handlers.ts';

export { openRecords, standInStandings } from './standings.ts';
export type { StandInOf } from './standings.ts';
export type { StandInRecord } from './store.ts';

export function standInsFeature({ changed }: { readonly changed: StandInsChanged }): Feature {
  return { name: 'stand-ins', handlers: standInHandlers(changed) };
}
