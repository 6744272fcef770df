/** What an instruction is judged by, and what comes of it. */
import type { Authority } from '@fettle/proof/authority';
import { agentRefusals } from '@fettle/protocol/agent';
import type { SeenOfDevice } from '@fettle/core/windows';
import type { AgentRefusal } from '@fettle/protocol/agent';
import type { InstructionRead } from '@fettle/protocol/instruction';
import type { LimitsRead } from '../limits.ts';
import type { Memory } from '../state/memory.ts';

export type Self = { readonly deviceId: string; readonly clientId: string; readonly keyid: string };
export type Standing = {
  /** The authority in force; null: the one that this device knows is over. */
  readonly authority: Authority | null;
  readonly limits: LimitsRead;
  /** The client that this device belongs to. */
  readonly clientId: string;
  /** Deployments of which the agent has heard that they are held, and standing approvals that were revoked. */
  readonly held: ReadonlySet<string>;
  readonly stopped: boolean;
  /** The server says that two speak with this device's key. */
  readonly quarantined: boolean;
  /** Packages changed in the last 24 hours by other instructions than this one. */
  readonly changedToday: (exceptId: string) => number;
  /** How often a change of this deployment has begun here by other instructions than this one, whose own count a crash may have left behind. */
  readonly begunTimes: (deploymentId: string, exceptId: string) => number;
  /** Names and addresses that mean this device, beyond loopback. */
  readonly ownHosts: readonly string[];
  /** Its power and load, as they were looked at last; not there: nobody looked. */
  readonly seen?: SeenOfDevice;
  /** When a rolling window of this device began last. */
  readonly rolledAt?: string | null;
  readonly now: string;
};
/** What is known of earlier instructions. */
export type Known = Pick<Memory, 'floor' | 'taken'>;

export type Refused = {
  readonly ok: false;
  readonly id: string | null;
  readonly code: AgentRefusal;
  readonly detail: string;
  /** Time, or somebody, may take the reason away while the instruction still holds. */
  readonly passing: boolean;
};
export type Obeyed = { readonly ok: true; readonly instruction: InstructionRead };

/** A refusal for good. */
export function refused(id: string | null, code: AgentRefusal, detail: string): Refused {
  return { ok: false, id, code, detail: `${agentRefusals[code]}. ${detail}`, passing: false };
}
/** A refusal for now. */
export function notNow(id: string, code: AgentRefusal, detail: string): Refused {
  return { ...refused(id, code, detail), passing: true };
}

export function instant(text: string): bigint {
  return Temporal.Instant.from(text).epochNanoseconds;
}
