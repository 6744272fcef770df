/**
 * A machine of recorded answers: the same argument list gives the same output. A command that the recording does not know is an
 * exception, so a test fails when the code starts to ask something else. Writes go to memory and are read back from there.
 */
import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import type { FileFacts, Machine, RunOptions, RunResult } from './types.ts';

export type RecordedCommand = {
  /** A pipe is one list with `|` between its programs. */
  readonly argv: readonly string[];
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly signal?: string;
  readonly timedOut?: boolean;
  readonly truncated?: boolean;
  readonly notStarted?: string;
};

/** Answers by path. Several answers to one question are given in their order; the last one stays. */
export type RecordedReads = {
  readonly file?: Readonly<Record<string, readonly (string | null)[]>>;
  readonly folder?: Readonly<Record<string, readonly (readonly string[] | null)[]>>;
  readonly link?: Readonly<Record<string, readonly (string | null)[]>>;
  readonly stat?: Readonly<Record<string, readonly (FileFacts | null)[]>>;
  readonly exists?: Readonly<Record<string, readonly boolean[]>>;
  readonly sha256?: Readonly<Record<string, readonly (string | null)[]>>;
  readonly freeBytes?: Readonly<Record<string, readonly (number | null)[]>>;
};

export type Recording = {
  readonly about: string;
  readonly isRoot: boolean;
  readonly commands: readonly RecordedCommand[];
  readonly reads: RecordedReads;
};

/** `ran` fills with the argument lists in the order in which the code asked. */
export function recordedMachine(recording: Recording, ran: (readonly string[])[] = []): Machine {
  const counts = new Map<string, number>();
  const written = new Map<string, string>();
  const folders = new Set<string>();

  function next<T>(question: string, answers: readonly T[] | undefined): T | undefined {
    if (answers === undefined || answers.length === 0) return undefined;
    const at = counts.get(question) ?? 0;
    counts.set(question, at + 1);
    return answers[Math.min(at, answers.length - 1)];
  }

  async function answer(argv: readonly string[], options: RunOptions): Promise<RunResult> {
    ran.push(argv);
    const name = JSON.stringify(argv);
    const found = next(
      name,
      recording.commands.filter((command) => JSON.stringify(command.argv) === name),
    );
    if (found === undefined) throw new Error(`The recording "${recording.about}" does not know the command: ${argv.join(' ')}`);
    if (options.onLine) for (const line of `${found.stdout}\n${found.stderr}`.split('\n')) if (line.trim() !== '') options.onLine(line);
    return {
      exitCode: found.exitCode,
      signal: found.signal ?? null,
      stdout: found.stdout,
      stderr: found.stderr,
      timedOut: found.timedOut ?? false,
      truncated: found.truncated ?? false,
      notStarted: found.notStarted ?? null,
    };
  }

  const reads = recording.reads;
  return {
    run: answer,
    pipe: (argvs, options) => answer(joinPipe(argvs), options),
    readFile: async (path) => next(`file ${path}`, reads.file?.[path]) ?? written.get(path) ?? null,
    readDir: async (path) => next(`folder ${path}`, reads.folder?.[path]) ?? namesIn(path, written),
    readLink: async (path) => next(`link ${path}`, reads.link?.[path]) ?? null,
    stat: async (path) => next(`stat ${path}`, reads.stat?.[path]) ?? factsOf(written.get(path)),
    exists: async (path) =>
      next(`exists ${path}`, reads.exists?.[path]) ?? (written.has(path) || folders.has(path) || hasFile(reads, path)),
    sha256: async (path) => next(`sha256 ${path}`, reads.sha256?.[path]) ?? hashOf(written.get(path)),
    freeBytes: async (path) => next(`free ${path}`, reads.freeBytes?.[path]) ?? null,
    writeFile: async (path, text) => void written.set(path, text),
    makeFolder: async (path) => void folders.add(path),
    move: async (from, to) => {
      const text = written.get(from);
      if (text !== undefined) written.set(to, text);
      written.delete(from);
    },
    remove: async (path) => {
      for (const known of written.keys()) if (known === path || known.startsWith(`${path}/`)) written.delete(known);
    },
    isRoot: async () => recording.isRoot,
    wait: async () => undefined,
  };
}

/** How a pipe stands in a recording. */
export function joinPipe(argvs: readonly (readonly string[])[]): readonly string[] {
  return argvs.flatMap((argv, index) => (index === 0 ? argv : ['|', ...argv]));
}

function hasFile(reads: RecordedReads, path: string): boolean {
  return reads.file?.[path]?.[0] !== undefined && reads.file[path][0] !== null;
}

function namesIn(path: string, written: ReadonlyMap<string, string>): readonly string[] | null {
  const names = [...written.keys()].filter((known) => dirname(known) === path).map((known) => known.slice(path.length + 1));
  return names.length === 0 ? null : names.toSorted();
}

function factsOf(text: string | undefined): FileFacts | null {
  return text === undefined ? null : { kind: 'file', bytes: Buffer.byteLength(text), modifiedAt: '2026-01-01T00:00:00.000Z' };
}

function hashOf(text: string | undefined): string | null {
  return text === undefined ? null : createHash('sha256').update(text).digest('hex');
}
