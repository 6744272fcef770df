/**
 * Whether the devices on which a change is tried first stand for those that follow. What a device is known by (its traits) is given from outside; a trait of a ring
 * that no device of an earlier ring has would meet the change there for the first time.
 */
import type { Ring } from './types.ts';

/** `system`: with its version. `platform`: the machine, or what it runs on. `service`: the role that it has in the business. `software`: of what is about to change. */
export const traitKinds = ['system', 'platform', 'service', 'tier', 'software'] as const;
export type Trait = { readonly kind: (typeof traitKinds)[number]; readonly value: string };

export type CoverDevice = {
  readonly deviceId: string;
  /** `mission-critical`, `important`, `standard`, `low`; null: nobody said. */
  readonly tier: string | null;
  /** Another device needs it to work. */
  readonly neededByOthers: boolean;
  readonly traits: readonly Trait[];
};
export type CoverRing = { readonly name: string; readonly devices: readonly CoverDevice[] };

/** A trait that devices of a ring have and none of the rings before it. */
export type CoverGap = { readonly ring: number; readonly trait: Trait; readonly deviceIds: readonly string[] };

/** What of each ring no ring before it has. The first ring has none before it, and rings without devices stand for nothing. */
export function coverGaps(rings: readonly CoverRing[]): readonly CoverGap[] {
  const seen = new Set<string>();
  let before = false;
  return rings.flatMap(({ devices }, ring): readonly CoverGap[] => {
    const own = traitsOf(devices);
    const gaps = before ? [...own].filter(([key]) => !seen.has(key)).map(([, { trait, deviceIds }]) => ({ ring, trait, deviceIds })) : [];
    for (const key of own.keys()) seen.add(key);
    before ||= devices.length > 0;
    return gaps.toSorted(byReach);
  });
}

function traitsOf(devices: readonly CoverDevice[]): Map<string, { readonly trait: Trait; readonly deviceIds: string[] }> {
  const traits = new Map<string, { readonly trait: Trait; readonly deviceIds: string[] }>();
  for (const { deviceId, traits: own } of devices)
    for (const trait of own) {
      const known = traits.get(keyOf(trait));
      if (known === undefined) traits.set(keyOf(trait), { trait, deviceIds: [deviceId] });
      else if (known.deviceIds.at(-1) !== deviceId) known.deviceIds.push(deviceId);
    }
  return traits;
}

function keyOf({ kind, value }: Trait): string {
  return `${kind} ${value}`;
}

function byReach(a: CoverGap, b: CoverGap): number {
  return (
    b.deviceIds.length - a.deviceIds.length ||
    traitKinds.indexOf(a.trait.kind) - traitKinds.indexOf(b.trait.kind) ||
    (a.trait.value < b.trait.value ? -1 : 1)
  );
}

/** A kind of trait in the words of the screens. */
export const traitKindWords: Readonly<Record<Trait['kind'], string>> = {
  system: 'system',
  platform: 'platform',
  service: 'business service',
  tier: 'tier',
  software: 'package to change',
};

const kindWords: Readonly<Record<Trait['kind'], string>> = {
  system: 'a system',
  platform: 'a platform',
  service: 'a business service',
  tier: 'a tier',
  software: 'a package to change',
};

const namedAtMost = 3;

/** One sentence for each ring and kind of trait: `3 of 41 devices of ring “broad” have a system that no ring before it has: debian 11 (2), debian 10 (1).` */
export function coverSentences(
  rings: readonly { readonly name: string; readonly devices: { readonly length: number } }[],
  gaps: readonly CoverGap[],
): readonly { readonly ring: number; readonly sentence: string }[] {
  return rings.flatMap(({ name, devices }, ring) =>
    traitKinds.flatMap((kind) => {
      const own = gaps.filter((gap) => gap.ring === ring && gap.trait.kind === kind);
      if (own.length === 0) return [];
      const reached = new Set(own.flatMap(({ deviceIds }) => deviceIds)).size;
      const named = own.slice(0, namedAtMost).map(({ trait, deviceIds }) => `${trait.value} (${deviceIds.length})`);
      const more = own.length - named.length;
      const sentence = `${reached} of ${devices.length} ${devices.length === 1 ? 'device' : 'devices'} of ring “${name}” ${reached === 1 ? 'has' : 'have'} ${kindWords[kind]} that no ring before it has: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`;
      return [{ ring, sentence }];
    }),
  );
}

export type Suggestion = {
  /** In the order in which they were chosen: each brings the most that those before it do not. */
  readonly deviceIds: readonly string[];
  /** Traits that only devices have that are never suggested, or that found no place. */
  readonly left: readonly Trait[];
};

/**
 * Devices that between them have what the others have: greedy, each next one the device with most of what is lacking, counted by how many devices have it. First
 * those of tier standard and low, then important ones and those of which nobody said a tier, and only for what the first do not have; never a mission-critical
 * device nor one that others need. `kept` stay in front, as far as they may be suggested and still bring something: so a device that joins adds itself at the most.
 */
export function suggestTestDevices(
  devices: readonly CoverDevice[],
  { kept = [], most = 20 }: { readonly kept?: readonly string[]; readonly most?: number } = {},
): Suggestion {
  const open = traitsOf(devices);
  const mayTest = devices
    .filter(({ tier, neededByOthers }) => tier !== 'mission-critical' && !neededByOthers)
    .toSorted((a, b) => (a.deviceId < b.deviceId ? -1 : 1));
  const chosen: string[] = [];
  const gain = ({ traits }: CoverDevice): number => traits.reduce((sum, trait) => sum + (open.get(keyOf(trait))?.deviceIds.length ?? 0), 0);
  const take = (device: CoverDevice): void => {
    chosen.push(device.deviceId);
    for (const trait of device.traits) open.delete(keyOf(trait));
  };
  for (const id of kept) {
    const device = mayTest.find(({ deviceId }) => deviceId === id);
    if (device !== undefined && !chosen.includes(id) && chosen.length < most && gain(device) > 0) take(device);
  }
  const fit = (tier: string | null) => tier === 'standard' || tier === 'low';
  for (const group of [mayTest.filter(({ tier }) => fit(tier)), mayTest.filter(({ tier }) => !fit(tier))])
    while (chosen.length < most) {
      const best = group.reduce<{ readonly device: CoverDevice | null; readonly gain: number }>(
        (found, device) => (gain(device) > found.gain ? { device, gain: gain(device) } : found),
        { device: null, gain: 0 },
      );
      if (best.device === null) break;
      take(best.device);
    }
  return { deviceIds: chosen, left: [...open.values()].map(({ trait }) => trait) };
}

/** The rings of a policy with the devices that stand in each, for `coverGaps`. */
export function ringsToCover(
  rings: readonly Pick<Ring, 'name'>[],
  devices: readonly CoverDevice[],
  ringOf: (deviceId: string) => number | undefined,
): readonly CoverRing[] {
  const members = Map.groupBy(devices, ({ deviceId }) => ringOf(deviceId));
  return rings.map(({ name }, index) => ({ name, devices: members.get(index) ?? [] }));
}
