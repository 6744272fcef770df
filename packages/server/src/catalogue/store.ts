/** The SQL of interned software: one row for the whole installation, never changed, no client's fact in it. */
import { feeds } from '@fettle/feeds';
import { sql } from 'kysely';
import type { ManagerId, Software } from '@fettle/core/inventory';
import { inNoClient, notify } from '../platform/database/index.ts';
import type { Db, Tx } from '../platform/database/index.ts';

/** Of these software ids, those of one package manager. */
export async function idsOfManager(tx: Tx, ids: readonly number[], manager: ManagerId): Promise<readonly number[]> {
  const found = await sql<{ id: number }>`
    select id from software where id = any(${`{${ids.join(',')}}`}::int[]) and manager = ${manager}`.execute(tx);
  return found.rows.map((row) => row.id);
}

/** Adds what is not there yet and gives the ids of all. A transaction of its own, rows in one order: reports that come at once do not block each other. */
export async function addSoftware(db: Db, items: readonly Software[]): Promise<Map<string, number>> {
  const sorted = [...items].toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const columns = [
    sorted.map((i) => i.ecosystem),
    sorted.map((i) => i.manager),
    sorted.map((i) => i.name),
    sorted.map((i) => i.version),
    sorted.map((i) => i.architecture),
    sorted.map((i) => i.sourceName),
    sorted.map((i) => i.sourceVersion),
    sorted.map((i) => i.module),
  ] as const;
  const given = sql`unnest(${columns[0]}::text[], ${columns[1]}::text[], ${columns[2]}::text[], ${columns[3]}::text[], ${columns[4]}::text[], ${columns[5]}::text[], ${columns[6]}::text[], ${columns[7]}::text[])`;
  const names = sql`(ecosystem, manager, name, version, architecture, source_name, source_version, module)`;
  return inNoClient(db, async (tx) => {
    // Only what is not there: a conflict would use an id up, and there are two thousand million of them for ever.
    const added = await sql`
      with added as (
      insert into software ${names}
      select g.* from ${given} as g ${names}
      where not exists (
        select 1 from software s where (s.name, s.version, s.architecture, s.source_version, s.source_name, s.ecosystem, s.manager, s.module)
          = (g.name, g.version, g.architecture, g.source_version, g.source_name, g.ecosystem, g.manager, g.module)
      ) on conflict do nothing returning id)
      insert into match_queue (software_id) select id from added`.execute(tx);
    if ((added.numAffectedRows ?? 0n) > 0n) {
      await notify(tx, 'match', '');
      await noteEcosystems(tx, [...new Set(columns[0])]);
    }
    const found = await sql<{
      id: number;
      ecosystem: string;
      manager: ManagerId;
      name: string;
      version: string;
      architecture: string;
      source_name: string;
      source_version: string;
      module: string;
    }>`
      select s.id, s.ecosystem, s.manager, s.name, s.version, s.architecture, s.source_name, s.source_version, s.module
      from ${given} as g ${names}
      join software s using (name, version, architecture, source_version, source_name, ecosystem, manager, module)`.execute(tx);
    return new Map(
      found.rows.map((row) => [
        keyOf({
          ecosystem: row.ecosystem,
          manager: row.manager,
          name: row.name,
          version: row.version,
          architecture: row.architecture,
          sourceName: row.source_name,
          sourceVersion: row.source_version,
          module: row.module,
        }),
        row.id,
      ]),
    );
  });
}

/** One text for each software: no part can hold U+0000, which is refused before anything is interned. */
export function keyOf(item: Software): string {
  return `${item.name}\0${item.version}\0${item.architecture}\0${item.sourceVersion}\0${item.sourceName}\0${item.ecosystem}\0${item.manager}\0${item.module}`;
}

/** The first device of a system makes feeds due that have something to say of it. */
async function noteEcosystems(tx: Tx, ecosystems: readonly string[]): Promise<void> {
  const fresh = await sql<{ ecosystem: string }>`
    insert into software_ecosystem (ecosystem) select * from unnest(${ecosystems}::text[]) on conflict do nothing returning ecosystem`.execute(
    tx,
  );
  if (fresh.rows.length === 0) return;
  const now =
    await sql`update feed set due_at = least(due_at, coalesce(last_attempt_at, due_at)) where parts is null and id = any(${withParts}::text[])`.execute(
      tx,
    );
  if ((now.numAffectedRows ?? 0n) > 0n) await notify(tx, 'feeds', '');
}

const withParts = feeds.filter((feed) => feed.parts !== null).map(({ id }) => id);
