/** Decisions as the API shows them. */
import { aboutWords, isReviewDue, standingOf, workaroundNeeds } from '@fettle/core/decisions';
import type { Decision } from '@fettle/core/decisions';
import type { CallOutput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import { reachedBy } from './reached.ts';
import { decisionOf, readDecisions, readEvents, readLine, readStanding } from './store.ts';
import type { DecisionRow } from './store.ts';
import { readUnfollowed } from './unfollowed.ts';

type Summary = CallOutput<'listDecisions'>['items'][number];
type Detail = CallOutput<'getDecision'>;

/** `unfollowedSince`: of a decision to deploy that nothing brings, past its day. */
export function summaryOf(row: DecisionRow, now: Temporal.Instant, unfollowedSince: string | null): Summary {
  const one = decisionOf(row);
  const standing = standingOf(one, now);
  return {
    id: row.id,
    clientId: row.client_id,
    clientName: row.client_name,
    about: one.about.kind === 'advisory' ? { ...one.about, ids: [...one.about.ids] } : { ...one.about },
    title: aboutWords(one.about),
    scope: one.scope.kind === 'client' ? { kind: 'client' } : { kind: one.scope.kind, ids: [...one.scope.ids] },
    scopeNames: [...row.scope_names],
    kind: row.kind,
    made: row.made,
    standing,
    reviewDue: isReviewDue(one, now) || unfollowedSince !== null,
    unfollowedSince,
    needs: one.workaround === null || standing !== 'in-force' ? null : workaroundNeeds(one.workaround, row.fix_since),
    clientSaid: row.client_said,
    saidBy: row.said_by,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    reviewAt: row.review_at,
    madeBy: row.made_by,
    madeAt: row.made_at,
  };
}

/** The decision, or null where none of this id is in the transaction's clients. */
export async function readOne(tx: Tx, id: string): Promise<DecisionRow | null> {
  const [row] = await readDecisions(tx, { where: sql`d.id = ${id}`, order: sql`d.id`, limit: 1 });
  return row ?? null;
}

/** One decision with everything; null where none of this id is in the transaction's clients. */
export async function detailOf(tx: Tx, id: string, now: Temporal.Instant): Promise<Detail | null> {
  const row = await readOne(tx, id);
  if (row === null) return null;
  const one = decisionOf(row);
  const [unfollowed] = row.kind === 'deploy' ? await readUnfollowed(tx, now, sql`d.id = ${id}`) : [];
  const { devices, reaches } = await reachedBy(tx, one, await readStanding(tx, row.client_id), now);
  return {
    ...summaryOf(row, now, unfollowed?.since ?? null),
    recommendation: row.recommendation,
    evidence: row.evidence,
    reason: row.reason,
    compensatingControl: row.compensating_control,
    workaround: one.workaround,
    replacement: one.replacement,
    revoked: one.revoked,
    predecessorId: row.predecessor_id,
    replacedById: row.replaced_by,
    history: [...(await historyOf(tx, one))],
    devices: [...devices],
    reaches,
  };
}

async function historyOf(tx: Tx, { clientId, id }: Decision): Promise<readonly Detail['history'][number][]> {
  const line = await readLine(tx, clientId, id);
  const events = await readEvents(
    tx,
    clientId,
    line.map((one) => one.id),
  );
  const made = line.map((one, n) => ({
    at: one.at,
    by: one.by,
    what: n === 0 ? ('recorded' as const) : ('reviewed' as const),
    because: one.reason,
    decisionId: one.id,
  }));
  const became = events.map(({ at, by, what, because, decision_id: decisionId }) => ({ at, by, what, because, decisionId }));
  return [...made, ...became].toSorted((a, b) => Temporal.Instant.compare(a.at, b.at));
}
