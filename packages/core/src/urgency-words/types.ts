import type { DecisionScope } from '../decisions/index.ts';
import type { ManagerId } from '../inventory/index.ts';

/** What a person may say: the device shows a fault that the update mends, or the update is urgent, or normal, whatever the rules say. */
export const wordKinds = ['fault', 'urgent', 'normal'] as const;
export type WordKind = (typeof wordKinds)[number];

export const faultKinds = ['performance', 'stability'] as const;
export type FaultKind = (typeof faultKinds)[number];

/** What a person said of the urgency of an update, for a scope. Times are RFC 3339. */
export type UrgencyWord = {
  readonly id: string;
  readonly clientId: string;
  readonly says: WordKind;
  readonly manager: ManagerId;
  readonly sourceName: string;
  /** null: every version of this source. */
  readonly sourceVersion: string | null;
  readonly scope: DecisionScope;
  /** Of a fault, and null for every other kind: its kind, where one can read what was seen, and since when it is seen (null: not known). */
  readonly fault: { readonly kind: FaultKind; readonly evidence: string; readonly seenSince: string | null } | null;
  /** Why; of a fault, what was seen. */
  readonly reason: string;
  /** null: until it is revoked. A word that lowers always has one. */
  readonly endsAt: string | null;
  /** By name. */
  readonly by: string;
  readonly madeAt: string;
  readonly revokedAt: string | null;
};

/** One update on one device. */
export type WordSubject = {
  readonly clientId: string;
  readonly siteId: string;
  readonly deviceId: string;
  readonly manager: ManagerId;
  readonly sourceName: string;
  readonly sourceVersion: string;
};
