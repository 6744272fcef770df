/** What a report means for its deployment: an answer of a simulation is kept; of everything else the deployment is looked at again. */
import type { ReportReaction, TakenReport } from '../instructions/index.ts';
import { notify } from '../platform/database/index.ts';
import type { Context, Tx } from '../platform/feature.ts';
import { addWakes, answerDevices, wakeDeployment, wakeDeployments } from './store.ts';
import type { DeviceAnswer } from './store.ts';
import type { DeviceTrouble } from './types.ts';

/** The topic by which servers tell each other that a deployment should be looked at: `CLIENT DEPLOYMENT`. */
export const wakeTopic = 'deployment';

/** In the transaction that stores the report. */
export const deploymentReactions: readonly ReportReaction[] = [wakeByReport];

async function wakeByReport(tx: Tx, context: Context, taken: readonly TakenReport[]): Promise<void> {
  const ofDeployments = taken.flatMap((one) => (one.deploymentId === null ? [] : [{ ...one, deploymentId: one.deploymentId }]));
  if (ofDeployments.length === 0) return;
  await answerDevices(tx, ofDeployments.flatMap(answeredBy));
  await addWakes(tx, ofDeployments, context.now());
  for (const { clientId, deploymentId, hint } of ofDeployments) hint(wakeTopic, `${clientId} ${deploymentId}`);
}

/** Has a deployment looked at as soon as this transaction has committed. */
export async function wakeNow(tx: Tx, context: Context, clientId: string, deploymentId: string): Promise<void> {
  await wakeDeployment(tx, clientId, deploymentId, context.now());
  await notify(tx, wakeTopic, `${clientId} ${deploymentId}`);
}

function answeredBy({ clientId, deploymentId, report, verb, receivedAt }: TakenReport & { deploymentId: string }): readonly DeviceAnswer[] {
  const answer = verb === 'simulate' ? answerOf(report.body) : null;
  if (answer === null) return [];
  const { deviceId, instructionId } = report;
  return [{ clientId, deploymentId, deviceId, instructionId, ...answer, at: receivedAt }];
}

/** The same for many deployments, with one hint. */
export async function wakeMany(tx: Tx, context: Context, deploymentIds: readonly string[]): Promise<void> {
  await wakeDeployments(tx, deploymentIds, context.now());
  if (deploymentIds.length > 0) await notify(tx, wakeTopic, '');
}

function answerOf(body: TakenReport['report']['body']): { readonly simulation: unknown; readonly trouble: DeviceTrouble | null } | null {
  if (body.status === 'refused')
    return {
      simulation: null,
      trouble: {
        code: body.code,
        cause: body.detail,
        retry: 'unknown',
        nextStep: 'See the limits and the log of the device.',
        excerpt: '',
      },
    };
  if (body.status !== 'ended' || body.result.verb !== 'simulate') return null;
  const { simulation, trouble } = body.result;
  if (simulation !== null) return { simulation, trouble: null };
  return {
    simulation: null,
    trouble: trouble ?? {
      code: 'simulate.no-reason',
      cause: 'The device could not simulate the change and gave no reason.',
      retry: 'unknown',
      nextStep: 'See the log of the agent.',
      excerpt: '',
    },
  };
}
