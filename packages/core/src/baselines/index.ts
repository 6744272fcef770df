export { hourAt, hoursInWords, median, usualAt, withSample } from './hours.ts';
export { floors, judgeSamples, limitOf, tooBusyPercent } from './judge.ts';
export type { Allowance } from './judge.ts';
export * from './types.ts';
export { keyOf, respondingIn } from './key.ts';
export type { Responding } from './key.ts';
