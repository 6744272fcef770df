import type { ApiClient, CallOutput } from '@fettle/protocol/client';
import { connect } from '../connection/api.ts';
import { findClient, findDevice, findSite } from '../connection/find.ts';
import { clean } from '../output/clean.ts';
import { capacityText, clusterText, overallText } from '../output/capacity-text.ts';
import { screenOf } from '../output/screen.ts';
import { Refused, usage } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

type Capacity = CallOutput<'getCapacity'>;

/** `fettle capacity show`: limits, clusters and unwell devices of a client; without one the limits over all. */
export function addCapacityShow(group: Group, { io, finish }: Session): void {
  online(group, 'show', 'how much may change at once, who is in which cluster, and who counts as unwell')
    .option('--client <name>', 'at this client; without it over all clients')
    .action(async (options) => {
      const { api } = connect(io, options);
      if (options.client === undefined) {
        const limits = await api('getOverallLimits', {});
        return finish(options, { json: limits, text: overallText(screenOf(io), limits) });
      }
      const { id } = await findClient(api, options.client);
      const capacity = await api('getCapacity', { params: { id } });
      return finish(options, { json: capacity, text: capacityText(screenOf(io), capacity) });
    });
}

/** `fettle capacity limit`: sets the limits that are named; the others stay. */
export function addCapacityLimit(group: Group, { io, finish }: Session): void {
  online(group, 'limit', 'limit how much changes at once: what is not named stays, "none" takes a limit away')
    .option('--client <name>', 'of this client; without it over all clients')
    .option('--site <name>', 'of one of its sites')
    .option('--at-once <devices>', 'devices under way at once')
    .option('--per-hour <devices>', 'devices sent within an hour')
    .option('--disturbed <devices>', 'devices changing, restarting or unwell at once')
    .option('--disturbed-percent <percent>', 'the same as a share of the devices')
    .option('--downloads <devices>', 'devices that fetch packages at once')
    .option('--bandwidth <megabits>', 'of a site: megabits a second for all downloads of packages together')
    .option('--bandwidth-hours <hours>', 'of a site: another one each day, as 20:00-06:00=100, by the clock of the site')
    .action(async (options) => {
      const said = {
        ...given('atOnce', options.atOnce),
        ...given('perHour', options.perHour),
        ...given('disturbedDevices', options.disturbed),
        ...given('disturbedPercent', options.disturbedPercent),
        ...given('downloads', options.downloads),
      };
      const { bandwidth, bandwidthHours } = options;
      const saysBandwidth = bandwidth !== undefined || bandwidthHours !== undefined;
      if (Object.keys(said).length === 0 && !saysBandwidth)
        throw usage('Say which limit: --at-once, --per-hour, --disturbed, --disturbed-percent, --downloads or --bandwidth.');
      if (saysBandwidth && options.site === undefined) throw usage('A bandwidth is that of a site: say --site as well.');
      const { api } = connect(io, options);
      if (options.client === undefined) {
        const { atOnce, perHour, ...more } = said;
        if (options.site !== undefined || Object.keys(more).length > 0)
          throw usage('Over all clients there are --at-once and --per-hour; for the others say --client.');
        const now = await api('getOverallLimits', {});
        const body = { atOnce: atOnce === undefined ? now.atOnce : atOnce, perHour: perHour === undefined ? now.perHour : perHour };
        const limits = await api('setOverallLimits', { body });
        return finish(options, { json: limits, text: overallText(screenOf(io), limits) });
      }
      const { id } = await findClient(api, options.client);
      const siteId = options.site === undefined ? null : (await findSite(api, id, options.site)).id;
      const now = await api('getCapacity', { params: { id } });
      const own = siteId === null ? now.limits : now.sites.find((site) => site.siteId === siteId)?.limits;
      if (own === undefined) throw usage('There is no such site.');
      const capacity = await api('setLimits', {
        params: { id },
        body: { ...own, ...said, ...(saysBandwidth ? { bandwidth: bandwidthOf(own.bandwidth, bandwidth, bandwidthHours) } : {}), siteId },
      });
      return finish(options, { json: capacity, text: capacityText(screenOf(io), capacity) });
    });
}

/** `fettle capacity cluster NAME DEVICE…`: a new cluster, or other devices for the one of that name. */
export function addCapacityCluster(group: Group, { io, finish }: Session): void {
  online(group, 'cluster', 'name devices of which only so many may be changing, restarting or unwell at once')
    .argument('<name>', 'of a new cluster, or of one that is changed')
    .argument('<device...>', 'all of its devices, by name or id')
    .requiredOption('--client <name>', 'of this client')
    .option('--at-once <devices>', 'so many of them', '1')
    .action(async (name, devices, options) => {
      const { api } = connect(io, options);
      const { id } = await findClient(api, options.client);
      const deviceIds: string[] = [];
      for (const device of devices) deviceIds.push((await findDevice(api, device, id)).id);
      const { clusters } = await api('getCapacity', { params: { id } });
      const existing = clusters.find((one) => one.name.toLowerCase() === name.toLowerCase());
      const body = { name, most: whole(options.atOnce, '--at-once') ?? 1, deviceIds };
      const saved =
        existing === undefined
          ? await api('createCluster', { params: { id }, body })
          : await api('saveCluster', { params: { id: existing.id }, body: { ...body, basedOn: existing.version } });
      finish(options, { json: saved, text: clusterText(screenOf(io), saved) });
    });
}

/** `fettle capacity cluster-remove NAME`: its devices stay. */
export function addCapacityClusterRemove(group: Group, { io, finish }: Session): void {
  online(group, 'cluster-remove', 'remove a cluster: its devices stay, and may all change at once')
    .argument('<name>', 'of the cluster')
    .requiredOption('--client <name>', 'of this client')
    .requiredOption('--because <text>', 'why')
    .action(async (name, options) => {
      const { api } = connect(io, options);
      const { id, name: clusterName } = await findCluster(api, (await findClient(api, options.client)).id, name);
      const done = await api('removeCluster', { params: { id }, body: { because: options.because } });
      finish(options, { json: done, text: `${clean(clusterName)} is removed.\n` });
    });
}

/** `fettle capacity well DEVICE`: a person looked. */
export function addCapacityWell(group: Group, { io, finish }: Session): void {
  online(group, 'well', 'say that a device is well again after a change that ended badly')
    .argument('<device>', 'name or id')
    .option('--client <name>', 'of this client, where several have a device of that name')
    .requiredOption('--because <text>', 'what you saw')
    .action(async (named, options) => {
      const { api } = connect(io, options);
      const client = options.client === undefined ? null : await findClient(api, options.client);
      const { id } = await findDevice(api, named, client?.id);
      const done = await api('sayWell', { params: { id }, body: { because: options.because } });
      finish(options, { json: done, text: 'It counts as well; what waited for it goes on.\n' });
    });
}

async function findCluster(api: ApiClient, clientId: string, name: string): Promise<Capacity['clusters'][number]> {
  const { clusters } = await api('getCapacity', { params: { id: clientId } });
  const found = clusters.find((one) => one.name.toLowerCase() === name.toLowerCase() || one.id === name);
  if (found !== undefined) return found;
  throw new Refused({
    code: 'not-found',
    title: 'There is no such cluster',
    detail: `This client has no cluster ${name}.`,
    remedy: '`fettle capacity show --client …` lists them.',
    errors: [],
  });
}

function given<N extends string>(name: N, text: string | undefined): { readonly [K in N]?: number | null } {
  // The one key is the name.
  return (text === undefined ? {} : { [name]: whole(text, name) }) as { readonly [K in N]?: number | null };
}

/** What is not named stays. Without a bandwidth there are no other hours of it. */
function bandwidthOf(
  now: Capacity['limits']['bandwidth'],
  text: string | undefined,
  hoursText: string | undefined,
): Capacity['limits']['bandwidth'] {
  if (text === 'none') return null;
  const megabits = text === undefined ? now?.megabits : Number(text);
  if (megabits === undefined) throw usage('--bandwidth-hours: this site has no bandwidth yet; say --bandwidth as well.');
  if (!(megabits > 0)) throw usage('--bandwidth: give megabits a second, or "none".');
  if (hoursText === undefined) return { megabits, hours: now?.hours ?? null };
  if (hoursText === 'none') return { megabits, hours: null };
  const [, from, to, other] = /^(\d\d:\d\d)-(\d\d:\d\d)=([\d.]+)$/u.exec(hoursText) ?? [];
  if (from === undefined || to === undefined || !(Number(other) > 0))
    throw usage('--bandwidth-hours: give two times and megabits a second, as 20:00-06:00=100, or "none".');
  return { megabits, hours: { from, to, megabits: Number(other) } };
}

function whole(text: string, name: string): number | null {
  if (text === 'none') return null;
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1) return number;
  throw usage(`${name}: give a whole number from 1, or "none".`);
}
