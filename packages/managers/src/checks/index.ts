export { runHealthChecks } from './run.ts';
export type { CommandLook } from './command.ts';
