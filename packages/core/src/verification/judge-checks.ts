/**
 * What health checks say about a change. A check that failed before is not blamed on the change; a check without an
 * answer is neither passed nor failed.
 */
import type { CheckAnswer, HealthCheck } from '../deployment/checks.ts';
import type { GateAnswer } from '../deployment/types.ts';

export type JudgedCheck = { readonly name: string; readonly answer: GateAnswer; readonly sentence: string };

/** The answer of all: one that failed decides, then one that could not be measured, then one that cannot tell. */
export type JudgedChecks = { readonly answer: GateAnswer; readonly checks: readonly JudgedCheck[] };

type Answers = readonly Pick<CheckAnswer, 'name' | 'answer' | 'detail'>[];

const gravity = ['failed', 'could not measure', 'cannot tell'] as const satisfies readonly GateAnswer[];

/**
 * Judges the checks that are due by their answers before and after the change. `null`: none were taken then. Answers to checks
 * that are not due are left aside. Without due checks the answer is `passed`, of none.
 */
export function judgeChecks(due: readonly Pick<HealthCheck, 'name'>[], before: Answers | null, after: Answers | null): JudgedChecks {
  const earlier = new Map((before ?? []).map((answer) => [answer.name, answer]));
  const later = new Map((after ?? []).map((answer) => [answer.name, answer]));
  const checks = due.map(({ name }) => judge(name, earlier.get(name) ?? null, later.get(name) ?? null));
  return { answer: gravity.find((answer) => checks.some((check) => check.answer === answer)) ?? 'passed', checks };
}

function judge(name: string, before: Answers[number] | null, after: Answers[number] | null): JudgedCheck {
  if (after === null) return { name, answer: 'could not measure', sentence: `${name} was not measured after the change.` };
  const now = after.detail === '' ? '' : ` (${after.detail})`;
  switch (after.answer) {
    case 'passed':
      return {
        name,
        answer: 'passed',
        sentence: before?.answer === 'failed' ? `${name} passed after the change; it failed before.` : `${name} passed after the change.`,
      };
    case 'could-not-measure':
      return { name, answer: 'could not measure', sentence: `${name} could not be measured after the change${now}.` };
    case 'failed':
      return judgeFailure(name, before, now);
  }
}

function judgeFailure(name: string, before: Answers[number] | null, now: string): JudgedCheck {
  switch (before?.answer) {
    case 'passed':
      return { name, answer: 'failed', sentence: `${name} passed before the change and fails after it${now}.` };
    case 'failed':
      return { name, answer: 'cannot tell', sentence: `${name} fails${now}, and failed before the change already.` };
    case 'could-not-measure':
    case undefined:
      return { name, answer: 'cannot tell', sentence: `${name} fails after the change${now}; how it was before is not known.` };
  }
}
