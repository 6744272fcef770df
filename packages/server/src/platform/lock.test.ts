import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { lockFolder } from './lock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a folder is locked by one holder at a time, and free again after release', () => {
  const first = lockFolder(join(folder, 'new'));
  expect(lockFolder(join(folder, 'new'))).toEqual({ heldBy: { pid: process.pid } });
  if ('release' in first) first.release();
  const second = lockFolder(join(folder, 'new'));
  expect(second).toHaveProperty('release');
  if ('release' in second) second.release();
});

// A real process, which may stumble on a busy machine: a second try, as the tests against real services have.
test('a holder that is killed leaves nothing behind', { retry: 1 }, async () => {
  const script = `import { lockFolder } from ${JSON.stringify(new URL('lock.ts', import.meta.url).href)};
    lockFolder(${JSON.stringify(folder)}); process.stdout.write('held'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  // One that outlived its test would keep the output of the whole run open.
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  expect(lockFolder(folder)).toEqual({ heldBy: { pid: child.pid } });
  child.kill('SIGKILL');
  await once(child, 'exit');
  const lock = lockFolder(folder);
  expect(lock).toHaveProperty('release');
  if ('release' in lock) lock.release();
});
