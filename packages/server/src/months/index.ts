/** Monthly reports of clients: made when a month is over, kept, and never changed. */
import type { Feature } from '../platform/feature.ts';
import { keepWorking } from '../platform/keep-working.ts';
import { monthHandlers } from './handlers.ts';
import { monthRound } from './make.ts';

export { monthRound } from './make.ts';
export { obligationsOf, recordedSince } from './obligations.ts';
export { readMonths } from './store.ts';

const everyMs = 10 * 60_000;

export const monthsFeature: Feature = {
  name: 'months',
  handlers: monthHandlers,
  start: async (context) =>
    keepWorking(context, {
      everyMs,
      round: async (signal) => {
        await monthRound(context, signal);
      },
      failed: 'monthly reports could not be made; it is tried again',
    }),
};
