/** One builder at a time: a lock file that names its holder, taken over when the holder is gone. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isRunning, nameProcess } from './process.ts';
import type { ProcessName } from './process.ts';
import { waitFor } from './wait.ts';

/** Does `work` while no other process holds `file`. Waits at most `timeout` milliseconds for the other. */
export async function withLock<T>(file: string, timeout: number, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  await waitFor(`the lock ${file}`, () => take(file), { timeout, every: 250 });
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function take(file: string): Promise<true | null> {
  const me = await nameProcess(process.pid);
  try {
    await writeFile(file, JSON.stringify(me), { flag: 'wx' });
    return true;
  } catch {
    const holder = parseHolder(await readFile(file, 'utf8').catch(() => ''));
    if (holder !== null && !(await isRunning(holder))) await rm(file, { force: true });
    return null;
  }
}

function parseHolder(text: string): ProcessName | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('pid' in value) || !('started' in value)) return null;
    return typeof value.pid === 'number' && typeof value.started === 'string' ? { pid: value.pid, started: value.started } : null;
  } catch {
    return null;
  }
}
