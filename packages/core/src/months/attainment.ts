/** Whether deadlines were met, and how long updates took. */
import type { Answer, Attainment, Latency, Obligation } from './types.ts';
import { answers } from './types.ts';

/** What came of one obligation that was due. What was not owed any more on the day it was due is neither met nor missed. */
export function judgeObligation({ end, endedAt, due, isDecided }: Obligation): Answer {
  const inTime = endedAt !== null && isNotAfter(endedAt, due);
  if (inTime) return end === 'installed' ? 'met' : 'excluded';
  if (isDecided) return 'excluded';
  return end === 'open' ? 'open' : 'late';
}

/** Of two instants. Those that are written alike (UTC, to the millisecond, as the records have them) are in the order of their texts: a year has hundreds of thousands. */
function isNotAfter(a: string, b: string): boolean {
  if (a.length === alike && b.length === alike && a.endsWith('Z') && b.endsWith('Z')) return a <= b;
  return Temporal.Instant.compare(Temporal.Instant.from(a), Temporal.Instant.from(b)) <= 0;
}
const alike = '2026-01-01T00:00:00.000Z'.length;

/** Counts each obligation once. The share is of what was owed: what is excluded makes it neither better nor worse. */
export function attainmentOf(obligations: readonly Obligation[]): Attainment {
  const counts: Record<Answer, number> = { met: 0, late: 0, open: 0, excluded: 0 };
  for (const one of obligations) counts[judgeObligation(one)] += 1;
  const owed = answers.reduce((sum, answer) => sum + (answer === 'excluded' ? 0 : counts[answer]), 0);
  return { ...counts, owed, share: owed === 0 ? null : counts.met / owed };
}

/** Of installed updates: how long each was on offer, in days to one place. The 90th percentile is by nearest rank. */
export function latencyOf(installed: readonly { readonly offeredAt: string; readonly endedAt: string }[]): Latency {
  const days = installed
    .map(({ offeredAt, endedAt }) => Temporal.Instant.from(offeredAt).until(Temporal.Instant.from(endedAt)).total('hours') / 24)
    .toSorted((a, b) => a - b);
  const at = (share: number) => {
    const value = days[Math.max(0, Math.ceil(days.length * share) - 1)];
    return value === undefined ? null : Math.round(Math.max(0, value) * 10) / 10;
  };
  return { count: days.length, medianDays: at(0.5), p90Days: at(0.9) };
}
