/** Freezes and holidays as policies are looked at with them. Read once for all clients of a page. */
import type { Freeze, HolidayList } from '@fettle/core/calendar';
import type { Policy } from '@fettle/core/policy';
import { readAllLists, readFreezesOf } from '../freezes/index.ts';
import type { KnownList } from '../freezes/index.ts';
import { providerId } from '../platform/feature.ts';
import type { Context, Tx } from '../platform/feature.ts';

export type Known = { readonly freezes: ReadonlyMap<string, readonly Freeze[]>; readonly lists: readonly KnownList[] };

/** What is in force or lies ahead for these clients. */
export async function readAhead(tx: Tx, context: Context, clientIds: readonly string[]): Promise<Known> {
  if (clientIds.length === 0) return { freezes: new Map(), lists: [] };
  return { freezes: await readFreezesOf(tx, clientIds, context.now()), lists: await readAllLists(tx, clientIds) };
}

/** What of it is about one client's policy, and a text that names it: what is remembered is remembered for that. */
export function aheadFor(
  { freezes, lists }: Known,
  clientId: string,
  policy: Policy | null,
): { readonly freezes: readonly Freeze[]; readonly lists: readonly HolidayList[]; readonly key: string } {
  const own = [...(freezes.get(clientId) ?? []), ...(freezes.get(providerId) ?? [])];
  const named = policy?.window.closedOn ?? [];
  const closing = lists.filter((list) => named.includes(list.id) && (list.clientId === clientId || list.clientId === providerId));
  const key = [...own.map(({ id, endedAt }) => `${id}${endedAt ?? ''}`), ...closing.map(({ id, version }) => `${id}${version}`)].join(' ');
  return { freezes: own, lists: closing, key };
}
