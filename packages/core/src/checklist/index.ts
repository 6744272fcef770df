export { checklistOf, stepTitles } from './checklist.ts';
export type { ChecklistFacts, ChecklistStep } from './checklist.ts';
export { remedyPlaces, stepStates } from './types.ts';
export type { Found, Remedy, RemedyPlace, StepNumber, StepReason, StepStanding, StepState } from './types.ts';
