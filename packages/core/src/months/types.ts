/** What deadlines asked for in a month, and what came of it. */

/** How an offer ended. `installed`: a scan saw its version or a newer one. `removed`: the package is gone. `withdrawn`: the old version stands, and it is not offered any more. */
export const offerEnds = ['installed', 'removed', 'withdrawn', 'retired'] as const;
export type OfferEnd = (typeof offerEnds)[number];

/** One update that had to be in on one device by a time. All times are RFC 3339. */
export type Obligation = {
  readonly urgency: 'urgent' | 'normal';
  /** By which rule: the title of a framework, or the SLA. */
  readonly dueBy: string;
  readonly due: string;
  /** `open`: it is still offered, and not installed. */
  readonly end: OfferEnd | 'open';
  /** Null: it is open. */
  readonly endedAt: string | null;
  /** Something that is no deployment was decided about it, and held when it was due: a workaround, an exception, a block. */
  readonly isDecided: boolean;
};

/**
 * `met`: in by the time. `late`: in, or gone, after it. `open`: past it, and still not in. `excluded`: decided otherwise, or not owed any more before it was due.
 */
export const answers = ['met', 'late', 'open', 'excluded'] as const;
export type Answer = (typeof answers)[number];

/** `owed`: what is counted, without what is excluded. `share`: met of owed, 0 to 1; null: nothing was owed. */
export type Attainment = Readonly<Record<Answer, number>> & { readonly owed: number; readonly share: number | null };

/** Days from the first offer until a scan saw it installed; null: nothing was installed. */
export type Latency = { readonly count: number; readonly medianDays: number | null; readonly p90Days: number | null };
