/** Freezes and holidays as policies are looked at with them. Read once for all clients of a page. */
import type { Freeze, HolidayList } from '@fettle/core/calendar';
import type { Policy } from '@fettle/core/policy';
import type { Took } from '@fettle/core/durations';
import { sql } from 'kysely';
import { readClientHistory } from '../durations/index.ts';
import { readAllLists, readFreezesOf } from '../freezes/index.ts';
import type { KnownList } from '../freezes/index.ts';
import { providerId } from '../platform/feature.ts';
import type { Context, Tx } from '../platform/feature.ts';

export type Known = {
  readonly freezes: ReadonlyMap<string, readonly Freeze[]>;
  readonly lists: readonly KnownList[];
  readonly known: ReadonlyMap<string, KnownOfDevices>;
};

/** What the devices of a client say that a policy is looked over by. */
export type KnownOfDevices = {
  readonly took: readonly Took[];
  readonly waitingForRestart: number;
  readonly untriedWaysBack: readonly string[];
};

/** What is in force or lies ahead for these clients. */
export async function readAhead(tx: Tx, context: Context, clientIds: readonly string[]): Promise<Known> {
  if (clientIds.length === 0) return { freezes: new Map(), lists: [], known: new Map() };
  return {
    freezes: await readFreezesOf(tx, clientIds, context.now()),
    lists: await readAllLists(tx, clientIds),
    known: await readKnown(tx, clientIds),
  };
}

async function readKnown(tx: Tx, clientIds: readonly string[]): Promise<ReadonlyMap<string, KnownOfDevices>> {
  const waiting = await sql<{ client_id: string; devices: number }>`
    select client_id, count(*)::int as devices from device_inventory where client_id = any(${[...clientIds]}::uuid[]) and restart_pending group by client_id`.execute(
    tx,
  );
  // Kept by the rollback feature, which stands above this one.
  const looked = await sql<{ client_id: string; untried: string[] }>`
    select client_id, untried from rollback_look where client_id = any(${[...clientIds]}::uuid[])`.execute(tx);
  const known = new Map<string, KnownOfDevices>();
  for (const id of clientIds)
    known.set(id, {
      took: await readClientHistory(tx, id),
      waitingForRestart: waiting.rows.find((row) => row.client_id === id)?.devices ?? 0,
      untriedWaysBack: looked.rows.find((row) => row.client_id === id)?.untried ?? [],
    });
  return known;
}

/** What of it is about one client's policy, and a text that names it: what is remembered is remembered for that. */
export function aheadFor(
  { freezes, lists, known }: Known,
  clientId: string,
  policy: Pick<Policy, 'window'> | null,
): {
  readonly freezes: readonly Freeze[];
  readonly lists: readonly HolidayList[];
  readonly ofDevices: KnownOfDevices | undefined;
  readonly key: string;
} {
  const own = [...(freezes.get(clientId) ?? []), ...(freezes.get(providerId) ?? [])];
  const named = policy?.window.closedOn ?? [];
  const closing = lists.filter((list) => named.includes(list.id) && (list.clientId === clientId || list.clientId === providerId));
  const key = [...own.map(({ id, endedAt }) => `${id}${endedAt ?? ''}`), ...closing.map(({ id, version }) => `${id}${version}`)].join(' ');
  const ofDevices = known.get(clientId);
  const told =
    ofDevices === undefined
      ? ''
      : ` ${ofDevices.waitingForRestart} ${ofDevices.took.length} ${JSON.stringify([ofDevices.took[0] ?? null, ofDevices.untriedWaysBack])}`;
  return { freezes: own, lists: closing, ofDevices, key: key + told };
}
