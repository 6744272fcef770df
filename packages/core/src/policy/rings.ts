/**
 * Which ring a device belongs to. Devices that a ring names come first, then those of a ring's rule (its group, or the stand-ins): of several rules the first ring's. The
 * others stand in a queue, in the order of a number drawn from their own id alone; the share rings take from its front, the rest ring what is
 * left. The order never changes, so when one device comes or goes, at most one other device crosses each border between two rings. A share ring
 * has at least one device as long as there are any, so that a test ring of a small client is not empty.
 */
import type { Policy, Ring, RingMembers } from './types.ts';

/** By id of a group, the devices that are known to be in it. One of which it can not be said is no member, and a group that is gone has none. */
export type GroupMembers = ReadonlyMap<string, ReadonlySet<string>>;

/** By id of a stand-in, the devices that it stands for. */
export type StandsFor = ReadonlyMap<string, readonly string[]>;

/** What rings by rule are made from, as far as it is known. */
export type KnownMembers = { readonly groups: GroupMembers; readonly standsFor: StandsFor };

const nothingKnown: KnownMembers = { groups: new Map(), standsFor: new Map() };

/** The ring (its index) of every device, each once. Depends on the set of ids, not on their order. */
export function assignRings(
  policy: Pick<Policy, 'rings'>,
  deviceIds: readonly string[],
  known: KnownMembers = nothingKnown,
): ReadonlyMap<string, number> {
  const unique = new Set(deviceIds);
  const ids = [...unique];
  const listed = listedRings(policy.rings, unique, known);
  const queue = ids.filter((id) => !listed.has(id)).toSorted(byDraw);
  const borders = shareBorders(policy.rings, queue.length);

  const rings = new Map<string, number>();
  for (const id of ids) {
    const ring = listed.get(id);
    if (ring !== undefined) rings.set(id, ring);
  }
  for (const [place, id] of queue.entries()) {
    rings.set(id, borders.find((border) => place < border.before)?.ring ?? policy.rings.length - 1);
  }
  return rings;
}

/** The groups that rings are made of, each once. */
export function groupsInRings(rings: readonly Ring[]): readonly string[] {
  return [...new Set(rings.flatMap(({ members }) => (members.kind === 'group' ? [members.groupId] : [])))];
}

/** Whether somebody must say who stands for whom before the rings can be drawn. */
export function ringOfStandIns(rings: readonly Ring[]): boolean {
  return rings.some(({ members }) => members.kind === 'stand-ins');
}

function listedRings(rings: readonly Ring[], ids: ReadonlySet<string>, known: KnownMembers): ReadonlyMap<string, number> {
  const listed = new Map<string, number>();
  // A name goes before a rule, wherever the two rings stand.
  for (const [index, { members }] of rings.entries())
    if (members.kind === 'devices') for (const id of members.deviceIds) listed.set(id, index);
  for (const [index, { members }] of rings.entries())
    for (const id of membersByRule(members, ids, known)) if (!listed.has(id)) listed.set(id, index);
  return listed;
}

function membersByRule(members: RingMembers, ids: ReadonlySet<string>, { groups, standsFor }: KnownMembers): Iterable<string> {
  if (members.kind === 'group') return groups.get(members.groupId) ?? [];
  if (members.kind !== 'stand-ins') return [];
  return [...standsFor].flatMap(([standIn, devices]) => (devices.some((id) => ids.has(id)) ? [standIn] : []));
}

/** For each share ring, the place in the queue before which its devices stand. */
function shareBorders(rings: readonly Ring[], devices: number): readonly { readonly ring: number; readonly before: number }[] {
  const borders: { readonly ring: number; readonly before: number }[] = [];
  let percent = 0;
  let before = 0;
  for (const [ring, { members }] of rings.entries()) {
    if (members.kind !== 'share') continue;
    percent = Math.min(100, percent + members.percent);
    before = Math.min(devices, Math.max(before + 1, wholeShare(devices, percent)));
    borders.push({ ring, before });
  }
  return borders;
}

/** Rounded up, but not because of a double's last digits: 10 % of 70 are 7. */
function wholeShare(devices: number, percent: number): number {
  return Math.ceil(Number(((devices * percent) / 100).toFixed(6)));
}

function byDraw(a: string, b: string): number {
  const difference = draw(a) - draw(b);
  if (difference !== 0) return difference;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** FNV-1a over the UTF-16 units, then the finishing mix of MurmurHash3: ids that differ little get numbers that differ much. */
function draw(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i += 1) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
