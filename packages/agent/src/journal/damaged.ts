/**
 * A journal file that can not be read: of another version of the agent, or damaged on the disk. It is kept for a person, and as far as it still
 * says which instruction it was about, the server is told that nobody can say how that ended.
 */
import { renameSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Folders } from '../state/folders.ts';
import { Outgoing } from './entry.ts';
import type { Refusal, ReportBody } from './entry.ts';
import { fitting } from './fitting.ts';

export type PutAside = { readonly notice: string; readonly told: Refusal | null };

/** Moves the file out of the journal. `told` takes its place where its instruction is known. */
export function putAside(folders: Folders, file: string, why: string, now: string): PutAside {
  const salvaged = salvage(file);
  const kept = join(folders.aside, `journal-${basename(file)}`);
  renameSync(file, kept);
  const notice = `${why} It is kept as ${kept}; how that instruction ended is not known, so look at the packages of this device.`;
  if (salvaged === null) return { notice, told: null };
  const report: Outgoing = { seq: salvaged.seq, at: now, body: fitting(lost(salvaged.verb, why)), reduced: false };
  return { notice, told: { kind: 'refusal', id: salvaged.id, waiting: [...salvaged.waiting, report] } };
}

type Salvaged = { readonly id: string; readonly verb: string; readonly seq: number; readonly waiting: Outgoing[] };

function salvage(file: string): Salvaged | null {
  try {
    const value = JSON.parse(readFileSync(file, 'utf8')) as {
      instruction?: { id?: unknown; body?: { verb?: unknown } };
      seq?: unknown;
      waiting?: unknown;
    };
    const id = value.instruction?.id;
    const verb = value.instruction?.body?.verb;
    if (typeof id !== 'string') return null;
    const waiting = Outgoing.array().safeParse(value.waiting);
    // Far above every sequence that may have been used: this one is certainly new to the server.
    const seq = 9000 + Math.min(900, typeof value.seq === 'number' ? value.seq : 0);
    return { id, verb: typeof verb === 'string' ? verb : '', seq, waiting: waiting.success ? waiting.data : [] };
  } catch {
    return null;
  }
}

function lost(verb: string, why: string): ReportBody {
  const code = 'agent.journal-damaged';
  const detail = `The agent's own record of this instruction can not be read any more, so how far it came is not known. ${why}`;
  if (verb !== 'install' && verb !== 'rollback') return { status: 'refused', code, detail };
  return {
    status: 'ended',
    result: {
      verb: 'install',
      install: {
        how: 'failed',
        code,
        detail,
        bootIdBefore: '',
        startedAt: null,
        appliedAt: null,
        restartDue: false,
        checksBefore: [],
        checksAfter: [],
        checksRolledBack: null,
        receipts: [],
        after: null,
      },
    },
  };
}
