/**
 * What the agent is in the middle of, one file an instruction, rewritten durably before and after each step. At start the journal says what
 * was begun: a change that was begun is never begun again; it is looked at, mended or taken back, and told.
 */
import type { StepReceipt } from '@fettle/core/deployment';
import type { InstallResult, Report } from '@fettle/protocol/agent';
import type { InstructionRead } from '@fettle/protocol/instruction';
import type { CheckAnswer } from '@fettle/core/deployment';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles, removeDurably, writeJson } from './durable.ts';
import { fileNameOf } from './folders.ts';
import type { Folders } from './folders.ts';

export type JournalPhase =
  | 'accepted'
  | 'getting'
  | 'waiting for window'
  | 'changing'
  | 'restarting'
  | 'checking'
  | 'rolling back'
  | 'ended';

export type JournalEntry = {
  readonly instruction: InstructionRead;
  readonly acceptedAt: string;
  readonly phase: JournalPhase;
  /** Sequence of the last report. */
  readonly seq: number;
  readonly startedAt: string | null;
  readonly bootIdBefore: string | null;
  readonly appliedAt: string | null;
  readonly restartDue: boolean;
  readonly restartsAsked: number;
  readonly checksBefore: readonly CheckAnswer[];
  readonly checksAfter: readonly CheckAnswer[];
  readonly checksRolledBack: readonly CheckAnswer[] | null;
  readonly receipts: readonly StepReceipt[];
  /** Why the change did not stand; set before a roll-back begins. */
  readonly failure: { readonly code: string; readonly detail: string } | null;
  readonly backTried: number;
  readonly result: InstallResult | null;
};

export function newEntry(instruction: InstructionRead, at: string): JournalEntry {
  return {
    instruction,
    acceptedAt: at,
    phase: 'accepted',
    seq: 0,
    startedAt: null,
    bootIdBefore: null,
    appliedAt: null,
    restartDue: false,
    restartsAsked: 0,
    checksBefore: [],
    checksAfter: [],
    checksRolledBack: null,
    receipts: [],
    failure: null,
    backTried: 0,
    result: null,
  };
}

export type Journal = {
  readonly write: (entry: JournalEntry) => JournalEntry;
  readonly read: (id: string) => JournalEntry | null;
  readonly open: () => JournalEntry[];
  readonly close: (id: string) => void;
};

/** The journal in a folder. Its own writer is the only one; the server never reads it. */
export function openJournal(folders: Folders): Journal {
  const path = (id: string) => join(folders.journal, `${fileNameOf(id)}.json`);
  function read(id: string): JournalEntry | null {
    return existsSync(path(id)) ? parse(path(id)) : null;
  }
  return {
    write(entry) {
      writeJson(path(entry.instruction.id), entry);
      return entry;
    },
    read,
    open: () =>
      listFiles(folders.journal)
        .filter((file) => /\/[0-9a-f]{32}\.json$/.test(file))
        .map(parse),
    close: (id) => removeDurably(path(id)),
  };
}

/** The file is written by `write` only, whole or not at all. */
function parse(path: string): JournalEntry {
  return JSON.parse(readFileSync(path, 'utf8')) as JournalEntry;
}

export type ReportBody = Report['body'];
