/** Freezes (times in which nothing new starts) and holidays (days on which windows do not open). Times are RFC 3339. */

/** Of whom: of all clients, of one client, of some of its sites, or of rings of this name in its deployments. */
export type FreezeScope =
  | { readonly kind: 'all' }
  | { readonly kind: 'client' }
  | { readonly kind: 'sites'; readonly ids: readonly string[] }
  | { readonly kind: 'rings'; readonly names: readonly string[] };

export type Freeze = {
  readonly id: string;
  readonly name: string;
  readonly reason: string;
  readonly scope: FreezeScope;
  readonly from: string;
  readonly until: string;
  /** A deployment of which every update was urgent when it was planned goes on. */
  readonly exceptUrgent: boolean;
  /** When a person ended it early; null: nobody did. */
  readonly endedAt: string | null;
};

export const freezeStandings = ['planned', 'in-force', 'over', 'ended-early'] as const;
export type FreezeStanding = (typeof freezeStandings)[number];

/** A named list of days. */
export type HolidayList = { readonly id: string; readonly name: string; readonly days: readonly Holiday[] };
/** `day`: `YYYY-MM-DD`, a day of the calendar of whichever place reads it. */
export type Holiday = { readonly day: string; readonly name: string };
