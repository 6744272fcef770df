/** The machine inside a test root: the same port, through the root's namespaces. For tests only. */
import { chown } from 'node:fs/promises';
import { realMachine } from '../machine/index.ts';
import type { Machine, RunOptions } from '../machine/index.ts';

const quick = { timeoutMs: 10_000, maxOutputBytes: 4 * 1024 * 1024 } as const;

/** `pid` is any process of the root; `user` (uid) runs everything as an ordinary user there. */
export function insideMachine(pid: number, user?: number): Machine {
  const outside = realMachine();
  const there = (path: string): string => `/proc/${pid}/root${path}`;

  function enter(argv: readonly string[], cwd: string | undefined): string[] {
    const become = user === undefined ? [] : ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--clear-groups'];
    return ['nsenter', `--target=${pid}`, '--mount', '--uts', '--ipc', '--pid', '--root', `--wdns=${cwd ?? '/'}`, ...become, ...argv];
  }
  function outsideOptions({ cwd: _, outputTo, ...rest }: RunOptions): RunOptions {
    return outputTo === undefined ? rest : { ...rest, outputTo: there(outputTo) };
  }
  /**
   * Much in the kernel's folders means the reader (its network, its hostname, its view of paths): a process of the root must read it.
   * Not so which processes there are and how they are.
   */
  const isKernels = (path: string): boolean =>
    /^\/(?:proc|sys)(?:\/|$)/.test(path) && !/^\/proc(?:\/\d+\/(?:stat|comm|cgroup))?$/.test(path);
  async function printed(argv: readonly string[]): Promise<string | null> {
    const result = await outside.run(enter(argv, undefined), quick);
    return result.exitCode === 0 ? result.stdout : null;
  }

  return {
    run: (argv, options) => outside.run(enter(argv, options.cwd), outsideOptions(options)),
    pipe: (argvs, options) =>
      outside.pipe(
        argvs.map((argv) => enter(argv, options.cwd)),
        outsideOptions(options),
      ),
    readFile: (path, maxBytes) => (isKernels(path) ? printed(['cat', path]) : outside.readFile(there(path), maxBytes)),
    readDir: async (path) =>
      isKernels(path) ? ((await printed(['ls', '-1A', path]))?.trimEnd().split('\n') ?? null) : outside.readDir(there(path)),
    readLink: async (path) => (isKernels(path) ? ((await printed(['readlink', path]))?.trimEnd() ?? null) : outside.readLink(there(path))),
    stat: (path) => outside.stat(there(path)),
    exists: (path) => outside.exists(there(path)),
    sha256: (path) => outside.sha256(there(path)),
    freeBytes: (path) => outside.freeBytes(there(path)),
    writeFile: async (path, text) => {
      await outside.writeFile(there(path), text);
      if (user !== undefined) await chown(there(path), user, user);
    },
    makeFolder: async (path) => {
      if (user === undefined) return outside.makeFolder(there(path));
      const made = await outside.run(enter(['mkdir', '-p', '-m', '0700', path], undefined), quick);
      if (made.exitCode !== 0) throw new Error(`uid ${user} can not make ${path}: ${made.stderr}`);
    },
    move: (from, to) => outside.move(there(from), there(to)),
    remove: (path) => outside.remove(there(path)),
    isRoot: async () => (user ?? 0) === 0,
    wait: (milliseconds) => outside.wait(milliseconds),
  };
}
