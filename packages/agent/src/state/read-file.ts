/**
 * State files are read once, at the start, by their schema. One that can not be read is said as such: state that this agent invented in its
 * place would forget what was taken, refused or begun.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { isCode, writeJson } from './durable.ts';

export type FileRead<T> = { readonly ok: true; readonly value: T | null } | { readonly ok: false; readonly sentence: string };

/** The content of a JSON file, null where there is none, or a sentence that says what is wrong with it. */
export function readAs<T extends z.ZodType>(path: string, schema: T): FileRead<z.output<T>> {
  const text = readText(path);
  if (!text.ok) return text;
  if (text.value === null) return { ok: true, value: null };
  if (text.value.trim() === '') return unreadable(path, 'it is empty');
  let value: unknown;
  try {
    value = JSON.parse(text.value);
  } catch {
    return unreadable(path, 'it holds no whole JSON');
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  return unreadable(
    path,
    `it is not what this version of the agent writes (${z
      .prettifyError(parsed.error)
      .replaceAll(/\s*\n\s*/g, ' ')
      .slice(0, 300)})`,
  );
}

/** The text of a file, null where there is none. */
export function readText(path: string): FileRead<string> {
  try {
    return { ok: true, value: readFileSync(path, 'utf8') };
  } catch (error) {
    if (isCode(error, 'ENOENT')) return { ok: true, value: null };
    return unreadable(path, error instanceof Error ? error.message : String(error));
  }
}

export function unreadable(path: string, why: string): { readonly ok: false; readonly sentence: string } {
  return { ok: false, sentence: `${path} can not be read: ${why}.` };
}

/** A value that is kept in memory and on disk. `set` writes first: where the disk does not take it, nothing has changed. `hold` keeps it in memory alone; the next `set` writes. */
export type Kept<T> = { readonly get: () => T; readonly set: (value: T) => void; readonly hold: (value: T) => void };

/** Keeps a value at `path`. An equal value is not written again. */
export function kept<T>(path: string, initial: T): Kept<T> {
  let current = initial;
  let text: string | null = null;
  return {
    get: () => current,
    set(value) {
      const next = JSON.stringify(value);
      if (text === null) text = JSON.stringify(current);
      if (next !== text) writeJson(path, value);
      text = next;
      current = value;
    },
    hold(value) {
      text ??= JSON.stringify(current);
      current = value;
    },
  };
}
