/** The shortest time that frameworks give on devices of some exposures: what a window must be able to keep. */
import { describeDuration } from './durations.ts';
import type { Duration, Framework, OwnTimes, When } from './types.ts';

export type Shortest = { readonly days: number; readonly by: string; readonly said: string };
export type HeldBy = { readonly framework: Framework; readonly own?: OwnTimes | undefined };

/** Days of the longest month: nothing is called too late that a long month would still allow. */
const monthDays = 31;

/**
 * Over all rules with a time that may hold there, and the client's own times for clauses that leave them to it. What can not be told of a device (an exposure nobody set)
 * may hold; null: no time is given.
 */
export function shortestTime(held: readonly HeldBy[], exposures: ReadonlySet<string | null>): Shortest | null {
  const all = held.flatMap(({ framework, own }) =>
    framework.rules
      .filter(({ when }) => mayHold(when, exposures))
      .flatMap(({ duration, own: isOwn, clause, said }): readonly Shortest[] => {
        const by = `${framework.title}, ${clause}`;
        if (duration !== null) return [{ days: wholeDays(duration), by, said }];
        const times = isOwn && own !== undefined ? [own.urgent, own.normal] : [];
        return times.flatMap((time) => (time === null ? [] : [{ days: wholeDays(time), by, said: `Within ${describeDuration(time)}.` }]));
      }),
  );
  return all.toSorted((a, b) => a.days - b.days)[0] ?? null;
}

function wholeDays({ count, unit }: Duration): number {
  return unit === 'hours' ? Math.floor(count / 24) : unit === 'days' ? count : count * monthDays;
}

/** Only an exposure decides here: all else changes from update to update. */
function mayHold(when: When, exposures: ReadonlySet<string | null>): boolean {
  switch (when.kind) {
    case 'all':
      return when.of.every((one) => mayHold(one, exposures));
    case 'any':
      return when.of.some((one) => mayHold(one, exposures));
    case 'exposure':
      return exposures.has(when.is) || exposures.has(null);
    default:
      return true;
  }
}
