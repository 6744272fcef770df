/** Since when something counts as new on the Patch Tuesday desk. Days are days of UTC: the desk is one for all clients, whatever their zones. */

/** `visit`: since this person last said that they were through with the desk. */
export const deskSpans = ['visit', 'patch-tuesday', '7d', '30d'] as const;
export type DeskSpan = (typeof deskSpans)[number];

/** Who never was at the desk is shown so many days. */
export const firstVisitDays = 30;

const tuesday = 2;

/** The last second Tuesday of a month that has begun at `now`: the day on which many makers publish, as 00:00 UTC. */
export function patchTuesday(now: Temporal.Instant): Temporal.Instant {
  const today = now.toZonedDateTimeISO('UTC').toPlainDate();
  const own = secondTuesday(today.toPlainYearMonth());
  const last = Temporal.PlainDate.compare(own, today) <= 0 ? own : secondTuesday(today.toPlainYearMonth().subtract({ months: 1 }));
  return last.toZonedDateTime('UTC').toInstant();
}

function secondTuesday(month: Temporal.PlainYearMonth): Temporal.PlainDate {
  const first = month.toPlainDate({ day: 1 });
  return first.add({ days: ((tuesday - first.dayOfWeek + 7) % 7) + 7 });
}

/** From when on a span reaches back at `now`. For `visit` it is what counts where the person never was at this desk. */
export function spanStart(span: DeskSpan, now: Temporal.Instant): Temporal.Instant {
  if (span === 'patch-tuesday') return patchTuesday(now);
  return now.subtract({ hours: 24 * (span === '7d' ? 7 : firstVisitDays) });
}
