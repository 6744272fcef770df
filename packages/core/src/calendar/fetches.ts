/**
 * When the devices of a site are expected to have their packages, and whose come too late for the opening in which they are to begin. As if one fetched after the other with
 * all of the bandwidth: that several share it changes when the first is done, and not when the last is.
 */
import { bytesPerSecond, megabitsAt, nextHours } from '../deployment/index.ts';
import type { Bandwidth } from '../deployment/index.ts';

/**
 * `neededAt`: when it is expected to begin, in milliseconds; null: no opening is left for it. `latestAt`: the last moment at which it may begin in that opening; null: it is too late at no time.
 */
export type ToFetch = { readonly id: string; readonly bytes: number; readonly neededAt: number | null; readonly latestAt: number | null };
export type ExpectedFetches = {
  readonly bytes: number;
  /** When all is there, in milliseconds. */
  readonly until: number;
  /** Of those that have everything only when their opening leaves no time for them any more: when they have it. */
  readonly late: ReadonlyMap<string, number>;
};

/** Those that begin first fetch first. `now`: milliseconds since 1970. */
export function expectedFetches(bandwidth: Bandwidth, all: readonly ToFetch[], now: number): ExpectedFetches {
  const late = new Map<string, number>();
  let at = now;
  let next = nextHours(bandwidth, at);
  let rate = bytesPerSecond(megabitsAt(bandwidth, at)) / 1_000;
  for (const { id, bytes, latestAt } of all.toSorted(
    (a, b) => (a.neededAt ?? Infinity) - (b.neededAt ?? Infinity) || a.id.localeCompare(b.id),
  )) {
    let left = bytes;
    while (at + left / rate > next) {
      left -= (next - at) * rate;
      at = next;
      next = nextHours(bandwidth, at);
      rate = bytesPerSecond(megabitsAt(bandwidth, at)) / 1_000;
    }
    at += left / rate;
    if (latestAt !== null && at > latestAt && bytes > 0) late.set(id, Math.ceil(at));
  }
  return { bytes: all.reduce((sum, { bytes }) => sum + bytes, 0), until: Math.ceil(at), late };
}
