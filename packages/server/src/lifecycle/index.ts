/** How long the makers of systems and of software support them: findings without a fix, so they need an exception or a replacement. */
import type { Feature } from '../platform/feature.ts';
import { keepWorking } from '../platform/keep-working.ts';
import { getLifecycleDevices } from './devices.ts';
import { judgeSubjects } from './judge-subjects.ts';
import { lookAtPublishers } from './keep-software.ts';
import { listLifecycle } from './list.ts';

export { forgetSubjects, judgeSubjects, keepSystem } from './judge-subjects.ts';
export { keepSoftware, lookAtPublishers } from './keep-software.ts';
export type { ToldSoftware } from './keep-software.ts';
export { openSupport } from './open-support.ts';
export { softwareLifecycle, systemLifecycle } from './of-device.ts';

/** A look without a hint: a day turns, and what is supported with it, at most so much later. */
const lookEveryMs = 300_000;

export const lifecycleFeature: Feature = {
  name: 'lifecycle',
  handlers: { listLifecycle, getLifecycleDevices },
  async start(context) {
    return keepWorking(context, {
      topic: 'lifecycle',
      everyMs: lookEveryMs,
      async round(signal) {
        await lookAtPublishers(context, () => signal.aborted);
        await judgeSubjects(context);
      },
      failed: 'the support of systems and software could not be looked at; it is tried again',
    });
  },
};
