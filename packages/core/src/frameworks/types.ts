/**
 * Frameworks as data: who must have mended what by when. Nothing in here is a function, so that a framework can be stored, shown to an
 * auditor beside its clause, and edited by the provider; each says which version of which text it renders.
 */
import type { BodBand, ClockEvent, Defaulted, DeviceRole, Exposure, SoftwareClass } from '../risk/index.ts';

/**
 * `hours` counts to the second from an instant, `days` counts calendar days, `months` is the same day of a later month or that month's
 * last day. A count of 0 days is the day of the event itself.
 */
export type Duration = {
  readonly count: number;
  readonly unit: 'hours' | 'days' | 'months';
  readonly calendar: 'to-the-hour' | 'calendar-days' | 'same-day-or-last-of-month';
};

/** A severity criterion. `base`: the score of the base metrics alone; `overall`: the one that counts. */
export type SeverityCriterion = {
  readonly kind: 'severity';
  readonly vendorAtLeast: 'critical' | 'high';
  readonly cvssAtLeast: number;
  readonly score: 'base' | 'overall';
  /** `either`: the worse of the two counts. `vendor-first`: CVSS stands in only where the maker says nothing. */
  readonly when: 'either' | 'vendor-first';
  /** What follows where neither is known: `yes` by the words of the clause, `unknown` by silence of the clause. */
  readonly neither: 'yes' | 'unknown';
};

/** A condition as data. It holds, does not hold, or can not be known. */
export type When =
  | { readonly kind: 'always' }
  | { readonly kind: 'all' | 'any'; readonly of: readonly When[] }
  | { readonly kind: 'not'; readonly of: When }
  | SeverityCriterion
  | { readonly kind: 'working-exploit' }
  | { readonly kind: 'in-kev' }
  | { readonly kind: 'bod-26-04'; readonly band: BodBand }
  | { readonly kind: 'software'; readonly classes: readonly SoftwareClass[] }
  | { readonly kind: 'role'; readonly roles: readonly DeviceRole[] }
  | { readonly kind: 'exposure'; readonly is: Exposure }
  | { readonly kind: 'urgency'; readonly is: 'urgent' | 'normal' }
  | { readonly kind: 'event-known'; readonly event: ClockEvent }
  | { readonly kind: 'cve-before'; readonly year: number };

/**
 * Which event the time is counted from. `first-known`: the first of the list, and a later one only where the clause leaves room for it;
 * `latest`: the latest of those that are known.
 */
export type Clock = { readonly pick: 'first-known' | 'latest'; readonly of: readonly ClockEvent[] };

export type Rule = {
  readonly clause: string;
  /** Which text the clause was read in. */
  readonly textVersion: string;
  /** False: known to practitioners, not yet checked against the text itself. Show it before it is quoted to a client. */
  readonly confirmed: boolean;
  readonly when: When;
  readonly clock: Clock;
  /** Null: the clause names no time. `own` then says whether it asks the organisation to set one. */
  readonly duration: Duration | null;
  readonly own: boolean;
  /** What the rule says, in one sentence of ours. */
  readonly said: string;
};

/** What a framework asks for besides deadlines: scans, discovery, removal. `every` null: no fixed rhythm. */
export type Duty = {
  readonly clause: string;
  readonly confirmed: boolean;
  readonly when: When;
  readonly every: Duration | null;
  readonly said: string;
};

export type Framework = {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly aliases: readonly string[];
  readonly scopeText: string;
  /** `vulnerabilities`: an update that mends none is not covered. `updates`: every update is. */
  readonly covers: 'vulnerabilities' | 'updates';
  /**
   * Where time in which a device was provably off does not count, and at most how much of it. Only an agreement between two can say so: without it, as for every
   * regulator's clock, the calendar counts.
   */
  readonly offTime?: { readonly mostDays: number };
  readonly rules: readonly Rule[];
  readonly duties: readonly Duty[];
};

/** Times that an organisation set for itself, where a clause asks it to or in its agreement with its provider. */
export type OwnTimes = { readonly clock: ClockEvent; readonly urgent: Duration | null; readonly normal: Duration | null };

/**
 * `time-on`: time that the device was off does not count; `calendar`: the plain calendar, where an agreement leaves such time out; `from-return`: counted from its
 * return, where nothing is known of its absence but the end.
 */
export type OtherClock = {
  readonly kind: 'time-on' | 'calendar' | 'from-return';
  readonly event: 'backOnline';
  /** When it was back. */
  readonly at: string;
  readonly due: string;
  readonly why: string;
};

export type Deadline = {
  readonly framework: string;
  readonly version: string;
  /** A day (`YYYY-MM-DD`, to its end) or, for times in hours, an instant in UTC; null: there is none, and `why` says why. */
  readonly due: string | null;
  /** Null: no rule of the framework covers this. */
  readonly clause: string | null;
  readonly textVersion: string | null;
  readonly confirmed: boolean;
  /** `at` as it was given; null: the event is not known. */
  readonly clock: { readonly event: ClockEvent; readonly at: string | null } | null;
  readonly why: string;
  /** For a device that was provably off: what the same time is by the clock that does not decide. It is shown beside `due` and does not replace it. */
  readonly otherClock: OtherClock | null;
  readonly unknown: readonly Defaulted[];
};
