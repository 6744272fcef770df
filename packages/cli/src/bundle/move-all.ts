/** Puts many files in place as if they were one: where one can not be moved, those before it go back; where that fails too, it is said. */
import { lstatSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Refused } from '../refused.ts';

/** One could not be moved, and of those before it not all could go back: what stands there is half of the old, half of the new. */
export class HalfMoved extends Error {}

/**
 * Moves each path from below `from` to below `to`, and says each before; what stood there goes below `old`. All three are on one file system. Links below `to` are refused: they
 * would lead elsewhere. Throws HalfMoved where the way back failed.
 */
export function moveAll(from: string, to: string, old: string, paths: readonly string[], say: (path: string) => void = () => {}): void {
  for (const path of paths) refuseLinks(to, path);
  const undo: (() => void)[] = [];
  try {
    for (const path of paths) {
      say(path);
      const [source, target, kept] = [join(from, path), join(to, path), join(old, path)];
      mkdirSync(dirname(target), { recursive: true, mode: 0o755 });
      if (lstatSync(target, { throwIfNoEntry: false }) !== undefined) {
        mkdirSync(dirname(kept), { recursive: true });
        renameSync(target, kept);
        undo.push(() => renameSync(kept, target));
      }
      renameSync(source, target);
      undo.push(() => renameSync(target, source));
    }
  } catch (error) {
    const failed = undo.toReversed().flatMap((step) => {
      try {
        step();
        return [];
      } catch (again) {
        return [again instanceof Error ? again.message : String(again)];
      }
    });
    if (failed.length === 0) throw error;
    throw new HalfMoved(`${error instanceof Error ? error.message : String(error)}; and on the way back: ${failed.join('; ')}`, {
      cause: error,
    });
  }
}

/**
 * Moves what is still below `from` to below `to`, over what stands there: the rest of a `moveAll` that was ended in the middle. Returns the paths that are neither here
 * nor there.
 */
export function moveRest(from: string, to: string, paths: readonly string[]): readonly string[] {
  for (const path of paths) refuseLinks(to, path);
  const missing: string[] = [];
  for (const path of paths) {
    const [source, target] = [join(from, path), join(to, path)];
    if (lstatSync(source, { throwIfNoEntry: false })?.isFile() === true) {
      mkdirSync(dirname(target), { recursive: true, mode: 0o755 });
      renameSync(source, target);
    } else if (
      lstatSync(dirname(from), { throwIfNoEntry: false }) === undefined ||
      lstatSync(target, { throwIfNoEntry: false }) === undefined
    ) {
      // Without the folder nobody knows whether what stands there came with the bundle.
      missing.push(path);
    }
  }
  return missing;
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
