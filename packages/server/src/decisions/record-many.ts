/** Several decisions at once, as the desk records them: the same rows and entries as if each had been recorded by itself, weighed once a client. */
import { draftProblems } from '@fettle/core/decisions';
import type { Decision, DecisionAbout } from '@fettle/core/decisions';
import { sql } from 'kysely';
import { appendAudit, auditActor } from '../audit/index.ts';
import { notify } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import type { Actor, Context } from '../platform/feature.ts';
import { coverUpdates } from './cover.ts';
import { factsOf } from './handlers.ts';
import type { Changed } from './handlers.ts';
import { addDecision, decisionOf, lockDecisions, notOver, updatesAbout } from './store.ts';
import type { DecisionRow, NewRow } from './store.ts';

export type Wanted = {
  readonly clientId: string;
  readonly about: DecisionAbout;
  readonly kind: 'deploy';
  readonly recommendation: string;
  readonly reason: string;
  readonly reviewAt: string | null;
};

/**
 * Records what is wanted, each for the whole of its client, by this actor, now, after `lockClients`. Returns the new ids, in the order given. First everything of all
 * clients, then the entries of the trail: writers of a client's chain wait for nothing but these.
 */
export async function recordMany(
  tx: Tx,
  given: { readonly context: Context; readonly actor: Actor; readonly changed: Changed },
  wanted: readonly Wanted[],
): Promise<readonly string[]> {
  const { context, actor, changed } = given;
  const now = context.now();
  const rows = wanted.map((one): NewRow => ({ ...one, ...plain(context, actor, now) }));
  const byClient = [...Map.groupBy(rows, ({ clientId }) => clientId)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  for (const [clientId, own] of byClient) {
    const about = new Set<number>();
    for (const row of own) {
      const [problem] = draftProblems(row, context.clock.now());
      if (problem !== undefined) throw new Error(`a decision of the desk: ${problem.path} ${problem.message}`);
      await addDecision(tx, row);
      for (const update of await updatesAbout(tx, clientId, row.id)) about.add(update);
    }
    await coverUpdates(tx, clientId, [...about], context.clock.now());
    await changed(tx, context, clientId);
    await notify(tx, 'changed', JSON.stringify({ clientId, what: 'decision', id: null }));
  }
  for (const [clientId, own] of byClient)
    for (const row of own)
      await appendAudit(tx, clientId, {
        action: 'decision.recorded',
        actor: auditActor(actor),
        subject: `decision:${row.id}`,
        body: factsOf(row),
        at: now,
      });
  return rows.map(({ id }) => id);
}

function plain(context: Context, actor: Actor, now: string) {
  return {
    id: context.newId(),
    made: 'manual',
    scope: { kind: 'client' },
    clientSaid: 'not-asked',
    saidBy: null,
    evidence: null,
    compensatingControl: null,
    startsAt: now,
    endsAt: null,
    workaround: null,
    replacement: null,
    predecessorId: null,
    madeBy: actor.id,
    madeAt: now,
  } as const;
}

/** What no person has ended of all clients of the transaction. */
export async function standingDecisions(tx: Tx): Promise<readonly Decision[]> {
  const found = await sql<DecisionRow>`select d.* from decision_now d where ${notOver}`.execute(tx);
  return found.rows.map(decisionOf);
}

/** Nobody decides for these clients until the transaction ends. In one order, so that two who want several can not block each other. */
export async function lockClients(tx: Tx, clientIds: readonly string[]): Promise<void> {
  for (const clientId of clientIds.toSorted()) await lockDecisions(tx, clientId);
}
