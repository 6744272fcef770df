/** Forgets sets of vulnerabilities that no offer names any more: every judgement that ends something else makes one, and nothing else takes them away. */
import { sql } from 'kysely';
import { inNoClient, planAnew } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import type { Context } from '../platform/feature.ts';
import { enterAllClients } from './news-store.ts';

/** Sets that are forgotten in one transaction: they are locked as long. */
const atOnce = 2_000;
/** It looks at every offer: once a day is often enough. */
const everyHours = 24;
const lookedAt = new WeakMap<Context, Temporal.Instant>();

/** Forgets what no offer names, if that was not done today; for a moment in which nothing else waits. */
export async function forgetSetsDaily(context: Context, isStopping: () => boolean): Promise<void> {
  const now = context.clock.now();
  const last = lookedAt.get(context);
  if (last !== undefined && now.since(last).total('hours') < everyHours) return;
  lookedAt.set(context, now);
  await forgetSets(context, isStopping);
}

/** Forgets every set that no offer of any client names; returns how many those were. */
export async function forgetSets(context: Context, isStopping: () => boolean = () => false): Promise<number> {
  let forgotten = 0;
  for (let round = atOnce; round === atOnce && !isStopping();) {
    round = await inNoClient(context.db, forgetSome);
    forgotten += round;
  }
  return forgotten;
}

/**
 * What no offer names is locked, and then asked for once more: a judge that took one meanwhile held it until its offers were there to be seen, and one that comes
 * later waits, finds it gone and adds it anew.
 */
async function forgetSome(tx: Tx): Promise<number> {
  await planAnew(tx);
  await enterAllClients(tx);
  const free = await sql<{ id: number }>`
    select e.id from ended_set e where not exists (select 1 from device_offer o where o.ended_set = e.id)
    order by e.digest limit ${atOnce} for update skip locked`.execute(tx);
  if (free.rows.length === 0) return 0;
  const ids = free.rows.map(({ id }) => id);
  await enterAllClients(tx);
  const gone = await sql`
    with used as materialized (select distinct ended_set from device_offer where ended_set = any(${ids}::int[]))
    delete from ended_set where id = any(${ids}::int[]) and id not in (select ended_set from used)`.execute(tx);
  return Number(gone.numAffectedRows ?? 0n);
}
