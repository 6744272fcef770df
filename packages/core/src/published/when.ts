/** Days and times that strangers publish, and from which deadlines are counted. */

/** Before it nothing was published that is patched today; the zero of a clock (year 1, 1970) says that nobody filled it in. */
export const firstYear = 1980;
/** Beyond it a year is a mistake or a word for "never", and what is counted from it would pass the years of four digits, in which times keep their order as text. */
export const lastYear = 2199;

/**
 * Whether a day (`YYYY-MM-DD`) or time (RFC 3339, in UTC) that is well formed can be meant: of the years 1980 to 2199. What can not is not known, and never far away: a
 * deadline counted from it would be in nobody's calendar.
 */
export function isCredible(text: string): boolean {
  const year = /^(\d{4})-/.exec(text)?.[1];
  return year !== undefined && Number(year) >= firstYear && Number(year) <= lastYear;
}
