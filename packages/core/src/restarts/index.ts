export { longestAsking, longestRestartWait, nextRestartStep } from './next-step.ts';
export { restartWhenKinds } from './types.ts';
export type { AskRule, RestartLook, RestartProgress, RestartStep, RestartWhen, RestartWhenKind } from './types.ts';
export { leastBetween, leastDelay, leastSeen, longestSeen, warningTimes } from './warnings.ts';
export { restartWhenWords } from './words.ts';
