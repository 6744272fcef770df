/** Which parts of a feed the devices need: the ecosystems that software is interned under, in OSV's words. */
import { sql } from 'kysely';
import { inNoClient } from '../../platform/database/index.ts';
import type { Context } from '../../platform/feature.ts';
import { osvEcosystems } from './queue.ts';
import type { FeedRow } from './store.ts';

/** What was set, else what the devices have; sorted, once each. */
export async function partsOf(context: Context, row: Pick<FeedRow, 'parts'>): Promise<readonly string[]> {
  if (row.parts !== null) return row.parts;
  const found = await inNoClient(context.db, (tx) => sql<{ ecosystem: string }>`select ecosystem from software_ecosystem`.execute(tx));
  return [...new Set(found.rows.flatMap(({ ecosystem }) => osvEcosystems(ecosystem)))].toSorted();
}
