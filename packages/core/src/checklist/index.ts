export { checklistOf, stepTitles } from './checklist.ts';
export type { ChecklistFacts, ChecklistStep } from './checklist.ts';
export { ruleErrors, ruleRanges, standardRules } from './rules.ts';
export type { ChecklistRules, RangedRule } from './rules.ts';
export { numberWords } from './words.ts';
export { remedyPlaces, stepStates } from './types.ts';
export type { Found, Remedy, RemedyPlace, StepNumber, StepReason, StepStanding, StepState } from './types.ts';
