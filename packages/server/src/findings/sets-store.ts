/** The SQL of sets of vulnerabilities that offers end: each set once, however many offers end it. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';

/**
 * Ids of these sets of vulnerabilities, in their order; unknown ones are added, null stands for the empty set. Sets are sorted by whoever gives them. Until the transaction
 * ends nobody forgets them (`forgetSets`).
 */
export async function internSets(tx: Tx, sets: readonly (readonly string[])[]): Promise<readonly (number | null)[]> {
  const digests = sets.map((ids) => (ids.length === 0 ? null : createHash('sha256').update(ids.join(' ')).digest('base64url')));
  const distinct = new Map(digests.flatMap((digest, at) => (digest === null ? [] : [[digest, sets[at] ?? []] as const])));
  if (distinct.size === 0) return sets.map(() => null);
  const known = new Map<string, number>();
  // One that is being forgotten in this moment is added anew.
  for (let rows = sortedSets(distinct); rows.length > 0; rows = rows.filter(([digest]) => !known.has(digest)))
    for (const { digest, id } of await addSets(tx, rows)) known.set(digest, id);
  return digests.map((digest) => (digest === null ? null : (known.get(digest) ?? null)));
}

type SetRow = readonly [digest: string, ids: readonly string[]];

/** In one order, so that two who add the same do not wait for each other in a ring. */
function sortedSets(sets: ReadonlyMap<string, readonly string[]>): readonly SetRow[] {
  return [...sets].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

async function addSets(tx: Tx, rows: readonly SetRow[]): Promise<readonly { readonly id: number; readonly digest: string }[]> {
  const digests = rows.map(([digest]) => digest);
  await sql`
    insert into ended_set (digest, ids) select digest, string_to_array(ids, ' ')
    from unnest(${digests}::text[], ${rows.map(([, ids]) => ids.join(' '))}::text[]) as g (digest, ids)
    where not exists (select 1 from ended_set e where e.digest = g.digest) on conflict do nothing`.execute(tx);
  const found = await sql<{ id: number; digest: string }>`
    select id, digest from ended_set where digest = any(${digests}::text[]) order by digest for key share`.execute(tx);
  return found.rows;
}
