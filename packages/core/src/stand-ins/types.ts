/** Stand-ins: the sandbox that replicates an essential device for tests, as people said it and as both devices show it. */

/** What is known of a device that a stand-in is held against. Null: it was not told. */
export type Machine = {
  readonly name: string;
  readonly status: 'active' | 'quarantined' | 'retired';
  /** As the device tells it: `debian`, `12`. */
  readonly osId: string | null;
  readonly osVersion: string | null;
  readonly architecture: string | null;
  readonly virtualisation: string | null;
  /** RFC 3339. */
  readonly lastSeenAt: string | null;
};

/** A stand-in as it was recorded. `machine` null: it is outside of Fettle, and nobody sees it here. `reviewAt`: `YYYY-MM-DD`. */
export type StandIn = { readonly name: string; readonly machine: Machine | null; readonly reviewAt: string };

export const standInCodes = [
  'stand-in.none',
  'stand-in.gone',
  'stand-in.silent',
  'stand-in.differs',
  'stand-in.not-told',
  'stand-in.review',
] as const;
export type StandInCode = (typeof standInCodes)[number];

export type StandInReason = {
  readonly code: StandInCode;
  readonly standing: 'attention' | 'failing';
  readonly sentence: string;
  /** What mends it, as a sentence. */
  readonly remedy: string;
};
export type StandInStanding = {
  readonly standing: 'good' | 'attention' | 'failing';
  readonly sentence: string;
  readonly reasons: readonly StandInReason[];
};
