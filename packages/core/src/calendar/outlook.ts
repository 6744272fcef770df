/** The openings of a window that lie ahead, those that holidays and freezes close included, each with the reason: nothing is promised that will not be. */
import { without } from '../deployment/index.ts';
import { inZone, nextOpenings } from '../windows/index.ts';
import type { WindowShape } from '../windows/index.ts';
import { freezeCovers, spanOfFreeze } from './freezes.ts';
import type { FreezeSubject } from './freezes.ts';
import type { Freeze, HolidayList } from './types.ts';

export type Closed = { readonly kind: 'freeze' | 'holiday'; readonly name: string };
export type OutlookOpening = {
  readonly opensAt: Temporal.Instant;
  readonly closesAt: Temporal.Instant;
  /** Why it is no opening; null: it is one. */
  readonly closed: Closed | null;
  /** The freeze that takes a part of it; null: all of it is open. */
  readonly shortenedBy: string | null;
};

/** What a window is looked at with: the lists that its policy names, and the freezes that bind whoever it is looked at for. */
export type OutlookWith = { readonly lists: readonly HolidayList[]; readonly freezes: readonly Freeze[]; readonly subject: FreezeSubject };

/** The next `count` openings that the rule names, closed ones among them, in order. */
export function outlook(
  window: WindowShape,
  zone: string,
  from: Temporal.Instant,
  count: number,
  { lists, freezes, subject }: OutlookWith,
): readonly OutlookOpening[] {
  const holidays = new Map(lists.flatMap(({ days }) => days.map(({ day, name }) => [day, name] as const)));
  const spans = freezes.flatMap((freeze) => (freezeCovers(freeze.scope, subject) ? (spanOfFreeze(freeze) ?? []) : [])).map(inMs);
  return nextOpenings(inZone(window, zone), from, count).map(({ opensAt, closesAt }) => {
    const holiday = holidays.get(opensAt.toZonedDateTimeISO(zone).toPlainDate().toString());
    if (holiday !== undefined) return { opensAt, closesAt, closed: { kind: 'holiday', name: holiday }, shortenedBy: null };
    const whole = { from: opensAt.epochMilliseconds, to: closesAt.epochMilliseconds };
    const frozen = spans.filter((span) => span.from < whole.to && whole.from < span.to);
    const [longest] = frozen.toSorted((a, b) => b.to - a.to);
    if (longest === undefined) return { opensAt, closesAt, closed: null, shortenedBy: null };
    const isOpen = without(whole, frozen).length > 0;
    return isOpen
      ? { opensAt, closesAt, closed: null, shortenedBy: longest.name }
      : { opensAt, closesAt, closed: { kind: 'freeze', name: longest.name }, shortenedBy: null };
  });
}

function inMs({ from, until, name }: { readonly from: string; readonly until: string; readonly name: string }) {
  return { name, from: Temporal.Instant.from(from).epochMilliseconds, to: Temporal.Instant.from(until).epochMilliseconds };
}

/** The days from `first` to `last` (both included) that lists close, sorted, each once. */
export function closedDays(lists: readonly HolidayList[], first: string, last: string): readonly string[] {
  const days = lists.flatMap(({ days: own }) => own.map(({ day }) => day)).filter((day) => day >= first && day <= last);
  return [...new Set(days)].toSorted();
}
