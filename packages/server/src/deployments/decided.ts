/** What decisions leave out of a proposal, in words. */
import { barWords } from '@fettle/core/decisions';
import type { Tx } from '../platform/database/index.ts';
import type { Bars } from './bars.ts';
import { actorNames } from './read.ts';
import type { DeviceTrouble, LeftOutUpdate } from './types.ts';

/** A device that takes no part because of a decision. */
export const decided = {
  code: 'plan.decided',
  retry: 'later',
  nextStep: 'Wait until the decision ends, or revoke it, and propose again.',
  excerpt: '',
} as const satisfies Omit<DeviceTrouble, 'cause'>;

export type LeftOutByDevice = ReadonlyMap<string, readonly LeftOutUpdate[]>;

/** What is barred on each device, with who decided it and why. */
export async function leftOutOf(tx: Tx, bars: Bars): Promise<LeftOutByDevice> {
  const people = [...new Set([...bars.values()].flat().map(({ bar }) => bar.by))];
  const names = people.length === 0 ? new Map<string, string>() : await actorNames(tx, people);
  return new Map(
    [...bars].map(([deviceId, barred]) => [
      deviceId,
      barred.map(({ change, bar }) => ({
        what: `${change.name} ${change.to ?? ''}`,
        why: barWords(bar, names.get(bar.by) ?? 'somebody who is gone'),
        decisionId: bar.decisionId,
      })),
    ]),
  );
}

/** Why a device takes no part: the first few of what was left out, each with its decision. */
export function nothingLeft(leftOut: readonly LeftOutUpdate[]): string {
  return `Nothing is left for it. ${few(leftOut)}`;
}
/** The same for a device whose package manager would bring what is barred: with what was asked for, or as what that needs. */
export function wouldBring(leftOut: readonly LeftOutUpdate[]): string {
  return `Its package manager would bring what was decided otherwise about. ${few(leftOut)}`;
}

function few(leftOut: readonly LeftOutUpdate[]): string {
  const told = leftOut.slice(0, 3).map(({ what, why }) => `${what}: ${why}`);
  return `${told.join(' ')}${leftOut.length > 3 ? ` And ${leftOut.length - 3} more.` : ''}`;
}
