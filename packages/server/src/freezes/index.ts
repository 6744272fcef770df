/** Freezes, in which nothing new starts, and lists of holidays, on which windows do not open: of the provider for all clients, and of each client. */
import type { Feature } from '../platform/feature.ts';
import { freezeHandlers } from './handlers.ts';
import type { FreezesChanged } from './handlers.ts';
import { holidayHandlers } from './holidays.ts';
import { importFreezes } from './import.ts';

export { readAllLists, readLists } from './holiday-store.ts';
export type { KnownList } from './holiday-store.ts';
export { readFreezes, readFreezesOf } from './store.ts';

export function freezesFeature({ changed }: { readonly changed: FreezesChanged }): Feature {
  return { name: 'freezes', handlers: { ...freezeHandlers(changed), importFreezes: importFreezes(changed), ...holidayHandlers } };
}
