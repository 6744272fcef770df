/** Makes fixtures: passes everything on to a real machine and keeps what it answered, in the form that `recordedMachine` replays. */
import { joinPipe } from './recorded.ts';
import type { RecordedCommand, Recording } from './recorded.ts';
import type { FileFacts, Machine, RunResult } from './types.ts';

/**
 * `scrub` takes out of every text what belongs to the recording and not to the case (a port, a folder of the test machine);
 * it is applied to argument lists, paths, outputs and file contents alike, so that they still fit together.
 */
export function recordingMachine(
  machine: Machine,
  scrub: (text: string) => string,
): { readonly machine: Machine; finish(about: string): Promise<Recording> } {
  const commands: RecordedCommand[] = [];
  const reads = {
    file: new Map<string, (string | null)[]>(),
    folder: new Map<string, (readonly string[] | null)[]>(),
    link: new Map<string, (string | null)[]>(),
    stat: new Map<string, (FileFacts | null)[]>(),
    exists: new Map<string, boolean[]>(),
    sha256: new Map<string, (string | null)[]>(),
    freeBytes: new Map<string, (number | null)[]>(),
  };

  function keepCommand(argv: readonly string[], result: RunResult): RunResult {
    commands.push({
      argv: argv.map(scrub),
      exitCode: result.exitCode,
      stdout: scrub(result.stdout),
      stderr: scrub(result.stderr),
      ...(result.signal === null ? {} : { signal: result.signal }),
      ...(result.timedOut ? { timedOut: true } : {}),
      ...(result.truncated ? { truncated: true } : {}),
      ...(result.notStarted === null ? {} : { notStarted: scrub(result.notStarted) }),
    });
    return result;
  }

  async function keep<T>(kept: Map<string, T[]>, path: string, read: Promise<T>, clean: (value: T) => T = (value) => value): Promise<T> {
    const value = await read;
    const name = scrub(path);
    kept.set(name, [...(kept.get(name) ?? []), clean(value)]);
    return value;
  }
  const scrubText = (text: string | null): string | null => (text === null ? null : scrub(text));

  return {
    machine: {
      ...machine,
      // What is recorded stands still; waiting would only make the same answer come often.
      wait: async () => undefined,
      run: async (argv, options) => keepCommand(argv, await machine.run(argv, options)),
      pipe: async (argvs, options) => keepCommand(joinPipe(argvs), await machine.pipe(argvs, options)),
      readFile: (path, maxBytes) => keep(reads.file, path, machine.readFile(path, maxBytes), scrubText),
      readDir: (path) => keep(reads.folder, path, machine.readDir(path), (names) => names?.map(scrub) ?? null),
      readLink: (path) => keep(reads.link, path, machine.readLink(path), scrubText),
      stat: (path) => keep(reads.stat, path, machine.stat(path)),
      exists: (path) => keep(reads.exists, path, machine.exists(path)),
      sha256: (path) => keep(reads.sha256, path, machine.sha256(path)),
      freeBytes: (path) => keep(reads.freeBytes, path, machine.freeBytes(path)),
    },
    finish: async (about) => ({
      about,
      isRoot: await machine.isRoot(),
      commands,
      reads: {
        file: inShort(reads.file),
        folder: inShort(reads.folder),
        link: inShort(reads.link),
        stat: inShort(reads.stat),
        exists: inShort(reads.exists),
        sha256: inShort(reads.sha256),
        freeBytes: inShort(reads.freeBytes),
      },
    }),
  };
}

/** The last answer stays in a replay, so its repetitions at the end say nothing. */
function inShort<T>(kept: ReadonlyMap<string, readonly T[]>): Record<string, readonly T[]> {
  return Object.fromEntries(
    [...kept].map(([path, answers]) => {
      const last = JSON.stringify(answers.at(-1));
      const different = answers.findLastIndex((answer) => JSON.stringify(answer) !== last);
      return [path, answers.slice(0, different + 2)];
    }),
  );
}
