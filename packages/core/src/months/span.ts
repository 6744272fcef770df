/** Months as a client's own calendar has them. */

/** `from` and `until` (left out): instants, RFC 3339 with milliseconds. */
export type MonthSpan = { readonly month: string; readonly from: string; readonly until: string };

/** From the first instant of its first day in this zone (IANA) to the first of the next month. Throws a RangeError where either is none. */
export function monthSpan(month: string, zone: string): MonthSpan {
  const first = Temporal.PlainYearMonth.from(month).toPlainDate({ day: 1 });
  const begin = (day: Temporal.PlainDate) => day.toZonedDateTime(zone).toInstant().toString({ smallestUnit: 'millisecond' });
  return { month, from: begin(first), until: begin(first.add({ months: 1 })) };
}

/** The last month that is over at this instant. */
export function lastMonth(now: Temporal.Instant, zone: string): string {
  return monthBefore(now.toZonedDateTimeISO(zone).toPlainDate().toPlainYearMonth().toString());
}

export function monthBefore(month: string): string {
  return Temporal.PlainYearMonth.from(month).subtract({ months: 1 }).toString();
}
