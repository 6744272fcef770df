/** Software as the whole installation knows it: each (manager, name, version, architecture, source) once, as a small integer. */
import type { Software } from '@fettle/core/inventory';
import type { Db } from '../platform/database/index.ts';
import { addSoftware, keyOf } from './store.ts';

/** What one process remembers; the database is the truth, so forgetting costs a query and nothing else. */
const remembered = new WeakMap<Db, Map<string, number>>();
const mostRemembered = 200_000;
const perStatement = 5_000;

/** Ids of these software, in their order; unknown ones are added. Not inside a transaction: it opens its own. */
export async function internSoftware(db: Db, items: readonly Software[]): Promise<number[]> {
  const known = memoryOf(db);
  const keys = items.map(keyOf);
  const missing = new Map<string, Software>();
  for (const [index, key] of keys.entries()) {
    const item = items[index];
    if (item !== undefined && !known.has(key)) missing.set(key, item);
  }
  const fresh = new Map<string, number>();
  const list = [...missing.values()];
  for (let from = 0; from < list.length; from += perStatement) {
    for (const [key, id] of await addSoftware(db, list.slice(from, from + perStatement))) fresh.set(key, id);
  }
  const ids = keys.map((key) => fresh.get(key) ?? known.get(key));
  if (known.size + fresh.size > mostRemembered) known.clear();
  for (const [key, id] of fresh) known.set(key, id);
  return ids.map((id, index) => {
    if (id === undefined) throw new Error(`software was not interned: ${keys[index]?.replaceAll('\n', ' ')}`);
    return id;
  });
}

function memoryOf(db: Db): Map<string, number> {
  const found = remembered.get(db) ?? new Map<string, number>();
  remembered.set(db, found);
  return found;
}
