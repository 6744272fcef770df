/** Times for people: in their own zone to the minute, with how far that is from now. */
import type { Screen } from './screen.ts';

/** `2026-03-01 14:05 (in 3 h)`; `never` where there is none. */
export function time(screen: Screen, at: string | null, none = 'never'): string {
  if (at === null) return none;
  const instant = Temporal.Instant.from(at);
  return `${local(instant, screen.zone)} (${distance(instant, screen.now)})`;
}

/** `in 3 h`, `5 min ago`, `now`. */
export function distance(instant: Temporal.Instant, now: Temporal.Instant): string {
  const seconds = Math.round(now.until(instant).total('seconds'));
  const length = span(Math.abs(seconds));
  if (Math.abs(seconds) < 5) return 'now';
  return seconds > 0 ? `in ${length}` : `${length} ago`;
}

/** How long ago something was; `unknown` for null. */
export function age(screen: Screen, at: string | null, none = 'unknown'): string {
  return at === null ? none : distance(Temporal.Instant.from(at), screen.now);
}

/** Seconds as the one unit that says most. */
export function span(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`;
}

/** Wall time in a zone to the minute. */
export function local(instant: Temporal.Instant, zone: string): string {
  const wall = instant.toZonedDateTimeISO(zone);
  return `${wall.toPlainDate().toString()} ${wall.toPlainTime().toString({ smallestUnit: 'minute' })}`;
}

/** The same with the day of the week and the zone's name: `Sun 2026-03-01 02:30 Europe/London`. */
export function inZone(instant: Temporal.Instant, zone: string): string {
  const day = instant.toZonedDateTimeISO(zone).toLocaleString('en', { weekday: 'short' });
  return `${day} ${local(instant, zone)} ${zone}`;
}

/** Bytes as people read them. */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}
