/**
 * When a window opens. A wall time that clocks skip opens at the next time that exists (02:30 becomes 03:30 on the day on
 * which New York goes forward), one that happens twice opens the first time, a day that a place skipped gives no
 * second opening. The end is the start plus the duration in real time. A window that can not be read is closed.
 */
import { wallStarts } from './expand.ts';
import { parseWindow } from './parse.ts';
import type { Opening, WindowRule } from './types.ts';

/** How far ahead anything is looked for. What does not open within ten years does not open. */
export const horizonDays = 3_653;

/** The most openings that one question gets. */
export const mostOpenings = 400;

/** RFC 5545 writes years with four digits, and room is needed on both sides. Beyond these everything is closed. */
const firstInstant = Temporal.Instant.from('1900-01-01T00:00:00Z');
const lastInstant = Temporal.Instant.from('9900-01-01T00:00:00Z');

/** The first spans tried before the whole horizon: most rules answer within weeks. */
const spans = [35, 400, horizonDays];

/** The next openings that start at `from` or later, in order: at most `count`, at most 400, none beyond ten years. */
export function nextOpenings(rule: WindowRule, from: Temporal.Instant, count: number): readonly Opening[] {
  const wanted = Math.min(Math.max(Math.floor(count), 0), mostOpenings);
  if (!(wanted > 0) || !isInCalendar(from)) return [];
  let found: readonly Opening[] = [];
  for (const days of spans) {
    found = openingsBetween(rule, from, plusDays(from, days));
    if (found.length >= wanted) break;
  }
  return found.slice(0, wanted);
}

/** The opening that `at` lies in: its start included, its end not. Where openings overlap, the one that closes last. `null`: closed. */
export function openingAt(rule: WindowRule, at: Temporal.Instant): Opening | null {
  const read = parseWindow(rule);
  if (!read.ok || !isInCalendar(at)) return null;
  const earliest = at.subtract({ minutes: read.rule.durationMinutes });
  const openings = openingsBetween(read.rule, earliest, at.add({ nanoseconds: 1 }));
  return openings.findLast((opening) => isWithin(opening, at)) ?? null;
}

/** True when devices under this window may change at `at`. */
export function isOpen(rule: WindowRule, at: Temporal.Instant): boolean {
  return openingAt(rule, at) !== null;
}

/** The openings that start at `start` or later and before `end`, in order; a longer span than ten years is cut. */
export function openingsBetween(rule: WindowRule, start: Temporal.Instant, end: Temporal.Instant): readonly Opening[] {
  const read = parseWindow(rule);
  if (!read.ok || !isInCalendar(start)) return [];
  const limit = plusDays(start, horizonDays);
  const last = Temporal.Instant.compare(end, limit) < 0 ? end : limit;
  return startsBetween(read.rule, start, last).map((opensAt) => ({
    opensAt,
    closesAt: opensAt.add({ minutes: read.rule.durationMinutes }),
  }));
}

function startsBetween(rule: WindowRule, start: Temporal.Instant, end: Temporal.Instant): readonly Temporal.Instant[] {
  // Two days wider on both sides: a place may skip a whole day (Apia, 30 December 2011), and its starts move by as much.
  const first = wall(start, rule.zone).subtract({ days: 2 });
  const last = wall(end, rule.zone).add({ days: 2 });
  const closed = new Set(rule.except);
  const starts = expand(rule, first, last).flatMap((at) => {
    const zoned = at.toZonedDateTime(rule.zone, { disambiguation: 'compatible' });
    // The day that was said and, where the place skipped it, the day that it became.
    const isClosed = closed.has(at.toPlainDate().toString()) || closed.has(zoned.toPlainDate().toString());
    return isClosed ? [] : [zoned.toInstant()];
  });
  return starts
    .filter((at) => Temporal.Instant.compare(at, start) >= 0 && Temporal.Instant.compare(at, end) < 0)
    .toSorted((a, b) => Temporal.Instant.compare(a, b))
    .filter((at, i, all) => i === 0 || !at.equals(all[i - 1] ?? at));
}

/** The library throws where a rule costs more work than its bounds allow: such a rule is closed, not endless. */
function expand(rule: WindowRule, first: Temporal.PlainDateTime, last: Temporal.PlainDateTime): readonly Temporal.PlainDateTime[] {
  try {
    return wallStarts(rule, first, last);
  } catch {
    return [];
  }
}

function isWithin(opening: Opening, at: Temporal.Instant): boolean {
  return Temporal.Instant.compare(opening.opensAt, at) <= 0 && Temporal.Instant.compare(at, opening.closesAt) < 0;
}

function isInCalendar(at: Temporal.Instant): boolean {
  return Temporal.Instant.compare(at, firstInstant) >= 0 && Temporal.Instant.compare(at, lastInstant) <= 0;
}

function wall(at: Temporal.Instant, zone: string): Temporal.PlainDateTime {
  return at.toZonedDateTimeISO(zone).toPlainDateTime();
}

function plusDays(at: Temporal.Instant, days: number): Temporal.Instant {
  return at.add({ hours: days * 24 });
}
