/** What a run works with. The world is given: machine, manager, clock. */
import { rulesOf } from '@fettle/core/deployment';
import type { DeviceRules } from '@fettle/core/deployment';
import type { Machine } from '@fettle/managers/machine';
import { readBootId } from '@fettle/managers/system';
import type { PackageManager, ScanMode } from '@fettle/managers/types';
import type { InstructionRead } from '@fettle/protocol/instruction';
import type { JournalEntry, ReportBody } from '../journal/entry.ts';
import type { Fields } from '../journal/journal.ts';
import type { Life } from '../life.ts';
import { scanMode } from '../look/scan-mode.ts';
import { forgetAnswers } from './heard.ts';
import type { StepRunner } from './step/runner.ts';

export type RunContext = {
  readonly life: Life;
  readonly machine: Machine;
  readonly manager: PackageManager;
  readonly steps: StepRunner;
  readonly mode: () => ScanMode;
  readonly now: () => string;
  readonly bootId: () => Promise<string>;
  /** Moves the entry on, and tells it where a report is given: one durable write. */
  readonly record: (entry: JournalEntry, fields: Fields, body?: ReportBody) => JournalEntry;
};

export function runContext(life: Life, manager: PackageManager, steps: StepRunner): RunContext {
  const { machine, limits, state } = life.settings;
  return {
    life,
    machine,
    manager,
    steps,
    mode: () => scanMode(state.folders, limits(), life.now),
    now: life.now,
    bootId: () => readBootId(machine),
    record(entry, fields, body) {
      const next = state.journal.change(entry.instruction.id, fields, life.now(), body);
      if (entry.phase === 'restarting' && next.phase !== 'restarting') forgetAnswers(life);
      if (body !== undefined) life.wakeContact();
      return next;
    },
  };
}

/** A report on the way: where the run is, and a line for people. */
export function progress(phase: Extract<ReportBody, { status: 'progress' }>['phase'], line: string): ReportBody {
  return { status: 'progress', phase, line };
}

export type ApprovedBody = Extract<InstructionRead['body'], { verb: 'get' | 'install' | 'rollback' }>;

export function approvedOf(entry: JournalEntry): ApprovedBody & { readonly rules: DeviceRules } {
  const { body } = entry.instruction;
  if (body.verb !== 'get' && body.verb !== 'install' && body.verb !== 'rollback') throw new Error(`${body.verb} carries no spec`);
  return { ...body, rules: rulesOf(body.header, body.share) };
}
