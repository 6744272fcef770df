/** The roots that devices lie over or start from, each built once and kept. */
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from '../world/lock.ts';
import { labCache } from '../world/places.ts';
import { must } from '../world/run.ts';
import { RELEASE, findSource } from './source.ts';
import { recipeCommand, recipeKey } from './recipe.ts';

export type Base = { readonly key: string; readonly root: string };

const BUILD_LIMIT = 10 * 60_000;

/** Gives the base root for today's recipe and what it is to have besides, building it (about a minute) where the cache has none. Needs root. */
export async function ensureBase(more: readonly string[] = []): Promise<Base> {
  const source = await findSource(RELEASE);
  const key = recipeKey(source, more);
  const root = join(labCache, `base-${key}`);
  if (await exists(root)) return { key, root };
  return withLock(join(labCache, 'base.lock'), BUILD_LIMIT, async () => {
    if (await exists(root)) return { key, root };
    const half = join(labCache, `base-${key}.half`);
    await rm(half, { recursive: true, force: true });
    await mkdir(labCache, { recursive: true });
    await must(recipeCommand(half, source, more), { timeout: BUILD_LIMIT });
    await rename(half, root);
    return { key, root };
  });
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
