import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { isRunning } from './process.ts';
import { readStates } from './state.ts';
import type { WorldState } from './state.ts';
import { sweepLeftWorlds } from './sweep.ts';
import { waitFor } from './wait.ts';

async function openElsewhere(): Promise<{ child: ChildProcess; state: WorldState }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'testing/open-and-wait.ts')], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.stdout === null) throw new Error('no output');
  for await (const line of createInterface(child.stdout)) return { child, state: JSON.parse(line) as WorldState };
  throw new Error('the program ended before its world was open');
}

async function whatIsLeft(state: WorldState): Promise<readonly string[]> {
  const left: string[] = [];
  const supervisors = state.devices.map((device) => device.supervisor).filter((name) => name !== null);
  for (const name of [state.holder.outer, state.holder.init, ...supervisors]) if (await isRunning(name)) left.push(`process ${name.pid}`);
  for (const path of [state.dir, ...state.cgroups]) if ((await stat(path).catch(() => null)) !== null) left.push(path);
  if ((await readStates()).some((one) => one.id === state.id)) left.push('its state');
  return left;
}

test('a world whose opener gets SIGTERM closes itself and leaves nothing', async () => {
  const { child, state } = await openElsewhere();
  expect(await whatIsLeft(state)).not.toEqual([]);
  child.kill('SIGTERM');
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
  expect(signal).toBe('SIGTERM');
  expect(await whatIsLeft(state)).toEqual([]);
});

test('when the opener is killed its processes end by themselves, and the next run removes the rest', async () => {
  const { child, state } = await openElsewhere();
  child.kill('SIGKILL');
  await once(child, 'exit');
  const names = [
    state.holder.outer,
    state.holder.init,
    ...state.devices.map((device) => device.supervisor).filter((name) => name !== null),
  ];
  await waitFor('the processes of the world to end', async () => ((await Promise.all(names.map(isRunning))).includes(true) ? null : true), {
    timeout: 20_000,
  });
  expect(await whatIsLeft(state)).toContain('its state');
  expect(await sweepLeftWorlds()).toContain(state.id);
  expect(await whatIsLeft(state)).toEqual([]);
});
