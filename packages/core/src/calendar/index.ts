export { freezeProblems, holidayProblems, longestFreezeDays, mostHolidays } from './draft.ts';
export type { DraftProblem, FreezeDraft } from './draft.ts';
export { endOf, freezeCovers, freezeStanding, isWhole, spanOfFreeze } from './freezes.ts';
export type { FreezeSubject } from './freezes.ts';
export { closedDays, outlook } from './outlook.ts';
export type { Closed, OutlookOpening, OutlookWith } from './outlook.ts';
export { freezeStandings } from './types.ts';
export type { Freeze, FreezeScope, FreezeStanding, Holiday, HolidayList } from './types.ts';
export { freezeLabels, scopeWords } from './words.ts';
