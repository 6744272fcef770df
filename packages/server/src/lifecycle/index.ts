/** How long the makers of systems support them: findings that no update ends, so they need an exception or a replacement. */
import type { Feature } from '../platform/feature.ts';
import { keepWorking } from '../platform/keep-working.ts';
import { getLifecycleDevices } from './devices.ts';
import { judgeSystems } from './judge-systems.ts';
import { listLifecycle } from './list.ts';

export { systemLifecycle } from './devices.ts';
export { forgetSystem, judgeSystems, keepSystem } from './judge-systems.ts';

/** A look without a hint: a day turns, and its systems with it, at most so much later. */
const lookEveryMs = 300_000;

export const lifecycleFeature: Feature = {
  name: 'lifecycle',
  handlers: { listLifecycle, getLifecycleDevices },
  async start(context) {
    return keepWorking(context, {
      topic: 'lifecycle',
      everyMs: lookEveryMs,
      round: () => judgeSystems(context),
      failed: 'the support of systems could not be looked at; it is tried again',
    });
  },
};
