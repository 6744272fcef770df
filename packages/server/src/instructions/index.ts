/** What devices are told, and what they say of it. Below devices and deployments: both use it, it knows neither. */
import type { Report } from '@fettle/protocol/agent';
import type { Context, Tx } from '../platform/feature.ts';
import { addReports } from './store.ts';
import type { Reporting } from './store.ts';

export { issueInstruction, issueInstructions } from './issue.ts';
export type { Issue } from './issue.ts';
export { callBackInstructions, closeInstructions, openInstructions, reportsOf, seeCalledBack } from './store.ts';
export type { OpenInstruction } from './store.ts';

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
/**
 * What follows from reports, in the transaction that stores them: of several clients, each only once a device. The transaction sees these clients, so that a statement names the client of each row that
 * it is about.
 */
export type ReportReaction = (tx: Tx, context: Context, taken: readonly TakenReport[]) => Promise<void>;

/** A report of a device that was verified before. */
export type GivenReport = { readonly clientId: string; readonly report: Report; readonly envelope: unknown };
export type ReportTaken = 'stored' | 'known' | 'not-expected' | 'quarantined' | 'gone';

/**
 * Takes reports of different devices: each once, whatever is sent twice. A report about another device's instruction is not expected, and changes nothing; nor does one of a device
 * that is quarantined, or there no more. Answers each in its place.
 */
export async function takeReports(
  tx: Tx,
  context: Context,
  given: readonly GivenReport[],
  reactions: readonly ReportReaction[],
  hint: Hint,
): Promise<readonly ReportTaken[]> {
  const receivedAt = context.now();
  const found = await addReports(tx, given, receivedAt);
  const taken = given.flatMap(({ clientId, report }, index): readonly TakenReport[] => {
    const of = found[index];
    if (of?.added !== true || of.verb === null) return [];
    return [{ clientId, report, deploymentId: of.deployment_id, attempt: of.attempt, verb: of.verb, receivedAt, hint }];
  });
  // In the order of their clients: two servers do not take the audit chains of two clients crosswise.
  const inOrder = taken.toSorted((a, b) => (a.clientId < b.clientId ? -1 : 1));
  if (taken.length > 0) for (const react of reactions) await react(tx, context, inOrder);
  return given.map((_one, index) => whatBecame(found[index]));
}

function whatBecame(of: Reporting | undefined): ReportTaken {
  if (of === undefined || of.status === 'retired') return 'gone';
  if (of.status === 'quarantined') return 'quarantined';
  if (of.verb === null) return 'not-expected';
  return of.added ? 'stored' : 'known';
}
