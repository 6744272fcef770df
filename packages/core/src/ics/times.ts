/** When an event begins and ends (RFC 5545, 3.3.4 to 3.3.6 and 3.8.2). */
import type { Event } from './events.ts';
import type { ContentLine } from './lines.ts';
import { zoneOf } from './zones.ts';

/** A wall time with the place whose clock it goes by. `zone` null: floating, it is meant by the clock of whoever reads it (3.3.5, form 1). */
export type Wall = { readonly at: Temporal.PlainDateTime; readonly zone: string | null };

/** Reads DTSTART, DTEND or one value of EXDATE; a string says why it can not be. `day`: a whole day. */
export function readTime(line: ContentLine, value = line.value): Wall | { readonly day: Temporal.PlainDate } | string {
  const [, year, month, day, hour, minute, second, utc] =
    /^([0-9]{4})([0-9]{2})([0-9]{2})(?:T([0-9]{2})([0-9]{2})([0-9]{2})(Z?))?$/.exec(value.trim()) ?? [];
  if (year === undefined) return 'a time of it can not be read.';
  try {
    const date = Temporal.PlainDate.from(`${year}-${month}-${day}`);
    if (hour === undefined) return { day: date };
    // 60 is a leap second (3.3.12), which no wall clock of ours knows.
    const at = date.toPlainDateTime(Temporal.PlainTime.from(`${hour}:${minute}:${second === '60' ? '59' : second}`));
    if (utc === 'Z') return { at, zone: 'UTC' };
    const said = line.parameters.get('TZID');
    if (said === undefined) return { at, zone: null };
    const zone = zoneOf(said);
    return zone === null
      ? `its time zone “${said.slice(0, 60)}” is neither one of the IANA database, such as Europe/London, nor one of Windows; export it with such names.`
      : { at, zone };
  } catch {
    return 'a time of it is none of the calendar.';
  }
}

/** When it ends, having begun then; a string says why that is not known. */
export function readEnd(event: Event, start: Wall, begins: Temporal.ZonedDateTime): Temporal.ZonedDateTime | string {
  const [end] = event.get('DTEND') ?? [];
  const [duration] = event.get('DURATION') ?? [];
  if (end !== undefined && duration !== undefined) return 'it says both its end and how long it takes.';
  const ends = end === undefined ? after(begins, duration?.value.trim() ?? '') : endAt(end, start, begins);
  if (typeof ends === 'string') return ends;
  return Temporal.ZonedDateTime.compare(ends, begins) > 0 ? ends : 'it ends when it begins, or before.';
}

function endAt(line: ContentLine, start: Wall, begins: Temporal.ZonedDateTime): Temporal.ZonedDateTime | string {
  const read = readTime(line);
  if (typeof read === 'string') return read;
  if ('day' in read) return 'it begins at a time and ends with a day.';
  if ((read.zone === null) !== (start.zone === null)) return 'only one of its beginning and its end says where.';
  return read.at.toZonedDateTime(read.zone ?? begins.timeZoneId);
}

/** Days and weeks are those of the wall calendar, hours are real ones (3.3.6). */
function after(begins: Temporal.ZonedDateTime, duration: string): Temporal.ZonedDateTime | string {
  if (duration === '') return 'it does not say when it ends.';
  if (
    !/^\+?P(?:[0-9]{1,3}W|(?=[0-9]|T[0-9])(?:[0-9]{1,4}D)?(?:T(?=[0-9])(?:[0-9]{1,5}H)?(?:[0-9]{1,6}M)?(?:[0-9]{1,7}S)?)?)$/.test(duration)
  )
    return 'how long it takes can not be read.';
  return begins.add(Temporal.Duration.from(duration));
}

/** DATE-TIME with UTC time, form 2 of 3.3.5: `20260308T023000Z`. */
export function utc(at: Temporal.Instant): string {
  return `${at.toZonedDateTimeISO('UTC').toPlainDateTime().toString({ smallestUnit: 'second' }).replace(/[-:]/g, '')}Z`;
}
