/** What a freeze and a list of holidays must say before they can be kept. The same rule for server, console and command line. */
import { isDay } from '../windows/index.ts';
import type { Freeze, Holiday } from './types.ts';

export type FreezeDraft = Pick<Freeze, 'name' | 'reason' | 'scope' | 'from' | 'until'>;
/** `path`: the field; `message`: a part of a sentence, as in "must …". */
export type DraftProblem = { readonly path: string; readonly message: string };

/** Nothing is frozen for longer than this: what is to stay as it is, is an exception. */
export const longestFreezeDays = 400;
/** A freeze is not planned further ahead. */
const furthestDays = 1_100;
export const mostHolidays = 2_000;

/** What is wrong with it; nothing where it can be kept. It may begin at `now`, and never before: what was done can not be frozen. */
export function freezeProblems({ name, reason, scope, from, until }: FreezeDraft, now: Temporal.Instant): readonly DraftProblem[] {
  const problems: DraftProblem[] = [];
  if (name.trim() === '') problems.push({ path: 'name', message: 'must say by which name people know it' });
  if (reason.trim() === '') problems.push({ path: 'reason', message: 'must say why nothing may be changed' });
  if (scope.kind === 'sites' && scope.ids.length === 0) problems.push({ path: 'scope', message: 'must name at least one site' });
  if (scope.kind === 'rings' && scope.names.every((ring) => ring.trim() === ''))
    problems.push({ path: 'scope', message: 'must name at least one ring' });
  const first = Temporal.Instant.from(from);
  const last = Temporal.Instant.from(until);
  if (Temporal.Instant.compare(first, now.subtract({ minutes: 1 })) < 0)
    problems.push({ path: 'from', message: 'must not lie in the past' });
  if (first.since(now).total('hours') > furthestDays * 24) problems.push({ path: 'from', message: 'must begin within three years' });
  if (Temporal.Instant.compare(last, first) <= 0) problems.push({ path: 'until', message: 'must lie after the beginning' });
  else if (first.until(last).total('hours') > longestFreezeDays * 24)
    problems.push({ path: 'until', message: `must be within ${longestFreezeDays} days of the beginning` });
  return problems;
}

/** What is wrong with the days of a list. */
export function holidayProblems(days: readonly Holiday[]): readonly DraftProblem[] {
  if (days.length > mostHolidays) return [{ path: 'days', message: `must be at most ${mostHolidays} days` }];
  const wrong = days.findIndex(({ day }) => !isDay(day));
  if (wrong >= 0) return [{ path: `days[${wrong}].day`, message: 'must be a day of the calendar, such as 2026-12-25' }];
  const twice = days.findIndex(({ day }, index) => days.findIndex((other) => other.day === day) !== index);
  return twice < 0 ? [] : [{ path: `days[${twice}].day`, message: `names ${days[twice]?.day ?? ''} twice` }];
}
