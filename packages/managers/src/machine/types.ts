/**
 * The port to the machine that Fettle stands on: everything a package manager, a scan or a check asks of the world goes through
 * here, so the same code runs on a device (`real.ts`), in a test root, or over recorded output (`recorded.ts`).
 * Commands are argument lists, never shell text.
 */

export type RunOptions = {
  /** After this the whole process group is ended: TERM, and KILL five seconds later. */
  readonly timeoutMs: number;
  /** Of stdout and of stderr each. What is cut out is the middle: beginnings are parsed, ends tell why something failed. */
  readonly maxOutputBytes: number;
  /** Added to the machine's small fixed environment (C.UTF-8, no prompts). */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly cwd?: string;
  /** Each line of stdout and stderr as it comes, without its line end. */
  readonly onLine?: (line: string) => void;
  /**
   * Stdout and stderr both go to this file instead of a pipe to us, and come back as `stdout`: the program then runs to its end even if
   * this process dies meanwhile. Without it, it would be killed by its next line (SIGPIPE), with packages half installed.
   */
  readonly outputTo?: string;
};

export type RunResult = {
  /** null: ended by a signal, or never started. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
  readonly truncated: boolean;
  /** Why the program could not be started at all (not installed, not executable); null: it ran. */
  readonly notStarted: string | null;
};

export type FileFacts = {
  readonly kind: 'file' | 'folder' | 'other';
  readonly bytes: number;
  /** RFC 3339, UTC. */
  readonly modifiedAt: string;
};

/** Reads answer `null` where there is nothing, or nothing that may be read. Writes throw: that is a fault of the installation. */
export type Machine = {
  run(argv: readonly string[], options: RunOptions): Promise<RunResult>;
  /** Each program's stdout is the next one's stdin; the answer is the last one's. A reader may stop early. */
  pipe(argvs: readonly (readonly string[])[], options: RunOptions): Promise<RunResult>;
  readFile(path: string, maxBytes?: number): Promise<string | null>;
  readDir(path: string): Promise<readonly string[] | null>;
  readLink(path: string): Promise<string | null>;
  stat(path: string): Promise<FileFacts | null>;
  exists(path: string): Promise<boolean>;
  /** Hex. */
  sha256(path: string): Promise<string | null>;
  /** What the calling user may still write on the file system that holds `path`. */
  freeBytes(path: string): Promise<number | null>;
  /** Whole or not at all (written beside, synced, renamed). Mode 0600. */
  writeFile(path: string, text: string): Promise<void>;
  /** With its parents; mode 0700. */
  makeFolder(path: string): Promise<void>;
  move(from: string, to: string): Promise<void>;
  /** A file, or a folder with all in it; no error where there is nothing. */
  remove(path: string): Promise<void>;
  isRoot(): Promise<boolean>;
  wait(milliseconds: number): Promise<void>;
};
