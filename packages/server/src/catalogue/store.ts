/** The SQL of interned software: one row for the whole installation, never changed, no client's fact in it. */
import { sql } from 'kysely';
import type { Software } from '@fettle/core/inventory';
import { inNoClient } from '../platform/database/index.ts';
import type { Db } from '../platform/database/index.ts';

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
  ] as const;
  const given = sql`unnest(${columns[0]}::text[], ${columns[1]}::text[], ${columns[2]}::text[], ${columns[3]}::text[], ${columns[4]}::text[], ${columns[5]}::text[], ${columns[6]}::text[])`;
  const names = sql`(ecosystem, manager, name, version, architecture, source_name, source_version)`;
  return inNoClient(db, async (tx) => {
    // Only what is not there: a conflict would use an id up, and there are two thousand million of them for ever.
    await sql`
      insert into software ${names}
      select g.* from ${given} as g ${names}
      where not exists (
        select 1 from software s where (s.name, s.version, s.architecture, s.source_version, s.source_name, s.ecosystem, s.manager)
          = (g.name, g.version, g.architecture, g.source_version, g.source_name, g.ecosystem, g.manager)
      ) on conflict do nothing`.execute(tx);
    const found = await sql<{
      id: number;
      ecosystem: string;
      manager: 'apt';
      name: string;
      version: string;
      architecture: string;
      source_name: string;
      source_version: string;
    }>`
      select s.id, s.ecosystem, s.manager, s.name, s.version, s.architecture, s.source_name, s.source_version
      from ${given} as g ${names}
      join software s using (name, version, architecture, source_version, source_name, ecosystem, manager)`.execute(tx);
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
        }),
        row.id,
      ]),
    );
  });
}

/** One text for each software: no part can hold U+0000, which is refused before anything is interned. */
export function keyOf(item: Software): string {
  return `${item.name}\0${item.version}\0${item.architecture}\0${item.sourceVersion}\0${item.sourceName}\0${item.ecosystem}\0${item.manager}`;
}
