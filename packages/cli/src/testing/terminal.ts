/** The command line in a server's own folder, as a person at its terminal uses it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { runCli } from '../run.ts';
import type { TestDevice } from './device.ts';
import { testIo } from './io.ts';
import type { TestServer } from './server.ts';

export type Ran = { readonly exit: number; readonly said: string; readonly told: string };

/** Runs a command in the server's folder, where ./keys is; time is real. */
export async function fettleAt(
  { folder }: Pick<TestServer, 'folder'>,
  args: readonly string[],
  more: Parameters<typeof testIo>[0] = {},
): Promise<Ran> {
  const real = { now: () => Temporal.Now.instant(), sleep: (milliseconds: number) => sleep(Math.min(milliseconds, 50)) };
  const io = testIo({ folder, ...real, ...more });
  const exit = await runCli(args, io);
  return { exit, said: io.said(), told: io.told() };
}

/** The same with `--json`; it must go well. */
export async function answerAt<T>(server: Pick<TestServer, 'folder'>, args: readonly string[]): Promise<T> {
  const { exit, said, told } = await fettleAt(server, [...args, '--json']);
  expect({ exit, told }).toEqual({ exit: 0, told: expect.any(String) });
  return JSON.parse(said) as T;
}

/** Lets the devices speak until the command has ended. */
export async function whileTheySpeak(devices: readonly TestDevice[], command: Promise<Ran>): Promise<Ran> {
  let isOver = false;
  const over = command.finally(() => (isOver = true));
  while (!isOver) {
    for (const device of devices) await device.speak();
    await Promise.race([sleep(50), over]);
  }
  return over;
}
