/** In which windows devices may change: by the policy of each, with every level that says otherwise, in each lane that has a window of its own. */
import { freezeCovers, isWhole } from '@fettle/core/calendar';
import type { Freeze } from '@fettle/core/calendar';
import { assignRings, policyInLane, restLane, windowInLane } from '@fettle/core/policy';
import type { Origin, Policy, PolicyWindow } from '@fettle/core/policy';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import { layForClient, layForDevices, notWhole, wholeOf } from './lay.ts';
import { readRingGroups } from './ring-groups.ts';

export type WindowSite = { readonly id: string; readonly name: string; readonly zone: string };
export type WindowDevice = { readonly id: string; readonly name: string; readonly site: WindowSite };

/** Devices of one site that may change in the same window and are held by the same freezes. Without devices: what would hold for one of this site. */
export type DeviceWindow = {
  readonly site: WindowSite;
  readonly window: PolicyWindow;
  /** Of updates of this lane; null: of all that no lane has a window for. */
  readonly lane: string | null;
  /** Who says this window. */
  readonly origin: Origin;
  /** As far as freezes of rings tell them apart. */
  readonly ring: string | null;
  readonly devices: readonly WindowDevice[];
};

export type DeviceWindows = {
  readonly windows: readonly DeviceWindow[];
  /** Devices that no whole policy governs: nothing opens for them. */
  readonly closed: readonly { readonly device: WindowDevice; readonly because: string }[];
  /** Lanes of which the updates may be installed at any time. */
  readonly anyTime: readonly string[];
};

/** The windows of these devices of a client (null: of all that are not retired), site by site, in the order of the sites. */
export async function readDeviceWindows(
  tx: Tx,
  clientId: string,
  deviceIds: readonly string[] | null,
  freezes: readonly Freeze[],
): Promise<DeviceWindows> {
  const devices = await readDevices(tx, clientId, deviceIds);
  const whole = wholeOf(await layForClient(tx, clientId));
  const lanes = whole?.lanes ?? [];
  const anyTime = lanes.flatMap(({ name, anyTime: isAny }) => (isAny === true ? [name] : []));
  const ringOf = await ringsFor(tx, clientId, whole, freezes);
  const laid = await layForDevices(tx, clientId, deviceIds);
  const sets = new Map<string, Omit<DeviceWindow, 'devices'> & { readonly devices: WindowDevice[] }>();
  const closed: { readonly device: WindowDevice; readonly because: string }[] = [];
  for (const device of devices) {
    const own = laid.get(device.id);
    const said = own?.effective.settings.window;
    const because = own === undefined ? 'It is retired.' : notWhole(own, 'device');
    if (said === undefined || because !== null) {
      closed.push({ device, because: because ?? 'No level says when it may change.' });
      continue;
    }
    const { origin } = said;
    const isUsual = origin.level === 'provider' || origin.level === 'client';
    const inLanes = isUsual && whole !== null ? lanes.filter((lane) => lane.anyTime !== true && lane.window !== undefined) : [];
    for (const lane of [null, ...inLanes.map(({ name }) => name)]) {
      const window = whole === null ? said.value : windowInLane(whole, lane, said.value, isUsual);
      const ring = ringOf(device.id, lane);
      const key = JSON.stringify([device.site.id, origin.policyId, lane, ring, window]);
      const set = sets.get(key) ?? { site: device.site, window, lane, origin, ring, devices: [] };
      set.devices.push(device);
      sets.set(key, set);
    }
  }
  return { windows: [...sets.values()], closed, anyTime };
}

/** The windows that would hold at these sites if they had devices of which nothing else is said. */
export async function windowsWithoutDevices(tx: Tx, clientId: string, sites: readonly WindowSite[]): Promise<readonly DeviceWindow[]> {
  const { effective, unreadable } = await layForClient(tx, clientId);
  const said = effective.settings.window;
  if (said === undefined || unreadable.length > 0) return [];
  return sites.map((site) => ({ site, window: said.value, lane: null, origin: said.origin, ring: null, devices: [] }));
}

/** Clients in whose reach a site, a group or a device has a window of its own: for the others one look at the client's policy tells all. */
export async function clientsWithNarrowWindows(tx: Tx, clientIds: readonly string[]): Promise<ReadonlySet<string>> {
  const found = await sql<{ client_id: string | null }>`
    select p.client_id from policy p join policy_version v on v.client_id = p.client_id and v.policy_id = p.id and v.version = p.version
    where p.client_id = any(${[...clientIds]}::uuid[]) and p.removed_at is null and p.level in ('site', 'group', 'device') and v.body ? 'window'
    union
    select null from provider_policy p join provider_policy_version v on v.policy_id = p.id and v.version = p.version
    where p.removed_at is null and p.level = 'group' and v.body ? 'window'`.execute(tx);
  return found.rows.some((row) => row.client_id === null) ? new Set(clientIds) : new Set(found.rows.flatMap((row) => row.client_id ?? []));
}

/** What opens alike at several sites stands in one set: the same window of one policy, by the same clock, under the same freezes. */
export function alikeWindows(
  windows: readonly DeviceWindow[],
  freezes: readonly Freeze[],
): readonly (readonly [DeviceWindow, ...DeviceWindow[]])[] {
  const keyOf = ({ origin, lane, site, ring, window }: DeviceWindow) => {
    const frozenBy = freezes.flatMap(({ id, scope }) => (freezeCovers(scope, { siteId: site.id, ring }) ? [id] : []));
    return JSON.stringify([origin.policyId, lane, site.zone, window, frozenBy]);
  };
  const sets = [...Map.groupBy(windows, keyOf).values()];
  return sets.flatMap(([first, ...others]) => (first === undefined ? [] : [[first, ...others] as const]));
}

async function readDevices(tx: Tx, clientId: string, deviceIds: readonly string[] | null): Promise<readonly WindowDevice[]> {
  const found = await sql<{ id: string; name: string; site: WindowSite }>`
    select d.id, d.name, jsonb_build_object('id', s.id, 'name', s.name, 'zone', s.zone) as site
    from device d join site s on s.client_id = d.client_id and s.id = d.site_id
    where d.client_id = ${clientId} and d.status <> 'retired' and ${deviceIds === null ? sql`true` : sql`d.id = any(${[...deviceIds]}::uuid[])`}
    order by s.created_at, s.id, lower(d.name), d.id`.execute(tx);
  return found.rows;
}

/** The name of a device's ring in a lane; null where no freeze asks for it. Rings are drawn among all devices of the client. */
async function ringsFor(
  tx: Tx,
  clientId: string,
  whole: Policy | null,
  freezes: readonly Freeze[],
): Promise<(deviceId: string, lane: string | null) => string | null> {
  if (whole === null || freezes.every(({ scope }) => isWhole(scope) || scope.kind === 'sites')) return () => null;
  const ids = (await readDevices(tx, clientId, null)).map(({ id }) => id);
  const known = new Map<string, (deviceId: string) => string | null>();
  for (const lane of [null, ...(whole.lanes ?? []).map(({ name }) => name)]) {
    const { rings } = policyInLane(whole, lane ?? restLane);
    const { members } = await readRingGroups(tx, clientId, rings, null);
    const drawn = assignRings({ rings }, ids, members);
    known.set(lane ?? '', (deviceId) => rings[drawn.get(deviceId) ?? -1]?.name ?? null);
  }
  return (deviceId, lane) => known.get(lane ?? '')?.(deviceId) ?? null;
}
