/** Entries of the calendar, day by day. */

type Placed = { readonly from: string; readonly day: string | null };

/** By the day on which they begin, each by the clock that `zoneOf` names: a holiday by its own day, what began before `from` on the first one. In order. */
export function daysOf<E extends Placed>(
  entries: readonly E[],
  zoneOf: (entry: E) => string,
  from: string,
): readonly (readonly [string, readonly E[]])[] {
  const byDay = Map.groupBy(entries, (entry) => {
    const zone = zoneOf(entry);
    const first = dayIn(from, zone);
    const day = entry.day ?? dayIn(entry.from, zone);
    return day < first ? first : day;
  });
  return [...byDay].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** `YYYY-MM-DD` by the clock of a zone. */
export function dayIn(at: string, zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(new Date(at));
}

/** Which part of a day an entry takes by the clock of a zone: all of it, its end or its beginning, or a time that lies within it. */
export function partOfDay(
  { from, until }: { readonly from: string; readonly until: string },
  day: string,
  zone: string,
): 'all' | 'from' | 'until' | 'within' {
  const begins = dayIn(from, zone) < day || (dayIn(from, zone) === day && isMidnight(from, zone));
  // An end at midnight belongs to the day before.
  const lasts = dayIn(new Date(Date.parse(until) - 1).toISOString(), zone) > day || isMidnight(until, zone);
  if (begins) return lasts ? 'all' : 'until';
  return lasts ? 'from' : 'within';
}

function isMidnight(at: string, zone: string): boolean {
  return dayIn(at, zone) !== dayIn(new Date(Date.parse(at) - 1).toISOString(), zone);
}

/** `Tuesday, 24 November 2026`. */
export function dayTitle(day: string): string {
  const long = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat('en-GB', long).format(new Date(`${day}T00:00:00Z`));
}

/** A wall time of a form (`2026-12-24T18:00`, by this browser's clock) as an instant; null where nothing is said. */
export function instantOfWall(text: string): string | null {
  return text === '' || Number.isNaN(Date.parse(text)) ? null : new Date(text).toISOString();
}

/** One day a line, `2026-12-25 Christmas Day`; what is no such line comes back as a problem. */
export function readDayLines(text: string): {
  readonly days: readonly { readonly day: string; readonly name: string }[];
  readonly wrong: string | null;
} {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const days = lines.flatMap((line) => {
    const [, day = '', name = ''] = /^(\d{4}-\d\d-\d\d)(?:\s+(.*))?$/.exec(line) ?? [];
    return day === '' ? [] : [{ day, name: name.slice(0, 200) }];
  });
  const wrong = lines.find((line) => !/^\d{4}-\d\d-\d\d(?:\s|$)/.test(line));
  return { days, wrong: wrong === undefined ? null : `“${wrong.slice(0, 40)}” does not begin with a day such as 2026-12-25.` };
}

/** The lines of such days. */
export function dayLines(days: readonly { readonly day: string; readonly name: string }[]): string {
  return days.map(({ day, name }) => `${day} ${name}`.trimEnd()).join('\n');
}
