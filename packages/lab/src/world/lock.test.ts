import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withLock } from './lock.ts';
import { nameProcess } from './process.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fettle-lock-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

test('one holder at a time, and nothing is left behind', async () => {
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    most = Math.max(most, ++inside);
    await Promise.resolve();
    inside -= 1;
  };
  await Promise.all([1, 2, 3].map(() => withLock(join(folder, 'lock'), 10_000, work)));
  expect(most).toBe(1);
  expect(await readdir(folder)).toEqual([]);
});

test('the lock of a process that is gone is taken over', async () => {
  await writeFile(join(folder, 'lock'), JSON.stringify({ pid: process.pid, started: 'another boot' }));
  expect(await withLock(join(folder, 'lock'), 5_000, () => Promise.resolve('done'))).toBe('done');
});

test('the lock of a running process is waited for, and the wait ends with a sentence', async () => {
  await writeFile(join(folder, 'lock'), JSON.stringify(await nameProcess(process.pid)));
  await expect(withLock(join(folder, 'lock'), 300, () => Promise.resolve())).rejects.toThrow(/waited 0.3 s for the lock/);
});
