/** Time for the agent: the device's clock for what is written down, a clock that nobody can set for how long ago something was. */
import { performance } from 'node:perf_hooks';

/** RFC 3339, UTC, milliseconds. The one place where the agent looks at the device's clock. */
export function now(): string {
  return Temporal.Now.instant().toString({ smallestUnit: 'millisecond' });
}

/** A moment by both clocks. */
export type Moment = { readonly wall: string; readonly steady: number };

export function moment(): Moment {
  return { wall: now(), steady: performance.now() };
}

/**
 * Seconds since a moment, by whichever clock says more. The steady one does not count the time that a laptop slept, the device's may have been
 * set back: where the two differ, more time may have passed.
 */
export function secondsSince(then: Moment): number {
  const steady = (performance.now() - then.steady) / 1000;
  const wall = Temporal.Instant.from(then.wall).until(Temporal.Now.instant()).total('seconds');
  return Math.max(steady, wall);
}

/** Seconds by the device's clock since a time that was written down; infinite for a time in the future: then it says nothing. */
export function ageSeconds(at: string | null, nowAt: string): number {
  if (at === null) return Infinity;
  const seconds = Temporal.Instant.from(at).until(Temporal.Instant.from(nowAt)).total('seconds');
  return seconds < 0 ? Infinity : seconds;
}
