export { loadConfig } from './load.ts';
export { describeProblems, SETTINGS } from './settings.ts';
export type { ConfigProblem, Setting } from './settings.ts';
export type { Config, DatabaseConfig, Listener } from './types.ts';
