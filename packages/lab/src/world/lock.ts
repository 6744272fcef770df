/** One builder at a time: a lock file that names its holder, taken over when the holder is gone. */
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isRunning, nameProcess } from './process.ts';
import type { ProcessName } from './process.ts';
import { waitFor } from './wait.ts';

let tries = 0;

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
  const own = `${file}.${process.pid}.${++tries}`;
  await writeFile(own, JSON.stringify(await nameProcess(process.pid)));
  try {
    // A link appears with its content or not at all: no one ever sees a lock without a holder's name.
    await link(own, file);
    return true;
  } catch {
    const seen = await readFile(file, 'utf8').catch(() => '');
    const holder = parseHolder(seen);
    if (holder !== null && !(await isRunning(holder))) await takeAway(file, seen, own);
    return null;
  } finally {
    await rm(own, { force: true });
  }
}

/** Removes a dead holder's lock, and only that: another process may have replaced it by its own since it was read. */
async function takeAway(file: string, seen: string, own: string): Promise<void> {
  const aside = `${own}.aside`;
  try {
    await rename(file, aside);
    if ((await readFile(aside, 'utf8')) !== seen) await link(aside, file);
  } catch {
    // Someone else was faster; the next try sees what is there now.
  } finally {
    await rm(aside, { force: true });
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
