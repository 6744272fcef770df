/** How a client stood on a past day: what was computed then, and nothing of what is known today. */
import { stepTitles } from '@fettle/core/checklist';
import type { StepStanding } from '@fettle/core/checklist';
import { timestamp } from '../platform/clock.ts';
import type { Tx } from '../platform/feature.ts';
import { firstComputed, readStood } from './history-store.ts';

export type PastStep = StepStanding & { readonly step: number; readonly title: string; readonly since: string | null };

/** A day of UTC, by its first instant and the first of the next. */
export function dayBounds(day: string): { readonly from: string; readonly to: string } {
  const next = Temporal.PlainDate.from(day).add({ days: 1 });
  return { from: `${day}T00:00:00.000Z`, to: `${next.toString()}T00:00:00.000Z` };
}

/** What was seen within it is how it stands now; what is older is not known any more. */
export function lastDay(now: Temporal.Instant): { readonly from: string; readonly to: string } {
  return { from: timestamp(now.subtract({ hours: 24 })), to: timestamp(now.add({ milliseconds: 1 })) };
}

/** `at`: when it was seen so last on that day; null: nothing was computed on it. */
export async function stoodOn(
  tx: Tx,
  clientId: string,
  day: string,
): Promise<{ readonly at: string | null; readonly steps: readonly PastStep[] }> {
  const { from, to } = dayBounds(day);
  const rows = await readStood(tx, clientId, from, to);
  const byStep = new Map(rows.map((row) => [row.step, row]));
  const first = rows.length === stepTitles.length ? null : await firstComputed(tx, clientId);
  const missing = notComputed(day, first);
  const steps = stepTitles.map((title, index): PastStep => {
    const row = byStep.get(index + 1);
    if (row === undefined) return { step: index + 1, title, state: 'unknown', since: null, sentence: missing, reasons: [], numbers: [] };
    const { state, state_since: since, sentence, reasons, numbers } = row;
    return { step: index + 1, title, state, since, sentence, reasons, numbers };
  });
  const seen = rows.map(({ seen_at }) => seen_at).toSorted()[0];
  return { at: seen === undefined ? null : seen < to ? seen : to, steps };
}

/** Why a day is unknown. */
export function notComputed(day: string, first: string | null): string {
  if (first === null) return 'Not computed yet: how it stands is not known.';
  return first.slice(0, 10) > day
    ? `Computed for the first time on ${first.slice(0, 10)}: how it stood on this day is not known.`
    : 'Nothing was computed on this day: how it stood is not known.';
}
