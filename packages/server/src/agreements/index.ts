/** Agreements: which frameworks a client is held to, which devices they do not speak of, and the versions of its SLA. */
import type { Feature } from '../platform/feature.ts';
import { keepWorking } from '../platform/keep-working.ts';
import { turnDays } from './days.ts';
import { agreementHandlers } from './handlers.ts';
import type { Changed } from './handlers.ts';

export { frameworksOf } from './held.ts';
export type { HeldFramework } from './held.ts';
export type { Changed } from './handlers.ts';

/** How long after midnight a day may be noticed. */
const lookEveryMs = 5 * 60_000;

/** `changed` is called in the transaction of each change, and on days on which something begins or ends. */
export function agreementsFeature({ changed }: { readonly changed: Changed }): Feature {
  return {
    name: 'agreements',
    handlers: agreementHandlers(changed),
    start: async (context) =>
      keepWorking(context, {
        topic: 'agreements',
        everyMs: lookEveryMs,
        round: (signal) => turnDays(context, changed, () => signal.aborted),
        failed: 'days of agreements could not be looked at; it is tried again',
      }),
  };
}
