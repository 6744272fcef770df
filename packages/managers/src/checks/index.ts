export { runHealthChecks } from './run.ts';
export type { CheckAids } from './run.ts';
export type { CommandLook } from './command.ts';
export { cpuSampler, responseMs } from './usual.ts';
export type { CheckClock } from './clock.ts';
