/** What a device does that was off, or out of contact, through its window. It is part of what is approved; the device checks it by itself. */

export const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export type Weekday = (typeof weekdays)[number];

/** Hours in which nothing begins outside its window, in the zone of the window: from `from` on and before `to` on the same day, `HH:MM`. */
export type BusinessHours = { readonly days: readonly Weekday[]; readonly from: string; readonly to: string };

/** What has to hold on the device. What it can not find out does not hold. */
export type Conditions = {
  /** Only while it is fed from the mains. */
  readonly onMains: boolean;
  /** Only while it is idle: its load over the last five minutes, in percent of its processors, is below this; 1 to 400. null: it is not asked for. */
  readonly maxLoadPercent: number | null;
  readonly notDuring: BusinessHours | null;
};

export type CatchUp = { readonly kind: 'catch-up' } & Conditions;
/** A window of `hours` (1 to 24) in each `days` days (1 to 31), which begins when the conditions hold and something is to be done. */
export type Rolling = { readonly kind: 'rolling'; readonly hours: number; readonly days: number } & Conditions;

/** `next-window` is what holds where nobody says otherwise. */
export type MissedRule = { readonly kind: 'next-window' } | CatchUp | Rolling;
export const missedKinds = ['next-window', 'catch-up', 'rolling'] as const satisfies readonly MissedRule['kind'][];

/** What a device sees of itself; null: it could not find out. */
export type Seen = { readonly onMains: boolean | null; readonly loadPercent: number | null };

export type Floats =
  | { readonly may: true; readonly closesAt: Temporal.Instant | null }
  | {
      readonly may: false;
      readonly code: 'not-missed' | 'business-hours' | 'not-on-mains' | 'not-idle' | 'used-up' | 'too-little-left' | 'unreadable';
      readonly sentence: string;
      /** When time alone ends it; null: only something else does. */
      readonly until: Temporal.Instant | null;
    };
