/** Decisions that keep updates from being deployed, for whoever deploys. */
import { barringKinds } from '@fettle/core/decisions';
import type { Decision } from '@fettle/core/decisions';
import type { ManagerId } from '@fettle/core/inventory';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import { notOver, readStanding } from './store.ts';

export type Barring = {
  /** All decisions that no person has ended: which of them counts is weighed over all of them. */
  readonly decisions: readonly Decision[];
  /** `manager name` of every package that one of them may be about. Anything else is not barred. */
  readonly packages: ReadonlySet<string>;
  /** By `manager source`: the vulnerabilities that were decided about, and that some version of this source has or ends. Of a version of which nobody can say what it ends, they are taken. */
  readonly vulnerabilities: ReadonlyMap<string, readonly string[]>;
};

const kinds: readonly Decision['kind'][] = barringKinds;

/** What may bar anything at a client; null: nothing does. Cost follows what was decided, not devices. */
export async function readBarring(tx: Tx, clientId: string): Promise<Barring | null> {
  const decisions = await readStanding(tx, clientId);
  const barring = decisions.filter(({ kind }) => kinds.includes(kind));
  if (barring.length === 0) return null;
  const updates = barring.flatMap(({ about }) => (about.kind === 'update' ? [about] : []));
  const ids = [...new Set(barring.flatMap(({ about }) => (about.kind === 'advisory' ? about.ids : [])))];
  const sources = ids.length === 0 ? [] : await sourcesOf(tx, clientId, ids);
  const named = [...updates.map(({ manager, sourceName }) => ({ manager, name: sourceName })), ...sources];
  const found = await sql<{ manager: ManagerId; name: string }>`
    select distinct s.manager, s.name from unnest(${named.map((one) => one.manager)}::text[], ${named.map((one) => one.name)}::text[]) as g (manager, source)
    join software s on s.source_name = g.source and s.manager = g.manager`.execute(tx);
  return {
    decisions,
    // A package that was never seen here is most often named like its source.
    packages: new Set([...found.rows, ...named].map(packageKey)),
    vulnerabilities: new Map([...Map.groupBy(sources, packageKey)].map(([source, rows]) => [source, rows.map(({ id }) => id)])),
  };
}

/** Of these clients those at which `readBarring` finds anything. */
export async function clientsWithBarring(tx: Tx, clientIds: readonly string[]): Promise<readonly string[]> {
  const found = await sql<{ client_id: string }>`
    select distinct d.client_id from decision_now d
    where d.client_id = any(${[...clientIds]}::uuid[]) and ${notOver} and d.kind = any(${[...kinds]}::text[])`.execute(tx);
  return found.rows.map((row) => row.client_id);
}

/**
 * Sources of which some version has or ends one of these, by all that is known: what is published of software that is known, what updates end that are offered at
 * the client now, and what its active deployments are known to end since they were planned. Those are read one by one (offset 0), not all that ever were.
 */
async function sourcesOf(
  tx: Tx,
  clientId: string,
  ids: readonly string[],
): Promise<readonly { readonly manager: ManagerId; readonly name: string; readonly id: string }[]> {
  const found = await sql<{ manager: ManagerId; name: string; id: string }>`
    select distinct s.manager, s.source_name as name, g.id from (
      select m.software_id, i.id from advisory a cross join lateral unnest(a.cves || a.id) as i (id) join software_match m on m.advisory = a.key
        where (a.cves && ${ids}::text[] or a.id = any(${ids}::text[])) and i.id = any(${ids}::text[])
      union all select u.software_id, i.id from update_count u cross join lateral unnest(u.ended) as i (id)
        where u.client_id = ${clientId} and u.ended && ${ids}::text[] and i.id = any(${ids}::text[])
      union all select e.software_id, i.id from deployment_state d
        cross join lateral (select k.software_id, k.ids from deployment_ended k
          where k.client_id = d.client_id and k.deployment_id = d.deployment_id and k.ids && ${ids}::text[] offset 0) as e
        cross join lateral unnest(e.ids) as i (id) where d.client_id = ${clientId} and d.active and i.id = any(${ids}::text[])
    ) g join software s on s.id = g.software_id`.execute(tx);
  return found.rows;
}

export function packageKey({ manager, name }: { readonly manager: string; readonly name: string }): string {
  return `${manager} ${name}`;
}
