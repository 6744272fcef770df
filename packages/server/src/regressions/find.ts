/** What reports of checks mean for changes that are over: what passed before and fails now is a regression. */
import type { DeploymentEvent } from '@fettle/core/deployment';
import { judgeChecks } from '@fettle/core/verification';
import { appendAudit, engine } from '../audit/index.ts';
import type { DeploymentReaction } from '../deployments/index.ts';
import type { ReportReaction, TakenReport } from '../instructions/index.ts';
import { notify } from '../platform/database/index.ts';
import type { Context, Tx } from '../platform/feature.ts';
import { addRegression, againDays, changesSince, checksBefore, noteAnswer, planAgain } from './store.ts';
import type { AgainAnswer } from './store.ts';

/** A verified device is asked again after the days that the policy of its deployment says. */
export const planChecksAgain: DeploymentReaction = async (tx, _context, { clientId, deploymentId, events, header }) => {
  // Of a drill nothing stayed that could turn out bad.
  if (header.drill === true) return;
  const verified = events.filter(
    (event): event is Extract<DeploymentEvent, { kind: 'run-settled' }> => event.kind === 'run-settled' && event.outcome === 'verified',
  );
  const [first] = verified;
  if (first === undefined) return;
  const days = await againDays(tx, clientId, deploymentId);
  const deviceIds = [...new Set(verified.map(({ deviceId }) => deviceId))];
  await planAgain(tx, { clientId, deploymentId, deviceIds, days, at: first.at });
};

/** In the transaction that stores the report. */
export const findRegressions: ReportReaction = async (tx, context, taken) => {
  for (const one of taken) await findIn(tx, context, one);
};

async function findIn(tx: Tx, context: Context, taken: TakenReport): Promise<void> {
  const { body, instructionId, deviceId } = taken.report;
  const answer = taken.verb === 'check' ? answerOf(body) : null;
  if (answer === null) return;
  const { clientId, receivedAt } = taken;
  const of = await questionOf(tx, taken, answer);
  if (body.status !== 'ended' || body.result.verb !== 'check') return;
  const before = of === null ? null : await checksBefore(tx, clientId, of.deploymentId, deviceId);
  if (of === null || before === null) return;
  const { answers } = body.result;
  // Old trouble, and what could not be measured, is no regression.
  const failed = judgeChecks(answers, before.answers, answers).checks.filter(({ answer }) => answer === 'failed');
  for (const { name } of failed) {
    const detailOf = (all: typeof answers): string => all.find((one) => one.name === name)?.detail ?? '';
    const one = {
      clientId,
      id: context.newId(),
      deploymentId: of.deploymentId,
      deviceId,
      check: name,
      days: of.days,
      before: detailOf([...before.answers]),
      after: detailOf(answers),
      instructionId,
      changedSince: await changesSince(tx, clientId, of.deploymentId, deviceId, before.endedAt),
      at: receivedAt,
    };
    if (!(await addRegression(tx, one))) continue;
    await notify(tx, 'changed', JSON.stringify({ clientId, what: 'deployment', id: of.deploymentId }));
    await appendAudit(tx, clientId, {
      action: 'regression.found',
      actor: engine,
      subject: `deployment:${of.deploymentId}`,
      body: { regressionId: one.id, deviceId, check: name, days: of.days, instructionId },
      at: receivedAt,
    });
  }
}

/** What a report says of all checks together; null: it ends nothing. */
function answerOf(body: TakenReport['report']['body']): AgainAnswer | null {
  if (body.status === 'refused') return 'refused';
  if (body.status !== 'ended' || body.result.verb !== 'check') return null;
  const { answers } = body.result;
  if (answers.some(({ answer }) => answer === 'failed')) return 'failed';
  return answers.length > 0 && answers.every(({ answer }) => answer === 'passed') ? 'passed' : 'not-measured';
}

/** Which change the question was about: at the end of its soak, or days after it. A question because of another device is about none of this one's. */
async function questionOf(
  tx: Tx,
  { clientId, deploymentId, report }: TakenReport,
  answer: AgainAnswer,
): Promise<{ readonly deploymentId: string; readonly days: number | null } | null> {
  const { instructionId, deviceId } = report;
  if (deploymentId !== null) {
    const [kind] = instructionId.startsWith(`${deploymentId}:${deviceId}:`) ? instructionId.split(':').slice(3) : [];
    return kind === 'check' ? { deploymentId, days: null } : null;
  }
  const again = await noteAnswer(tx, clientId, instructionId, answer);
  return again === null ? null : { deploymentId: again.deployment_id, days: again.days };
}
