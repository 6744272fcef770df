import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { endChildren } from './end-children.ts';

test('ends a child together with what that started', async () => {
  const child = spawn('sh', ['-c', 'sleep 60 & echo $!; wait'], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  const grandchild = Number(said.toString('utf8'));
  expect(process.kill(grandchild, 0)).toBe(true);
  const ended = once(child, 'exit');
  endChildren();
  await ended;
  await expect.poll(() => isRunning(grandchild), { timeout: 5000 }).toBe(false);
});

/** A zombie that nobody reaps yet does not run. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return !/\) Z /.test(readStat(pid));
}

function readStat(pid: number): string {
  try {
    return process.getBuiltinModule('node:fs').readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return ') Z ';
  }
}
