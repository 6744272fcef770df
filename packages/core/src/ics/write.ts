/** Writes an iCalendar stream (RFC 5545) for people to subscribe to: published events in UTC, each with an id that stays its own. */
import { escapeText, fold } from './lines.ts';
import { utc } from './times.ts';

export type CalendarEvent = {
  /** Stable and unique in the world (3.8.4.7). */
  readonly uid: string;
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
  readonly summary: string;
  readonly description: string;
  readonly category: string;
  readonly status: 'CONFIRMED' | 'TENTATIVE';
};

export type Calendar = {
  readonly name: string;
  /** When it was written: DTSTAMP of every event (3.8.7.2). */
  readonly at: Temporal.Instant;
  /** How often it should be fetched again (RFC 7986, 5.7): ISO 8601 duration. */
  readonly refresh: string;
  readonly events: readonly CalendarEvent[];
};

/** The whole stream, CRLF at every line's end. Nobody is shown as busy by it. */
export function writeCalendar({ name, at, refresh, events }: Calendar): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Fettle//Calendar 1//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `NAME:${escapeText(name)}`,
    `X-WR-CALNAME:${escapeText(name)}`,
    `REFRESH-INTERVAL;VALUE=DURATION:${refresh}`,
    `X-PUBLISHED-TTL:${refresh}`,
    ...events.flatMap((event) => writeEvent(event, at)),
    'END:VCALENDAR',
  ];
  return `${lines.map(fold).join('\r\n')}\r\n`;
}

function writeEvent(event: CalendarEvent, at: Temporal.Instant): readonly string[] {
  return [
    'BEGIN:VEVENT',
    `UID:${escapeText(event.uid)}`,
    `DTSTAMP:${utc(at)}`,
    `DTSTART:${utc(event.from)}`,
    `DTEND:${utc(event.to)}`,
    `SUMMARY:${escapeText(event.summary)}`,
    ...(event.description === '' ? [] : [`DESCRIPTION:${escapeText(event.description)}`]),
    `CATEGORIES:${escapeText(event.category)}`,
    `STATUS:${event.status}`,
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ];
}
