/** What time alone does to decisions: they begin, end, and are to be looked at again. Screens are told, and what is covered is worked out anew. */
import { sql } from 'kysely';
import { allClientIds, inClients, notify } from '../platform/database/index.ts';
import type { Context } from '../platform/feature.ts';
import { coverUpdates } from './cover.ts';

/** Looks at every client that has decisions, or had. `since`: when it last looked; null: never. */
export async function watchDecisions(
  context: Context,
  since: Temporal.Instant | null,
  isStopping: () => boolean,
): Promise<Temporal.Instant> {
  const now = context.clock.now();
  const concerned = await inClients(context.db, await allClientIds(context.db), async (tx) => {
    const found = await sql<{ client_id: string; turned: boolean }>`
      select client_id, coalesce(bool_or(ends_at > ${since?.toString() ?? null} and ends_at <= ${now.toString()} or starts_at > ${since?.toString() ?? null} and starts_at <= ${now.toString()}
        or review_at > ${since?.toString() ?? null} and review_at <= ${now.toString()}), false) as turned from decision group by client_id`.execute(
      tx,
    );
    return found.rows;
  });
  for (const { client_id: clientId, turned } of concerned) {
    if (isStopping()) return now;
    await inClients(context.db, [clientId], async (tx) => {
      const changed = await coverUpdates(tx, clientId, null, now);
      if (changed || turned) await notify(tx, 'changed', JSON.stringify({ clientId, what: 'decision', id: null }));
    });
  }
  return now;
}
