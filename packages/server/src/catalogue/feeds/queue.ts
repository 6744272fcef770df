/** Which software is to be matched again: that of packages which a feed now tells something else of, and software that nobody had until now. */
import { canonicalEcosystem, ecosystemsOf, withoutRelease } from '@fettle/core/advisories';
import { sql } from 'kysely';
import type { Tx } from '../../platform/database/index.ts';

/** OSV's ecosystems for the `ID:VERSION_ID` that software is interned under. */
export function osvEcosystems(ecosystem: string): readonly string[] {
  const colon = ecosystem.indexOf(':');
  const id = colon === -1 ? ecosystem : ecosystem.slice(0, colon);
  return ecosystemsOf({ id, versionId: colon === -1 ? '' : ecosystem.slice(colon + 1) });
}

/** Queues the software whose package is in the transaction's table `touched`; nothing else is looked at. */
export async function queueTouched(tx: Tx): Promise<void> {
  const found = await sql<{ ecosystem: string }>`select distinct ecosystem from software`.execute(tx);
  const pairs = found.rows.flatMap(({ ecosystem }) =>
    osvEcosystems(ecosystem).flatMap((osv) => {
      const canonical = canonicalEcosystem(osv);
      return [...new Set([canonical, withoutRelease(canonical)])].map((spelt) => ({ ecosystem, osv: spelt }));
    }),
  );
  if (pairs.length === 0) return;
  await sql`
    with own (ecosystem, osv) as (select * from unnest(${pairs.map((p) => p.ecosystem)}::text[], ${pairs.map((p) => p.osv)}::text[]))
    insert into match_queue (software_id)
    select s.id from touched t join own on own.osv = t.ecosystem join software s on s.source_name = t.name and s.ecosystem = own.ecosystem
    union
    select s.id from touched t join own on own.osv = t.ecosystem join software s on s.name = t.name and s.ecosystem = own.ecosystem
    on conflict do nothing`.execute(tx);
}
