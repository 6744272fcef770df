/** When the devices of a site may change. */

/** A window without its place: a policy has one, and every site reads it in its own time zone. */
export type WindowShape = {
  /**
   * RFC 5545 recurrence rule in canonical text, without `RRULE:`, e.g. `FREQ=WEEKLY;BYDAY=SU`. It counts days of the wall calendar;
   * the time of day is `start`. Allowed: FREQ (DAILY, WEEKLY, MONTHLY, YEARLY), INTERVAL, COUNT, UNTIL, BYDAY, BYMONTH, BYMONTHDAY, BYYEARDAY,
   * BYWEEKNO, BYSETPOS, WKST.
   */
  readonly rule: string;
  /** Wall time, `HH:MM`. */
  readonly start: string;
  /** Real minutes from the start, also through a change of the clocks: 1 to 10,080 (a week). */
  readonly durationMinutes: number;
  /** The first day that counts, `YYYY-MM-DD`. Needed where the rule alone does not say which days it means (INTERVAL over 1, COUNT, no days). */
  readonly from?: string;
  /** The opening is so many days after the day that the rule names: 0 to 27. */
  readonly plusDays?: number;
  /** Days on which it does not open, `YYYY-MM-DD` in the window's own zone; sorted, each once, at most 400. */
  readonly except?: readonly string[];
};

/** A window in a place: `zone` is an IANA time zone, e.g. `Europe/London`. */
export type WindowRule = WindowShape & { readonly zone: string };

/** One time in which devices may change: from `opensAt` on, and before `closesAt`. */
export type Opening = { readonly opensAt: Temporal.Instant; readonly closesAt: Temporal.Instant };

export type WindowProblemCode =
  | 'window.not-readable'
  | 'window.unknown-field'
  | 'window.zone-unknown'
  | 'window.rule-not-readable'
  | 'window.rule-not-allowed'
  | 'window.rule-needs-from'
  | 'window.from-not-readable'
  | 'window.plus-days-out-of-range'
  | 'window.except-not-readable'
  | 'window.start-not-readable'
  | 'window.duration-out-of-range';

/** Why a window was refused. `field` is the part of the window at fault, `null` for all of it. */
export type WindowProblem = {
  readonly ok: false;
  readonly code: WindowProblemCode;
  readonly field: 'zone' | 'rule' | 'start' | 'durationMinutes' | 'from' | 'plusDays' | 'except' | null;
  readonly sentence: string;
};
