/** State, events, facts and decisions of the deployment engine. `apply` folds, `decide` says what follows, `command` is what a person may do. */
import type { Bar } from '../decisions/index.ts';
import type { CheckAnswer } from './checks.ts';
import type { CatchUp, Rolling } from '../windows/index.ts';
import type { Download } from './bandwidth.ts';
import type { Bound, BoundKind, BoundLimit } from './bounds.ts';
import type { GateEvidence } from './gate-evidence.ts';
import type { Share, SpecHeader } from './spec.ts';
import type { TestRecord, TestState } from './test-steps.ts';

/** The words of a device run, in the order in which a good one passes them. */
export const runPhases = [
  'planned',
  'sent',
  'accepted',
  'getting',
  'waiting for window',
  'changing',
  'restarting',
  'checking',
  'reported',
] as const;
export type RunPhase = (typeof runPhases)[number];

export const runOutcomes = ['verified', 'failed', 'rolled back', 'refused', 'missed', 'unknown', 'cancelled'] as const;
export type RunOutcome = (typeof runOutcomes)[number];

export const holdReasons = [
  'approval',
  'operator',
  'failure budget',
  'inconclusive',
  'no progress',
  'freeze',
  'advisory recalled',
  'panic stop',
  'dependant',
  'campaign stop',
  'test',
  'stand-in',
] as const;
export type HoldReason = (typeof holdReasons)[number];

export type Hold = {
  readonly id: string;
  readonly reason: HoldReason;
  readonly since: string;
  readonly ring: number | null;
  readonly detail: string;
  /** Person id, or `engine`. */
  readonly by: string;
};

export const gateAnswers = ['passed', 'failed', 'could not measure', 'cannot tell'] as const;
export type GateAnswer = (typeof gateAnswers)[number];

/** A release carries content: what exactly was accepted, so that the same hold does not come back for the same facts. */
export type ReleaseContent = {
  readonly because: string;
  /** Runs whose bad or unknown end is accepted: they no longer count against budget and gate. */
  readonly acceptedDeviceIds: readonly string[];
};

/** What a device that depends on a changed one was asked, and what that says. Of one attempt of the changed one. */
export type DependantState = {
  /** The last question before the change, and after it. */
  readonly before: { readonly id: string; readonly at: string } | null;
  readonly after: { readonly id: string; readonly at: string } | null;
  /** Questions so far: each has an id of its own. */
  readonly asked: number;
  readonly answer: GateAnswer | null;
  /** A person accepted an answer that is not good. */
  readonly accepted: boolean;
};

/** One attempt of one device. Unique by (deployment, device, attempt). */
export type RunState = {
  readonly deviceId: string;
  readonly ring: number;
  /** Its place in the order of its ring, from 1; undefined: of a plan from before there was one. */
  readonly turn?: number;
  readonly attempt: number;
  readonly phase: RunPhase;
  readonly outcome: RunOutcome | null;
  readonly outcomeCode: string | null;
  readonly outcomeDetail: string | null;
  /** When the order to secure the packages was given; null: not yet. */
  readonly securingSentAt: string | null;
  readonly secured: boolean;
  /** What it was told last of its site's bandwidth: its rate, and when it stops; undefined: it was told none. */
  readonly download?: Download;
  /** The instruction to fetch that was given last, and how many were, where a bandwidth had a part in one of them. */
  readonly fetchId?: string;
  readonly fetches?: number;
  /** It refused an instruction with a rate: its agent knows of none. */
  readonly keepsNoRate?: true;
  /** No attempt before this instant: a device that missed an opening waits for the next one. */
  readonly tryAfter: string | null;
  readonly sentAt: string | null;
  /** When the device last showed progress; the clock of "no progress" runs from here. */
  readonly progressAt: string | null;
  readonly reportedAt: string | null;
  readonly settledAt: string | null;
  readonly notBefore: string | null;
  readonly notAfter: string | null;
  readonly accepted: boolean;
  /** Attempts before this one that a decision called back before the device took them; undefined: none. */
  readonly calledBack?: number;
  /** Sent to begin outside its window, by the rule for missed windows; undefined: within it. */
  readonly outside?: 'catch-up' | 'rolling';
  /** Attempts before this one that were outside and in which the conditions did not hold; undefined: none. */
  readonly floated?: number;
  /** The window that it was off, or out of contact, for; undefined: none. */
  readonly missedWindow?: { readonly from: string; readonly to: string };
  /** Checks at the end of the soak: how often they were ordered, the last order and when it was given. */
  readonly checkRounds: number;
  readonly checkInstructionId: string | null;
  readonly checkSentAt: string | null;
  /** Devices that depend on it, by id; undefined: none was asked. */
  readonly dependants?: Readonly<Record<string, DependantState>>;
};

/** What a person accepted of a device, as it stood then: a later, other end is news and counts again. */
export type Accepted = { readonly attempt: number; readonly outcome: RunOutcome | null; readonly at: string };

/** Who let a ring pass before the end of its soak, when (RFC 3339), and for what reason. */
export type Promotion = { readonly by: string; readonly at: string; readonly because: string };

export type RingPhase = 'closed' | 'open' | 'soaking' | 'passed';
export type RingState = {
  readonly phase: RingPhase;
  readonly openedAt: string | null;
  readonly soakUntil: string | null;
  readonly answer: GateAnswer | null;
  /** A person lets it pass without the rest of its soak; undefined: nobody did. A hold that comes before it has passed takes that back. */
  readonly promoted?: Promotion;
  /** What it had shown when it passed; undefined: it has not, or passed before that was kept. */
  readonly evidence?: GateEvidence;
};

export type DeploymentStatus = 'active' | 'succeeded' | 'ended with failures' | 'cancelled';

export type DeploymentState = {
  readonly seq: number;
  readonly header: SpecHeader;
  /** What an approval must name: others do not count. */
  readonly specHash: string;
  readonly status: DeploymentStatus;
  /** A cancelled deployment stays active until what runs has finished. */
  readonly cancelled: { readonly at: string; readonly by: string; readonly because: string } | null;
  /** `personId`: kept where more than one approver is wanted, so that two keys of one person count once. */
  readonly approvals: readonly {
    readonly keyid: string;
    readonly name: string;
    readonly at: string;
    readonly personId?: string;
    /** The standing approval that it rests on. */ readonly standing?: string;
  }[];
  readonly holds: readonly Hold[];
  readonly rings: readonly RingState[];
  readonly runs: Readonly<Record<string, RunState>>;
  /** Releases so far: accepted content stays accepted. */
  readonly releases: readonly {
    readonly holdId: string;
    readonly reason: HoldReason;
    readonly at: string;
    readonly by: string;
    readonly content: ReleaseContent;
    /** The ring that the hold was about; null: of none, undefined: it was not kept. */
    readonly ring?: number | null;
  }[];
  /** The last word on each step of the test plan, by its name; undefined: none was told. */
  readonly tests?: Readonly<Record<string, TestState>>;
  readonly accepted: Readonly<Record<string, Accepted>>;
  /** When runs were sent in the hour up to the last one, newest last: the pace is counted from these. */
  readonly sentTimes: readonly string[];
  /** To whom, of the same sends, newest last; of those from before it was kept nobody knows. */
  readonly sentTo?: readonly string[];
};

/** Everything that ever happened. Stored in order, (deployment, seq) unique; `at` is given by the recorder. */
export type DeploymentEvent = { readonly at: string } & (
  | {
      readonly kind: 'created';
      readonly header: SpecHeader;
      readonly specHash: string;
      readonly devices: readonly { readonly deviceId: string; readonly ring: number; readonly turn?: number }[];
      readonly by: string;
    }
  | {
      readonly kind: 'approved';
      readonly specHash: string;
      readonly keyid: string;
      readonly name: string;
      readonly personId: string | null;
      /** Not the spec was signed but a policy version, under which it lies: that standing approval, and its end. */
      readonly standing?: { readonly id: string; readonly until: string };
    }
  /** Standing approvals were revoked: what rests on them is approved no more. */
  | { readonly kind: 'approval-withdrawn'; readonly standingIds: readonly string[]; readonly by: string; readonly because: string }
  | { readonly kind: 'hold-placed'; readonly hold: Hold }
  | { readonly kind: 'hold-released'; readonly holdId: string; readonly by: string; readonly content: ReleaseContent }
  | {
      readonly kind: 'securing-sent';
      readonly deviceId: string;
      readonly attempt: number;
      readonly instructionId: string;
      /** Its part of the bandwidth of its site; not there: it has none. */
      readonly download?: Download;
    }
  /** Its agent is older than rates: it is told to fetch once more, without one, and alone at its site. */
  | { readonly kind: 'rate-refused'; readonly deviceId: string; readonly attempt: number }
  | { readonly kind: 'secured'; readonly deviceId: string; readonly attempt: number }
  | { readonly kind: 'ring-opened'; readonly ring: number }
  | {
      readonly kind: 'run-sent';
      readonly deviceId: string;
      readonly attempt: number;
      readonly instructionId: string;
      readonly notBefore: string;
      readonly notAfter: string;
      /** It may begin outside its window; not there: within it alone. */
      readonly outside?: 'catch-up' | 'rolling';
    }
  | { readonly kind: 'run-progressed'; readonly deviceId: string; readonly attempt: number; readonly phase: RunPhase }
  | {
      readonly kind: 'run-settled';
      readonly deviceId: string;
      readonly attempt: number;
      readonly outcome: RunOutcome;
      readonly code: string;
      readonly detail: string;
    }
  | { readonly kind: 'run-planned-again'; readonly deviceId: string; readonly attempt: number; readonly tryAfter: string }
  | { readonly kind: 'check-sent'; readonly deviceId: string; readonly attempt: number; readonly instructionId: string }
  | {
      readonly kind: 'dependant-asked';
      readonly deviceId: string;
      readonly attempt: number;
      readonly dependantId: string;
      readonly when: 'before' | 'after';
      readonly instructionId: string;
    }
  | {
      readonly kind: 'dependant-judged';
      readonly deviceId: string;
      readonly attempt: number;
      readonly dependantId: string;
      readonly answer: GateAnswer;
      readonly detail: string;
    }
  | { readonly kind: 'ring-soaking'; readonly ring: number; readonly until: string }
  | {
      readonly kind: 'ring-judged';
      readonly ring: number;
      readonly answer: GateAnswer;
      readonly detail: string;
      /** With `passed`: what it had shown. */
      readonly evidence?: GateEvidence;
    }
  /** A person lets it pass without the rest of its soak, its last checks and what is open of its test plan. */
  | { readonly kind: 'ring-promoted'; readonly ring: number; readonly by: string; readonly because: string }
  | ({ readonly kind: 'test-recorded' } & TestRecord)
  | { readonly kind: 'cancelled'; readonly by: string; readonly because: string }
  | { readonly kind: 'finished'; readonly status: 'succeeded' | 'ended with failures' | 'cancelled' }
);
export type DeploymentEventKind = DeploymentEvent['kind'];

/** What the server knows about one device's run beyond the events, gathered before each look. */
export type RunFacts = {
  readonly deviceId: string;
  /** The attempt that the reports below belong to: reports of an earlier attempt move nothing. */
  readonly attempt: number;
  /** Was the install instruction of this attempt handed to the device? What was never handed out can not have started. */
  readonly handedOut: 'yes' | 'no' | 'unknown';
  readonly deviceUsable: 'yes' | 'quarantined' | 'retired';
  readonly lastSeenAt: string | null;
  /** When a check-in of the device began that named what it has in hand, with nothing left to report, and did not name this attempt; null: the last one did not say that. */
  readonly emptyHandedAt: string | null;
  /** The highest phase that signed reports of this attempt tell, with the time the server had it. */
  readonly reportedPhase: RunPhase | null;
  readonly reportedPhaseAt: string | null;
  readonly securedOk: boolean | null;
  readonly securedTrouble: { readonly code: string; readonly detail: string } | null;
  /** The instruction to fetch, with a rate, that it could not read; not there: it could, or was given none. */
  readonly rateRefused?: string;
  /** The final report of this attempt, if it arrived. */
  readonly ended: {
    readonly how: 'done' | 'failed' | 'rolled back' | 'refused' | 'missed';
    readonly code: string;
    readonly detail: string;
    readonly at: string;
  } | null;
  /** The core's judgement of the scan that followed the change; null: no such scan yet. */
  readonly verification: { readonly verdict: 'verified' | 'failed' | 'unknown'; readonly reasons: readonly string[] } | null;
  /** Health checks again at the end of the soak, where the policy has checks: null while none was taken. */
  readonly checksNow: GateAnswer | null;
  /** The check instruction that `checksNow` answers: an answer to an earlier one is old news. */
  readonly checksOf: string | null;
  /** The same by the names of the checks, whatever they said before the change; undefined: none was taken. */
  readonly answersNow?: Readonly<Record<string, CheckAnswer['answer']>>;
  /** Another deployment's run is in flight on this device. */
  readonly busyWith: string | null;
  /** Devices that are never in flight together with this one: what it depends on, and what depends on it. */
  readonly apartFrom: readonly string[];
  /** One of those is in flight in another deployment. */
  readonly apartBusy: { readonly deviceId: string; readonly deploymentId: string } | null;
  /** A decision that keeps something of what this run would bring off the device. */
  readonly barred: Bar | null;
  /** The instruction of this attempt was called back, by a decision or a cancellation: no check-in hands it out any more. */
  readonly calledBack: boolean;
  /** Freezes of its client, site or ring that are planned, in force, or were in force while its run was on the way; without those that let this deployment through. */
  readonly freezes: readonly FrozenSpan[];
  /** What its backups lack by a policy that forbids to change it then, as a sentence; undefined: nothing. */
  readonly backupLacks?: string | undefined;
  /** Why nobody at its site was told of the change by a policy that demands it, as a sentence; undefined: somebody was, or nobody asks. */
  readonly noticeLacks?: string | undefined;
  /** Why the way back that was approved does not exist any more, as far as the server knows, as a sentence; undefined: nothing is known against it. */
  readonly wayBackLacks?: string | undefined;
  /** Of a mission-critical device: on what its changes are tried first; undefined: nobody asks. */
  readonly standIn?: StandInFact | undefined;
  /** Devices that are asked because they depend on this one, by id; undefined: none is. */
  readonly dependants?: Readonly<Record<string, DependantFacts>>;
  /** Devices that run on this one: it changes after those of its ring; undefined: none is known. */
  readonly guests?: readonly string[];
};

/** `name`: of the device that is represented. `by` null: nobody named a stand-in; its `deviceId` null: it is outside. `required`: its policy lets the device wait for it. */
export type StandInFact = {
  readonly name: string;
  readonly by: { readonly deviceId: string | null; readonly name: string } | null;
  readonly required: boolean;
};

/** `beforeOf`, `afterOf`: the question that was answered last, or refused. `answer`: what both say together, of `afterOf`; `detail` is a sentence. */
export type DependantFacts = {
  readonly usable: 'yes' | 'quarantined' | 'retired';
  readonly beforeOf: string | null;
  readonly afterOf: string | null;
  readonly answer: GateAnswer | null;
  readonly detail: string;
};

/** From when until when (RFC 3339) nothing new starts, and the name by which people know it. */
export type FrozenSpan = { readonly from: string; readonly until: string; readonly name: string };

export type Facts = {
  readonly now: string;
  readonly runs: Readonly<Record<string, RunFacts>>;
  readonly shares: Readonly<
    Record<
      string,
      Pick<Share, 'window' | 'expectedSeconds' | 'ring' | 'rules'> & {
        /** Of all that it fetches, its way back included; not there: not known. */ readonly bytes?: number;
      }
    >
  >;
  /** A freeze of everybody or of the client that is in force now, and of several the one that ends last. */
  readonly freeze: { readonly until: string; readonly because: string } | null;
  readonly panicStop: boolean;
  /** Why the campaign that this deployment is part of is stopped; null or not there: it is not, or there is none. */
  readonly campaignStop?: string | null;
  /** Sends of the whole client in the last hour beyond this deployment's own, for the brake. */
  readonly clientSentLastHour: number;
  readonly clientDevicesPerHour: number;
  /** Limits of the provider, the client, its sites and clusters, over all deployments; undefined: there are none. */
  readonly bounds?: readonly Bound[];
  /** Devices whose bad end a person looked at beyond any hold: they are well; undefined: none. */
  readonly saidWell?: readonly string[];
  /** What later rings have and no ring before them, in sentences, as the plan said; undefined: nothing. */
  readonly notCovered?: readonly string[];
};

/** Which of the brakes is full. */
export type PaceLimit = 'at once' | 'per hour' | 'client per hour';

/** `restart` is under way; the others wait for people, or for the end of the window. */
export type RestartWait = 'restart' | 'restart asked' | 'restart signed out' | 'restart window end';

/** Why a device that may begin outside its window does not. */
export type MissedWait = 'contact' | 'business hours' | 'conditions' | 'turn';

export type Waiting =
  | { readonly what: 'hold'; readonly hold: Hold }
  | { readonly what: 'ring'; readonly ring: number; readonly until: string }
  | { readonly what: 'window'; readonly deviceId: string; readonly opensAt: string | null }
  | {
      readonly what: 'device';
      readonly deviceId: string;
      readonly for: 'securing' | 'contact' | 'acceptance' | 'progress' | 'report' | 'scan' | RestartWait | 'check' | 'quarantine';
    }
  | { readonly what: 'soak'; readonly ring: number; readonly until: string }
  | { readonly what: 'pace'; readonly deviceId: string; readonly until: string; readonly limit: PaceLimit }
  | { readonly what: 'freeze'; readonly deviceId: string; readonly freeze: FrozenSpan; readonly opensAt: string | null }
  | { readonly what: 'decision'; readonly deviceId: string; readonly bar: Bar }
  | {
      readonly what: 'missed';
      readonly deviceId: string;
      readonly rule: CatchUp | Rolling;
      readonly missed: RunState['missedWindow'] | null;
      readonly for: MissedWait;
      readonly until: string | null;
    }
  | { readonly what: 'backup'; readonly deviceId: string; readonly because: string }
  | { readonly what: 'notice'; readonly deviceId: string; readonly because: string }
  | { readonly what: 'stand-in'; readonly deviceId: string; readonly because: string }
  | { readonly what: 'way-back'; readonly deviceId: string; readonly because: string }
  | { readonly what: 'busy'; readonly deviceId: string; readonly deploymentId: string }
  | { readonly what: 'dependency'; readonly deviceId: string; readonly on: string; readonly deploymentId: string | null }
  | { readonly what: 'guest'; readonly deviceId: string; readonly on: string }
  | {
      readonly what: 'limit';
      readonly deviceId: string;
      readonly of: BoundKind;
      readonly name: string;
      readonly limit: BoundLimit;
      readonly most: number;
      readonly until: string;
    }
  | { readonly what: 'dependant'; readonly deviceId: string; readonly on: string; readonly when: 'before' | 'after' }
  | { readonly what: 'test'; readonly ring: number; readonly step: string }
  | { readonly what: 'panic stop' };

/** What the server must hand out in the same transaction that records the events. */
export type Order =
  | {
      readonly verb: 'get';
      readonly deviceId: string;
      readonly attempt: number;
      readonly instructionId: string;
      readonly notBefore: string;
      readonly notAfter: string;
      readonly download?: Download;
    }
  | {
      readonly verb: 'install';
      readonly deviceId: string;
      readonly attempt: number;
      readonly instructionId: string;
      readonly notBefore: string;
      readonly notAfter: string;
    }
  | {
      readonly verb: 'check';
      readonly deviceId: string;
      readonly attempt: number;
      readonly instructionId: string;
      readonly notBefore: string;
      readonly notAfter: string;
      /** The device that changes, where this one is asked because it depends on it. */
      readonly dependantOf?: string;
    };

export type Decision = {
  readonly events: readonly DeploymentEvent[];
  readonly orders: readonly Order[];
  readonly waitingOn: readonly Waiting[];
  /** When to look again at the latest; null only when the deployment has ended. */
  readonly wakeAt: string | null;
  /** The state with these events folded in, as it was decided on; the state that was given where there are none. */
  readonly after: DeploymentState;
};

/** What a person may wish of a deployment. */
export type Wish =
  | { readonly kind: 'hold'; readonly because: string }
  | { readonly kind: 'release'; readonly holdId: string; readonly content: ReleaseContent }
  | { readonly kind: 'promote'; readonly ring: number; readonly because: string }
  | { readonly kind: 'cancel'; readonly because: string }
  | ({ readonly kind: 'test' } & Omit<TestRecord, 'by'>);
export type WishKind = Wish['kind'];

export type Refusal = { readonly refused: true; readonly code: string; readonly sentence: string };
