/** What the server wrote for the command line on its own machine: cli.json in the keys folder. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Io } from '../io.ts';
import { readPrivateFile } from '../keys/private-file.ts';
import { Refused } from '../refused.ts';

export type LocalKey = { readonly server: string; readonly key: string; readonly rootKeyId: string };

/** FETTLE_KEYS, otherwise ./keys: where the server keeps its keys, and where root.key lies until it is moved. */
export function keysFolder(io: Pick<Io, 'env' | 'folder'>): string {
  return resolve(io.folder, io.env['FETTLE_KEYS'] || 'keys');
}

/** Null where there is no such file; refused where it is open to others or damaged. */
export function readLocalKey(io: Pick<Io, 'env' | 'folder'>): (LocalKey & { readonly path: string }) | null {
  const path = join(keysFolder(io), 'cli.json');
  if (!existsSync(path)) return null;
  const read = parse(readPrivateFile('/', path, path));
  if (isLocalKey(read)) return { ...read, path };
  throw new Refused({
    code: 'cli.key-file',
    title: 'A file is not as it must be',
    detail: `${path} is not what a server writes there.`,
    remedy: 'Remove it and start the server again: it makes a new one. Or give --server and --api-key.',
  });
}

function isLocalKey(value: unknown): value is LocalKey {
  if (typeof value !== 'object' || value === null || !('server' in value && 'key' in value && 'rootKeyId' in value)) return false;
  const { server, key, rootKeyId } = value;
  if (typeof server !== 'string' || typeof key !== 'string' || typeof rootKeyId !== 'string') return false;
  return URL.canParse(server) && key.startsWith('fettle_') && /^[0-9a-f]{64}$/.test(rootKeyId);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
