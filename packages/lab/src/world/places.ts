/** Where the lab keeps its files: in the checkout's cache folder, which git ignores. */
import { join, resolve } from 'node:path';

/** The folder `.cache/lab` of this checkout: bases, mirrors, worlds. */
export const labCache: string = resolve(import.meta.dirname, '../../../../.cache/lab');

/** One file a world that is open, or was left by a run that got killed. */
export const worldStates: string = join(labCache, 'worlds');
