/** When Fettle proposes deployments by itself: the setting, its times and its words. Pure: the caller brings zone and clock. */
import { weekdays } from '../windows/index.ts';
import type { Weekday } from '../windows/index.ts';

/**
 * `by-itself`: on these days at this wall time of the client's first site. A proposal ends so many days after it was made; sooner where its standing approval does. `urgent`: what
 * becomes urgent in between and lies within a standing approval is proposed at once; not there: it waits for the next time.
 */
export type Proposing =
  | { readonly kind: 'by-person' }
  | {
      readonly kind: 'by-itself';
      readonly days: readonly Weekday[];
      readonly at: string;
      readonly expiresInDays: number;
      readonly urgent?: 'at-once' | undefined;
    };
export type ProposingByItself = Extract<Proposing, { kind: 'by-itself' }>;

export const mostProposalDays = 60;

/** As `by itself, daily at 03:10, each for 14 days`. */
export function proposingInWords(value: Proposing): string {
  if (value.kind === 'by-person') return 'a person';
  const when = value.days.length === weekdays.length ? 'daily' : `on ${value.days.map((day) => names[day]).join(', ')}`;
  const urgent = value.urgent === 'at-once' ? ' and at once what becomes urgent within a standing approval' : '';
  return `by itself, ${when} at ${value.at}${urgent}, each for ${value.expiresInDays} ${value.expiresInDays === 1 ? 'day' : 'days'}`;
}

const names: Readonly<Record<Weekday, string>> = {
  MO: 'Monday',
  TU: 'Tuesday',
  WE: 'Wednesday',
  TH: 'Thursday',
  FR: 'Friday',
  SA: 'Saturday',
  SU: 'Sunday',
};

/** The last time at or before `now` at which it was due, looking a week and a day back. */
export function lastProposing(value: ProposingByItself, zone: string, now: Temporal.Instant): Temporal.Instant | null {
  return timesAround(value, zone, now).findLast((at) => Temporal.Instant.compare(at, now) <= 0) ?? null;
}

/** The next time after `now` at which it is due. */
export function nextProposing(value: ProposingByItself, zone: string, now: Temporal.Instant): Temporal.Instant | null {
  return timesAround(value, zone, now).find((at) => Temporal.Instant.compare(at, now) > 0) ?? null;
}

/** One a day, also on days whose clocks change: a time that is skipped counts as the one after the gap, one that comes twice as the first. */
function timesAround({ days, at }: ProposingByItself, zone: string, now: Temporal.Instant): readonly Temporal.Instant[] {
  const today = now.toZonedDateTimeISO(zone).toPlainDate();
  return Array.from({ length: 17 }, (_, index) => today.add({ days: index - 8 })).flatMap((day) => {
    const weekday = weekdays[day.dayOfWeek - 1];
    if (weekday === undefined || !days.includes(weekday)) return [];
    return [day.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(at) }).toInstant()];
  });
}
