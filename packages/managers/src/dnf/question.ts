/** Puts a question to dnf through its own library (script.ts), and gives the answer as fields: exact where dnf's tables are cut to the width of a screen. */
import type { Trouble } from '@fettle/core/inventory';
import { ask, patience, succeeded } from '../kit/index.ts';
import type { Patience } from '../kit/index.ts';
import type { Machine } from '../machine/index.ts';
import type { ScanMode } from '../types.ts';
import { questionFolders } from './arguments.ts';
import { findProgram } from './program.ts';
import { script } from './script.ts';
import { parseDocument } from './shape.ts';
import type { Fields, PackageWord } from './shape.ts';
import { excerptOf, recogniseFailure, translateFailure, troubleOf } from './translate.ts';

export type Question =
  | { readonly question: 'refresh' | 'scan' | 'state' }
  | { readonly question: 'cves'; readonly wanted: readonly PackageWord[] }
  /** `paths`: files of the store; `repositories: false`: nothing but them. */
  | { readonly question: 'plan'; readonly wanted: readonly PackageWord[]; readonly paths: readonly string[]; readonly repositories?: false }
  | {
      readonly question: 'download';
      readonly wanted: readonly (PackageWord & { readonly sha256: string })[];
      readonly folder: string;
      readonly bytesPerSecond?: number;
    };

export type Asked =
  | { readonly ok: true; readonly fields: Fields; readonly excerpt: string }
  | { readonly ok: false; readonly trouble: Trouble };

const patienceOf: Readonly<Record<Question['question'], Patience>> = {
  refresh: 'refresh',
  scan: 'question',
  state: 'question',
  cves: 'question',
  plan: 'question',
  download: 'download',
};

/** Asks; lists are never fetched but by `refresh`. Trouble where dnf says so, or where its answer is none. `seconds`: how long it may take, where that is not the usual. */
export async function askDnf(machine: Machine, mode: ScanMode, question: Question, seconds?: number): Promise<Asked> {
  const found = await findProgram(machine);
  if (!found.ok) return found;
  const needsRepositories = question.question !== 'state';
  const request = { repositories: needsRepositories, ...questionFolders(mode), ...question };
  const kind = patienceOf[question.question];
  // `-I`: neither the folder it stands in nor anybody's own Python modules count.
  const result = await ask(machine, kind, [found.program.python, '-I', '-', JSON.stringify(request)], {
    input: script,
    ...(seconds === undefined ? {} : { timeoutMs: Math.ceil(seconds * 1_000) }),
  });
  if (!succeeded(result)) return { ok: false, trouble: translateFailure(result, seconds ?? patience[kind], found.program.python) };
  const fields = parseDocument(result.stdout);
  // Its standard output is the answer itself.
  const excerpt = excerptOf({ stdout: '', stderr: result.stderr });
  if (fields === null) return { ok: false, trouble: troubleOf('dnf.unreadable', { program: 'dnf' }, excerpt) };
  const { failed, message } = fields;
  if (failed === undefined) return { ok: true, fields, excerpt };
  if (typeof failed !== 'string' || typeof message !== 'string')
    return { ok: false, trouble: troubleOf('dnf.unreadable', { program: 'dnf' }, excerpt) };
  // The library logs more than its exception says: a mirror's own words stand there.
  const words = `${excerpt}\n${failed}: ${message}`.slice(-2000);
  return {
    ok: false,
    trouble: recogniseFailure(words, words) ?? troubleOf('dnf.unknown', { status: failed }, words),
  };
}

/** The trouble of an answer that has not the fields it should have. */
export function unreadable(asked: { readonly excerpt: string }, what: string): Trouble {
  return troubleOf('dnf.unreadable', { program: 'dnf', what }, asked.excerpt);
}
