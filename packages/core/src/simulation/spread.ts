/** Several futures beside each other: when things are expected, early and late, and what goes wrong in how many. */
import { toInstant, toMs } from '../deployment/index.ts';
import type { HoldReason } from '../deployment/index.ts';
import type { SimulationResult, StateDeadline, WindowUse } from './types.ts';

/** Nearest-rank percentiles of a time over all futures; null where it does not come to pass in so many of them. */
export type Expected = {
  readonly p10: string | null;
  readonly p50: string | null;
  readonly p90: string | null;
  /** In how many of the futures it comes to pass. */
  readonly of: number;
};

export type Spread = {
  readonly runs: number;
  readonly from: string;
  /** False: at least one future was cut off after its steps. */
  readonly complete: boolean;
  readonly deployments: readonly {
    readonly deploymentId: string;
    readonly title: string;
    readonly devices: number;
    readonly finished: Expected;
    readonly succeeded: number;
    /** Verified devices in the middle future. */
    readonly verified: number;
    /** The same reasons for which it waits at the end of some future, at most ten. */
    readonly waiting: readonly string[];
  }[];
  readonly rings: readonly {
    readonly deploymentId: string;
    readonly ring: number;
    readonly name: string;
    readonly devices: number;
    readonly verified: Expected;
    readonly passed: Expected;
  }[];
  readonly devices: readonly {
    readonly deploymentId: string;
    readonly deviceId: string;
    readonly ring: number;
    readonly verified: Expected;
    readonly deadline: StateDeadline | null;
    /** In how many futures it is not verified by its deadline. */
    readonly missed: number;
    /** In how many futures it is never verified. */
    readonly never: number;
    /** The most frequent reason, in the engine's words. */
    readonly why: string | null;
  }[];
  readonly deadlines: { readonly devices: number; readonly met: number; readonly missed: number };
  readonly holds: readonly {
    readonly deploymentId: string;
    readonly reason: HoldReason;
    readonly ring: number | null;
    readonly at: Expected;
    readonly detail: string;
  }[];
  /** Openings that are used, in the middle future. */
  readonly windows: readonly WindowUse[];
  readonly clientVerified: Expected;
};

/** At least one future. */
export function spreadOf(results: readonly SimulationResult[]): Spread {
  const [first] = results;
  if (first === undefined) throw new Error('Of no future nothing can be said.');
  const devices = first.devices.map((_, at) => deviceSpread(results, at));
  const due = devices.filter(({ deadline }) => deadline !== null);
  const missed = due.filter((device) => device.missed * 2 > results.length).length;
  return {
    runs: results.length,
    from: first.from,
    complete: results.every(({ complete }) => complete),
    deployments: first.deployments.map(({ deploymentId, title, devices: count }, at) => {
      const same = results.flatMap(({ deployments }) => deployments[at] ?? []);
      const verified = same.map((one) => one.verified).toSorted((a, b) => a - b);
      return {
        deploymentId,
        title,
        devices: count,
        finished: expected(same.map(({ finishedAt }) => finishedAt)),
        succeeded: same.filter(({ status }) => status === 'succeeded').length,
        verified: verified[Math.floor((verified.length - 1) / 2)] ?? 0,
        waiting: [...new Set(same.flatMap(({ waiting }) => waiting))].slice(0, 10),
      };
    }),
    rings: first.rings.map(({ deploymentId, ring, name, devices: count }, at) => ({
      deploymentId,
      ring,
      name,
      devices: count,
      verified: expected(results.map(({ rings }) => rings[at]?.verifiedAt ?? null)),
      passed: expected(results.map(({ rings }) => rings[at]?.passedAt ?? null)),
    })),
    devices,
    deadlines: { devices: due.length, met: due.length - missed, missed },
    holds: holdSpread(results),
    windows: results[Math.floor((results.length - 1) / 2)]?.windows ?? [],
    clientVerified: expected(results.map(({ clientVerifiedAt }) => clientVerifiedAt)),
  };
}

function deviceSpread(results: readonly SimulationResult[], at: number): Spread['devices'][number] {
  const same = results.flatMap(({ devices }) => devices[at] ?? []);
  const [first] = same;
  if (first === undefined) throw new Error('All futures have the same devices.');
  const { deploymentId, deviceId, ring } = first;
  const deadline = first.deadline === null ? null : { at: first.deadline.at, by: first.deadline.by, what: first.deadline.what };
  return {
    deploymentId,
    deviceId,
    ring,
    verified: expected(same.map(({ outcome, endedAt }) => (outcome === 'verified' ? endedAt : null))),
    deadline,
    missed: same.filter((one) => one.deadline?.met === false).length,
    never: same.filter(({ outcome }) => outcome !== 'verified').length,
    why: mostFrequent(same.flatMap(({ why }) => why ?? [])),
  };
}

/** By reason and ring. A hold that stood at the start stood in all. */
function holdSpread(results: readonly SimulationResult[]): Spread['holds'] {
  const all = results.flatMap(({ holds }, run) => holds.map((hold) => ({ ...hold, run })));
  return [...Map.groupBy(all, ({ deploymentId, reason, ring }) => `${deploymentId} ${reason} ${ring ?? ''}`).values()].flatMap((same) => {
    const [one] = same;
    if (one === undefined) return [];
    const firstOfRun = new Map(same.toReversed().map(({ run, at }) => [run, at]));
    return [
      {
        deploymentId: one.deploymentId,
        reason: one.reason,
        ring: one.ring,
        at: expected(results.map((_, run) => firstOfRun.get(run) ?? null)),
        detail: mostFrequent(same.map(({ detail }) => detail)) ?? '',
      },
    ];
  });
}

/** Nearest rank, so that each is a time of one of the futures. What does not come to pass comes last. */
function expected(times: readonly (string | null)[]): Expected {
  const known = times.flatMap((time) => (time === null ? [] : [toMs(time)])).toSorted((a, b) => a - b);
  const rank = (share: number): string | null => {
    const at = known[Math.max(1, Math.ceil(share * times.length)) - 1];
    return at === undefined ? null : toInstant(at);
  };
  return { p10: rank(0.1), p50: rank(0.5), p90: rank(0.9), of: known.length };
}

function mostFrequent(texts: readonly string[]): string | null {
  const counts = [...Map.groupBy(texts, (text) => text)].toSorted(([, a], [, b]) => b.length - a.length);
  return counts[0]?.[0] ?? null;
}
