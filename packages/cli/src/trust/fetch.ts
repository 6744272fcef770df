/** The authority as the server hands it out, believed only as far as a root key vouches for it that is known from elsewhere. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { openAuthority } from '@fettle/proof/authority';
import type { Authority } from '@fettle/proof/authority';
import type { Envelope } from '@fettle/proof/envelope-bytes';
import type { Connection } from '../connection/api.ts';
import { reasonOf } from '../keys/private-file.ts';
import { Refused } from '../refused.ts';

export type Fetched = { readonly envelope: Envelope; readonly authority: Authority };

/** Refused unless the root key of this fingerprint signed it. Its age is not looked at: an authority that has ended is what `renew` is for. */
export async function fetchAuthority({ api }: Pick<Connection, 'api'>, rootKeyId: string): Promise<Fetched> {
  const envelope = await api('getAuthority', {});
  const opened = openAuthority(envelope, rootKeyId);
  if (opened.ok) return { envelope, authority: opened.authority };
  throw new Refused({
    code: opened.code,
    title: "The server's authority is not trusted here",
    detail: opened.detail,
    remedy: 'Nothing was signed. Check with the provider which root key is theirs, and that this is their server.',
  });
}

/** The same from a file, such as the one that lies beside the root key. */
export function authorityFromFile(folder: string, path: string, rootKeyId: string): Fetched {
  let envelope: unknown;
  try {
    envelope = JSON.parse(readFileSync(resolve(folder, path), 'utf8'));
  } catch (error) {
    throw unusable(`${path} can not be read: ${reasonOf(error)}.`);
  }
  const opened = openAuthority(envelope, rootKeyId);
  // Whatever opens as an authority is an envelope.
  if (opened.ok) return { envelope: envelope as Envelope, authority: opened.authority };
  throw unusable(`${path}: ${opened.detail}`);
}

function unusable(detail: string): Refused {
  return new Refused({
    code: 'cli.file',
    title: 'A file is not as it must be',
    detail,
    remedy: 'Give a file with an authority that this root key signed.',
  });
}
