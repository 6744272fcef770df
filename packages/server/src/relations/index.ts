/** Hosts, dependencies and clusters of a client as one file: who is what to whom, written out and taken back. */
import type { Feature } from '../platform/feature.ts';
import { relationHandlers } from './handlers.ts';
import type { RelationsChanged } from './handlers.ts';

export function relationsFeature({ changed }: { readonly changed: RelationsChanged }): Feature {
  return { name: 'relations', handlers: relationHandlers(changed) };
}
