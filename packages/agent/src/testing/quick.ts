/** What a test waits for, instead of minutes. */
import type { LimitsRead } from '../limits.ts';
import type { Patience } from '../patience.ts';

export const quick: Partial<Patience> = {
  again: 0.05,
  longestAgain: 0.1,
  leastCheckIn: 0.1,
  hear: 2,
  poll: 0.02,
  unitStart: 5,
  restart: 0.3,
  retry: 0.05,
  look: 0.05,
  hookRetry: 0.3,
  checkSample: 0.02,
  stop: 10,
  stopWatch: 0.1,
};

export const manageLimits: LimitsRead = {
  because: null,
  limits: { mode: 'manage', windows: null, restarts: 'allowed', neverChange: [], changesPerDay: 2000, scripts: 'never', removals: 'never' },
};
