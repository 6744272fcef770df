/** What is kept with a concluded audit. */
import type { ChecklistStep, StepNumber, StepState } from '@fettle/core/checklist';
import type { AuditAction, AuditFinding, ChangedStep } from '@fettle/core/process-audit';
import type { Context, Tx } from '../platform/feature.ts';

/** How a client stands in the twelve steps; the checklist gives it. Null: there is no such client in view of the transaction. */
export type Stand = (
  tx: Tx,
  context: Context,
  clientId: string,
) => Promise<{ readonly at: string; readonly steps: readonly (ChecklistStep & { readonly since: string | null })[] } | null>;

export type KeptStep = {
  readonly step: number;
  readonly title: string;
  readonly state: StepState;
  readonly since: string | null;
  readonly sentence: string;
  readonly reasons: readonly { readonly state: StepState; readonly sentence: string }[];
  readonly numbers: readonly StepNumber[];
};

/** One of the provider's own steps as it stood; `now`: whether this audit judged it. */
export type KeptOwnStep = {
  readonly id: string;
  readonly title: string;
  readonly good: string;
  readonly judge: string;
  readonly state: StepState;
  readonly sentence: string;
  readonly now: boolean;
};

/** The evidence: its digest is that of its canonical form (RFC 8785). Days are of the client's zone. */
export type AuditContent = {
  readonly format: 'fettle-process-audit/1';
  readonly provider: string;
  readonly client: { readonly id: string; readonly name: string; readonly zone: string };
  readonly number: number;
  readonly auditor: string;
  readonly startedAt: string;
  readonly concludedAt: string;
  readonly conclusion: string;
  readonly months: number;
  readonly nextOn: string;
  readonly steps: readonly KeptStep[];
  readonly before: { readonly number: number; readonly on: string } | null;
  readonly changed: readonly ChangedStep[];
  readonly ownSteps: readonly KeptOwnStep[];
  readonly findings: readonly AuditFinding[];
  readonly actions: readonly AuditAction[];
};
