/** Options of simulations as people write them. */
import { readShare, readSpan, readTime } from '@fettle/core/simulation';
import { usage } from '../refused.ts';

export function shareOf(option: string, text: string): number {
  const share = readShare(text);
  if (share === null) throw usage(`${option} ${JSON.stringify(text)} is no share: say 8% or 0.08.`);
  return share;
}

/** Seconds. */
export function spanOf(option: string, text: string): number {
  const seconds = readSpan(text);
  if (seconds === null) throw usage(`${option} ${JSON.stringify(text)} is no span: say 90s, 30m, 4h or 2d.`);
  return seconds;
}

/** Seconds until everybody who must has approved; null: nobody does. */
export function approvedAfter(text: string): number | null {
  return text === 'never' ? null : spanOf('--approve-after', text);
}

/** RFC 3339; a day of the week is the next one after `after`, on the clock of the zone. */
export function instantOf(option: string, text: string, after: string, zone: string): string {
  const start = Temporal.Instant.from(after);
  const ms = readTime(text, start.epochMilliseconds, zone);
  if (ms === null) throw usage(`${option} ${JSON.stringify(text)} is no time: say friday, "Fri 18:00" or 2026-03-06T18:00:00Z.`);
  if (ms < start.epochMilliseconds) throw usage(`${option} lies before the state was written.`);
  return Temporal.Instant.fromEpochMilliseconds(ms).toString();
}

export function wholeOf(option: string, text: string, least: number, most: number): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(number >= least && number <= most)) throw usage(`${option} is a whole number from ${least} to ${most}.`);
  return number;
}
