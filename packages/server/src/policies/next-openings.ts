/** When devices may change next: of one device, a site, a group, or all of a client, by the policy of each. What opens alike is told once. */
import { describeWindow } from '@fettle/core/windows';
import type { CallOutput } from '@fettle/protocol/client';
import { inClients } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Handler } from '../platform/feature.ts';
import { aheadFor, readAhead } from './ahead.ts';
import { alikeWindows, readDeviceWindows, windowsWithoutDevices } from './device-windows.ts';
import { groupMembers } from './group-members.ts';
import { originView } from './level-views.ts';
import { openingsIn } from './openings.ts';
import { shownOpenings } from './outlook.ts';
import { readClient } from './store.ts';

type View = CallOutput<'getOpenings'>;

/** More kinds of windows than a person compares: the rest is counted. */
const mostSets = 20;
const namedAtMost = 5;

export const getOpenings: Handler<'getOpenings'> = async ({ context, params, query }) => {
  const { siteId, groupId, deviceId } = query;
  if ([siteId, groupId, deviceId].filter((id) => id !== undefined).length > 1)
    return refuse('request.invalid', 'Openings are told of a site, a group or a device, or of the whole client: name one of them.');
  return inClients(context.db, [params.id], async (tx) => {
    const client = await readClient(tx, params.id);
    if (client === null) return refuse('not-found', 'There is no such client, or it is out of your reach.');
    if (siteId !== undefined && !client.sites.some(({ id }) => id === siteId))
      return refuse('request.invalid', 'This is no site of the client.', [{ path: 'siteId', message: 'is no site of this client' }]);
    if (deviceId !== undefined && !client.devices.some(({ id }) => id === deviceId))
      return refuse('request.invalid', 'This is no device of the client.', [{ path: 'deviceId', message: 'is no device of this client' }]);
    const members = groupId === undefined ? null : await groupMembers(tx, params.id, groupId);
    if (members !== null && 'refusal' in members) return members.refusal;
    const ids =
      members?.ids ??
      (deviceId !== undefined
        ? [deviceId]
        : siteId === undefined
          ? null
          : client.devices.flatMap((device) => (device.siteId === siteId ? [device.id] : [])));
    const ahead = await readAhead(tx, context, [params.id]);
    const { freezes } = aheadFor(ahead, params.id, null);
    const found = await readDeviceWindows(tx, params.id, ids, freezes);
    const sites = client.sites.filter(({ id }) => siteId === undefined || id === siteId);
    const isEmpty = found.windows.length === 0 && found.closed.length === 0 && groupId === undefined;
    const windows = isEmpty ? await windowsWithoutDevices(tx, params.id, sites) : found.windows;
    const clientZone = client.sites[0]?.zone ?? null;
    const now = context.clock.now();
    const sets = alikeWindows(windows, freezes).map((set): View['sets'][number] => {
      const [first] = set;
      const { lists } = aheadFor(ahead, params.id, { window: first.window });
      const subject = { siteId: first.site.id, ring: first.ring };
      const devices = set.flatMap((one) => one.devices);
      return {
        id: [...set.map(({ site }) => site.id), first.origin.policyId, first.lane ?? '', first.ring ?? ''].join(' '),
        devices: devices.length,
        deviceNames: devices.slice(0, namedAtMost).map(({ name }) => name),
        sites: [...new Set(set.map(({ site }) => site.name))],
        zone: first.site.zone,
        lane: first.lane,
        words: describeWindow(first.window),
        saidBy: originView(first.origin),
        openings: openingsIn(first.window, [first.site.zone], now, shownOpenings, { freezes, lists, subject, clientZone }),
      };
    });
    const [site] = client.sites;
    return {
      clientZone: site === undefined ? null : { zone: site.zone, site: site.name },
      devices: isEmpty
        ? 0
        : new Set([...found.windows.flatMap(({ devices }) => devices.map(({ id }) => id)), ...found.closed.map(({ device }) => device.id)])
            .size,
      sets: sets.slice(0, mostSets),
      more: Math.max(0, sets.length - mostSets),
      closed: closedView(found.closed),
      anyTime: [...found.anyTime],
    };
  });
};

/** The same reason once, with who it is about. */
function closedView(closed: Awaited<ReturnType<typeof readDeviceWindows>>['closed']): View['closed'] {
  return [...Map.groupBy(closed, ({ because }) => because)].map(([because, all]) => ({
    because,
    devices: all.length,
    deviceNames: all.slice(0, namedAtMost).map(({ device }) => device.name),
  }));
}
