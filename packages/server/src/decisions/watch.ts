/** What time alone does to decisions: they begin, end, and are to be looked at again. Screens are told, and what is covered is worked out anew. */
import { sql } from 'kysely';
import { allClientIds, inClients, notify } from '../platform/database/index.ts';
import type { Context } from '../platform/feature.ts';
import type { Changed } from './handlers.ts';
import { coverSubjects } from './cover-subjects.ts';
import { coverUpdates } from './cover.ts';

export type Watch = {
  /** When it last looked; null: never, so everything is worked out. */
  readonly since: Temporal.Instant | null;
  /** Every client that has decisions: for what nothing else tells, such as a device that went to another site. */
  readonly all: boolean;
  /** Clients whose devices came to have something else while somebody decided there. */
  readonly left?: readonly string[];
  /** What follows elsewhere where one began or ended. */
  readonly changed: Changed;
  readonly isStopping: () => boolean;
};

/** Looks at clients of which a decision began, ended, or came to its review since. Returns when it looked. */
export async function watchDecisions(
  context: Context,
  { since, all, left = [], changed: follow, isStopping }: Watch,
): Promise<Temporal.Instant> {
  const now = context.clock.now();
  const [from, to] = [since?.toString() ?? null, now.toString()];
  const clients = await inClients(context.db, await allClientIds(context.db), async (tx) => {
    const found = await sql<{ client_id: string; turned: boolean }>`
      select client_id, coalesce(bool_or(ends_at > ${from} and ends_at <= ${to} or starts_at > ${from} and starts_at <= ${to} or review_at > ${from} and review_at <= ${to}), false) as turned
      from decision group by client_id`.execute(tx);
    return found.rows;
  });
  for (const { client_id: clientId, turned } of clients) {
    if (isStopping()) return now;
    if (!turned && !all && since !== null && !left.includes(clientId)) continue;
    await inClients(context.db, [clientId], async (tx) => {
      const updates = await coverUpdates(tx, clientId, null, now);
      const subjects = await coverSubjects(tx, clientId, now);
      if (turned) await follow(tx, context, clientId);
      if (updates || subjects || turned) await notify(tx, 'changed', JSON.stringify({ clientId, what: 'decision', id: null }));
    });
  }
  return now;
}
