import { describe, expect, test } from 'vitest';
import { openAuthority, serverKey, signAuthority, verifyAuthority } from './authority.ts';
import type { Authority } from './documents.ts';
import { encodeBase64, payloadTypes } from './envelope-bytes.ts';
import { seal } from './envelope.ts';
import { testKey } from './rfc8032.fixture.ts';
import { anna, authority, authorityEnvelope, draft, now, rootKey, serverKeyPair, stranger } from './trust.fixture.ts';

const pinned = { rootKeyId: rootKey.keyid, newerThan: null, now };

/** A changed authority that the root key really signed. */
function signedByRoot(change: object): unknown {
  return seal(payloadTypes.authority, { ...authority, ...change }, rootKey);
}

const malformed: readonly (readonly [string, object])[] = [
  ['another type', { type: 'approval' }],
  ['version 0', { version: 0 }],
  ['a version that is text', { version: '4' }],
  ['a version beyond what a double holds', { version: 2 ** 53 }],
  ['an unknown member, which could be a restriction', { threshold: 2 }],
  ['a missing list', { servers: null }],
  ['a local time', { expiresAt: '2027-01-01T00:00:00+01:00' }],
  ['a day that does not exist', { expiresAt: '2027-02-29T00:00:00Z' }],
  ['an end before the beginning', { expiresAt: '2025-01-01T00:00:00Z' }],
  ['another root named', { rootKeyId: stranger.keyid }],
  ['the root as a server', { servers: [{ keyid: rootKey.keyid, publicKey: rootKey.publicKey, name: 'x' }] }],
  ['a server as an approver', { servers: [{ keyid: anna.keyid, publicKey: anna.publicKey, name: 'x' }] }],
  ['a server key with a foreign fingerprint', { servers: [{ keyid: anna.keyid, publicKey: serverKeyPair.publicKey, name: 'x' }] }],
  ['an approver twice', { approvers: [draft.approvers[0], draft.approvers[0]] }],
  ['an approver with a weak key', { approvers: [{ ...draft.approvers[0], publicKey: encodeBase64(new Uint8Array(32)) }] }],
  ['an approver without an end', { approvers: [{ ...draft.approvers[0], expiresAt: null }] }],
  ['an approver for a client that is a number', { approvers: [{ ...draft.approvers[0], clients: [1] }] }],
];

describe('authority', () => {
  test('the authority that the pinned root signed is taken', () => {
    expect(verifyAuthority(authorityEnvelope, pinned)).toEqual({ ok: true, authority });
  });

  test('an authority by any other root is refused, whatever it says about itself', () => {
    expect(verifyAuthority(signAuthority(draft, stranger), pinned)).toMatchObject({ code: 'authority.not-by-root' });
    // Names the pinned root everywhere, but is signed by another key.
    const forged = seal(payloadTypes.authority, authority, stranger);
    expect(verifyAuthority(forged, pinned)).toMatchObject({ code: 'authority.not-by-root' });
    const claimed = { ...forged, signatures: [{ ...forged.signatures[0], keyid: rootKey.keyid }] };
    expect(verifyAuthority(claimed, pinned)).toMatchObject({ code: 'authority.not-by-root' });
    // Brings its own root key under the pinned fingerprint.
    const own = seal(payloadTypes.authority, { ...authority, rootPublicKey: stranger.publicKey }, stranger);
    expect(verifyAuthority({ ...own, signatures: [{ ...own.signatures[0], keyid: rootKey.keyid }] }, pinned)).toMatchObject({
      code: 'authority.not-by-root',
    });
  });

  test('an authority signed by a server or an approver is refused', () => {
    for (const key of [serverKeyPair, anna]) {
      expect(verifyAuthority(seal(payloadTypes.authority, authority, key), pinned)).toMatchObject({ code: 'authority.not-by-root' });
    }
  });

  test.each([
    [null, true],
    [2, true],
    [3, false],
    [4, false],
  ])('version 3 after version %s is taken: %s', (newerThan, ok) => {
    const verified = verifyAuthority(authorityEnvelope, { ...pinned, newerThan });
    expect(verified).toMatchObject(ok ? { ok } : { ok, code: 'authority.older' });
  });

  test.each([
    ['2026-12-31T23:59:59.999999999Z', true],
    ['2027-01-01T00:00:00Z', false],
    ['2030-01-01T00:00:00Z', false],
  ])('at %s it holds: %s', (at, ok) => {
    expect(verifyAuthority(authorityEnvelope, { ...pinned, now: at })).toMatchObject(ok ? { ok } : { ok, code: 'authority.expired' });
    expect(openAuthority(authorityEnvelope, rootKey.keyid).ok).toBe(true);
  });

  test('an unreadable clock decides nothing', () => {
    expect(() => verifyAuthority(authorityEnvelope, { ...pinned, now: 'yesterday' })).toThrow(RangeError);
  });

  test.each(malformed)('with %s it is refused though the root signed it', (_name, change) => {
    expect(verifyAuthority(signedByRoot(change), pinned)).toMatchObject({ ok: false, code: 'authority.malformed' });
    const { type: _type, rootKeyId: _id, rootPublicKey: _key, ...fields } = { ...authority, ...change };
    // The change makes it wrong on purpose, so the compiler must not know.
    const wrong = fields as typeof draft;
    if (!('type' in change) && !('rootKeyId' in change)) expect(() => signAuthority(wrong, rootKey)).toThrow(RangeError);
  });

  test.each([null, {}, 'text', { ...authorityEnvelope, payloadType: payloadTypes.report }])('%j is no authority', (value) => {
    expect(verifyAuthority(value, pinned)).toMatchObject({ ok: false, code: 'authority.malformed' });
  });

  test('a server key is found by its fingerprint, an approver is no server', () => {
    expect(serverKey(authority, serverKeyPair.keyid)?.equals(serverKeyPair.verifyKey)).toBe(true);
    expect(serverKey(authority, anna.keyid)).toBeNull();
    expect(serverKey(null, serverKeyPair.keyid)).toBeNull();
    const tampered: Authority = { ...authority, servers: [{ ...testKey(99), name: 'x', keyid: serverKeyPair.keyid }] };
    expect(serverKey(tampered, serverKeyPair.keyid)).toBeNull();
  });
});
