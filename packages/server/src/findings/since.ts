/** Since when devices have what an advisory tells of: the same clock that the judge counts by, for lists. */
import { heldSince } from '@fettle/core/findings';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';

/** A row of `vulnerable_device`, as far as a clock follows from it. */
export type Holder = {
  readonly software_id: number;
  readonly since: string;
  /** What it took the place of, oldest first, and since when that was there; null: nothing that is remembered. */
  readonly earlier_ids: readonly number[] | null;
  readonly earlier_since: readonly string[] | null;
};

/** By advisory: since when it is known to hold for software that others took the place of. */
export type EarlierMatches = ReadonlyMap<string, ReadonlyMap<number, string>>;

export async function readEarlier(tx: Tx, advisories: readonly string[], holders: readonly Holder[]): Promise<EarlierMatches> {
  const ids = [...new Set(holders.flatMap((holder) => holder.earlier_ids ?? []))];
  if (ids.length === 0) return new Map();
  const found = await sql<{ id: string; software_id: number; since: string }>`
    select a.id, m.software_id, min(m.since) as since from software_match m join advisory a on a.key = m.advisory
    where m.software_id = any(${ids}::int[]) and m.undecided is null and a.kind = 'security' and a.id = any(${advisories}::text[]) group by a.id, m.software_id`.execute(
    tx,
  );
  const byAdvisory = Map.groupBy(found.rows, (row) => row.id);
  return new Map([...byAdvisory].map(([id, rows]) => [id, new Map(rows.map((row) => [row.software_id, row.since]))]));
}

/** Since when a device has it. `known`: since when the advisory is known to hold for what it has now, and for what stood there before. */
export function sinceOf(holder: Holder, known: string, earlier: ReadonlyMap<number, string> | undefined): string {
  const { since, earlier_ids: ids, earlier_since: sinces } = holder;
  const spans = (ids ?? []).map((id, at) => ({ since: sinces?.[at] ?? since, known: earlier?.get(id) ?? null }));
  return heldSince({ since, known }, spans.toReversed());
}

/**
 * One for all that have the same software after the same versions, each with the earliest of its times: the first of all their clocks is the clock of that one, whatever
 * the advisory, and a list need not ask every device.
 */
export function earliestHolders(holders: readonly Holder[]): readonly Holder[] {
  const merged = new Map<string, Holder>();
  for (const one of holders) {
    const key = `${one.software_id} ${one.earlier_ids?.join() ?? ''}`;
    const other = merged.get(key);
    merged.set(key, other === undefined ? one : earlierOfBoth(one, other));
  }
  return [...merged.values()];
}

function earlierOfBoth(a: Holder, b: Holder): Holder {
  const first = (x: string, y: string): string => (y < x ? y : x);
  const sinces = a.earlier_since?.map((since, at) => first(since, b.earlier_since?.[at] ?? since)) ?? null;
  return { ...a, since: first(a.since, b.since), earlier_since: sinces };
}
