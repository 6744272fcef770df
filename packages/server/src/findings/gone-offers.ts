/** The SQL of offers that are no more: what comes in their place goes on with their clocks, and so does one that was away for a while. Only this file writes this table. */
import type { ManagerId } from '@fettle/core/inventory';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import type { DeviceRef } from './store.ts';

/** As long as a package source may be out of reach, or a device in repair: who comes back later is offered anew. */
const rememberedDays = 90;
/** Of what gave way so many are remembered: the first, and the last ones. */
const mostBefore = 16;

export type GoneOffer = {
  readonly software_id: number;
  readonly name: string;
  readonly architecture: string;
  readonly from_version: string;
  readonly first_seen_at: string;
  readonly before_ids: readonly number[] | null;
  readonly before_offered: readonly string[] | null;
};
export type AddedOffer = {
  readonly softwareId: number;
  readonly offer: { readonly name: string; readonly architecture: string; readonly from: string };
};
/** The clock that an added offer goes on with. */
export type Past = { readonly firstSeenAt: string | null; readonly ids: readonly number[]; readonly offered: readonly string[] };

/** Remembers offers that one report no longer has. */
export async function leaveOffers(tx: Tx, device: DeviceRef, gone: readonly GoneOffer[], at: string): Promise<void> {
  if (gone.length === 0) return;
  await sql`delete from offer_gone where client_id = ${device.clientId} and device_id = ${device.deviceId} and gone_at < ${at}::timestamptz - make_interval(days => ${rememberedDays})`.execute(
    tx,
  );
  await sql`
    insert into offer_gone (client_id, device_id, software_id, from_version, first_seen_at, before_ids, before_offered, gone_at)
    select ${device.clientId}, ${device.deviceId}, g.software_id, g.from_version, g.first_seen_at, g.before_ids::int[], g.before_offered::timestamptz[], ${at}
    from unnest(${gone.map((row) => row.software_id)}::int[], ${gone.map((row) => row.from_version)}::text[], ${gone.map((row) => row.first_seen_at)}::timestamptz[],
      ${gone.map((row) => arrayText(row.before_ids))}::text[], ${gone.map((row) => arrayText(row.before_offered))}::text[])
      as g (software_id, from_version, first_seen_at, before_ids, before_offered)
    on conflict (client_id, device_id, software_id) do update set from_version = excluded.from_version, first_seen_at = excluded.first_seen_at,
      before_ids = excluded.before_ids, before_offered = excluded.before_offered, gone_at = excluded.gone_at`.execute(tx);
}

/**
 * Takes what is remembered of the packages of these offers, and says with what each of them goes on: one that is offered again with its own clock, and all with what was
 * offered before them for the same installed version. `goneNow`: of the same report, whatever was installed.
 */
export async function takePast(
  tx: Tx,
  device: DeviceRef,
  given: {
    readonly manager: ManagerId;
    readonly added: readonly AddedOffer[];
    readonly goneNow: readonly GoneOffer[];
    readonly at: string;
  },
): Promise<readonly Past[]> {
  const { manager, added, goneNow, at } = given;
  const found = await sql<GoneOffer>`
    delete from offer_gone o using software s, unnest(${added.map(({ offer }) => offer.name)}::text[], ${added.map(({ offer }) => offer.architecture)}::text[]) as g (name, architecture)
    where o.client_id = ${device.clientId} and o.device_id = ${device.deviceId} and o.gone_at >= ${at}::timestamptz - make_interval(days => ${rememberedDays})
      and s.id = o.software_id and s.manager = ${manager} and s.name = g.name and s.architecture = g.architecture
    returning o.software_id, s.name, s.architecture, o.from_version, o.first_seen_at, o.before_ids, o.before_offered`.execute(tx);
  const now = new Set(goneNow.map((row) => row.software_id));
  const groups = Map.groupBy(found.rows, packageKey);
  return added.map(({ softwareId, offer }) => {
    const rows = (groups.get(packageKey(offer)) ?? []).filter((row) => now.has(row.software_id) || row.from_version === offer.from);
    return pastOf(softwareId, rows);
  });
}

/** What went before one offer, oldest first. */
function pastOf(softwareId: number, gone: readonly GoneOffer[]): Past {
  const before = new Map<number, string>();
  for (const row of gone.toSorted((a, b) => (a.first_seen_at < b.first_seen_at ? -1 : 1))) {
    const own = (row.before_ids ?? []).map((id, at) => [id, row.before_offered?.[at] ?? row.first_seen_at] as const);
    for (const [id, offered] of [...own, [row.software_id, row.first_seen_at] as const]) if (!before.has(id)) before.set(id, offered);
  }
  before.delete(softwareId);
  const all = [...before].filter((_one, at) => at === 0 || at > before.size - mostBefore);
  return {
    firstSeenAt: gone.find((row) => row.software_id === softwareId)?.first_seen_at ?? null,
    ids: all.map(([id]) => id),
    offered: all.map(([, offered]) => offered),
  };
}

/** A device that is retired is offered nothing any more. */
export async function forgetGone(tx: Tx, device: DeviceRef): Promise<void> {
  await sql`delete from offer_gone where client_id = ${device.clientId} and device_id = ${device.deviceId}`.execute(tx);
}

function packageKey({ name, architecture }: { readonly name: string; readonly architecture: string }): string {
  return `${name}\n${architecture}`;
}

/** Numbers and times need no quoting; null: there are none. */
export function arrayText(values: readonly (number | string)[] | null): string | null {
  return values === null || values.length === 0 ? null : `{${values.join(',')}}`;
}
