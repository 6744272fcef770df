export { changesSentence, compareSteps, stepChanges } from './changes.ts';
export type { ChangedStep, StepChange } from './changes.ts';
export { auditMonths, auditStanding, auditStates, dayIn, isOverdue, longOverdueDays, monthsAfter } from './due.ts';
export type { AuditFacts, AuditStanding, AuditState } from './due.ts';
export { monthsError, mostOwnSteps, ownStepErrors, ownStepStanding } from './own-steps.ts';
export type { OwnStepStanding } from './own-steps.ts';
export { actionEnds, findingSeverities, severityWords } from './types.ts';
export type { ActionEnd, AuditAction, AuditFinding, FindingSeverity, Judgement, OwnStep } from './types.ts';
