/** A long-lived program on the server's side of a world. */
import { spawn } from 'node:child_process';
import { inWorld } from './holder.ts';
import type { Holder } from './holder.ts';
import { childrenOf, signal as send } from './process.ts';

export type ProgramOptions = {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Gets what the program writes, as it comes. Without it the output is lost. */
  readonly onOutput?: (text: string) => void;
};

export type ProgramEnd = { readonly status: number | null; readonly signal: NodeJS.Signals | null };

export type Program = {
  /** Sends a signal to the program itself; false where it is gone. */
  signal(name: NodeJS.Signals): Promise<boolean>;
  readonly ended: Promise<ProgramEnd>;
};

/** Starts a program in the world's process, mount and network namespaces. It dies with the opener and with the world. */
export function startProgram(holder: Holder, argv: readonly string[], options: ProgramOptions = {}): Program {
  // Entering a mount namespace leads to its root folder (setns(2)): the folder is chosen inside.
  const [file = '', ...args] = inWorld(holder, ['setpriv', '--pdeathsig', 'KILL', 'env', `--chdir=${options.cwd ?? '/'}`, ...argv]);
  const child = spawn(file, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    ...(options.env === undefined ? {} : { env: options.env }),
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => options.onOutput?.(text));
  }
  const ended = new Promise<ProgramEnd>((resolve) => {
    child.once('error', () => resolve({ status: 127, signal: null }));
    child.once('exit', (status, name) => resolve({ status, signal: name }));
  });
  // nsenter stands between: it waits for the program, and ends as that ends.
  const signal = async (name: NodeJS.Signals): Promise<boolean> => {
    const [inner] = child.pid === undefined ? [] : await childrenOf(child.pid);
    return inner !== undefined && send(inner, name);
  };
  return { signal, ended };
}
