/**
 * What the agent is in the middle of, one file an instruction, rewritten durably before and after each step. At start the journal says what
 * was begun: a change that was begun is never begun again; it is looked at, mended or taken back, and told.
 *
 * The reports that wait for the server (the spool) stand in the same files as the state that they tell of. A report and the step that it
 * reports are one write: neither can be lost without the other, and a sequence is never used for two.
 */
import { join } from 'node:path';
import { z } from 'zod';
import type { InstructionRead } from '@fettle/protocol/instruction';
import { listFiles, removeDurably, writeJson } from '../state/durable.ts';
import { fileNameOf } from '../state/folders.ts';
import type { Folders } from '../state/folders.ts';
import { readAs } from '../state/read-file.ts';
import { putAside } from './damaged.ts';
import { idOf, JournalFile, newEntry } from './entry.ts';
import type { JournalEntry, Outgoing, ReportBody } from './entry.ts';
import { fitting, shortForm } from './fitting.ts';

/** The protocol's sequence ends at 10,000, and the last places are for the end. A run that has so much to tell has told it. */
const mostProgress = 5000;

export type Fields = Partial<Omit<JournalEntry, 'kind' | 'instruction' | 'acceptedAt' | 'seq' | 'waiting'>>;

export type Journal = {
  /** Instructions that were taken and are not closed, by sequence. */
  readonly entries: () => readonly JournalEntry[];
  readonly read: (id: string) => JournalEntry | null;
  /** Takes an instruction, with the report that it is accepted. */
  readonly take: (instruction: InstructionRead, at: string) => JournalEntry;
  /** Notes that an instruction was refused, with the report of it. */
  readonly refuse: (id: string, body: ReportBody, at: string) => void;
  /** Moves an entry on, and tells it where a report is given: one write for both. */
  readonly change: (id: string, fields: Fields, at: string, body?: ReportBody) => JournalEntry;
  /** Reports that the server has not confirmed, each instruction's in its order. */
  readonly unsent: () => readonly Unsent[];
  /** Forgets reports that were confirmed. True where nothing is left of the instruction: it is closed. */
  readonly confirmed: (id: string, seqs: readonly number[]) => boolean;
  /** Forgets a report that the server will never take; of a final one the short form is told in its place. True where nothing is left. */
  readonly rejected: (id: string, seq: number, at: string) => boolean;
};
export type Unsent = { readonly id: string; readonly reports: readonly Outgoing[] };
export type JournalOpened = { readonly journal: Journal; readonly notices: readonly string[] };

/** Opens the journal in a folder. Its own writer is the only one; the server never reads it. */
export function openJournal(folders: Folders, now: string): JournalOpened {
  const path = (id: string) => join(folders.journal, `${fileNameOf(id)}.json`);
  const files = new Map<string, JournalFile>();
  const notices: string[] = [];
  for (const file of listFiles(folders.journal).filter((name) => /\/[0-9a-f]{32}\.json$/.test(name))) {
    const read = readAs(file, JournalFile);
    if (read.ok && read.value !== null) files.set(idOf(read.value), read.value);
    if (read.ok) continue;
    const aside = putAside(folders, file, read.sentence, now);
    notices.push(aside.notice);
    if (aside.told === null) continue;
    writeJson(path(idOf(aside.told)), aside.told);
    files.set(idOf(aside.told), aside.told);
  }

  /** What the next life could not read is not written: it would have to call a good change lost. */
  function write(file: JournalFile): void {
    const read = JournalFile.safeParse(JSON.parse(JSON.stringify(file)));
    if (!read.success) throw new Error(`the journal of ${idOf(file)} could not be read back: ${z.prettifyError(read.error).slice(0, 300)}`);
    writeJson(path(idOf(file)), file);
    files.set(idOf(file), file);
  }
  function read(id: string): JournalEntry | null {
    const file = files.get(id);
    return file?.kind === 'instruction' ? file : null;
  }
  function waitingAfter(file: JournalFile, waiting: Outgoing[]): boolean {
    const over = waiting.length === 0 && (file.kind === 'refusal' || file.phase === 'ended');
    if (!over) write({ ...file, waiting });
    else {
      removeDurably(path(idOf(file)));
      files.delete(idOf(file));
    }
    return over;
  }

  const journal: Journal = {
    entries: () =>
      [...files.values()].filter((file) => file.kind === 'instruction').toSorted((a, b) => a.instruction.sequence - b.instruction.sequence),
    read,
    take(instruction, at) {
      const entry = newEntry(instruction, at);
      write(entry);
      return entry;
    },
    refuse(id, body, at) {
      // An entry of that name is in work: its own reports say how it ends.
      if (files.has(id)) return;
      write({ kind: 'refusal', id, waiting: [{ seq: 1, at, body: fitting(body), reduced: false }] });
    },
    change(id, fields, at, body) {
      const entry = read(id);
      if (entry === null) throw new Error(`${id} is not in the journal`);
      const isTold = body !== undefined && (body.status !== 'progress' || entry.seq < mostProgress);
      const seq = isTold ? entry.seq + 1 : entry.seq;
      const told = isTold ? [{ seq, at, body: fitting(body), reduced: false }] : [];
      const next: JournalEntry = { ...entry, ...fields, seq, waiting: [...entry.waiting, ...told] };
      write(next);
      return next;
    },
    unsent: () => [...files.values()].filter((file) => file.waiting.length > 0).map((file) => ({ id: idOf(file), reports: file.waiting })),
    confirmed(id, seqs) {
      const file = files.get(id);
      if (file === undefined || seqs.length === 0) return false;
      return waitingAfter(
        file,
        file.waiting.filter((one) => !seqs.includes(one.seq)),
      );
    },
    rejected(id, seq, at) {
      const file = files.get(id);
      const report = file?.waiting.find((one) => one.seq === seq);
      if (file === undefined || report === undefined) return false;
      const others = file.waiting.filter((one) => one.seq !== seq);
      if (report.body.status !== 'ended' || report.reduced || file.kind === 'refusal') return waitingAfter(file, others);
      const next = file.seq + 1;
      write({ ...file, seq: next, waiting: [...others, { seq: next, at, body: fitting(shortForm(report.body)), reduced: true }] });
      return false;
    },
  };
  return { journal, notices };
}
