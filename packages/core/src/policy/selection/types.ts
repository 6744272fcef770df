/** Which updates a policy selects on a device, by rules over what is known of each; and the lanes in which they go. Plain data, stored as it is. */
import type { UpdateClass, WithheldReason } from '../../inventory/types.ts';

/** `unknown`: a security update of which nobody has published what it ends. It counts as urgent too, until more is known. */
export type RuleUrgency = 'urgent' | 'normal' | 'unknown';
/** In the order of weight; `unknown` where no advisory names one. */
export type RuleSeverity = 'critical' | 'high' | 'medium' | 'low' | 'unknown';

/** What must hold of an update: all of what is said, and of each list one. What says nothing holds for every update. */
export type UpdateCondition = {
  readonly classes?: readonly UpdateClass[];
  readonly urgency?: readonly RuleUrgency[];
  readonly severity?: readonly RuleSeverity[];
  /** Names of packages or of their source packages; `*` stands for any text. */
  readonly products?: readonly string[];
  /** Where the device gets it from: the label of the archive, or label:archive; `*` stands for any text. */
  readonly origins?: readonly string[];
};

/** A rule's condition: ages besides, in whole days since the release. */
export type RuleCondition = UpdateCondition & {
  /** Released so many days ago or earlier. */
  readonly minAgeDays?: number;
  /** Released less than so many days ago. */
  readonly maxAgeDays?: number;
};

/** `defer`: it is selected so many days after its release, or on that day (`YYYY-MM-DD`, where the device stands), and not before. */
export type RuleAction =
  | { readonly kind: 'select' }
  | { readonly kind: 'defer'; readonly days: number }
  | { readonly kind: 'defer'; readonly until: string }
  | { readonly kind: 'block'; readonly because: string };

export type SelectionRule = {
  readonly name: string;
  readonly when: RuleCondition;
  readonly action: RuleAction;
  /** What ages count from where nobody published a date. `release`: nothing, its age is unknown then. `first-seen`: when this device was first offered it. Left out: `release`. */
  readonly countFrom?: 'release' | 'first-seen';
};

/** A package that stays at a version: no update of it to another is selected. */
export type VersionPin = {
  /** Name of a package or its source package; `*` stands for any text. */
  readonly package: string;
  /** The version that it may have, or the beginning of it with `*`, such as `2.4.*`. */
  readonly version: string;
  readonly because: string;
};

/** What is known of an update on one device. */
export type UpdateFacts = {
  readonly name: string;
  readonly sourceName: string;
  readonly to: string;
  readonly class: UpdateClass;
  readonly urgency: RuleUrgency;
  readonly severity: RuleSeverity;
  readonly origin: { readonly label: string; readonly archive: string };
  readonly withheld: WithheldReason | null;
  /** When this version came out, as an advisory says that was published with it: a day or RFC 3339; null: nobody says. */
  readonly released: string | null;
  /** When this device was first offered it (RFC 3339). It came out then or before. */
  readonly firstSeenAt: string;
  /** IANA time zone of the device's site. */
  readonly zone: string;
};

/** By which date an age was counted. `first-seen` is no release date: it came out then or before. */
export type CountedFrom = { readonly at: string; readonly source: 'advisory' | 'first-seen' };
