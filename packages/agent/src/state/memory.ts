/**
 * What the agent remembers of instructions, holds and changes, so that a restart or a replay changes nothing.
 *
 * Instructions may be handed out in another order than they were made in (one waits under a hold, the next does not), so "newer than all before"
 * would refuse good ones. It is the window of IPsec instead (RFC 4303, 3.4.3): everything at or below a floor is a replay, above it the
 * sequences that were taken are.
 */
import { z } from 'zod';

export const Memory = z.strictObject({
  /** Highest sequence that was pushed out of `taken`. */
  floor: z.number().int().default(0),
  /** Instructions taken, by rising sequence. */
  taken: z.array(z.strictObject({ id: z.string(), sequence: z.number().int() })).default([]),
  /** Ids that were refused, newest last, so that a refusal is told once. Forged ones must not push out what was taken: a list of its own. */
  refused: z.array(z.string()).default([]),
  /** Deployments of which the agent has heard that they are held. */
  held: z.array(z.string()).default([]),
  /** When packages were changed by which instruction, for the limit per day. */
  changes: z.array(z.strictObject({ id: z.string(), at: z.string(), packages: z.number().int() })).default([]),
  /** When a rolling window began last. */
  rolledAt: z.string().nullable().default(null),
  /** Which instructions have begun a change of which deployment, newest last. */
  begun: z.array(z.strictObject({ deploymentId: z.string(), id: z.string() })).default([]),
  /** Signed checks that ran outside of a change, in the last hour. */
  commandRuns: z.array(z.strictObject({ document: z.string(), at: z.string() })).default([]),
});
export type Memory = z.infer<typeof Memory>;

export const emptyMemory: Memory = { floor: 0, taken: [], refused: [], held: [], changes: [], rolledAt: null, begun: [], commandRuns: [] };

const takenKept = 1000;
const refusedKept = 500;
const begunKept = 1000;

/** Whether an instruction was taken before, or may have been. */
export function isReplay(memory: Pick<Memory, 'floor' | 'taken'>, id: string, sequence: number): boolean {
  return sequence <= memory.floor || memory.taken.some((one) => one.id === id || one.sequence === sequence);
}

export function isTaken(memory: Memory, id: string): boolean {
  return memory.taken.some((one) => one.id === id);
}

/** Remembers an instruction as taken. */
export function withTaken(memory: Memory, id: string, sequence: number): Memory {
  if (isTaken(memory, id)) return memory;
  const taken = [...memory.taken, { id, sequence }].toSorted((a, b) => a.sequence - b.sequence);
  const out = taken.slice(0, Math.max(0, taken.length - takenKept));
  return { ...memory, floor: Math.max(memory.floor, ...out.map((one) => one.sequence)), taken: taken.slice(out.length) };
}

/** Remembers that an instruction was refused. */
export function withRefused(memory: Memory, id: string): Memory {
  return memory.refused.includes(id) ? memory : { ...memory, refused: [...memory.refused, id].slice(-refusedKept) };
}

/** A hold binds from the moment the agent hears of it until it hears otherwise. */
export function withHolds(memory: Memory, held: readonly string[]): Memory {
  return { ...memory, held: [...new Set(held)].toSorted() };
}

/** Counts the change of one instruction, once: it begins now. */
export function withChange(memory: Memory, change: { id: string; deploymentId: string; packages: number; at: string }): Memory {
  const { id, deploymentId, packages, at } = change;
  const before = withoutChange(memory, id);
  return {
    ...before,
    changes: [...recent(before, at), { id, at, packages }],
    begun: [...before.begun, { deploymentId, id }].slice(-begunKept),
  };
}

/** A rolling window begins now, unless one is open that began before. */
export function withRolled(memory: Memory, closesAt: Temporal.Instant | null, rule: { readonly hours: number }, now: string): Memory {
  const begun = closesAt === null ? now : closesAt.subtract({ hours: rule.hours }).toString();
  return { ...memory, rolledAt: Temporal.Instant.compare(begun, now) < 0 ? begun : now };
}

/** Takes the count back: what was ordered never began. */
export function withoutChange(memory: Memory, id: string): Memory {
  return {
    ...memory,
    changes: memory.changes.filter((change) => change.id !== id),
    begun: memory.begun.filter((change) => change.id !== id),
  };
}

/** How often a change of this deployment has begun here. */
export function begunTimes(memory: Memory, deploymentId: string): number {
  return memory.begun.filter((one) => one.deploymentId === deploymentId).length;
}

/** Packages changed in the 24 hours before `now`. A change in the future (the clock went back) counts as well. */
export function changedToday(memory: Memory, now: string): number {
  return recent(memory, now).reduce((sum, change) => sum + change.packages, 0);
}

function recent(memory: Memory, now: string): Memory['changes'] {
  const since = Temporal.Instant.from(now).subtract({ hours: 24 });
  return memory.changes.filter((change) => Temporal.Instant.compare(Temporal.Instant.from(change.at), since) > 0);
}
