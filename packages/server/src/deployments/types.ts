/** What the parts of this feature hand to each other, and what others may hang on to it. */
import type { DeploymentEvent, DeploymentState, Hold, Share, SpecHeader, Waiting } from '@fettle/core/deployment';
import type { Context, Tx } from '../platform/feature.ts';
import type { SpecMemory } from './spec-memory.ts';
import type { StateMemory } from './state-memory.ts';

/** New events of one deployment, with the state after them. */
export type Happened = {
  readonly clientId: string;
  readonly deploymentId: string;
  readonly header: SpecHeader;
  readonly state: DeploymentState;
  readonly events: readonly DeploymentEvent[];
  /** All shares of the spec, read when they are asked for: most reactions do not need them. */
  readonly shares: () => Promise<readonly Share[]>;
};
/** What follows from events elsewhere (notices), in the transaction that records them. If it throws, nothing of it happened. */
export type DeploymentReaction = (tx: Tx, context: Context, happened: Happened) => Promise<void>;

/** One process's engine: what hangs on to it, and the specs and states that it remembers. */
export type Engine = { readonly reactions: readonly DeploymentReaction[]; readonly specs: SpecMemory; readonly states: StateMemory };

/** What lists show of a deployment: derived from its state in the transaction that stores it. */
export type StoredSummary = {
  readonly status: DeploymentState['status'];
  readonly devices: number;
  readonly verified: number;
  /** Failed or rolled back. */
  readonly failed: number;
  readonly inFlight: number;
  /** Not over yet: planned or in flight. */
  readonly open: number;
  readonly ring: string | null;
  readonly rings: readonly string[];
  readonly holds: readonly Hold[];
  readonly waiting: Waiting | null;
};

/** An update that a decision keeps off a device of a proposal, or the policy of the device: then there is no decision. */
export type LeftOutUpdate = { readonly what: string; readonly why: string; readonly decisionId: string | null };

/** A device of a proposal that could not be asked, or gave no usable answer. */
export type DeviceTrouble = {
  readonly code: string;
  readonly cause: string;
  readonly retry: 'now' | 'later' | 'after-repair' | 'no' | 'unknown';
  readonly nextStep: string;
  readonly excerpt: string;
};
