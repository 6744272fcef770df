/**
 * Limits that hold beyond one deployment, and those of a ring: how many devices may be under way at once, sent within an hour, or be changing or unwell at once.
 * A device that is itself under way or unwell takes its own place, not another: what mends it must be able to reach it.
 */
import { allot, megabitsAt } from './bandwidth.ts';
import type { Bandwidth, Download } from './bandwidth.ts';
import { hour, toInstant, toMs } from './instants.ts';
import type { Look } from './look.ts';
import { patience } from './patience.ts';
import { rememberOn } from './remember.ts';
import { isAccepted, isAcceptedSilent, isFailure, isInFlight, runsOf } from './runs.ts';
import type { DeploymentState, RunState } from './types.ts';

export const boundKinds = ['overall', 'client', 'site', 'cluster', 'ring'] as const;
export type BoundKind = (typeof boundKinds)[number];

/** `disturbed`: changing or unwell at once. `downloads`: fetching packages at once. `bandwidth`: of a site, all downloads together. */
export const boundLimits = ['at once', 'per hour', 'disturbed', 'downloads', 'bandwidth'] as const;
export type BoundLimit = (typeof boundLimits)[number];

export type Bound = {
  readonly kind: BoundKind;
  /** As people know it. */
  readonly name: string;
  /** The devices of this deployment that it is about; null: all. */
  readonly deviceIds: readonly string[] | null;
  /** Devices at the most; null: no limit of that kind. */
  readonly atOnce: number | null;
  readonly perHour: number | null;
  readonly disturbed: number | null;
  readonly downloads: number | null;
  /** How fast its devices may fetch packages, all together; not there: as fast as they can. */
  readonly bandwidth?: Bandwidth;
  /** Within the same bound, beyond this deployment. */
  readonly others: {
    /** Under way by other deployments of the client, by id. */
    readonly changing: readonly string[];
    /** A change ended badly there, or in a way that nobody knows, and nothing has shown since that they are well. */
    readonly unwell: readonly string[];
    /** Under way at other clients. */
    readonly elsewhere: number;
    readonly sentLastHour: number;
    readonly downloading: number;
    /** Of these, what those were told that fetch at a rate; not there: none was. */
    readonly fetching?: readonly Download[];
  };
};

export const nobodyElse: Bound['others'] = { changing: [], unwell: [], elsewhere: 0, sentLastHour: 0, downloading: 0 };

/** The limit that is on, and when it may be off again. */
export type Bounded = {
  readonly of: BoundKind;
  readonly name: string;
  readonly limit: BoundLimit;
  readonly most: number;
  readonly until: string;
};

/** Counts for one pass over the runs; whoever sends or has fetched says so. */
export type BoundCounts = {
  readonly of: (deviceId: string) => readonly Counted[];
};
type Counted = {
  readonly bound: Bound;
  readonly changing: Set<string>;
  readonly unwell: Set<string>;
  downloading: number;
  /** What was told to those that fetch within its bandwidth. */
  readonly fetching: Download[];
  /** Its bandwidth at this time; null: it has none. */
  readonly megabits: number | null;
  /** How many would fetch and were not told yet in this look. */
  wanting: number;
  sent: number;
  readonly oldestInHour: number | null;
};

const none: BoundCounts = { of: () => [] };

/** A look counts up to three times in each of its rounds. Whatever is sent or fetched is an event, which raises `seq`: this remembers answers, it is no state. */
const counted = rememberOn<Look, { readonly seq: number; readonly counts: BoundCounts }>('what bounds count');

/** Counts what stands now, for each bound: once an event. Without bounds it costs nothing. */
export function countBounds(look: Look): BoundCounts {
  if ((look.facts.bounds ?? []).length === 0 && look.draft.header.rings.every(({ pace }) => pace === undefined)) return none;
  const { seq } = look.draft;
  const last = counted.of(look);
  if (last !== undefined && last.seq === seq) return last.counts;
  const counts = countAll(look);
  counted.keep(look, { seq, counts });
  return counts;
}

function countAll(look: Look): BoundCounts {
  const bounds = [...(look.facts.bounds ?? []), ...ringBounds(look)];
  const all = runsOf(look.draft);
  const well = new Set(look.facts.saidWell);
  const unwell = all.filter((run) => isUnwell(look.draft, run) && !well.has(run.deviceId)).map(({ deviceId }) => deviceId);
  const each = bounds.map((bound) => countOne(look, bound, all, unwell));
  const forAll = each.filter(({ bound }) => bound.deviceIds === null);
  const own = new Map<string, Counted[]>();
  for (const one of each)
    for (const id of one.bound.deviceIds ?? []) {
      const known = own.get(id);
      if (known === undefined) own.set(id, [...forAll, one]);
      else known.push(one);
    }
  return { of: (deviceId) => own.get(deviceId) ?? forAll };
}

function countOne(look: Look, bound: Bound, all: readonly RunState[], unwell: readonly string[]): Counted {
  const ids = bound.deviceIds;
  const runs = ids === null ? all : ids.flatMap((id) => look.draft.runs[id] ?? []);
  const within = ids === null ? null : new Set(ids);
  const { oldest, sent } = sentInHour(look, within);
  const changing = new Set(bound.others.changing);
  let { downloading } = bound.others;
  const fetching = bound.bandwidth === undefined ? [] : othersFetching(look, bound);
  for (const run of runs) {
    if (isUnderWay(look.draft, run)) changing.add(run.deviceId);
    if (bound.downloads !== null && isFetching(look, run)) downloading += 1;
    const told = bound.bandwidth === undefined ? null : fetchOf(look, run);
    if (told !== null) fetching.push(told);
  }
  const ill = new Set(bound.others.unwell);
  for (const id of unwell) if (within === null || within.has(id)) ill.add(id);
  return {
    bound,
    changing,
    unwell: ill,
    downloading,
    fetching,
    megabits: bound.bandwidth === undefined ? null : megabitsAt(bound.bandwidth, look.now),
    wanting: 0,
    sent: sent + bound.others.sentLastHour,
    oldestInHour: bound.others.sentLastHour > 0 ? null : oldest,
  };
}

/** A ring's own limits stand in the spec that was approved. */
function ringBounds(look: Look): readonly Bound[] {
  return look.draft.header.rings.flatMap((ring, index): readonly Bound[] => {
    if (ring.pace === undefined) return [];
    const deviceIds = runsOf(look.draft)
      .filter((run) => run.ring === index)
      .map(({ deviceId }) => deviceId);
    const { maxParallel = null, devicesPerHour = null } = ring.pace;
    return [
      {
        kind: 'ring',
        name: ring.name,
        deviceIds,
        atOnce: maxParallel,
        perHour: devicesPerHour,
        disturbed: null,
        downloads: null,
        others: nobodyElse,
      },
    ];
  });
}

/** The first limit that is on for a device that would be sent; null: none is. */
export function bounded(look: Look, counts: BoundCounts, deviceId: string): Bounded | null {
  for (const one of counts.of(deviceId)) {
    const { kind: of, name, atOnce, perHour, disturbed, others } = one.bound;
    const soon = toInstant(look.now + patience.look);
    if (atOnce !== null && without(one.changing, deviceId) + others.elsewhere >= atOnce)
      return { of, name, limit: 'at once', most: atOnce, until: soon };
    if (perHour !== null && one.sent >= perHour) {
      const until = one.oldestInHour === null ? soon : toInstant(one.oldestInHour + hour);
      return { of, name, limit: 'per hour', most: perHour, until };
    }
    if (disturbed !== null && without(one.changing.union(one.unwell), deviceId) >= disturbed)
      return { of, name, limit: 'disturbed', most: disturbed, until: soon };
  }
  return null;
}

/** The first limit that keeps a device from fetching its packages now; null: none does. */
export function fetchBounded(look: Look, counts: BoundCounts, run: RunState): Bounded | null {
  for (const one of counts.of(run.deviceId)) {
    const { kind: of, name, downloads } = one.bound;
    const until = toInstant(look.now + patience.look);
    if (downloads !== null && one.downloading >= downloads) return { of, name, limit: 'downloads', most: downloads, until };
    if (one.megabits !== null && allotted(look, one, run) === null) return { of, name, limit: 'bandwidth', most: one.megabits, until };
  }
  return null;
}

/** What a device is told of the bandwidth of its site, where no limit keeps it from fetching; null: that site has none. */
export function fetchShare(look: Look, counts: BoundCounts, run: RunState): Download | null {
  for (const one of counts.of(run.deviceId)) {
    const share = allotted(look, one, run);
    if (share !== null) return toMs(share.until) <= look.expiresAt ? share : { ...share, until: toInstant(look.expiresAt) };
  }
  return null;
}

/** Null: it waits, or there is no bandwidth. */
function allotted(look: Look, { bound, fetching, wanting }: Counted, run: RunState): Download | null {
  if (bound.bandwidth === undefined) return null;
  return allot(bound.bandwidth, {
    now: look.now,
    fetching,
    wanting,
    most: bound.downloads,
    bytes: look.facts.shares[run.deviceId]?.bytes ?? 0,
    keepsNoRate: run.keepsNoRate === true,
  });
}

/** Who would fetch now: what is free is divided among them. */
export function countWanting(counts: BoundCounts, runs: readonly RunState[]): void {
  for (const { deviceId } of runs) for (const one of counts.of(deviceId)) one.wanting += 1;
}

/** One more was sent. */
export function countSent(counts: BoundCounts, deviceId: string): void {
  for (const one of counts.of(deviceId)) {
    one.changing.add(deviceId);
    one.sent += 1;
  }
}

/** One more fetches, or waits: it is told now. `share`: its part of a bandwidth; null: none. */
export function countFetching(counts: BoundCounts, deviceId: string, share: Download | null): void {
  for (const one of counts.of(deviceId)) {
    one.downloading += 1;
    if (share !== null && one.bound.bandwidth !== undefined) one.fetching.push(share);
  }
}

/** It has had its turn in this look, whatever came of it. */
export function countAsked(counts: BoundCounts, deviceId: string): void {
  for (const one of counts.of(deviceId)) one.wanting -= 1;
}

/** A change of it may be under way. What a person accepted as silent is not waited for. */
function isUnderWay(state: Pick<DeploymentState, 'runs' | 'accepted'>, run: RunState): boolean {
  return isInFlight(run) && !isAcceptedSilent(state, run);
}

/** Its change ended badly, or in a way that nobody knows, and nobody accepted that. */
function isUnwell(state: Pick<DeploymentState, 'runs' | 'accepted'>, run: RunState): boolean {
  return (isFailure(run) || run.outcome === 'unknown') && !isAccepted(state, run);
}

/** It was told to fetch, has not said that it did, and was told so lately: one that is off does not keep others waiting. */
export function isFetching(look: Pick<Look, 'now'>, run: RunState): boolean {
  if (run.outcome !== null || run.phase !== 'planned' || run.secured || run.securingSentAt === null) return false;
  return fetchEnds(run, run.securingSentAt) > look.now;
}

/** What a device may be fetching by: a rate is kept until its end, whatever became of the run meanwhile, unless the device itself told an end. Null: it does not fetch. */
function fetchOf(look: Pick<Look, 'now'>, run: RunState): Download | null {
  if (run.download !== undefined && !run.secured && run.outcome !== 'refused' && toMs(run.download.until) > look.now) return run.download;
  if (run.download !== undefined || run.securingSentAt === null || !isFetching(look, run)) return null;
  return { bytesPerSecond: null, until: toInstant(fetchEnds(run, run.securingSentAt)) };
}

function fetchEnds({ download }: RunState, sentAt: string): number {
  return download === undefined ? toMs(sentAt) + patience.fetching : toMs(download.until);
}

/** Beyond the deployment: those that were told a rate, and those that were told none, of which each takes all there is. */
function othersFetching(look: Pick<Look, 'now'>, { others }: Bound): Download[] {
  const known = others.fetching ?? [];
  const without = Math.max(0, others.downloading - known.length);
  const until = toInstant(look.now + patience.fetching);
  return [...known, ...Array.from({ length: without }, () => ({ bytesPerSecond: null, until }))];
}

function without(devices: ReadonlySet<string>, deviceId: string): number {
  return devices.size - (devices.has(deviceId) ? 1 : 0);
}

/** Of a send of which nobody knows to whom it was it is assumed that it counts. */
function sentInHour(look: Look, ids: ReadonlySet<string> | null): { readonly sent: number; readonly oldest: number | null } {
  const { sentTimes, sentTo = [] } = look.draft;
  const unknown = sentTimes.length - sentTo.length;
  let sent = 0;
  let oldest: number | null = null;
  for (const [index, text] of sentTimes.entries()) {
    const to = index < unknown ? undefined : sentTo[index - unknown];
    const at = toMs(text);
    if (at <= look.now - hour || !(ids === null || to === undefined || ids.has(to))) continue;
    sent += 1;
    oldest ??= at;
  }
  return { sent, oldest };
}
