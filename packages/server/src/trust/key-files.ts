/**
 * The keys that a first start makes, in the operator's keys folder, apart from the data: `root.key` signs authorities and belongs off this machine,
 * `server.key` signs replies and instructions and can approve nothing.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
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
  return existsSync(rootKeyFile(keysFolder)) ? readOrMake(rootKeyFile(keysFolder)) : null;
}

/** Made only where no installation exists yet. */
export function makeRootKey(keysFolder: string): SigningKey {
  return readOrMake(rootKeyFile(keysFolder));
}

function readOrMake(path: string): SigningKey {
  if (!existsSync(path)) {
    mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 });
    // Beside and renamed: a start that dies in between leaves no half key.
    writeFileSync(`${path}.new`, toPem(generateKey()), { mode: 0o600, flag: 'w' });
    renameSync(`${path}.new`, path);
  }
  if ((statSync(path).mode & 0o077) !== 0) throw new Error(`${path} can be read by others. Set its mode to 0600: chmod 600 ${path}`);
  const read = signingKeyFromPem(readFileSync(path, 'utf8'));
  if (!read.ok) throw new Error(`${path}: ${read.detail}`);
  return read.key;
}
