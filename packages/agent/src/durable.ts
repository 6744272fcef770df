/**
 * Files that survive `kill -9` and a power cut at every moment: written beside, synced, renamed, and the folder synced.
 * A reader finds the old content or the new one, never half of one.
 */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stopPoint } from './stop-point.ts';

/** Writes `text` to `path` durably. `mode` is the file's mode, 0600 unless said. */
export function writeDurably(path: string, text: string, mode = 0o600): void {
  stopPoint(`before-write:${path}`);
  const beside = `${path}.new`;
  const file = openSync(beside, 'w', mode);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  stopPoint(`before-rename:${path}`);
  renameSync(beside, path);
  syncFolder(dirname(path));
  stopPoint(`after-write:${path}`);
}

/** Writes a JSON value durably. */
export function writeJson(path: string, value: unknown, mode = 0o600): void {
  writeDurably(path, `${JSON.stringify(value)}\n`, mode);
}

/** Reads JSON, or null where there is no file. A file that is no JSON throws: it is not ours to guess. */
export function readJson(path: string): unknown {
  if (!existsSync(path)) return null;
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** Removes a file; that it is gone already is fine. */
export function removeDurably(path: string): void {
  rmSync(path, { force: true });
  if (existsSync(dirname(path))) syncFolder(dirname(path));
}

/** Makes a folder that only its owner may enter. */
export function makeFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
}

/** Names of the whole files in a folder, sorted; leftovers of an interrupted write are not among them. */
export function listFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => !name.endsWith('.new'))
    .toSorted()
    .map((name) => join(folder, name));
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
