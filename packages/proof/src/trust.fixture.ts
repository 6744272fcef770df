/** A small provider for tests: a root key, a server, and three approvers. */
import { signAuthority } from './authority.ts';
import type { Authority } from './documents.ts';
import type { Envelope } from './envelope-bytes.ts';
import type { SigningKey } from './keys.ts';
import { testKey } from './rfc8032.fixture.ts';

export const now = '2026-03-01T12:00:00Z';
export const rootKey = testKey(10);
export const serverKeyPair = testKey(11);
/** For all clients. */
export const anna = testKey(12);
/** For `client-a` only. */
export const ben = testKey(13);
/** For all clients, until February. */
export const carla = testKey(14);
/** In no authority. */
export const stranger = testKey(15);

type Draft = Parameters<typeof signAuthority>[0];

function approver(key: SigningKey, name: string, clients: '*' | string[], expiresAt: string): Authority['approvers'][number] {
  return { keyid: key.keyid, publicKey: key.publicKey, name, personId: null, clients, expiresAt };
}

export const draft: Draft = {
  version: 3,
  provider: 'Example IT',
  issuedAt: '2026-01-01T00:00:00Z',
  expiresAt: '2027-01-01T00:00:00Z',
  servers: [{ keyid: serverKeyPair.keyid, publicKey: serverKeyPair.publicKey, name: 'main' }],
  approvers: [
    approver(anna, 'Anna', '*', '2026-12-31T00:00:00Z'),
    approver(ben, 'Ben', ['client-a'], '2026-12-31T00:00:00Z'),
    approver(carla, 'Carla', '*', '2026-02-01T00:00:00Z'),
  ],
};

export const authorityEnvelope: Envelope = signAuthority(draft, rootKey);
export const authority: Authority = { type: 'authority', ...draft, rootKeyId: rootKey.keyid, rootPublicKey: rootKey.publicKey };
