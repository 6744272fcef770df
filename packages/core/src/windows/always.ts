import type { WindowShape } from './types.ts';

/**
 * A window that is open at every instant, in every zone: an opening of two days each day, so that neither a day of 25 hours nor one that a place skipped leaves a gap, and what begins
 * has a day before it at least.
 */
export const alwaysOpen: WindowShape = { rule: 'FREQ=DAILY', start: '00:00', durationMinutes: 2_880 };
