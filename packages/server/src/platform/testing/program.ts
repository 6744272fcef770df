import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const CHECKOUT = fileURLToPath(new URL('../../../../..', import.meta.url));
const PROGRAM = fileURLToPath(new URL('embedded-program.ts', import.meta.url));

export type StartedProgram = {
  /** Its first line. */
  readonly said: Readonly<Record<string, unknown>>;
  /** Ends its input, upon which it stops in order, and waits. */
  stop(): Promise<void>;
  /** kill -9, and waits. */
  kill(): Promise<void>;
};

/** Runs embedded-program.ts, as another user if `ids` says so, until its first line. */
export async function startProgram(args: readonly string[], ids?: { uid: number; gid: number }): Promise<StartedProgram> {
  const child =
    ids === undefined ? spawn(process.execPath, [PROGRAM, ...args], { stdio: ['pipe', 'pipe', 'inherit'] }) : spawnAs(args, ids);
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error('The program has no pipes.');
  const ended = once(child, 'exit');
  const [line] = (await Promise.race([once(createInterface({ input: stdout }), 'line'), ended.then(() => ['{}'])])) as [string];
  return {
    said: JSON.parse(line) as Record<string, unknown>,
    async stop() {
      stdin.end();
      await ended;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** A checkout below root's home is out of the other user's reach: then the program sees it through a bind mount of its own. */
function spawnAs(args: readonly string[], ids: { uid: number; gid: number }): ChildProcess {
  const options = { cwd: '/', stdio: ['pipe', 'pipe', 'inherit'] as ('pipe' | 'inherit')[] };
  if (open(CHECKOUT)) return spawn(process.execPath, [PROGRAM, ...args], { ...options, ...ids });
  const mounted = mkdtempSync(join(tmpdir(), 'fettle-checkout-'));
  const at = (path: string) => join(mounted, relative(CHECKOUT, path));
  const identity = `--reuid=${ids.uid} --regid=${ids.gid} --clear-groups`;
  const script = `chmod 755 "$0" && mount --bind "$1" "$0" && shift && exec setpriv ${identity} "$@"`;
  const child = spawn('unshare', ['--mount', 'sh', '-c', script, mounted, CHECKOUT, at(process.execPath), at(PROGRAM), ...args], options);
  child.once('exit', () => rmdirSync(mounted));
  return child;
}

function open(folder: string): boolean {
  if ((statSync(folder).mode & 0o001) === 0) return false;
  return dirname(folder) === folder || open(dirname(folder));
}
