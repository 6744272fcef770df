/** The audit of a client's patch management process: a named person looks at the twelve steps, says what was found, and what is to be done about it. */
import type { StepState } from '../checklist/types.ts';

/** From what must be mended to what is worth a thought. */
export const findingSeverities = ['serious', 'minor', 'remark'] as const;
export type FindingSeverity = (typeof findingSeverities)[number];

export const severityWords: Readonly<Record<FindingSeverity, string>> = {
  serious: 'Serious: the step does not do what it is for',
  minor: 'Minor: it does, with a gap',
  remark: 'Remark: it could be better',
};

/** `step`: 1 to 12; null: the process as a whole. `asks`: what is asked for; null: nothing. */
export type AuditFinding = {
  readonly id: string;
  readonly step: number | null;
  readonly severity: FindingSeverity;
  readonly text: string;
  readonly asks: string | null;
};

/** `findingId`: what it mends; null: no single finding. `dueOn`: a day in the client's zone. */
export type AuditAction = {
  readonly id: string;
  readonly findingId: string | null;
  readonly text: string;
  readonly owner: string;
  readonly dueOn: string;
};

/** `dropped`: it will not be done, and the note says why. */
export const actionEnds = ['done', 'dropped'] as const;
export type ActionEnd = (typeof actionEnds)[number];

/** A step that the provider added to the twelve: a person judges it in each audit. `months`: so long a judgement holds. */
export type OwnStep = {
  readonly id: string;
  readonly title: string;
  /** What good means. */
  readonly good: string;
  /** Who judges it, as people call that role or person. */
  readonly judge: string;
  readonly months: number;
};

export type Judgement = {
  readonly stepId: string;
  readonly result: StepState;
  readonly note: string | null;
  /** The day of the audit's conclusion, in the client's zone. */
  readonly on: string;
  /** The audit's auditor, who answers for it. */
  readonly by: string;
};
