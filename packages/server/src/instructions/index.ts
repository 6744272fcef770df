/** What devices are told, and what they say of it. Below devices and deployments: both use it, it knows neither. */
import type { Report } from '@fettle/protocol/agent';
import type { Context, Tx } from '../platform/feature.ts';
import { addReport, findReporting } from './store.ts';

export { issueInstruction, issueInstructions } from './issue.ts';
export type { Issue } from './issue.ts';
export { callBackInstructions, closeInstructions, openInstructions, reportsOf, seeCalledBack } from './store.ts';

/** A report that was taken for the first time. */
export type TakenReport = {
  readonly clientId: string;
  readonly report: Report;
  readonly deploymentId: string | null;
  readonly attempt: number | null;
  readonly verb: string;
  readonly receivedAt: string;
  /** Gives a hint once this is committed. It may be lost: what it is about must be stored. */
  readonly hint: Hint;
};
export type Hint = (topic: string, payload: string) => void;
/** What follows from a report, in the transaction that stores it. */
export type ReportReaction = (tx: Tx, context: Context, taken: TakenReport) => Promise<void>;

/**
 * Takes a report of a device that was verified before: once, whatever is sent twice. A report about another device's instruction is not expected, and changes nothing;
 * nor does one of a device that is quarantined, or there no more.
 */
export async function takeReport(
  tx: Tx,
  context: Context,
  clientId: string,
  report: Report,
  envelope: unknown,
  reactions: readonly ReportReaction[],
  hint: Hint,
): Promise<'stored' | 'known' | 'not-expected' | 'quarantined' | 'gone'> {
  const of = await findReporting(tx, clientId, report.deviceId, report.instructionId);
  if (of === undefined || of.status === 'retired') return 'gone';
  if (of.status === 'quarantined') return 'quarantined';
  const { deployment_id: deploymentId, attempt, verb } = of;
  if (verb === null) return 'not-expected';
  const receivedAt = context.now();
  if (!(await addReport(tx, { clientId, report, envelope, deploymentId, attempt, receivedAt }))) return 'known';
  for (const react of reactions) await react(tx, context, { clientId, report, deploymentId, attempt, verb, receivedAt, hint });
  return 'stored';
}
