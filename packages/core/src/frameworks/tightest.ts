import { endOf } from './durations.ts';
import type { Deadline } from './types.ts';

export type Tightest = {
  readonly due: string | null;
  /** All that ask for this very day or instant. */
  readonly decides: readonly Deadline[];
  /** The rest, in the order of their days; those without one last. */
  readonly others: readonly Deadline[];
  readonly why: string;
};

/** The earliest of several frameworks' deadlines with its reasons. A day lasts to its end in `zone`. */
export function tightest(deadlines: readonly Deadline[], zone = 'UTC'): Tightest {
  const sorted = deadlines.toSorted((a, b) => {
    if (a.due === null || b.due === null) return Number(a.due === null) - Number(b.due === null);
    return Temporal.Instant.compare(endOf(a.due, zone), endOf(b.due, zone));
  });
  const due = sorted[0]?.due ?? null;
  if (due === null) return { due, decides: [], others: sorted, why: 'No framework sets a day.' };
  const decides = sorted.filter((one) => one.due === due);
  return { due, decides, others: sorted.filter((one) => one.due !== due), why: decides.map(({ why }) => why).join(' ') };
}
