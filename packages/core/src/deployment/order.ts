/**
 * In which order the devices of a ring have their turn: what is urgent first, then the nearest deadline, then the tier; among equals a device after those that it depends on.
 * A host always comes after its guests of the same ring: its restart takes them down, and by then they are done.
 */
import { toMs } from './instants.ts';

export type ToOrder = {
  readonly deviceId: string;
  readonly ring: number;
  /** Something of what it gets is urgent there; null: not known. */
  readonly urgent: boolean | null;
  /** The tightest deadline of what it gets (RFC 3339); null: there is none, or it is not known. */
  readonly deadline: string | null;
  /** Null: nobody said. */
  readonly tier: string | null;
  readonly dependsOn: readonly string[];
  /** The device that it runs on; null: none is known. */
  readonly hostId: string | null;
};

/** `after`: devices of the same ring whose turn comes before, and why. */
export type TurnReason = {
  readonly urgent: boolean | null;
  readonly deadline: string | null;
  readonly tier: string | null;
  readonly after: readonly { readonly deviceId: string; readonly why: 'depends-on' | 'guest' }[];
  /** Goes as early as the host that waits for it; null: its place is its own. */
  readonly forHost: string | null;
};
export type PlannedTurn = { readonly deviceId: string; readonly turn: number; readonly why: TurnReason };

const tiers: readonly (string | null)[] = ['mission-critical', 'important', 'standard', null, 'low'];
/** A device says at most so many of those that it comes after. */
const mostNamed = 20;

type Rank = { readonly urgent: number; readonly deadline: number; readonly tier: number };
type Node = { readonly device: ToOrder; rank: Rank; forHost: string | null; open: number; readonly next: Node[]; readonly after: Node[] };

/** Turns of each ring, counted from 1. In whatever order the devices are given, it is the same. */
export function orderDevices(devices: readonly ToOrder[]): readonly PlannedTurn[] {
  const rings = [...Map.groupBy(devices, ({ ring }) => ring)].toSorted(([one], [other]) => one - other);
  return rings.flatMap(([, ring]) => orderRing(ring));
}

function orderRing(devices: readonly ToOrder[]): readonly PlannedTurn[] {
  const nodes = new Map(devices.map((device) => [device.deviceId, nodeOf(device)]));
  for (const node of nodes.values()) lift(node, nodes);
  for (const node of nodes.values()) link(node, nodes);
  const turns: PlannedTurn[] = [];
  const left = new Set([...nodes.values()].toSorted(compare));
  const free = new Heap([...left].filter(({ open }) => open === 0));
  while (left.size > 0) {
    const node = free.take() ?? first(left);
    if (!left.delete(node)) continue;
    turns.push({ deviceId: node.device.deviceId, turn: turns.length + 1, why: whyOf(node, left) });
    for (const next of node.next) {
      next.open -= 1;
      if (next.open === 0) free.add(next);
    }
  }
  return turns;
}

/** What depends in a circle goes by its rank; a host waits for its guests all the same. */
function first(left: ReadonlySet<Node>): Node {
  const isFree = (node: Node): boolean => node.after.every((one) => !left.has(one) || one.device.hostId !== node.device.deviceId);
  for (const node of left) if (isFree(node)) return node;
  for (const node of left) return node;
  throw new Error('there is nothing left to take');
}

function nodeOf(device: ToOrder): Node {
  const { urgent, deadline, tier } = device;
  const rank = {
    urgent: urgent === true ? 0 : 1,
    deadline: deadline === null ? Infinity : toMs(deadline),
    tier: tiers.indexOf(tiers.includes(tier) ? tier : null),
  };
  return { device, rank, forHost: null, open: 0, next: [], after: [] };
}

/** An urgent host waits for its guests: they go as early as it would. Hosts may be guests themselves; a circle ends where it began. */
function lift(node: Node, nodes: ReadonlyMap<string, Node>): void {
  const seen = new Set<Node>([node]);
  for (let host = hostOf(node, nodes); host !== undefined && !seen.has(host); host = hostOf(host, nodes)) {
    seen.add(host);
    const own = nodeOf(host.device).rank;
    if (compareRank(own, node.rank) >= 0) continue;
    node.rank = own;
    node.forHost = host.device.deviceId;
  }
}

function hostOf({ device }: Node, nodes: ReadonlyMap<string, Node>): Node | undefined {
  return device.hostId === null ? undefined : nodes.get(device.hostId);
}

function link(node: Node, nodes: ReadonlyMap<string, Node>): void {
  const host = hostOf(node, nodes);
  if (host !== undefined && host !== node) before(node, host);
  for (const id of new Set(node.device.dependsOn)) {
    const needed = nodes.get(id);
    if (needed === undefined || needed === node || needed === host || needed.device.hostId === node.device.deviceId) continue;
    if (compareRank(needed.rank, node.rank) === 0) before(needed, node);
  }
}

function before(one: Node, other: Node): void {
  one.next.push(other);
  other.after.push(one);
  other.open += 1;
}

function whyOf({ device, forHost, after }: Node, left: ReadonlySet<Node>): TurnReason {
  const { urgent, deadline, tier } = device;
  const done = after.filter((node) => !left.has(node)).toSorted(compare);
  return {
    urgent,
    deadline,
    tier,
    after: done
      .slice(0, mostNamed)
      .map((node) => ({ deviceId: node.device.deviceId, why: node.device.hostId === device.deviceId ? 'guest' : 'depends-on' })),
    forHost,
  };
}

function compareRank(one: Rank, other: Rank): number {
  if (one.urgent !== other.urgent) return one.urgent - other.urgent;
  if (one.deadline !== other.deadline) return one.deadline < other.deadline ? -1 : 1;
  return one.tier - other.tier;
}

function compare(one: Node, other: Node): number {
  const byRank = compareRank(one.rank, other.rank);
  if (byRank !== 0) return byRank;
  return one.device.deviceId < other.device.deviceId ? -1 : one.device.deviceId > other.device.deviceId ? 1 : 0;
}

/** A binary heap, the first by `compare` on top: rings may have twenty thousand devices. */
class Heap {
  readonly #nodes: Node[] = [];

  constructor(nodes: readonly Node[]) {
    for (const node of nodes) this.add(node);
  }

  add(node: Node): void {
    const nodes = this.#nodes;
    nodes.push(node);
    let at = nodes.length - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (!this.#swapIfBefore(at, up)) return;
      at = up;
    }
  }

  take(): Node | undefined {
    const nodes = this.#nodes;
    const top = nodes[0];
    const last = nodes.pop();
    if (top === undefined || last === undefined || nodes.length === 0) return top;
    nodes[0] = last;
    for (let at = 0; ;) {
      const left = 2 * at + 1;
      const [one, other] = [nodes[left], nodes[left + 1]];
      if (one === undefined) return top;
      const down = other !== undefined && compare(other, one) < 0 ? left + 1 : left;
      if (!this.#swapIfBefore(down, at)) return top;
      at = down;
    }
  }

  #swapIfBefore(lower: number, upper: number): boolean {
    const [one, other] = [this.#nodes[lower], this.#nodes[upper]];
    if (one === undefined || other === undefined || compare(one, other) >= 0) return false;
    this.#nodes[lower] = other;
    this.#nodes[upper] = one;
    return true;
  }
}

/** Why a device has its turn where it has it, as a sentence without its end: for a plan and a screen. `name` and `time` say ids and instants for people. */
export function describeTurn(
  why: TurnReason,
  words: { readonly device: (id: string) => string; readonly time: (at: string) => string },
): string {
  const parts = [
    why.urgent === null ? 'urgency not known' : why.urgent ? 'urgent' : 'normal',
    why.deadline === null ? 'no deadline' : `due ${words.time(why.deadline)}`,
    why.tier ?? 'no tier',
  ];
  const names = (kind: 'depends-on' | 'guest'): string =>
    why.after
      .filter((one) => one.why === kind)
      .map(({ deviceId }) => words.device(deviceId))
      .join(', ');
  const needed = names('depends-on');
  const guests = names('guest');
  return [
    parts.join(', '),
    ...(why.forHost === null ? [] : [`as early as its host ${words.device(why.forHost)}`]),
    ...(needed === '' ? [] : [`after ${needed}, which it depends on`]),
    ...(guests === '' ? [] : [`after its guests ${guests}`]),
  ].join('; ');
}
