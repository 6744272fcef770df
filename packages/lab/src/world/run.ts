/** Running system tools: argument lists only, always with an end. */
import { execFile } from 'node:child_process';

export type Ran = {
  /** Exit status; `null` where a signal ended the program. */
  readonly status: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  /** True where the time limit ended it: the result is then unknown, not a failure of the program. */
  readonly timedOut: boolean;
};

export type RunOptions = {
  /** Milliseconds until the program is killed. */
  readonly timeout?: number;
  readonly input?: string | Buffer;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
};

const DEFAULT_TIMEOUT = 60_000;
const MOST_OUTPUT = 64 * 1024 * 1024;

/** Runs a program to its end or its time limit. Throws only where it could not be started at all. */
export function run(argv: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const [file, ...args] = argv;
  if (file === undefined) return Promise.reject(new Error('run: no program given'));
  const timeout = options.timeout ?? DEFAULT_TIMEOUT;
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = execFile(
      file,
      args,
      {
        timeout,
        killSignal: 'SIGKILL',
        maxBuffer: MOST_OUTPUT,
        encoding: 'utf8',
        ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
        ...(options.env === undefined ? {} : { env: { ...options.env } }),
      },
      (error, stdout, stderr) => {
        const code: unknown = error?.code;
        if (typeof code === 'string') {
          reject(new Error(`could not run ${file}: ${error?.message ?? code}`));
          return;
        }
        const timedOut = child.signalCode === 'SIGKILL' && performance.now() - started >= timeout;
        resolve({ status: child.exitCode, signal: child.signalCode, stdout, stderr, timedOut });
      },
    );
    // A program that ends without reading its input breaks the pipe; its own status says what matters.
    child.stdin?.on('error', () => {});
    child.stdin?.end(options.input ?? '');
  });
}

/** Runs a program that must succeed and gives its standard output. Throws with the command and its last words. */
export async function must(argv: readonly string[], options: RunOptions = {}): Promise<string> {
  const ran = await run(argv, options);
  if (ran.status === 0) return ran.stdout;
  throw new Error(describeFailure(argv, ran));
}

/** One sentence on a program that failed, with the end of what it said. */
export function describeFailure(argv: readonly string[], ran: Ran): string {
  const how = ran.timedOut ? 'ran out of time' : ran.signal === null ? `ended with status ${ran.status}` : `was ended by ${ran.signal}`;
  const said = `${ran.stdout}\n${ran.stderr}`.trim().split('\n').slice(-12).join('\n');
  return `${argv.join(' ')} ${how}${said === '' ? '' : `:\n${said}`}`;
}
