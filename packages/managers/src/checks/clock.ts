/** By what checks measure time and wait. A test brings one of its own, so that it neither waits nor hangs on how busy its machine is. */
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds that only go on: no time of day. */
export type CheckClock = { readonly now: () => number; readonly sleep: (ms: number) => Promise<void> };

export const realClock: CheckClock = {
  now: () => performance.now(),
  sleep: async (ms) => {
    await sleep(ms);
  },
};
