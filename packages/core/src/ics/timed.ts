/**
 * Timed events of an iCalendar file, as what they can become: times in which nothing may be changed, or the window of a policy. For each event it is said what it becomes, or
 * why it does not: nothing is guessed.
 */
import { inZone, nextOpenings, parseWindowShape } from '../windows/index.ts';
import type { Opening, WindowShape } from '../windows/index.ts';
import { nameOf, oddness, readCalendar } from './events.ts';
import type { Event } from './events.ts';
import { readEnd, readTime } from './times.ts';
import type { Wall } from './times.ts';

type NoCalendar = { readonly ok: false; readonly sentence: string };
export type Span = { readonly from: string; readonly until: string };
/** `spans` empty: it becomes nothing, and the sentence says why. */
export type EventSpans = { readonly name: string; readonly spans: readonly Span[]; readonly sentence: string };
/** `zone`: by whose clock the file means it; null: by that of whoever reads it. `window` null: the sentence says why it becomes none. */
export type EventWindow = {
  readonly name: string;
  readonly window: WindowShape | null;
  readonly zone: string | null;
  readonly sentence: string;
};

/** Of one event; more times are a series that a window or a list of holidays should say. */
export const mostSpans = 100;
const horizonDays = 1_100;
/** Each costs some hundredths of a second. */
const mostSeries = 100;

/**
 * The times that the timed events of a file take and that are not over at `now`, up to three years ahead. A series has to end by itself (UNTIL, COUNT) within that, in at
 * most 100 times; a floating time is no time of anywhere and is refused.
 */
export function readSpans(text: string, now: Temporal.Instant): { readonly ok: true; readonly events: readonly EventSpans[] } | NoCalendar {
  return read(text, (event, name) => {
    const found = spansOf(event, now);
    return typeof found === 'string' ? { name, spans: [], sentence: found } : { name, spans: found, sentence: spanWords(found.length) };
  });
}

/**
 * The windows that the timed events of a file say, as a policy holds them: without a zone, because each site reads them by its own clock. So one in UTC is refused, which
 * would move against every clock that changes, and of one with a zone it is told which.
 */
export function readWindows(
  text: string,
  now: Temporal.Instant,
): { readonly ok: true; readonly events: readonly EventWindow[] } | NoCalendar {
  return read(text, (event, name) => {
    const found = windowOf(event, now);
    return typeof found === 'string'
      ? { name, window: null, zone: null, sentence: found }
      : { name, ...found, sentence: zoneWords(found.zone) };
  });
}

function read<T>(text: string, one: (event: Event, name: string) => T): { readonly ok: true; readonly events: readonly T[] } | NoCalendar {
  const calendar = readCalendar(text);
  if (calendar.ok && calendar.events.filter((event) => event.has('RRULE')).length > mostSeries)
    return { ok: false, sentence: `The file has more than ${mostSeries} series.` };
  return calendar.ok ? { ok: true, events: calendar.events.map((event) => one(event, nameOf(event))) } : calendar;
}

/** What every timed event says, whatever becomes of it. */
type Timed = {
  readonly start: Wall;
  readonly begins: Temporal.ZonedDateTime;
  readonly ends: Temporal.ZonedDateTime;
  readonly rule: string | null;
};

function timedOf(event: Event): Timed | string {
  const [line] = event.get('DTSTART') ?? [];
  if (line === undefined) return 'it does not say when it begins.';
  const odd = oddness(event);
  if (odd !== null) return odd;
  const start = readTime(line);
  if (typeof start === 'string') return start;
  if ('day' in start) return 'it is a whole day: read it into a list of holidays.';
  if (event.has('RDATE') || event.has('EXRULE')) return 'it names further times or takes some away by a rule (RDATE, EXRULE).';
  const rules = event.get('RRULE') ?? [];
  if (rules.length > 1) return 'it repeats by more than one rule.';
  const begins = start.at.toZonedDateTime(start.zone ?? 'UTC');
  const ends = readEnd(event, start, begins);
  return typeof ends === 'string' ? ends : { start, begins, ends, rule: rules[0]?.value.trim() ?? null };
}

function spansOf(event: Event, now: Temporal.Instant): readonly Span[] | string {
  const timed = timedOf(event);
  if (typeof timed === 'string') return timed;
  const { start, begins, ends, rule } = timed;
  if (start.zone === null) return 'its time is floating: it does not say by whose clock.';
  if (rule === null) {
    const span = spanOf({ opensAt: begins.toInstant(), closesAt: ends.toInstant() });
    return isOver(span, now) ? 'it is over.' : [span];
  }
  if (!/(?:^|;)(?:UNTIL|COUNT)=/i.test(rule)) return 'it repeats without an end; say UNTIL or COUNT.';
  const shape = shapeOf(event, timed, rule);
  if (typeof shape === 'string') return shape;
  const window = inZone(shape, start.zone);
  const first = now.subtract({ minutes: shape.durationMinutes });
  const openings = nextOpenings(window, first, mostSpans + 1);
  if (openings.length > mostSpans) return `it repeats more than ${mostSpans} times.`;
  const end = now.add({ hours: horizonDays * 24 });
  if (openings.some(({ opensAt }) => Temporal.Instant.compare(opensAt, end) > 0)) return 'it repeats for more than three years.';
  const spans = openings.map(spanOf).filter((span) => !isOver(span, now));
  return spans.length === 0 ? 'it is over.' : spans;
}

function windowOf(event: Event, now: Temporal.Instant): { readonly window: WindowShape; readonly zone: string | null } | string {
  const timed = timedOf(event);
  if (typeof timed === 'string') return timed;
  const { zone } = timed.start;
  if (zone === 'UTC') return 'it goes by UTC; a window goes by the clock of each site. Say it by a time zone (TZID), or without one.';
  const shape = shapeOf(event, timed, timed.rule ?? 'FREQ=DAILY;COUNT=1');
  if (typeof shape === 'string') return shape;
  const open = nextOpenings(inZone(shape, zone ?? 'UTC'), now.subtract({ minutes: shape.durationMinutes }), 1);
  return open.length === 0 ? 'it opens no more.' : { window: withoutPast(shape, now), zone };
}

/** Where the rule says by itself which days it means, a first day that has passed says nothing more. */
function withoutPast({ from = '', ...rest }: WindowShape, now: Temporal.Instant): WindowShape {
  const hasBegun = Temporal.PlainDate.compare(from, now.toZonedDateTimeISO('UTC').toPlainDate().subtract({ days: 1 })) < 0;
  const bare = parseWindowShape(rest);
  return hasBegun && bare.ok ? bare.shape : { ...rest, from };
}

/** The recurrence as a window: days of the wall calendar, a start, and how long. What the reader of windows refuses is refused in its words. */
function shapeOf(event: Event, { start, begins, ends }: Timed, rule: string): WindowShape | string {
  const minutes = begins.until(ends, { largestUnit: 'minute' }).total('minutes');
  if (start.at.second !== 0 || !Number.isInteger(minutes)) return 'it begins or ends within a minute.';
  const except = exceptOf(event, start);
  if (typeof except === 'string') return except;
  const from = start.at.toPlainDate().toString();
  const read = parseWindowShape({
    rule,
    start: start.at.toPlainTime().toString({ smallestUnit: 'minute' }),
    durationMinutes: minutes,
    from,
    ...(except.length === 0 ? {} : { except }),
  });
  if (!read.ok) return lowerFirst(read.sentence);
  // DTSTART is the first of its series (3.8.5.3); one that its rule does not name is counted differently by every program.
  const { except: _, ...whole } = read.shape;
  const [first] = nextOpenings(inZone(whole, begins.timeZoneId), begins.toInstant(), 1);
  return first?.opensAt.equals(begins.toInstant()) === true ? read.shape : 'it begins at a time that its rule does not name.';
}

/** The days on which it does not take place, each said by the time at which it would have begun. */
function exceptOf(event: Event, start: Wall): readonly string[] | string {
  const days: string[] = [];
  for (const line of event.get('EXDATE') ?? [])
    for (const value of line.value.split(',')) {
      const at = readTime(line, value);
      if (typeof at === 'string') return at;
      const wall = 'day' in at ? at.day.toPlainDateTime(start.at.toPlainTime()) : wallAt(at, start.zone);
      if (wall === null || !wall.toPlainTime().equals(start.at.toPlainTime()))
        return 'it leaves out a time at which it does not begin (EXDATE).';
      days.push(wall.toPlainDate().toString());
    }
  return days;
}

/** The same time by the clock of another place; null: one of them is nowhere. */
function wallAt({ at, zone }: Wall, other: string | null): Temporal.PlainDateTime | null {
  if (zone === other) return at;
  return zone === null || other === null ? null : at.toZonedDateTime(zone).withTimeZone(other).toPlainDateTime();
}

function spanOf({ opensAt, closesAt }: Opening): Span {
  return { from: opensAt.toString(), until: closesAt.toString() };
}

function isOver({ until }: Span, now: Temporal.Instant): boolean {
  return Temporal.Instant.compare(until, now) <= 0;
}

function spanWords(count: number): string {
  return count === 1 ? 'one time in which nothing is begun.' : `${count} times in which nothing is begun.`;
}

function zoneWords(zone: string | null): string {
  return zone === null
    ? 'a window by the clock of each site.'
    : `a window. The file means it by the clock of ${zone}; in a policy it opens at the same wall time by the clock of each site.`;
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
