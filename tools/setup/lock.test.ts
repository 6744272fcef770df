import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { withSetupLock } from './lock.mjs';
import { Obstacle } from './say.mjs';

let scratch: string;
let lock: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'fettle-lock-'));
  lock = join(scratch, 'setup.lock');
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

/** The number of a process that has just ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

function leaveBehind(holder: string): void {
  mkdirSync(lock);
  writeFileSync(join(lock, 'pid'), holder);
}

it('lets one in at a time', async () => {
  const order: string[] = [];
  const work = (name: string) => async () => {
    order.push(`${name} in`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    order.push(`${name} out`);
  };
  await Promise.all([withSetupLock(work('a'), lock), withSetupLock(work('b'), lock)]);
  expect(order).toEqual(['a in', 'a out', 'b in', 'b out']);
});

it('is free again when the work has failed', async () => {
  await expect(withSetupLock(() => Promise.reject(new Error('no network')), lock)).rejects.toThrow('no network');
  expect(await withSetupLock(async () => 'in', lock)).toBe('in');
});

it('is taken over from a process that no longer runs, and leaves nothing of it', async () => {
  leaveBehind(`${deadPid()} 123`);
  expect(await withSetupLock(async () => 'in', lock)).toBe('in');
  expect(readdirSync(scratch)).toEqual([]);
});

it.runIf(existsSync('/proc/self/stat'))('is taken over when the number of its holder now belongs to another process', async () => {
  leaveBehind(`${process.pid} 1`);
  expect(await withSetupLock(async () => 'in', lock)).toBe('in');
});

it('is taken over from a process that died before it wrote its name', async () => {
  mkdirSync(lock);
  const longAgo = new Date(Date.now() - 60_000);
  utimesSync(lock, longAgo, longAgo);
  expect(await withSetupLock(async () => 'in', lock)).toBe('in');
});

it.runIf(existsSync('/proc/self/stat'))('is taken over from a process that is dead and still has its number', async () => {
  // The shell becomes `sleep`, which never asks for the status of the child that the shell had.
  const parent = spawn('/bin/sh', ['-c', `${process.execPath} -e '' & echo $!; exec sleep 60`], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    const stat = (): string[] => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    const started = stat()[19];
    await expect.poll(() => stat()[0], { timeout: 20_000 }).toBe('Z');
    leaveBehind(`${pid} ${started}`);
    expect(await withSetupLock(async () => 'in', lock)).toBe('in');
  } finally {
    parent.kill('SIGKILL');
  }
});

it.runIf(process.platform === 'linux')('a checkout that can not be written is told in a sentence, not with a stack', async () => {
  // Nobody may make a folder there, not even root.
  const tried = withSetupLock(async () => 'in', '/sys/fettle/setup.lock');
  await expect(tried).rejects.toThrow(Obstacle);
  await expect(tried).rejects.toThrow('/sys/fettle can not be written');
});
