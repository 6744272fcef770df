export { knownTools, parseOutput } from './parse-output.ts';
export type { ReadOutput } from './parse-output.ts';
