import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { lockedBy, takeLock } from './lock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fettle-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A real process may stumble on a busy machine: a second try, as the tests against real services have. */
const aProcess = { retry: 1 };

/** Another process that takes the lock, says so, and keeps it until it is killed. */
async function otherAgent(path: string): Promise<{ says: string; kill: () => Promise<void> }> {
  const program = `import { takeLock } from ${JSON.stringify(new URL('lock.ts', import.meta.url).href)};
    const lock = takeLock(${JSON.stringify(path)});
    console.log(lock.ok ? 'taken' : 'refused by ' + lock.pid);
    if (lock.ok) setInterval(() => lock, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  // One that outlived its test would keep the output of the whole run open.
  onTestFinished(() => void child.kill('SIGKILL'));
  const says = await new Promise<string>((resolve) => child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim())));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    says,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

test('of two agents one gets the folder, and the other is told which process has it', aProcess, async () => {
  const path = join(folder, 'agent.lock');
  const mine = takeLock(path);
  expect(mine.ok).toBe(true);
  expect((await otherAgent(path)).says).toBe(`refused by ${process.pid}`);
  if (mine.ok) mine.release();
  const other = await otherAgent(path);
  expect(other.says).toBe('taken');
  expect(takeLock(path)).toMatchObject({ ok: false });
  await other.kill();
});

test('kill -9 leaves no lock behind', aProcess, async () => {
  const path = join(folder, 'agent.lock');
  const other = await otherAgent(path);
  await other.kill();
  expect(lockedBy(path)).toBeNull();
  const mine = takeLock(path);
  expect(mine.ok).toBe(true);
  if (mine.ok) mine.release();
});

test('a folder that can not be written is a fault, and not another agent', () => {
  expect(() => takeLock(join(folder, 'nowhere', 'agent.lock'))).toThrow(/unable to open/);
});
