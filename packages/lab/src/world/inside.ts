/** Commands that run inside a device, as its root user. */
import type { Ran, RunOptions } from './run.ts';
import { run } from './run.ts';

const ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
  LANG: 'C.UTF-8',
  DEBIAN_FRONTEND: 'noninteractive',
};

/**
 * The command that runs `argv` in all namespaces of the device whose process 1 is `leader`. It dies with whoever runs it
 * (prctl(2) PR_SET_PDEATHSIG), so that a time limit ends the program and not only the way to it.
 */
export function insideCommand(leader: number, argv: readonly string[], env: Readonly<Record<string, string>> = {}): readonly string[] {
  const words = Object.entries({ ...ENVIRONMENT, ...env }).map(([name, value]) => `${name}=${value}`);
  return ['nsenter', '-t', String(leader), '-a', '--', '/usr/bin/setpriv', '--pdeathsig', 'KILL', '/usr/bin/env', '-i', ...words, ...argv];
}

/** Runs a program inside to its end or its time limit. */
export function runInside(leader: number, argv: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { env, ...rest } = options;
  return run(insideCommand(leader, argv, env), rest);
}
