/** What a client's part of a campaign would disturb beyond the packages that it changes: who restarts, what hangs on it, and who could not go back. */
import { rulesOf } from '../deployment/index.ts';
import type { DeviceRules, Share, Simulation } from '../deployment/index.ts';

/** `host`: others run on it. `dependant`: is not changed itself, but needs a device that is. `no-stand-in`: mission-critical, and nothing is changed on trial for it. */
export const touchKinds = ['restart', 'restart-unknown', 'host', 'dependant', 'no-way-back', 'no-stand-in'] as const;
export type TouchKind = (typeof touchKinds)[number];

export type TouchedDevice = {
  readonly deviceId: string;
  readonly name: string;
  readonly tier: string | null;
  /** The business service that it carries; null: none was named. */
  readonly service: string | null;
  readonly wayBack: boolean;
  /** Whether it restarts for the change; `unknown`: it could not tell. */
  readonly restart: Simulation['restart'];
};

/** A device that hangs on one that changes. `kind` is that of its dependency. */
export type Neighbour = { readonly deviceId: string; readonly name: string; readonly on: string; readonly kind: 'needs' | 'host' };

export type Touch = { readonly kind: TouchKind; readonly deviceId: string; readonly deviceName: string; readonly detail: string };

/** A business service, by how many of its devices change and how many of these restart. */
export type TouchedService = { readonly name: string; readonly devices: number; readonly restarts: number };

export type Touches = { readonly touches: readonly Touch[]; readonly services: readonly TouchedService[] };

/** Whether a device restarts for its share: its rule first; where that leaves it to the need, what it said when it simulated the change (null: nothing). */
export function restartFor(
  header: DeviceRules,
  share: Pick<Share, 'rules'>,
  simulated: Simulation['restart'] | null,
): Simulation['restart'] {
  const { restart } = rulesOf(header, share);
  if (restart !== 'if-needed') return restart === 'always' ? 'needed' : 'not-needed';
  return simulated ?? 'unknown';
}

/** `standsIn`: whether something stands in for a device. In the order of the kinds, and by name. */
export function touchesOf(
  devices: readonly TouchedDevice[],
  neighbours: readonly Neighbour[],
  standsIn: (deviceId: string) => boolean,
): Touches {
  const names = new Map(devices.map(({ deviceId, name }) => [deviceId, name]));
  const among = neighbours.filter(({ on }) => names.has(on));
  const guests = Map.groupBy(
    among.filter(({ kind }) => kind === 'host'),
    ({ on }) => on,
  );
  const dependants = Map.groupBy(
    among.filter(({ deviceId }) => !names.has(deviceId)),
    ({ deviceId }) => deviceId,
  );
  const touches = [
    ...devices.flatMap((device) => ownTouches(device, guests.get(device.deviceId) ?? [], standsIn)),
    ...[...dependants.values()].flatMap((same): Touch[] => {
      const [first] = same;
      if (first === undefined) return [];
      const needs = same.map(({ on }) => names.get(on) ?? on).toSorted();
      return [{ kind: 'dependant', deviceId: first.deviceId, deviceName: first.name, detail: `It needs ${listed(needs)}.` }];
    }),
  ];
  return {
    touches: touches.toSorted(
      (a, b) =>
        touchKinds.indexOf(a.kind) - touchKinds.indexOf(b.kind) || compare(a.deviceName, b.deviceName) || compare(a.deviceId, b.deviceId),
    ),
    services: servicesOf(devices),
  };
}

function ownTouches(device: TouchedDevice, guests: readonly Neighbour[], standsIn: (deviceId: string) => boolean): Touch[] {
  const touch = (kind: TouchKind, detail: string): Touch => ({ kind, deviceId: device.deviceId, deviceName: device.name, detail });
  const carries = device.service === null ? '' : ` It carries ${device.service}.`;
  return [
    ...(device.restart === 'needed' ? [touch('restart', `It restarts.${carries}`)] : []),
    ...(device.restart === 'unknown' ? [touch('restart-unknown', `Nobody knows whether it restarts.${carries}`)] : []),
    ...(guests.length > 0
      ? [touch('host', `On it ${guests.length === 1 ? 'runs' : 'run'} ${listed(guests.map(({ name }) => name).toSorted())}.`)]
      : []),
    ...(device.wayBack ? [] : [touch('no-way-back', `There is no way back from the change.${carries}`)]),
    ...(device.tier === 'mission-critical' && !standsIn(device.deviceId)
      ? [touch('no-stand-in', `It is mission-critical, and has no stand-in.${carries}`)]
      : []),
  ];
}

function servicesOf(devices: readonly TouchedDevice[]): readonly TouchedService[] {
  const carrying = devices.flatMap(({ service, restart }) => (service === null ? [] : [{ service, restart }]));
  return [...Map.groupBy(carrying, ({ service }) => service)]
    .map(([name, all]) => ({ name, devices: all.length, restarts: all.filter(({ restart }) => restart === 'needed').length }))
    .toSorted((a, b) => compare(a.name, b.name));
}

const mostNamed = 5;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, mostNamed);
  return names.length > shown.length ? `${shown.join(', ')} and ${names.length - shown.length} more` : shown.join(', ');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
