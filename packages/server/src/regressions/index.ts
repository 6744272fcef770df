/** Checks that passed before a change and failed later: found, kept, and decided by people. */
import type { Feature } from '../platform/feature.ts';
import { keepWorking } from '../platform/keep-working.ts';
import { askAgain } from './ask-again.ts';
import { regressionHandlers } from './handlers.ts';

export { askAgain } from './ask-again.ts';
export { findRegressions, planChecksAgain } from './find.ts';
export { againRecords, answerWithinHours, regressionsOf } from './store.ts';
export type { AgainRecord, RegressionRow } from './store.ts';

export const regressionsFeature: Feature = {
  name: 'regressions',
  handlers: regressionHandlers,
  start: async (context) =>
    keepWorking(context, {
      topic: 'regressions',
      everyMs: 5 * 60_000,
      round: (signal) => askAgain(context, signal),
      failed: 'devices could not be asked for their checks again',
    }),
};
