/**
 * What a deployment did, derived from records alone. No time of building is in it, no chance and no locale: the same records give the same report.
 * Times are RFC 3339 in UTC; null is "not known", never "nothing".
 */
import type { Change, RestartRule, RunOutcome, RunPhase, SpecHeader, StepReceipt, Tone } from '@fettle/core/deployment';
import type { Trouble } from '@fettle/core/inventory';
import type { Records } from '../records/types.ts';

export type Named = { readonly id: string; readonly name: string };

export type InstallationReport = {
  readonly format: 'fettle-installation-report/1';
  /** How far the records went: events of the deployment, and the time of the last of them. */
  readonly upTo: { readonly events: number; readonly at: string };
  readonly provider: string;
  readonly client: Records['client'];
  readonly about: About;
  readonly counts: Counts;
  readonly approvals: readonly Approved[];
  readonly reviewers: readonly string[];
  readonly rings: readonly RingReport[];
  readonly timeline: readonly TimelineLine[];
  readonly changeSets: readonly ChangeSet[];
  readonly devices: readonly DeviceReport[];
  readonly cves: CveReport;
  readonly appeared: readonly Appeared[];
  readonly peculiarities: readonly Peculiarity[];
  readonly notApplied: readonly NotApplied[];
  readonly holds: readonly HoldReport[];
  readonly rollbacks: readonly RollbackReport[];
  readonly checksAgain: ChecksAgainReport;
  readonly notices: Records['notices'];
  /** What this report could not see: whole sentences. */
  readonly gaps: readonly string[];
  readonly audit: readonly AuditLine[];
  readonly checkpoint: Records['checkpoint'];
};

/** One of the days after which checks were asked again; `notAsked`: retired meanwhile, or without checks. */
export type ChecksAgainDay = {
  readonly days: number;
  readonly devices: number;
  readonly passed: number;
  readonly failed: number;
  readonly notMeasured: number;
  readonly noAnswer: number;
  readonly notAsked: number;
  readonly notAskedYet: number;
};
export type ChecksAgainReport = {
  readonly days: readonly ChecksAgainDay[];
  /** Questions that were not answered well, or not at all. */
  readonly notWell: readonly {
    readonly days: number;
    readonly device: string;
    readonly state: 'failed' | 'not measured' | 'refused' | 'no answer';
    readonly askedAt: string;
  }[];
  /** What passed before the change and failed later. `days` null: at the end of the soak. */
  readonly regressions: readonly {
    readonly device: string;
    readonly check: string;
    readonly days: number | null;
    readonly before: string;
    readonly after: string;
    readonly foundAt: string;
    readonly decision: { readonly what: 'roll-back' | 'accept' | 'fixed'; readonly because: string; readonly by: string } | null;
  }[];
};

export type About = {
  readonly id: string;
  readonly title: string;
  readonly reason: string;
  readonly status: 'active' | 'succeeded' | 'ended with failures' | 'cancelled';
  readonly direction: 'forward' | 'back';
  readonly createdAt: string;
  readonly createdBy: string;
  readonly finishedAt: string | null;
  readonly expiresAt: string;
  readonly policy: {
    readonly name: string;
    readonly version: number;
    readonly digest: string | null;
    readonly owner: string | null;
    /** In words, and in whose zones. */
    readonly window: string | null;
    /** By the rules of its devices, each once: a device may have its own. */
    readonly restart: readonly RestartRule[];
    readonly rollback: readonly SpecHeader['rollback'][];
    readonly failureBudget: number;
  };
  readonly specHash: string;
  readonly specHashFits: boolean;
  readonly predecessor: { readonly id: string; readonly title: string; readonly kind: string | null } | null;
  readonly successors: readonly { readonly id: string; readonly title: string; readonly kind: string | null }[];
};

/** Of the devices in the spec, but for `leftOut`. */
export type Counts = {
  readonly inSpec: number;
  readonly verified: number;
  readonly failed: number;
  readonly rolledBack: number;
  readonly refused: number;
  readonly missed: number;
  readonly cancelled: number;
  readonly unknown: number;
  readonly notEnded: number;
  /** Asked and not in the spec. */
  readonly leftOut: number;
};

export type Approved = {
  readonly name: string;
  readonly keyId: string;
  readonly at: string;
  readonly until: string | null;
  readonly statement: string | null;
};

export type RingReport = {
  readonly name: string;
  readonly devices: number;
  readonly verified: number;
  readonly openedAt: string | null;
  readonly soakUntil: string | null;
  readonly answer: string | null;
  readonly answerTone: Tone;
  readonly judgedAt: string | null;
  readonly detail: string | null;
};

export type TimelineLine = { readonly seq: number; readonly at: string; readonly sentence: string; readonly tone: Tone };

/** The same changes on one or more devices. */
export type ChangeSet = { readonly number: number; readonly changes: readonly Change[]; readonly devices: readonly Named[] };

export type CheckLine = {
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly afterRollback: string | null;
  readonly afterSoak: string | null;
  readonly detail: string;
};

export type ScanLine = {
  /** `run`: the look at the end of the change. `check-in`: a later scan that came with an ordinary check-in. */
  readonly from: 'run' | 'check-in';
  readonly at: string;
  readonly bootId: string | null;
  readonly verdict: 'verified' | 'failed' | 'unknown';
  readonly reasons: readonly string[];
  readonly restartPending: boolean | null;
};

export type DeviceReport = Named & {
  readonly site: string;
  readonly os: string;
  readonly tier: string | null;
  readonly ring: string;
  readonly label: RunOutcome | RunPhase;
  readonly tone: Tone;
  /** Why it ended so, in a sentence. */
  readonly why: string;
  readonly code: string | null;
  readonly attempts: number;
  readonly changeSet: number;
  readonly startedAt: string | null;
  readonly appliedAt: string | null;
  readonly settledAt: string | null;
  readonly scan: ScanLine | null;
  readonly bootBefore: string | null;
  readonly restart: { readonly due: boolean | null; readonly restarted: 'yes' | 'no' | 'not known' };
  readonly checks: readonly CheckLine[];
  readonly troubles: readonly { readonly step: string; readonly attempt: number; readonly trouble: Trouble }[];
  readonly wayBack: string;
  /** What differs of configuration, and, where the device went back, of packages and checks: sentences. */
  readonly differs: {
    readonly wentBack: boolean;
    readonly sentences: readonly string[];
    readonly notKnown: readonly string[];
    readonly kept: readonly string[];
  };
  readonly receipts: readonly ReceiptLine[];
};

export type ReceiptLine = StepReceipt & { readonly attempt: number };

export type CveReport = {
  /** Whether the basis of the spec was recorded at all. */
  readonly known: boolean;
  readonly rows: readonly {
    readonly source: string;
    readonly version: string;
    readonly cves: readonly string[];
    /** Devices of the spec that take it; of these, devices whose changelog could be read; of these, verified ones. */
    readonly devices: number;
    readonly readOn: number;
    readonly verifiedOn: number;
  }[];
  /** Ids that are closed on every device that takes their update, and ids that are still open somewhere. */
  readonly closed: readonly string[];
  readonly open: readonly string[];
};

export type Appeared = {
  readonly name: string;
  readonly version: string;
  readonly security: boolean;
  readonly devices: readonly string[];
  readonly firstSeenAt: string;
  /** It is newer than what this deployment brought, or another package altogether. */
  readonly succeeds: boolean;
};

export type Peculiarity = { readonly device: string | null; readonly what: string; readonly sentence: string };

export type NotApplied = {
  /** A device, or an update. */
  readonly subject: string;
  readonly kind: 'device' | 'update' | 'update on a device';
  readonly because: string;
  readonly nextStep: string | null;
};

export type HoldReport = {
  readonly reason: string;
  readonly ring: string | null;
  readonly since: string;
  readonly by: string;
  readonly detail: string;
  readonly released: { readonly at: string; readonly by: string; readonly because: string; readonly accepted: readonly string[] } | null;
};

export type RollbackReport = { readonly subject: string; readonly at: string | null; readonly sentence: string };

export type AuditLine = {
  readonly seq: number;
  readonly at: string;
  readonly action: string;
  readonly actor: string;
};
