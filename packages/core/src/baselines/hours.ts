/** Cells of hours: which hour it is, what is added, what is usual. Nothing here knows a clock; time and zone are given. */
import { daysKept, leastDays, leastSamples } from './types.ts';
import type { HourCell, Usual } from './types.ts';

const dayHours = 24;

/** Hours since the beginning of 1970 by the clock of a time zone (IANA). On days of 23 or 25 hours one is left out, or is there twice. */
export function hourAt(at: string, zone: string): number {
  const local = Temporal.Instant.from(at).toZonedDateTimeISO(zone);
  const days = Temporal.PlainDate.from('1970-01-01').until(local.toPlainDate(), { largestUnit: 'day' }).days;
  return days * dayHours + local.hour;
}

/** Adds a sample to its hour, and drops what is older than four weeks. What lies in the future, as after a clock was set back, is dropped as well. */
export function withSample(cells: readonly HourCell[], hour: number, value: number): readonly HourCell[] {
  if (!Number.isFinite(value) || value < 0) return cells;
  const kept = cells.filter(([at]) => at <= hour && at > hour - daysKept * dayHours);
  const [, samples, mean] = kept.find(([at]) => at === hour) ?? [hour, 0, 0];
  const next: HourCell = [hour, samples + 1, rounded(mean + (value - mean) / (samples + 1))];
  return [...kept.filter(([at]) => at !== hour), next];
}

/**
 * What is usual at this hour of day, on weekdays or at weekends as it is now: the median over days of what an hour had on average, so that one bad night, or a few, do not move it.
 * Today does not count: it is what is being judged. Where too few days had it, that is the answer.
 */
export function usualAt(cells: readonly HourCell[], hour: number): Usual {
  const same = cells.filter(([at, samples]) => samples >= leastSamples && dayOf(at) < dayOf(hour) && isAlike(at, hour));
  if (same.length >= leastDays) return { known: true, value: median(same.map(([, , mean]) => mean)), days: same.length };
  const which = `${isWeekend(hour) ? 'weekends' : 'weekdays'} from ${clock(hour % dayHours)} to ${clock((hour % dayHours) + 1)}`;
  return {
    known: false,
    because: `What is usual on ${which} is not known: ${same.length === 0 ? 'no day' : same.length === 1 ? 'one day' : `${same.length} days`} of the last four weeks has it, and ${leastDays} are needed`,
  };
}

/** As `weekdays from 02:00 to 03:00`. */
export function hoursInWords(hour: number): string {
  return `${isWeekend(hour) ? 'weekends' : 'weekdays'} from ${clock(hour % dayHours)} to ${clock((hour % dayHours) + 1)}`;
}

/** The middle one, or the mean of the two in the middle. Throws RangeError for none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) throw new RangeError('There is no median of nothing.');
  return (lower + upper) / 2;
}

function dayOf(hour: number): number {
  return Math.floor(hour / dayHours);
}

/** The first day of 1970 was a Thursday. */
function isWeekend(hour: number): boolean {
  return (dayOf(hour) + 3) % 7 >= 5;
}

function isAlike(one: number, other: number): boolean {
  return one % dayHours === other % dayHours && isWeekend(one) === isWeekend(other);
}

function clock(hour: number): string {
  return `${String(hour % dayHours).padStart(2, '0')}:00`;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
