/** Puts many files in place as if they were one: where one can not be moved, those before it go back. */
import { lstatSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Refused } from '../refused.ts';

/**
 * Moves each path from below `from` to below `to`; what stood there goes below `old`. All three are on one file system. Links below `to` are refused: they
 * would lead elsewhere.
 */
export function moveAll(from: string, to: string, old: string, paths: readonly string[]): void {
  for (const path of paths) refuseLinks(to, path);
  const undo: (() => void)[] = [];
  try {
    for (const path of paths) {
      const [source, target, kept] = [join(from, path), join(to, path), join(old, path)];
      mkdirSync(dirname(target), { recursive: true, mode: 0o755 });
      if (lstatSync(target, { throwIfNoEntry: false }) !== undefined) {
        mkdirSync(dirname(kept), { recursive: true });
        renameSync(target, kept);
        undo.push(() => renameSync(kept, target));
      }
      renameSync(source, target);
      undo.push(() => rmSync(target, { force: true }));
    }
  } catch (error) {
    for (const step of undo.toReversed()) step();
    throw error;
  }
}

function refuseLinks(to: string, path: string): void {
  const parts = path.split('/');
  for (let length = 1; length <= parts.length; length += 1) {
    const place = join(to, ...parts.slice(0, length));
    const found = lstatSync(place, { throwIfNoEntry: false });
    if (found === undefined) return;
    const fits = length === parts.length ? found.isFile() : found.isDirectory();
    if (!fits)
      throw new Refused({
        code: 'cli.file',
        title: 'A file is not as it must be',
        detail: `${place} is a link, or not what must stand there; it would lead the bundle elsewhere.`,
        remedy: 'Take it away, or name another folder.',
      });
  }
}
