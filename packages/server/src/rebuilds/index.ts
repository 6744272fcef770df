/** Devices that a person is to build anew, since that is the way back that was approved. */
import type { Feature } from '../platform/feature.ts';
import { keepWorking } from '../platform/keep-working.ts';
import { compareRebuilds } from './compare.ts';
import { rebuildHandlers } from './handlers.ts';

export { awaitRebuilds } from './await.ts';
export { compareRebuilds } from './compare.ts';

export const rebuildsFeature: Feature = {
  name: 'rebuilds',
  handlers: rebuildHandlers,
  start: async (context) =>
    keepWorking(context, {
      topic: 'rebuilds',
      everyMs: 60_000,
      round: (signal) => compareRebuilds(context, signal),
      failed: 'devices that were built anew could not be compared',
    }),
};
