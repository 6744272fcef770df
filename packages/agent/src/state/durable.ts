/**
 * Files that survive `kill -9` and a power cut at every moment: written beside, synced, renamed, and the folder synced.
 * A reader finds the old content or the new one, never half of one. A write that fails (a full disk) leaves the old content and throws.
 */
import { closeSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stopPoint } from '../stop-point.ts';

/** Writes `text` to `path` durably. `mode` is the file's mode, 0600 unless said. */
export function writeDurably(path: string, text: string, mode = 0o600): void {
  const beside = `${path}.new`;
  stopPoint(`before-write:${path}`);
  writeBeside(beside, text, mode);
  stopPoint(`before-rename:${path}`);
  renameSync(beside, path);
  syncFolder(dirname(path));
  stopPoint(`after-write:${path}`);
}

/** Writes a JSON value durably. */
export function writeJson(path: string, value: unknown): void {
  writeDurably(path, `${JSON.stringify(value)}\n`);
}

/**
 * Writes a JSON value only where there is no such file yet, and says whether it did: of several processes that try, one succeeds.
 * The file is whole from the moment at which it is there.
 */
export function createOnce(path: string, value: unknown): boolean {
  const beside = `${path}.${process.pid}.new`;
  writeBeside(beside, `${JSON.stringify(value)}\n`, 0o600);
  stopPoint(`before-link:${path}`);
  try {
    // link(2) fails where the name is taken; rename(2) would replace it.
    linkSync(beside, path);
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    rmSync(beside, { force: true });
  }
  syncFolder(dirname(path));
  stopPoint(`after-link:${path}`);
  return true;
}

/** Removes a file; that it is gone already is fine. */
export function removeDurably(path: string): void {
  if (!existsSync(path)) return;
  rmSync(path, { force: true });
  syncFolder(dirname(path));
  stopPoint(`after-remove:${path}`);
}

/** Makes a folder that only its owner may enter, and its name durable. */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  mkdirSync(path, { recursive: true, mode: 0o700 });
  syncFolder(dirname(path));
}

/** Whole files in a folder, sorted by name. */
export function listFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => !name.endsWith('.new'))
    .toSorted()
    .map((name) => join(folder, name));
}

/** Removes what interrupted writes left beside, where `isOurs` says that nobody else may be writing it just now: it was never content. */
export function removeLeftovers(folder: string, isOurs: (name: string) => boolean): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) if (name.endsWith('.new') && isOurs(name)) rmSync(join(folder, name), { force: true });
}

export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function writeBeside(beside: string, text: string, mode: number): void {
  try {
    const file = openSync(beside, 'w', mode);
    try {
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    // Half a file on a full disk would keep the rest from being written, too.
    rmSync(beside, { force: true });
    throw error;
  }
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
