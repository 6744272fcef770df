/** What stands in the journal: one file an instruction, with the reports about it that the server has not confirmed yet. */
import { CheckAnswerSchema, InstallResult, mostPeopleNotes, PeopleNoteSchema, Report } from '@fettle/protocol/agent';
import { InstructionSchema } from '@fettle/protocol/instruction';
import type { InstructionRead } from '@fettle/protocol/instruction';
import { z } from 'zod';
import { rootShape } from '../state/snapshots.ts';

/** Of a root, as its kind of snapshot tells it from others. */
const RootId = z.union([z.number(), z.string()]);

export type ReportBody = Report['body'];

/** A report that waits. Stands in the same file as the state that it tells of: one write, so that neither is there without the other. */
export const Outgoing = z.object({
  seq: z.number().int().min(1),
  at: z.string(),
  body: Report.shape.body,
  /** True for the short form that follows a final report which the server could not take. */
  reduced: z.boolean().default(false),
});
export type Outgoing = z.infer<typeof Outgoing>;

export const journalPhases = [
  'accepted',
  'getting',
  'waiting for window',
  'changing',
  'restarting',
  'checking',
  'rolling back',
  'mending',
  'ended',
] as const;
export type JournalPhase = (typeof journalPhases)[number];

/** Phases of a change that has begun: it is gone on with before anything else. */
export const begunPhases: readonly JournalPhase[] = ['changing', 'restarting', 'checking', 'rolling back', 'mending'];

export const JournalEntry = z.object({
  kind: z.literal('instruction'),
  instruction: InstructionSchema,
  acceptedAt: z.string(),
  phase: z.enum(journalPhases),
  /** Sequence of the last report. */
  seq: z.number().int(),
  waiting: z.array(Outgoing),
  /** What the start waits for, as it was last told. */
  waitingFor: z.object({ code: z.string(), detail: z.string() }).nullable().default(null),
  startedAt: z.string().nullable().default(null),
  /** The boot in which the change came in: a restart that is due shows as another one. */
  bootIdBefore: z.string().nullable().default(null),
  /** How often the step that changes packages was ordered; each order has files of its own. */
  orders: z.number().int().default(0),
  lockTimeoutSeconds: z.number().default(300),
  /** How often a signed command was begun as the way back. */
  backRuns: z.number().int().default(0),
  /** The device goes back to its snapshot: what holds its system, which root is left and which one it goes back to; null: not so far. */
  snapshotBack: z
    .object({ ...rootShape, from: RootId, to: RootId })
    .nullable()
    .default(null),
  /** Since when it waits for that restart, RFC 3339; null: it does not. */
  backSince: z.string().nullable().default(null),
  /** Why the restart that makes it the root was given up. */
  backStuck: z.string().nullable().default(null),
  appliedAt: z.string().nullable().default(null),
  /** The step was begun and did not end: what stands on the device had to be looked at. */
  interrupted: z.boolean().default(false),
  restartDue: z.boolean().default(false),
  restartsAsked: z.number().int().default(0),
  /** When the system was asked to restart. */
  restartAskedAt: z.string().nullable().default(null),
  /** How far a restart is that waits for people or for the end of the window; milliseconds since 1970. What can not be read of it begins anew. */
  restart: z
    .object({ dueAt: z.number(), roundAt: z.number(), restartAt: z.number(), postponed: z.number(), shown: z.array(z.number()) })
    .nullable()
    .default(null)
    .catch(null),
  /** Whom it was shown, and what they answered. */
  people: z.array(PeopleNoteSchema).max(mostPeopleNotes).default([]),
  checksBefore: z.array(CheckAnswerSchema).default([]),
  checksAfter: z.array(CheckAnswerSchema).default([]),
  checksRolledBack: z.array(CheckAnswerSchema).nullable().default(null),
  receipts: InstallResult.shape.receipts.default([]),
  /** Commands before the change have begun, or it has: those after it are due. */
  hooksOwed: z.boolean().default(false),
  /** Why the change did not stand; set before a way back begins. */
  failure: z.object({ code: z.string(), detail: z.string() }).nullable().default(null),
  /** Faults of ours while working on this: a poisoned instruction must not stop all others. */
  faults: z.number().int().default(0),
});
export type JournalEntry = z.infer<typeof JournalEntry>;

/** A refusal: nothing is left of the instruction but what has to be told. */
export const Refusal = z.object({ kind: z.literal('refusal'), id: z.string(), waiting: z.array(Outgoing) });
export type Refusal = z.infer<typeof Refusal>;

export const JournalFile = z.discriminatedUnion('kind', [JournalEntry, Refusal]);
export type JournalFile = z.infer<typeof JournalFile>;

export function newEntry(instruction: InstructionRead, at: string): JournalEntry {
  const accepted: Outgoing = { seq: 1, at, body: { status: 'accepted' }, reduced: false };
  return JournalEntry.parse({ kind: 'instruction', instruction, acceptedAt: at, phase: 'accepted', seq: 1, waiting: [accepted] });
}

export function idOf(file: JournalFile): string {
  return file.kind === 'instruction' ? file.instruction.id : file.id;
}

export function isChange(entry: JournalEntry): boolean {
  return entry.instruction.body.verb === 'install' || entry.instruction.body.verb === 'rollback';
}

export function isBegun(entry: JournalEntry): boolean {
  return isChange(entry) && begunPhases.includes(entry.phase);
}
