/** What a maker still does for an installed version on a given day. */
import { releasesOf } from './cycle.ts';
import type { LifecycleProduct, LifecycleRelease } from './types.ts';
import type { WindowsEdition } from './windows.ts';

/**
 * `supported`: fixes of all kinds; `security-only`: active support is over; `extended-only`: whoever has the extended
 * (often paid) support still gets fixes, nobody else does; `ended`: nobody does. `unknown` is never taken for supported.
 */
export type LifecycleState = 'supported' | 'security-only' | 'extended-only' | 'ended' | 'unknown';

/** Why: the first four go with the four known states; the others say what is missing. `cycle-ambiguous` may go with any state. */
export type LifecycleReason =
  | 'active-support'
  | 'active-support-ended'
  | 'security-support-ended'
  | 'all-support-ended'
  | 'product-unknown'
  | 'version-unknown'
  | 'cycle-unknown'
  | 'cycle-ambiguous'
  | 'dates-unknown';

export type Lifecycle = {
  readonly state: LifecycleState;
  /** `YYYY-MM-DD`: the last day of what `state` says; for `ended` the day on which the last support ended. null: not published. */
  readonly ends: string | null;
  /** The cycle it was read from; null: none, or several. */
  readonly cycle: string | null;
  readonly why: LifecycleReason;
};

/**
 * Decides from the published days. A day counts as the last day of support, so support has ended when `today` (`YYYY-MM-DD`)
 * is later than it; `true` is ended, `false` is not ended without a day, as endoflife.date computes its own `isEol`
 * (https://endoflife.date/docs/api/v1/). Where a version fits several releases (one Windows build, several terms, edition
 * not known), their common state is the answer and else `unknown`.
 */
export function lifecycleOf(
  product: LifecycleProduct | null,
  version: string | null,
  today: string,
  edition: WindowsEdition | null = null,
): Lifecycle {
  if (product === null) return unknown('product-unknown');
  if (version === null || version.trim() === '') return unknown('version-unknown');
  const [first, ...others] = releasesOf(product, version, edition).map((release) => stateOf(release, today));
  if (first === undefined) return unknown('cycle-unknown');
  if (others.length === 0) return first;
  if (others.some((other) => other.state !== first.state)) return unknown('cycle-ambiguous');
  const ends = others.every((other) => other.ends === first.ends) ? first.ends : null;
  return { state: first.state, ends, cycle: null, why: 'cycle-ambiguous' };
}

/** One release on one day. Extended support counts only where security support is known to be over. */
function stateOf(release: LifecycleRelease, today: string): Lifecycle {
  const { cycle, activeSupportEnds: active, securitySupportEnds: security, extendedSupportEnds: extended } = release;
  const securityEnded = hasEnded(security, today);
  const extendedEnded = hasEnded(extended, today);
  if (securityEnded === false) {
    const activeEnded = hasEnded(active, today) === true;
    return {
      state: activeEnded ? 'security-only' : 'supported',
      ends: dayOf(security),
      cycle,
      why: activeEnded ? 'active-support-ended' : 'active-support',
    };
  }
  if (extendedEnded === true || (securityEnded === true && extended === null))
    return { state: 'ended', ends: later(dayOf(security), dayOf(extended)), cycle, why: 'all-support-ended' };
  if (securityEnded === true) return { state: 'extended-only', ends: dayOf(extended), cycle, why: 'security-support-ended' };
  return { ...unknown('dates-unknown'), cycle };
}

/** null: not said. */
function hasEnded(end: string | boolean | null, today: string): boolean | null {
  return typeof end === 'string' ? today > end : end;
}

function dayOf(end: string | boolean | null): string | null {
  return typeof end === 'string' ? end : null;
}

function later(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}

function unknown(why: LifecycleReason): Lifecycle {
  return { state: 'unknown', ends: null, cycle: null, why };
}
