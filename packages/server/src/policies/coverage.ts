/** How far the first rings of a policy stand for the later ones, and which devices would do better. */
import {
  assignRings,
  coverGaps,
  coverSentences,
  ringsToCover,
  standInPlaceOf,
  standInPlaces,
  standInPlaceSentence,
  suggestTestDevices,
} from '@fettle/core/policy';
import type { CoverDevice, Policy } from '@fettle/core/policy';
import type { CallOutput } from '@fettle/protocol/client';
import type { Tx } from '../platform/feature.ts';
import type { StandInRecord } from '../stand-ins/index.ts';
import { readCoverOfOffers } from './cover-devices.ts';
import { readRingGroups } from './ring-groups.ts';
import type { RingGroups } from './ring-groups.ts';

type Coverage = NonNullable<CallOutput<'previewPolicy'>['coverage']>;
type Named = { readonly id: string; readonly name: string };

export type Covered = { readonly groups: RingGroups; readonly devices: readonly CoverDevice[] };

/** What is read for it, once. */
export async function readCovered(tx: Tx, clientId: string, policy: Policy): Promise<Covered> {
  return { groups: await readRingGroups(tx, clientId, policy.rings, null), devices: await readCoverOfOffers(tx, clientId) };
}

/** What later rings have and none before them, in sentences, for the lint of a policy. */
export function notCovered(policy: Policy, covered: Covered, deviceIds: readonly string[]) {
  const { rings, gaps } = gapsOf(policy, covered, deviceIds);
  return coverSentences(rings, gaps);
}

/** The same for a policy that is saved. Not worked out for lists: it costs a look at each device. */
export async function coverLint(tx: Tx, clientId: string, policy: Policy): Promise<CallOutput<'getPolicy'>['lint']> {
  const covered = await readCovered(tx, clientId, policy);
  const ids = covered.devices.map(({ deviceId }) => deviceId);
  return notCovered(policy, covered, ids).map(({ sentence }) => ({ code: 'ring-not-covered', severity: 'attention', sentence }));
}

function gapsOf(policy: Policy, { groups, devices }: Covered, deviceIds: readonly string[]) {
  const ringOf = assignRings(policy, deviceIds, groups.members);
  const rings = ringsToCover(policy.rings, devices, (id) => ringOf.get(id));
  return { rings, gaps: coverGaps(rings), ringOf };
}

const namedAtMost = 5;

/** The same as the API tells it, with devices that would cover the others. Devices that the first ring names stay in the suggestion as far as they bring something. */
export function coverageView(policy: Policy, covered: Covered, all: readonly Named[], records: readonly StandInRecord[]): Coverage {
  const names = new Map(all.map(({ id, name }) => [id, name]));
  const nameOf = (id: string) => names.get(id) ?? id;
  const { gaps, ringOf } = gapsOf(policy, covered, [...names.keys()]);
  const first = policy.rings[0]?.members;
  const kept = first?.kind === 'devices' ? first.deviceIds : [];
  const suggestion = suggestTestDevices(covered.devices, { kept });
  return {
    looked: covered.devices.length,
    devices: all.length,
    gaps: gaps.map(({ ring, trait, deviceIds }) => ({
      ring,
      ...trait,
      devices: deviceIds.length,
      deviceNames: deviceIds.slice(0, namedAtMost).map(nameOf),
    })),
    suggestion: suggestion.deviceIds.map((id) => ({ id, name: nameOf(id) })),
    left: suggestion.left.slice(0, 20).map(({ kind, value }) => ({ kind, value })),
    standIns: standInsIn(policy, covered, records, { ringOf, nameOf }),
    undecided: covered.groups.undecided.map(({ name, devices }) => ({
      group: name,
      devices: devices.length,
      deviceNames: devices.slice(0, namedAtMost).map((device) => device.name),
      because: devices[0]?.because.join(' ') ?? '',
    })),
    gone: [...covered.groups.gone],
  };
}

type Where = { readonly ringOf: ReadonlyMap<string, number>; readonly nameOf: (id: string) => string };

/** Mission-critical devices, those first whose stand-in shows the least in time. */
function standInsIn(
  { rings }: Policy,
  { devices }: Covered,
  records: readonly StandInRecord[],
  { ringOf, nameOf }: Where,
): Coverage['standIns'] {
  const byDevice = new Map(records.map((record) => [record.device_id, record]));
  return devices
    .filter(({ tier }) => tier === 'mission-critical')
    .flatMap(({ deviceId }) => {
      const record = byDevice.get(deviceId);
      const by = record === undefined ? null : { deviceId: record.stand_in_device_id, name: record.stand_in_name };
      const found = standInPlaceOf(deviceId, by, (id) => ringOf.get(id));
      if (found === null) return [];
      const name = nameOf(deviceId);
      const sentence = standInPlaceSentence({ name, by, place: found.place, standInRing: rings[found.standInRing ?? -1]?.name ?? '' });
      return [{ id: deviceId, name, ...found, standIn: by === null ? null : { id: by.deviceId, name: by.name }, sentence }];
    })
    .toSorted((a, b) => standInPlaces.indexOf(b.place) - standInPlaces.indexOf(a.place) || (a.name < b.name ? -1 : 1));
}
