import type { ManagerId } from '../inventory/index.ts';

/** What a person may decide about an update or an advisory; `replace` and `exception` about a system past its support. */
export const decisionKinds = ['deploy', 'workaround', 'exception', 'block', 'replace'] as const;
export type DecisionKind = (typeof decisionKinds)[number];

/** What the client answered to our recommendation. `not-asked`: the decision is the provider's own. */
export const clientAnswers = ['agreed', 'refused', 'no-answer', 'not-asked'] as const;
export type ClientAnswer = (typeof clientAnswers)[number];

/** What is decided about. `sourceVersion` null: every version of that source. */
export type DecisionAbout =
  | { readonly kind: 'update'; readonly manager: ManagerId; readonly sourceName: string; readonly sourceVersion: string | null }
  /** `ids`: the CVE ids that the advisory named when it was decided about, or its own id where it named none. What it names later is not accepted by this. */
  | { readonly kind: 'advisory'; readonly id: string; readonly ids: readonly string[] }
  /** A release whose support ends, by the names of the feed of life cycles; `label`: the product as people call it. */
  | ({ readonly kind: 'lifecycle'; readonly label: string } & LifecycleSubject);

/** A release cycle of a product, `debian` and `10`. */
export type LifecycleSubject = { readonly product: string; readonly cycle: string };

/** Where it holds: everywhere at the client, at some of its sites, or on some of its devices. Devices that come to a site later are in. */
export type DecisionScope = { readonly kind: 'client' } | { readonly kind: 'site' | 'devices'; readonly ids: readonly string[] };

/** What is done instead of the update for now, and how one sees that it works. Times are RFC 3339. */
export type Workaround = {
  readonly what: string;
  readonly check: string;
  /** Whether it is to be taken back when the fix can be had. If not, it is to be verified again then. */
  readonly undoWhenFixed: boolean;
  /** When somebody last saw its check pass; null: never. */
  readonly verifiedAt: string | null;
  readonly undoneAt: string | null;
};

/** What takes the place of a system past its support, and who sees to it. */
export type Replacement = { readonly what: string; readonly responsible: string };

/** One decision about an update, advisory or release and a scope: never one about each device. Times are RFC 3339 in UTC. */
export type Decision = {
  readonly id: string;
  readonly clientId: string;
  readonly about: DecisionAbout;
  readonly scope: DecisionScope;
  readonly kind: DecisionKind;
  readonly made: 'manual' | 'rule';
  /** What the provider recommended. */
  readonly recommendation: string;
  readonly clientSaid: ClientAnswer;
  /** Who at the client said it; null: nobody was asked, or nobody answered. */
  readonly saidBy: string | null;
  /** Where one can read that they said it: a ticket, a mail, its words. */
  readonly evidence: string | null;
  readonly reason: string;
  /** What lowers the risk meanwhile. */
  readonly compensatingControl: string | null;
  readonly startsAt: string;
  /** null: until it is revoked. An exception and a replacement always have one. */
  readonly endsAt: string | null;
  readonly reviewAt: string | null;
  /** Of a workaround, and null for every other kind. */
  readonly workaround: Workaround | null;
  /** Of a planned replacement, and null for every other kind. */
  readonly replacement: Replacement | null;
  /** The decision that this one reviewed, and the one that reviewed this. */
  readonly predecessorId: string | null;
  readonly replacedById: string | null;
  readonly madeBy: string;
  readonly madeAt: string;
  readonly revoked: { readonly at: string; readonly by: string; readonly because: string } | null;
};

/** One update on one device, or one vulnerability on it (`update` null), or the release that it runs (`lifecycle`; the rest is empty then). */
export type DecisionSubject = {
  readonly clientId: string;
  readonly siteId: string;
  readonly deviceId: string;
  readonly update: { readonly manager: ManagerId; readonly sourceName: string; readonly sourceVersion: string } | null;
  /** CVE ids, or ids of advisories that name none, that the update ends on this device. */
  readonly advisories: readonly string[];
  /** Since when the device can have the fix (it is offered); null: it can not. */
  readonly fixSince: string | null;
  readonly lifecycle?: LifecycleSubject;
};
