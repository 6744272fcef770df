import type { SsvcLevel } from './levels.ts';

/**
 * What makes an update urgent besides the catalogue of known exploited vulnerabilities. Values of the provider, shown with every answer.
 */
export type UrgencyRules = {
  /** Changes with every change of a value, so that an old answer can be explained. */
  readonly version: string;
  readonly ssvcLevels: readonly SsvcLevel[];
  /** A BOD 26-04 time of at most so many days. */
  readonly bodWithinDays: number;
  /** Both must be reached. FIRST names no threshold for EPSS; this one is ours. */
  readonly epssAtLeast: number;
  readonly cvssAtLeast: number;
};

export const defaultUrgencyRules: UrgencyRules = {
  version: '1',
  ssvcLevels: ['attend', 'act'],
  bodWithinDays: 14,
  epssAtLeast: 0.1,
  cvssAtLeast: 7,
};
