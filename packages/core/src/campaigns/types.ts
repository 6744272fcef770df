/** A campaign: the same change for many clients at once, each by a deployment of its own under its own policy. Plain data. */
import type { ManagerId } from '../inventory/index.ts';

/** Which updates a campaign brings, wherever they are offered. */
export type CampaignAbout =
  /** What ends one of these vulnerabilities or advisories. */
  | { readonly kind: 'advisory'; readonly ids: readonly string[] }
  /** A package, by its own or its source's name, in this version or a later one. */
  | { readonly kind: 'package'; readonly manager: ManagerId; readonly name: string; readonly fixed: string }
  /** Everything that is urgent on the device that it is offered to. */
  | { readonly kind: 'urgent' };

/** What is kept of a client's part beside its deployment. */
export const memberStates = ['waiting', 'proposed', 'nothing', 'failed', 'left-out'] as const;
export type MemberState = (typeof memberStates)[number];

/** How a client's part stands. */
export const clientStandings = [
  'waiting',
  'planning',
  'unplanned',
  'approval',
  'held',
  'running',
  'done',
  'part',
  'deferred',
  'failed',
  'nothing',
  'left-out',
  'cancelled',
] as const;
export type ClientStanding = (typeof clientStandings)[number];

/** A client's part as it is stored; `deployment`: what its deployment says, null while there is none. */
export type MemberFacts = {
  readonly state: MemberState;
  readonly stopped: boolean;
  /** Whether its policy left updates of the campaign for later. */
  readonly left: boolean;
  readonly deployment: {
    readonly status: 'proposed' | 'active' | 'succeeded' | 'ended with failures' | 'cancelled';
    /** Reasons of the holds that stand. */
    readonly holds: readonly string[];
    /** Devices that have not yet answered what the change would do. */
    readonly unanswered: number;
  } | null;
};
