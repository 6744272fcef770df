/** Where `fettle scan` keeps its own lists: a folder of the user's (XDG Base Directory Specification), never the system's. */
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { ManagerFolders } from '@fettle/managers/types';
import type { Io } from '../io.ts';

/** A relative XDG_CACHE_HOME is no path by the specification, and ignored. */
export function scanFolders(io: Pick<Io, 'env'>): ManagerFolders {
  const given = io.env['XDG_CACHE_HOME'];
  const base = given !== undefined && isAbsolute(given) ? given : join(io.env['HOME'] || homedir(), '.cache');
  const root = join(base, 'fettle', 'scan');
  return { cache: join(root, 'cache'), store: join(root, 'store') };
}
