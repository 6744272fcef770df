/** Which days a grid of the calendar shows, and what stands on each. Days are `YYYY-MM-DD` and belong to no zone. */
import { dayIn } from './days.ts';

const dayMs = 86_400_000;
const ofDay = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const asDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** `day`, so many days on. */
export function plusDays(day: string, days: number): string {
  return asDay(ofDay(day) + days * dayMs);
}

/** The same day so many months on; the last of its month where that is shorter. */
export function plusMonths(day: string, months: number): string {
  const date = new Date(ofDay(day));
  const first = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(date.getUTCDate(), last));
  return asDay(first.getTime());
}

/** The Monday of its week. */
export function mondayOf(day: string): string {
  const date = new Date(ofDay(day));
  return plusDays(day, -((date.getUTCDay() + 6) % 7));
}

/** Whole weeks, Monday first: the week of a day, or all weeks that its month touches. */
export function weeksOf(day: string, view: 'week' | 'month'): readonly (readonly string[])[] {
  const first = mondayOf(view === 'week' ? day : `${day.slice(0, 7)}-01`);
  const end = view === 'week' ? plusDays(first, 7) : plusMonths(`${day.slice(0, 7)}-01`, 1);
  const weeks: string[][] = [];
  for (let monday = first; monday < end; monday = plusDays(monday, 7)) weeks.push(Array.from({ length: 7 }, (_, n) => plusDays(monday, n)));
  return weeks;
}

/** A text of the address as a day; null where it is none. */
export function readDay(text: string): string | null {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(ofDay(text)) && asDay(ofDay(text)) === text ? text : null;
}

type Placed = { readonly kind: string; readonly from: string; readonly until: string; readonly day: string | null };

/**
 * What stands on which of these days: a holiday on its own, a freeze on every day that it touches, all else on the day on which it begins; what began before the first
 * day and still goes on stands on the first. `zoneOf`: by whose clock an entry is told.
 */
export function entriesByDay<E extends Placed>(
  entries: readonly E[],
  days: readonly string[],
  zoneOf: (entry: E) => string,
): ReadonlyMap<string, readonly E[]> {
  const byDay = new Map<string, E[]>(days.map((day) => [day, []]));
  const first = days[0] ?? '';
  const last = days.at(-1) ?? '';
  for (const entry of entries) {
    const zone = zoneOf(entry);
    const begins = entry.day ?? dayIn(entry.from, zone);
    // An end at midnight belongs to the day before.
    const ends = entry.day ?? dayIn(new Date(Date.parse(entry.until) - 1).toISOString(), zone);
    if (entry.kind === 'freeze') {
      for (let day = begins < first ? first : begins; day <= ends && day <= last; day = plusDays(day, 1)) byDay.get(day)?.push(entry);
    } else if (begins >= first) byDay.get(begins)?.push(entry);
    else if (ends >= first) byDay.get(first)?.push(entry);
  }
  return byDay;
}
