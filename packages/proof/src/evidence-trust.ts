/** Whose checkpoints count in an audit export: the key in its header, or the servers of its authorities, measured by one fingerprint. */
import type { KeyObject } from 'node:crypto';
import { openAuthority, serverKey } from './authority.ts';
import type { EvidenceReport } from './evidence-report.ts';
import { publicKeyFromRaw } from './keys.ts';
import { refuse } from './refusal.ts';
import type { Refusal } from './refusal.ts';

export type EvidenceTrust = {
  readonly how: EvidenceReport['trust'];
  readonly serverKeyId: string | null;
  readonly findKey: (keyid: string) => KeyObject | null;
  readonly problem: Refusal<string> | null;
};

/**
 * `trust` is the fingerprint of the server's key or of the provider's root key, from elsewhere than the file; null where the person
 * has none: then the file can only agree with itself.
 * The age of an authority does not matter here: it must have named the key, whenever that was.
 */
export function evidenceTrust(serverKeyText: string, authorities: readonly unknown[], trust: string | null): EvidenceTrust {
  const server = publicKeyFromRaw(serverKeyText);
  if (!server.ok) return { how: 'refused', serverKeyId: null, findKey: () => null, problem: server };
  const own = (keyid: string): KeyObject | null => (keyid === server.keyid ? server.key : null);
  const serverKeyId = server.keyid;
  if (trust === null) return { how: 'unchecked', serverKeyId, findKey: own, problem: null };
  if (trust === serverKeyId) return { how: 'key', serverKeyId, findKey: own, problem: null };
  const byRoot = authorities.map((envelope) => openAuthority(envelope, trust)).filter((opened) => opened.ok);
  const named = (keyid: string): KeyObject | null => {
    for (const { authority } of byRoot) {
      const key = serverKey(authority, keyid);
      if (key !== null) return key;
    }
    return null;
  };
  if (named(serverKeyId) !== null) return { how: 'root', serverKeyId, findKey: named, problem: null };
  const detail =
    `The file was exported by a server with the key ${serverKeyId}. The trusted fingerprint ${trust} is neither that key ` +
    'nor a root key whose authority in this file names it. Check both with the provider.';
  return { how: 'refused', serverKeyId, findKey: () => null, problem: refuse('evidence.untrusted-key', detail) };
}
