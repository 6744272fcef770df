/** The first start: a root key, and an authority that names this server's key and no approver yet. Later starts find them and check that they fit. */
import { openAuthority, signAuthority } from '@fettle/proof/authority';
import type { Envelope } from '@fettle/proof/envelope-bytes';
import { inNoClient } from '../platform/database/index.ts';
import type { Db } from '../platform/database/index.ts';
import type { SigningKey } from '@fettle/proof/keys';
import { makeRootKey, readRootKey, removeRootKey } from './key-files.ts';
import { addInstallation, readInstallation } from './store.ts';

export type FirstStart = {
  readonly db: Db;
  readonly keysFolder: string;
  readonly serverKey: SigningKey;
  readonly now: string;
  readonly newId: () => string;
  readonly providerName: string;
};

/** Makes what is missing. Returns whether this was the first start, and a warning where keys and database do not belong together. */
export async function ensureInstallation(given: FirstStart): Promise<{ readonly first: boolean; readonly warning: string | null }> {
  const found = await inNoClient(given.db, (tx) => readInstallation(tx));
  if (found !== undefined) return { first: false, warning: checkServerKey(found.authority, given) };
  const { key: root, made } = makeRootKey(given.keysFolder);
  const expiresAt = Temporal.Instant.from(given.now)
    .add({ hours: 24 * 365 * 2 })
    .toString({ smallestUnit: 'millisecond' });
  const authority = signAuthority(
    {
      version: 1,
      provider: given.providerName,
      issuedAt: given.now,
      expiresAt,
      servers: [{ keyid: given.serverKey.keyid, publicKey: given.serverKey.publicKey, name: 'first server' }],
      approvers: [],
    },
    root,
  );
  const added = await inNoClient(given.db, (tx) =>
    addInstallation(tx, { id: given.newId(), providerName: given.providerName, authority, authorityVersion: 1, at: given.now }),
  );
  if (added) return { first: true, warning: null };
  // Another server made the installation in this very moment: what counts is its authority.
  const theirs = await inNoClient(given.db, (tx) => readInstallation(tx));
  if (made && claimedRoot(theirs?.authority) !== root.keyid) removeRootKey(given.keysFolder);
  return { first: false, warning: checkServerKey(theirs?.authority, given) };
}

/** A database that came from elsewhere knows another server key: agents would refuse everything. Say it, and how it is mended. */
function checkServerKey(envelope: unknown, given: FirstStart): string | null {
  const rootKeyId = claimedRoot(envelope);
  if (rootKeyId === null) return 'The stored authority can not be read. Hand in a new one: fettle trust renew.';
  const opened = openAuthority(envelope, rootKeyId);
  if (!opened.ok) return `The stored authority does not verify (${opened.detail}). Hand in a new one: fettle trust renew.`;
  if (opened.authority.servers.some((server) => server.keyid === given.serverKey.keyid)) return null;
  const root = readRootKey(given.keysFolder);
  return `The authority does not name this server's key, so agents will not obey it.${root?.keyid === rootKeyId ? '' : ' The root key is not in the keys folder.'} Run fettle trust server add with the root key.`;
}

/** The root that an authority names. Proves nothing; it says which fingerprint to compare with. */
export function claimedRoot(envelope: unknown): string | null {
  try {
    const payload = JSON.parse(Buffer.from((envelope as Envelope).payload, 'base64').toString('utf8')) as { rootKeyId?: unknown };
    return typeof payload.rootKeyId === 'string' ? payload.rootKeyId : null;
  } catch {
    return null;
  }
}
