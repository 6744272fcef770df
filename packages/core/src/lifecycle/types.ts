/** How long makers support what they make. Days are `YYYY-MM-DD`; `true` is "has ended" or "without end" as the field says; null is unknown. */
/** What has a maker that ends its support: the system of a device, or software that comes from its publisher and not with the system. */
export const lifecycleKinds = ['system', 'software'] as const;
export type LifecycleKind = (typeof lifecycleKinds)[number];

export type LifecycleRelease = {
  readonly cycle: string;
  readonly released: string | null;
  readonly lts: boolean;
  /** Active support ends: a day, true (ended), false (has not), null (not said). */
  readonly activeSupportEnds: string | boolean | null;
  /** Security support ends. */
  readonly securitySupportEnds: string | boolean | null;
  /** Extended (paid) support ends. */
  readonly extendedSupportEnds: string | boolean | null;
  readonly latest: string | null;
};

export type LifecycleProduct = {
  /** The product's name in the feed, e.g. `debian`. */
  readonly id: string;
  readonly label: string;
  readonly releases: readonly LifecycleRelease[];
};
