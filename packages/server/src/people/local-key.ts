/** The API key of the command line on this machine: made at the first start, for whoever may read the keys folder. */
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { engine } from '../audit/index.ts';
import { inNoClient } from '../platform/database/index.ts';
import type { Context } from '../platform/feature.ts';
import { readTrust } from '../trust/index.ts';
import { apiKeyText, readApiKey } from './api-key-text.ts';
import { addKey, keyById, revokeKeysMadeBy } from './key-store.ts';
import { record } from './record.ts';
import { hashSecret, newSecret } from './secrets.ts';

const LocalKey = z.object({ server: z.string(), key: z.string(), rootKeyId: z.string() });
type LocalKey = z.infer<typeof LocalKey>;

export const localKeyFile = (keysFolder: string) => join(keysFolder, 'cli.json');

/**
 * Sees to it that `cli.json` in the keys folder holds a working administrator's key with the server's address and the root key's fingerprint. A new
 * one is made where the file is missing, unreadable or open to others, the server's address has changed, or the key was revoked; older ones of this
 * folder are revoked then. Returns whether it made one.
 */
export async function ensureLocalKey(context: Context, keysFolder: string): Promise<boolean> {
  const wanted = { server: context.publicUrl(), rootKeyId: (await readTrust(context)).rootKeyId };
  const found = readFile(localKeyFile(keysFolder));
  if (found !== null && found.server === wanted.server && found.rootKeyId === wanted.rootKeyId && (await works(context, found.key)))
    return false;
  const id = context.newId();
  const secret = newSecret();
  // Several servers may share a database, each with its own keys folder.
  const by = `keys folder:${hostname()}:${keysFolder}`;
  await inNoClient(context.db, async (tx) => {
    const at = context.now();
    const revoked = await revokeKeysMadeBy(tx, by, at);
    await addKey(tx, {
      id,
      name: 'command line on this machine',
      hash: hashSecret(secret),
      grants: [{ role: 'administrator', clientId: null }],
      by,
      at,
      expiresAt: null,
    });
    await record(tx, at, engine, 'api-key.created', `api-key:${id}`, { for: 'command line on this machine', revoked });
  });
  // After the transaction: a start that dies in between makes another key, and revokes this one.
  writeKeyFile(keysFolder, { ...wanted, key: apiKeyText(id, secret) });
  return true;
}

async function works(context: Context, text: string): Promise<boolean> {
  const given = readApiKey(text);
  if (given === null) return false;
  const key = await keyById(context.db, given.id, context.now());
  return key !== undefined && key.secret_hash.equals(hashSecret(given.secret));
}

/** Null where there is none that can be used: others may have read a file that is open to them. */
function readFile(path: string): LocalKey | null {
  try {
    if ((statSync(path).mode & 0o077) !== 0) return null;
    return LocalKey.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}

function writeKeyFile(keysFolder: string, content: LocalKey): void {
  const path = localKeyFile(keysFolder);
  mkdirSync(keysFolder, { recursive: true, mode: 0o700 });
  // Beside and renamed, so that no reader sees half a file.
  writeFileSync(`${path}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
