/** Decisions that keep updates from being deployed, for whoever deploys. */
import { barringKinds } from '@fettle/core/decisions';
import type { Decision } from '@fettle/core/decisions';
import type { ManagerId } from '@fettle/core/inventory';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import { readStanding } from './store.ts';

export type Barring = {
  /** All decisions that no person has ended: which of them counts is weighed over all of them. */
  readonly decisions: readonly Decision[];
  /** `manager name` of every package that one of them may be about. Anything else is not barred. */
  readonly packages: ReadonlySet<string>;
};

const kinds: readonly Decision['kind'][] = barringKinds;

/** What may bar anything at a client; null: nothing does. Cost follows what was decided, not devices. */
export async function readBarring(tx: Tx, clientId: string): Promise<Barring | null> {
  const decisions = await readStanding(tx, clientId);
  const barring = decisions.filter(({ kind }) => kinds.includes(kind));
  if (barring.length === 0) return null;
  const updates = barring.flatMap(({ about }) => (about.kind === 'update' ? [about] : []));
  const ids = barring.flatMap(({ about }) => (about.kind === 'advisory' ? about.ids : []));
  const found = await sql<{ manager: ManagerId; name: string }>`
    select distinct s.manager, s.name from unnest(${updates.map((one) => one.manager)}::text[], ${updates.map((one) => one.sourceName)}::text[]) as g (manager, source)
    join software s on s.source_name = g.source and s.manager = g.manager
    union select s.manager, s.name from update_count u join software s on s.id = u.software_id where u.client_id = ${clientId} and u.ended && ${ids}::text[]`.execute(
    tx,
  );
  // A package that was never seen here is most often named like its source.
  const named = updates.map(({ manager, sourceName: name }) => ({ manager, name }));
  return { decisions, packages: new Set([...found.rows, ...named].map(packageKey)) };
}

export function packageKey({ manager, name }: { readonly manager: string; readonly name: string }): string {
  return `${manager} ${name}`;
}
