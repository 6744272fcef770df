/** Health checks before and after, beside each other. */
import type { CheckAnswer, HealthCheck } from '@fettle/core/deployment';
import type { InstallResult } from '@fettle/protocol/agent';
import type { ReportRecord } from '../records/types.ts';
import type { CheckLine } from './types.ts';

type Answers = readonly CheckAnswer[] | null;

/** One line a check that the spec names; an answer that was not given is null. */
export function checkLines(
  due: readonly HealthCheck[],
  install: InstallResult | null,
  reports: readonly ReportRecord[],
): readonly CheckLine[] {
  const soak = soakAnswers(reports);
  const find = (answers: Answers, name: string) => answers?.find((answer) => answer.name === name) ?? null;
  return due.map(({ name }) => {
    const before = find(install?.checksBefore ?? null, name);
    const after = find(install?.checksAfter ?? null, name);
    const afterRollback = find(install?.checksRolledBack ?? null, name);
    const afterSoak = find(soak, name);
    const telling = [afterSoak, afterRollback, after, before].find(
      (answer) => answer !== null && answer.answer !== 'passed' && answer.detail !== '',
    );
    return {
      name,
      before: before?.answer ?? null,
      after: after?.answer ?? null,
      afterRollback: afterRollback?.answer ?? null,
      afterSoak: afterSoak?.answer ?? null,
      detail: telling?.detail ?? '',
    };
  });
}

/** The last answers to checks that were asked for at the end of a soak. */
function soakAnswers(reports: readonly ReportRecord[]): Answers {
  for (const { body } of reports.toReversed()) if (body.status === 'ended' && body.result.verb === 'check') return body.result.answers;
  return null;
}
