/** Which software is to be matched again: that of packages which a feed now tells something else of, and software that nobody had until now. */
import { canonicalEcosystem, ecosystemsOf, signedNames, withoutRelease } from '@fettle/core/advisories';
import { sql } from 'kysely';
import type { Tx } from '../../platform/database/index.ts';
import type { Package } from './import/advisories.ts';

/** OSV's ecosystems for the `ID:VERSION_ID` that software is interned under. */
export function osvEcosystems(ecosystem: string): readonly string[] {
  const colon = ecosystem.indexOf(':');
  const id = colon === -1 ? ecosystem : ecosystem.slice(0, colon);
  return ecosystemsOf({ id, versionId: colon === -1 ? '' : ecosystem.slice(colon + 1) });
}

/** Queues the software of these packages, in OSV's spelling; nothing else is looked at. */
export async function queueTouched(tx: Tx, packages: readonly Package[]): Promise<void> {
  if (packages.length === 0) return;
  const found = await sql<{ ecosystem: string }>`select ecosystem from software_ecosystem`.execute(tx);
  const own = found.rows.flatMap(({ ecosystem }) => spellingsOf(ecosystem).map((osv) => ({ ecosystem, osv })));
  if (own.length === 0) return;
  const named = packages.flatMap(({ ecosystem, name }) => [name, ...signedNames(name)].map((one) => ({ ecosystem, name: one })));
  await sql`
    with own as (select * from unnest(${own.map((p) => p.ecosystem)}::text[], ${own.map((p) => p.osv)}::text[]) as g (ecosystem, osv)),
    touched as (
      select own.ecosystem, g.name from unnest(${named.map((p) => p.ecosystem)}::text[], ${named.map((p) => p.name)}::text[]) as g (osv, name) join own using (osv)
    )
    insert into match_queue (software_id)
    select s.id from touched t join software s on s.source_name = t.name and s.ecosystem = t.ecosystem
    union
    select s.id from touched t join software s on s.name = t.name and s.ecosystem = t.ecosystem
    order by 1 on conflict (software_id) do update set software_id = excluded.software_id`.execute(tx);
}

/** The spellings under which advisories may name an ecosystem of devices: the one of each release, and without the release where an advisory names none. */
export function spellingsOf(ecosystem: string): readonly string[] {
  const canonical = osvEcosystems(ecosystem).map(canonicalEcosystem);
  return [...new Set(canonical.flatMap((one) => [one, withoutRelease(one)]))];
}
