import { usage } from '../refused.ts';

/** A time as a person writes it: `now`, an instant (`2026-12-24T18:00:00Z`), a day or a wall time in the terminal's zone. A day as an end is its last moment: the next day's beginning. */
export function instantOf(option: string, text: string, zone: string, now: Temporal.Instant, day: 'begins' | 'ends'): string {
  try {
    if (text === 'now') return now.toString({ smallestUnit: 'second' });
    if (/(?:Z|[+-]\d\d:\d\d)$/.test(text)) return Temporal.Instant.from(text).toString({ smallestUnit: 'second' });
    if (/^\d{4}-\d\d-\d\d$/.test(text)) {
      const date = Temporal.PlainDate.from(text);
      const first = day === 'begins' ? date : date.add({ days: 1 });
      return first.toZonedDateTime(zone).toInstant().toString({ smallestUnit: 'second' });
    }
    return Temporal.PlainDateTime.from(text.replace(' ', 'T')).toZonedDateTime(zone).toInstant().toString({ smallestUnit: 'second' });
  } catch {
    throw usage(
      `--${option} ${JSON.stringify(text)} is no time.`,
      'Write 2026-12-24, "2026-12-24 18:00" by your own clock, or 2026-12-24T18:00:00Z.',
    );
  }
}
