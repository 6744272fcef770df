/**
 * The keys that a first start makes, in the operator's keys folder, apart from the data: `root.key` signs authorities and belongs off this machine,
 * `server.key` signs replies and instructions and can approve nothing.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateKey, signingKeyFromPem, toPem } from '@fettle/proof/keys';
import type { SigningKey } from '@fettle/proof/keys';

export const rootKeyFile = (keysFolder: string) => join(keysFolder, 'root.key');
export const serverKeyFile = (keysFolder: string) => join(keysFolder, 'server.key');

/** The server's key; made at the first start. Throws with a sentence where the file is not readable as a key, or open to others. */
export function readServerKey(keysFolder: string): SigningKey {
  return readOrMake(serverKeyFile(keysFolder));
}

/** The root key while it still lies here; null once it was moved off the machine. */
export function readRootKey(keysFolder: string): SigningKey | null {
  return existsSync(rootKeyFile(keysFolder)) ? readKey(rootKeyFile(keysFolder)) : null;
}

/** The root key for an installation that has none yet; `made`: it was not there before. */
export function makeRootKey(keysFolder: string): { readonly key: SigningKey; readonly made: boolean } {
  const made = makeKey(rootKeyFile(keysFolder));
  return { key: readKey(rootKeyFile(keysFolder)), made };
}

/** Takes away a root key that was made for an installation that another server made first: it would be the key of nothing. */
export function removeRootKey(keysFolder: string): void {
  rmSync(rootKeyFile(keysFolder), { force: true });
}

function readOrMake(path: string): SigningKey {
  makeKey(path);
  return readKey(path);
}

/**
 * True if the key was made here and now. Beside, then linked: a start that dies in between leaves no half key, and of two that start at once one makes the
 * key and the other finds it, since a link never replaces what is there.
 */
function makeKey(path: string): boolean {
  if (existsSync(path)) return false;
  mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 });
  const beside = `${path}.${randomBytes(6).toString('hex')}.new`;
  writeFileSync(beside, toPem(generateKey()), { mode: 0o600, flag: 'wx' });
  try {
    linkSync(beside, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(beside);
  }
}

function readKey(path: string): SigningKey {
  if ((statSync(path).mode & 0o077) !== 0) throw new Error(`${path} can be read by others. Set its mode to 0600: chmod 600 ${path}`);
  const read = signingKeyFromPem(readFileSync(path, 'utf8'));
  if (!read.ok) throw new Error(`${path}: ${read.detail}`);
  return read.key;
}
