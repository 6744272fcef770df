/** The Patch Tuesday desk: what is new since somebody's last visit, what would be decided about it, and one confirmation that records the decisions. */
import type { Changed } from '../decisions/index.ts';
import type { Feature } from '../platform/feature.ts';
import { deskHandlers } from './handlers.ts';

/** `changed`: what follows elsewhere from what is decided at a client. */
export function deskFeature({ changed }: { readonly changed: Changed }): Feature {
  return { name: 'desk', handlers: deskHandlers(changed) };
}
