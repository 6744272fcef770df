/** What a run works with. The world is given: machine, managers, clock. */
import type { PackageManager, ScanMode } from '@fettle/managers/types';
import type { Machine } from '@fettle/managers/machine';
import type { Report } from '@fettle/protocol/agent';
import type { Journal, JournalEntry } from '../journal.ts';
import type { Refused, Standing } from '../obey.ts';
import type { InstructionRead } from '@fettle/protocol/instruction';
import type { UnitRunner } from './unit.ts';

export type RunContext = {
  readonly machine: Machine;
  readonly manager: PackageManager;
  readonly mode: ScanMode;
  readonly journal: Journal;
  readonly units: UnitRunner;
  readonly now: () => string;
  readonly standing: () => Standing;
  readonly stillAllowed: (instruction: InstructionRead) => Refused | null;
  /** Spools a report and notes its sequence in the journal. */
  readonly tell: (entry: JournalEntry, body: Report['body']) => JournalEntry;
  readonly bootId: () => Promise<string>;
  /** Seconds since the server was last heard; null: not since the start. */
  readonly secondsSinceContact: () => number | null;
  readonly log: (line: string) => void;
  readonly changed: (packages: number) => void;
  readonly pause: (seconds: number) => Promise<void>;
  readonly stopping: () => boolean;
};

export type ApprovedInstruction = InstructionRead & {
  readonly body: Extract<InstructionRead['body'], { verb: 'get' | 'install' | 'rollback' }>;
};

export function approvedOf(instruction: InstructionRead): ApprovedInstruction {
  const { body } = instruction;
  if (body.verb !== 'get' && body.verb !== 'install' && body.verb !== 'rollback') throw new Error(`${body.verb} carries no spec`);
  return { ...instruction, body };
}
