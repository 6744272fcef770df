/**
 * Whether a change still fits into what is left of an opening. Until a device has a history of its own, the time that a change
 * takes is taken from the rule that Azure Update Manager uses for Linux: five minutes a package up to three packages,
 * then two for each further one, and fifteen minutes for a restart.
 */
import type { Opening } from './types.ts';

export const restartSecondsWithoutHistory = 15 * 60;

/** The seconds to plan for a batch of packages on a device that has no history. */
export function secondsWithoutHistory(packages: number): number {
  const count = Math.max(0, Math.ceil(packages));
  return (count <= 3 ? 5 * count : 15 + 2 * (count - 3)) * 60;
}

export type Fit =
  | { readonly fits: true; readonly spareSeconds: number }
  | {
      readonly fits: false;
      /** `longer-than-opening`: no opening of this length will ever do. `need-unknown`: the estimate is not a number. */
      readonly code: 'not-open-yet' | 'over' | 'too-little-left' | 'longer-than-opening' | 'need-unknown';
      readonly sentence: string;
    };

/** Decides whether a change that takes `expectedSeconds`, and then `restartSeconds` (0: none), may still begin at `now`. */
export function fits(opening: Opening, now: Temporal.Instant, expectedSeconds: number, restartSeconds: number): Fit {
  const need = expectedSeconds + restartSeconds;
  if (!Number.isFinite(need) || expectedSeconds < 0 || restartSeconds < 0)
    return no('need-unknown', 'How long the change takes is not known, so it does not begin.');
  if (Temporal.Instant.compare(now, opening.opensAt) < 0) return no('not-open-yet', `The window opens at ${opening.opensAt.toString()}.`);
  if (Temporal.Instant.compare(now, opening.closesAt) >= 0) return no('over', `The window closed at ${opening.closesAt.toString()}.`);

  const whole = secondsBetween(opening.opensAt, opening.closesAt);
  if (need > whole)
    return no(
      'longer-than-opening',
      `The change needs ${minutes(need)} and the whole window has ${minutes(whole)}: make the window longer or the change smaller.`,
    );
  const left = secondsBetween(now, opening.closesAt);
  if (need > left)
    return no(
      'too-little-left',
      `The change needs ${minutes(need)} and ${minutes(left)} of the window are left: it waits for the next one.`,
    );
  return { fits: true, spareSeconds: left - need };
}

function secondsBetween(from: Temporal.Instant, to: Temporal.Instant): number {
  return (to.epochMilliseconds - from.epochMilliseconds) / 1_000;
}

function minutes(seconds: number): string {
  const count = Math.ceil(seconds / 60);
  return count === 1 ? '1 minute' : `${count} minutes`;
}

function no(code: Exclude<Fit, { fits: true }>['code'], sentence: string): Fit {
  return { fits: false, code, sentence };
}
