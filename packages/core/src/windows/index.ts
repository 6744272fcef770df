export { alwaysOpen } from './always.ts';
export { fits, restartSecondsWithoutHistory, secondsWithoutHistory } from './budget.ts';
export type { Fit } from './budget.ts';
export { describeWindow } from './describe.ts';
export { isOpen, nextOpenings, openingAt, openingsBetween } from './openings.ts';
export { inZone, isDay, longestWindowMinutes, mostExceptDays, mostPlusDays, parseWindow, parseWindowShape } from './parse.ts';
export type { Opening, WindowProblem, WindowProblemCode, WindowRule, WindowShape } from './types.ts';
export { readZone } from './zone.ts';
