/** What devices are told, and what they say of it. Below devices and deployments: both use it, it knows neither. */
import type { Report } from '@fettle/protocol/agent';
import type { Context, Tx } from '../platform/feature.ts';
import { addReport, closeInstruction, findInstruction } from './store.ts';

export { issueInstruction, issueInstructions } from './issue.ts';
export type { Issue } from './issue.ts';
export { callBackInstructions, closeInstruction, closeInstructions, openInstructions, reportsOf, seeCalledBack } from './store.ts';

/** A report that was taken for the first time. */
export type TakenReport = {
  readonly clientId: string;
  readonly report: Report;
  readonly deploymentId: string | null;
  readonly attempt: number | null;
  readonly verb: string;
  readonly receivedAt: string;
};
/** What follows from a report, in the transaction that stores it. */
export type ReportReaction = (tx: Tx, context: Context, taken: TakenReport) => Promise<void>;

/**
 * Takes a report of a device that was verified before: once, whatever is sent twice. A report about another device's instruction is not expected, and changes nothing.
 */
export async function takeReport(
  tx: Tx,
  context: Context,
  clientId: string,
  report: Report,
  envelope: unknown,
  reactions: readonly ReportReaction[],
): Promise<'stored' | 'known' | 'not-expected'> {
  const instruction = await findInstruction(tx, clientId, report.instructionId);
  if (instruction === undefined || instruction.device_id !== report.deviceId) return 'not-expected';
  const receivedAt = context.now();
  const { deployment_id: deploymentId, attempt, verb } = instruction;
  if (!(await addReport(tx, { clientId, report, envelope, deploymentId, attempt, receivedAt }))) return 'known';
  if (report.body.status === 'ended' || report.body.status === 'refused')
    await closeInstruction(tx, clientId, report.instructionId, receivedAt);
  for (const react of reactions) await react(tx, context, { clientId, report, deploymentId, attempt, verb, receivedAt });
  return 'stored';
}
