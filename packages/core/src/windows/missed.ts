/** Whether a device may begin outside its window, by the rule for windows that were missed. Fail closed: what can not be read or found out does not allow it. */
import { openingsBetween } from './openings.ts';
import { parseWindow } from './parse.ts';
import { weekdays } from './missed-types.ts';
import type { BusinessHours, Conditions, Floats, MissedRule, Rolling, Seen } from './missed-types.ts';
import type { Opening, WindowRule } from './types.ts';

/** A Monday, so that periods of seven days begin on one. */
const firstDay = Temporal.PlainDate.from('1970-01-05');
/** A window lasts a week at most and begins four weeks after the day of its rule. */
const lookBackDays = 400;

export type MissedQuestion = {
  readonly rule: MissedRule | undefined;
  readonly window: WindowRule;
  /** No earlier opening counts as missed: the earliest time of the device's ring. */
  readonly since: Temporal.Instant;
  readonly now: Temporal.Instant;
  readonly needSeconds: number;
  readonly seen: Seen;
  /** When the rolling window was used last; null: never. */
  readonly usedAt: Temporal.Instant | null;
};

/** Decides for this moment. The window itself is closed, or too short: an open one is asked first. */
export function mayFloat(asked: MissedQuestion): Floats {
  const { rule, window, since, now, needSeconds, seen } = asked;
  if (rule === undefined || rule.kind === 'next-window') return no('not-missed', 'it waits for its window.', null);
  const read = parseWindow(window);
  if (!read.ok) return no('unreadable', `its window can not be read: ${read.sentence}`, null);
  if (!Number.isFinite(needSeconds)) return no('unreadable', 'how long the change takes is not known.', null);
  const { zone } = read.rule;
  if (rule.kind === 'catch-up' && missedOpening(window, since, now) === null)
    return no('not-missed', 'no window was missed since its ring might begin.', null);
  const business = rule.notDuring === null ? null : businessUntil(rule.notDuring, zone, now, needSeconds);
  if (business !== null) return no('business-hours', `it would lie in business hours, which end at ${business.toString()}.`, business);
  const unfit = conditionProblem(rule, seen);
  if (unfit !== null) return unfit;
  return rule.kind === 'rolling' ? rollingAt(rule, zone, asked) : { may: true, closesAt: null };
}

function conditionProblem({ onMains, maxLoadPercent }: Conditions, seen: Seen): Floats | null {
  if (onMains && seen.onMains !== true)
    return no('not-on-mains', seen.onMains === null ? 'whether it is on mains power is not known.' : 'it is not on mains power.', null);
  if (maxLoadPercent === null || (seen.loadPercent !== null && seen.loadPercent < maxLoadPercent)) return null;
  const load = seen.loadPercent === null ? 'how busy it is is not known' : `it is busy (a load of ${Math.round(seen.loadPercent)} %)`;
  return no('not-idle', `${load}; below ${maxLoadPercent} % it counts as idle.`, null);
}

/** In each period of so many days one window, which begins when it is used. */
function rollingAt(rule: Rolling, zone: string, { now, usedAt, needSeconds }: MissedQuestion): Floats {
  const begun = usedAt !== null && periodOf(rule, zone, usedAt) === periodOf(rule, zone, now) ? usedAt : null;
  const closesAt = (begun ?? now).add({ hours: rule.hours });
  const next = periodStart(rule, zone, periodOf(rule, zone, now) + 1);
  if (Temporal.Instant.compare(now, closesAt) >= 0)
    return no('used-up', `its ${rule.hours} hours of these ${rule.days} days are used; the next begin at ${next.toString()}.`, next);
  if (now.until(closesAt).total('seconds') < needSeconds)
    return no('too-little-left', `of its ${rule.hours} hours too little is left; the next begin at ${next.toString()}.`, next);
  return { may: true, closesAt };
}

function periodOf({ days }: Rolling, zone: string, at: Temporal.Instant): number {
  return Math.floor(at.toZonedDateTimeISO(zone).toPlainDate().since(firstDay).days / days);
}

function periodStart({ days }: Rolling, zone: string, period: number): Temporal.Instant {
  return firstDay
    .add({ days: period * days })
    .toZonedDateTime(zone)
    .toInstant();
}

/** The last opening that began at `since` or later and has closed; null: none was missed. */
export function missedOpening(window: WindowRule, since: Temporal.Instant, now: Temporal.Instant): Opening | null {
  const earliest = now.subtract({ hours: 24 * lookBackDays });
  const from = Temporal.Instant.compare(since, earliest) < 0 ? earliest : since;
  return openingsBetween(window, from, now).findLast(({ closesAt }) => Temporal.Instant.compare(closesAt, now) <= 0) ?? null;
}

/** When the business hours end into which something that begins now, and takes so long, would fall; null: it falls into none. */
export function businessUntil(hours: BusinessHours, zone: string, now: Temporal.Instant, needSeconds: number): Temporal.Instant | null {
  const ends = now.add({ seconds: Math.ceil(Math.max(needSeconds, 0)) });
  const last = ends.toZonedDateTimeISO(zone).toPlainDate();
  for (let day = now.toZonedDateTimeISO(zone).toPlainDate(); Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 })) {
    const name = weekdays[day.dayOfWeek - 1];
    if (name === undefined || !hours.days.includes(name)) continue;
    const from = day.toZonedDateTime({ timeZone: zone, plainTime: hours.from }).toInstant();
    const to = day.toZonedDateTime({ timeZone: zone, plainTime: hours.to }).toInstant();
    if (Temporal.Instant.compare(now, to) < 0 && Temporal.Instant.compare(from, ends) <= 0) return to;
  }
  return null;
}

/** When the next business hours begin, at `now` or later; null: none within two weeks. */
export function businessFrom(hours: BusinessHours, zone: string, now: Temporal.Instant): Temporal.Instant | null {
  const today = now.toZonedDateTimeISO(zone).toPlainDate();
  for (let days = 0; days <= 14; days += 1) {
    const day = today.add({ days });
    const name = weekdays[day.dayOfWeek - 1];
    if (name === undefined || !hours.days.includes(name)) continue;
    const from = day.toZonedDateTime({ timeZone: zone, plainTime: hours.from }).toInstant();
    if (Temporal.Instant.compare(now, from) <= 0) return from;
  }
  return null;
}

/** As `catches up when it returns, on mains power, idle (below 50 %), never MO–FR 08:00 to 18:00`. */
export function missedWords(rule: MissedRule): string {
  if (rule.kind === 'next-window') return 'waits for the next window';
  const main =
    rule.kind === 'catch-up'
      ? 'catches up when it returns'
      : `may begin at any time, ${rule.hours} ${rule.hours === 1 ? 'hour' : 'hours'} in each ${rule.days === 1 ? 'day' : `${rule.days} days`}`;
  return [main, ...conditionWords(rule)].join(', ');
}

/** The conditions as parts of a sentence. */
export function conditionWords({ onMains, maxLoadPercent, notDuring }: Conditions): readonly string[] {
  return [
    ...(onMains ? ['on mains power'] : []),
    ...(maxLoadPercent === null ? [] : [`idle (a load below ${maxLoadPercent} %)`]),
    ...(notDuring === null ? [] : [`never in business hours (${notDuring.days.join(', ')} ${notDuring.from} to ${notDuring.to})`]),
  ];
}

function no(code: Extract<Floats, { may: false }>['code'], sentence: string, until: Temporal.Instant | null): Floats {
  return { may: false, code, sentence, until };
}
