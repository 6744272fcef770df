/**
 * The newest authority that was signed or seen with a root key, beside its file. A server that hands out an older one (with an approver in it who was
 * dismissed since) would get it signed anew; this memory is what notices.
 */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { openAuthority } from '@fettle/proof/authority';
import type { Envelope } from '@fettle/proof/envelope-bytes';
import { writeWholeFile } from '../keys/private-file.ts';
import { Refused } from '../refused.ts';

/** The file beside a root key. */
export function memoryFile(folder: string, rootKeyFile: string): string {
  return `${resolve(folder, rootKeyFile)}.authority.json`;
}

/** The highest version in memory; null where there is none. A memory that this root key did not sign is refused, not overlooked. */
export function rememberedVersion(path: string, rootKeyId: string): number | null {
  if (!existsSync(path)) return null;
  const opened = openAuthority(readJson(path), rootKeyId);
  if (opened.ok) return opened.authority.version;
  throw new Refused({
    code: opened.code,
    title: 'A file is not as it must be',
    detail: `${path} is not an authority of this root key: ${opened.detail}`,
    remedy: 'Find out what changed it. If you are sure of the authority that the server hands out, remove the file.',
  });
}

/** Refuses an authority that is older than one signed with this root key before. */
export function checkNotOlder(path: string, rootKeyId: string, version: number): void {
  const known = rememberedVersion(path, rootKeyId);
  if (known === null || version >= known) return;
  throw new Refused({
    code: 'authority.older',
    title: 'The server hands out an old authority',
    detail: `It hands out version ${version}; version ${known} was signed with this root key already. Signing on from the old one could bring back an approver who was dismissed.`,
    remedy: `Find out why the server fell back. If it was restored from a backup, hand the newest one in again: fettle trust renew --from ${path}`,
  });
}

/** Keeps an authority that was accepted. False where the place is read-only: the next command then has no memory. */
export function remember(path: string, envelope: Envelope): boolean {
  try {
    writeWholeFile('/', path, `${JSON.stringify(envelope)}\n`, 0o600);
    return true;
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}
