/** The programme document of each client: made from its records, kept in versions, compared daily; and the parts that people write. */
import type { Feature } from '../platform/feature.ts';
import { keepWorking } from '../platform/keep-working.ts';
import { programmeHandlers } from './handlers.ts';
import { programmeRound } from './round.ts';

export { programmeFacts } from './facts.ts';

const everyMs = 10 * 60_000;

export const programmeFeature: Feature = {
  name: 'programme',
  handlers: programmeHandlers,
  start: async (context) =>
    keepWorking(context, {
      everyMs,
      round: (signal) => programmeRound(context, signal),
      failed: 'programme documents could not be compared with the records; it is tried again',
    }),
};
