/** Software as the whole installation knows it: each (manager, name, version, architecture, source) once, as a small integer. */
import type { Software } from '@fettle/core/inventory';
import type { Db } from '../platform/database/index.ts';
import { addSoftware, keyOf } from './store.ts';

export { coveringFeeds, feedStandings, feedsFeature, fetchDue, osvEcosystems, takeFile } from './feeds/index.ts';
export type { FeedStanding } from './feeds/index.ts';
export { matchingFeature, matchQueued } from './matching/index.ts';
export { takeChangedCves, takeChangedProducts, takeChangedSoftware } from './news.ts';
export { idsOfManager } from './store.ts';

/** What one process remembers; the database is the truth, so forgetting costs a query and nothing else. */
const remembered = new WeakMap<Db, Map<string, number>>();
const mostRemembered = 200_000;
const perStatement = 5_000;

/** Additions of one process go one after the other: devices that report the same software at once have it added once. */
const adding = new WeakMap<Db, Promise<void>>();

/** Ids of these software, in their order; unknown ones are added. Not inside a transaction: it opens its own. */
export async function internSoftware(db: Db, items: readonly Software[]): Promise<number[]> {
  const known = memoryOf(db);
  const keys = items.map(keyOf);
  if (keys.some((key) => !known.has(key))) {
    const before = adding.get(db) ?? Promise.resolve();
    const mine = before.then(() => addMissing(db, known, keys, items));
    // Who comes next waits for the end of this, however it ends; the failure is this caller's.
    adding.set(
      db,
      mine.catch(() => undefined),
    );
    await mine;
  }
  return keys.map((key, index) => known.get(key) ?? fault(items[index]));
}

async function addMissing(db: Db, known: Map<string, number>, keys: readonly string[], items: readonly Software[]): Promise<void> {
  const missing = new Map<string, Software>();
  for (const [index, key] of keys.entries()) {
    const item = items[index];
    if (item !== undefined && !known.has(key)) missing.set(key, item);
  }
  const list = [...missing.values()];
  const fresh = new Map<string, number>();
  for (let from = 0; from < list.length; from += perStatement) {
    for (const [key, id] of await addSoftware(db, list.slice(from, from + perStatement))) fresh.set(key, id);
  }
  // Forgetting what this very call needs would make it fail, so the old goes only when there is too much of it.
  if (known.size + fresh.size > mostRemembered) {
    const needed = keys.map((key) => [key, known.get(key)] as const);
    known.clear();
    for (const [key, id] of needed) if (id !== undefined) known.set(key, id);
  }
  for (const [key, id] of fresh) known.set(key, id);
}

function fault(item: Software | undefined): never {
  throw new Error(`software was not interned: ${item?.name ?? '?'} ${item?.version ?? '?'}`);
}

function memoryOf(db: Db): Map<string, number> {
  const found = remembered.get(db) ?? new Map<string, number>();
  remembered.set(db, found);
  return found;
}
