/** Whether what is measured now is more than usual, by how much a policy allows. */
import type { CheckAnswer } from '../deployment/checks.ts';
import { hoursInWords, median } from './hours.ts';
import type { MeasureKind, Usual } from './types.ts';

/** What a policy allows: so many percent more than usual, or so many times. */
export type Allowance = { readonly percentOver: number } | { readonly times: number };

/** Differences below these say nothing of a device: points of percent, and milliseconds. */
export const floors: Readonly<Record<MeasureKind, number>> = { cpu: 10, memory: 5, response: 100 };
/** A device that usually is busier than this shows no difference: it can not be busier than wholly. */
export const tooBusyPercent = 90;
/** And so is one beyond that, whatever would be allowed of it. */
const mostPercent = 97;

/** What may be at most. Never below what is usual and its floor. */
export function limitOf(kind: MeasureKind, usual: number, allowance: Allowance): number {
  const allowed = 'times' in allowance ? usual * allowance.times : usual * (1 + allowance.percentOver / 100);
  const limit = Math.max(allowed, usual + floors[kind]);
  return kind === 'response' ? limit : Math.min(limit, Math.max(mostPercent, usual));
}

const unitOf: Readonly<Record<MeasureKind, string>> = { cpu: ' %', memory: ' %', response: ' ms' };
const subjectOf: Readonly<Record<MeasureKind, string>> = {
  cpu: 'The processors were busy for',
  memory: 'Memory was in use for',
  response: 'It answered within',
};

/** Judges the middle of several samples. `hour`: as `hourAt` counts them. */
export function judgeSamples(
  kind: MeasureKind,
  samples: readonly number[],
  usual: Usual,
  allowance: Allowance,
  hour: number,
): Pick<CheckAnswer, 'answer' | 'detail'> {
  if (samples.length === 0) return { answer: 'could-not-measure', detail: 'Nothing could be measured' };
  const now = median(samples);
  const unit = unitOf[kind];
  const measured = `${subjectOf[kind]} ${shown(now)}${unit} (the middle of ${samples.length} samples)`;
  if (!usual.known) return { answer: 'could-not-measure', detail: `${measured}. ${usual.because}` };
  const habit = `usual on ${hoursInWords(hour)} is ${shown(usual.value)}${unit} (${usual.days} days)`;
  if (kind !== 'response' && usual.value > tooBusyPercent)
    return { answer: 'could-not-measure', detail: `${measured}; ${habit}, so that more would not show` };
  const limit = limitOf(kind, usual.value, allowance);
  return { answer: now <= limit ? 'passed' : 'failed', detail: `${measured}; ${habit}, and at most ${shown(limit)}${unit} may be` };
}

function shown(value: number): string {
  return value >= 10 ? String(Math.round(value)) : String(Math.round(value * 10) / 10);
}
