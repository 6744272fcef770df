/** The twelve steps of patch management, computed from the records of each client every hour and each time they are asked for, and kept. */
import type { Feature } from '../platform/feature.ts';
import { keepWorking } from '../platform/keep-working.ts';
import { checklistHandlers } from './handlers.ts';
import { checklistTopic, ruleHandlers } from './rules.ts';
import { checklistRound } from './rounds.ts';

export { stoodOn } from './past.ts';
export type { PastStep } from './past.ts';
export { standNow } from './rounds.ts';

export const checklistFeature: Feature = {
  name: 'checklist',
  handlers: { ...checklistHandlers, ...ruleHandlers },
  start: async (context) =>
    keepWorking(context, {
      topic: checklistTopic,
      everyMs: 60_000,
      round: (signal) => checklistRound(context, signal),
      failed: 'the twelve steps could not be computed; it is tried again',
    }),
};
