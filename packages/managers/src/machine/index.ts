export type { FileFacts, Machine, RunOptions, RunResult } from './types.ts';
export { realMachine } from './real.ts';
export { recordedMachine } from './recorded.ts';
export type { Recording, RecordedCommand } from './recorded.ts';
export { recordingMachine } from './recorder.ts';
