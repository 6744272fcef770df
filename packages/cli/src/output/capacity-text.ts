/** Limits, clusters and unwell devices, for a terminal. */
import type { CallOutput } from '@fettle/protocol/client';
import { clean } from './clean.ts';
import { blocks, facts } from './screen.ts';
import type { Screen } from './screen.ts';
import { time } from './times.ts';

type Capacity = CallOutput<'getCapacity'>;
type Limits = Capacity['limits'];

export function overallText(screen: Screen, limits: Pick<Limits, 'atOnce' | 'perHour'>): string {
  return `${facts(screen, [['Over all clients', sendWords(limits)]])}\n`;
}

export function capacityText(screen: Screen, capacity: Capacity): string {
  const { clusters, unwell } = capacity;
  return `${blocks(
    facts(screen, [
      ['Over all clients', sendWords(capacity.overall)],
      ['The whole client', limitWords(capacity.limits)],
      ...capacity.sites.map(({ name, limits }) => [`Site ${clean(name)}`, limitWords(limits)] as const),
    ]),
    facts(
      screen,
      clusters.map((cluster) => [`Cluster ${clean(cluster.name)}`, membersWords(cluster)] as const),
    ),
    facts(
      screen,
      unwell.map(({ name, outcome, since }) => [`Unwell: ${clean(name)}`, `${outcome}, since ${time(screen, since)}`] as const),
    ),
  )}\n`;
}

export function clusterText(screen: Screen, cluster: Capacity['clusters'][number]): string {
  return `${facts(screen, [[`Cluster ${clean(cluster.name)}`, membersWords(cluster)]])}\n`;
}

function membersWords({ most, members }: Capacity['clusters'][number]): string {
  return `${most} at once of ${members.map(({ name }) => clean(name)).join(', ')}`;
}

function sendWords({ atOnce, perHour }: Pick<Limits, 'atOnce' | 'perHour'>): string {
  return joined([
    [atOnce, 'at once'],
    [perHour, 'an hour'],
  ]);
}

function limitWords({ atOnce, perHour, disturbedDevices, disturbedPercent, downloads, bandwidth }: Limits): string {
  const { hours = null } = bandwidth ?? {};
  return joined([
    [atOnce, 'at once'],
    [perHour, 'an hour'],
    [disturbedDevices, 'disturbed at once'],
    [disturbedPercent, 'percent disturbed at once'],
    [downloads, 'downloads at once'],
    [bandwidth?.megabits ?? null, 'Mbit/s for downloads'],
    [hours?.megabits ?? null, `from ${hours?.from ?? ''} to ${hours?.to ?? ''}`],
  ]);
}

function joined(parts: readonly (readonly [number | null, string])[]): string {
  const said = parts.flatMap(([number, words]) => (number === null ? [] : [`${number} ${words}`]));
  return said.length === 0 ? 'no limit' : said.join(', ');
}
