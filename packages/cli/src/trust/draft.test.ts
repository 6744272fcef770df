import { signAuthority, verifyAuthority } from '@fettle/proof/authority';
import type { Authority } from '@fettle/proof/authority';
import { anna, authority, ben, now, rootKey, serverKeyPair, stranger } from '@fettle/proof/trust.fixture';
import { describe, expect, it } from 'vitest';
import { plusDays, renewed, withApprover, withoutApprover, withoutServer, withServer } from './draft.ts';
import type { Drafted } from './draft.ts';

const newcomer = {
  keyid: stranger.keyid,
  publicKey: stranger.publicKey,
  name: 'Dora',
  personId: null,
  clients: '*' as const,
  expiresAt: plusDays(now, 365),
};
const spare = { keyid: stranger.keyid, publicKey: stranger.publicKey, name: 'spare' };

/** What devices would say to the next authority. */
function taken(drafted: Drafted): Authority {
  if (!drafted.ok) throw new Error(drafted.detail);
  const verified = verifyAuthority(signAuthority(drafted.draft, rootKey), { rootKeyId: rootKey.keyid, newerThan: authority.version, now });
  if (!verified.ok) throw new Error(verified.detail);
  return verified.authority;
}

describe('the next authority', () => {
  it.each([
    ['an approver added', withApprover(authority, newcomer, { now })],
    ['an approver removed', withoutApprover(authority, 'Ben', { now })],
    ['a longer life', renewed(authority, 730, { now })],
    ['a server added', withServer(authority, spare, { now })],
  ])('with %s is one version newer and is taken by devices', (_what, drafted) => {
    expect(taken(drafted)).toMatchObject({ version: authority.version + 1, issuedAt: now, provider: authority.provider });
  });

  it('changes nothing but what was wished', () => {
    const next = taken(withApprover(authority, newcomer, { now }));
    expect(next.approvers).toEqual([...authority.approvers, newcomer]);
    expect({ ...next, version: 0, issuedAt: '', approvers: [] }).toEqual({ ...authority, version: 0, issuedAt: '', approvers: [] });
  });

  it('names an approver once, with the new clients and the new end', () => {
    const [first] = authority.approvers;
    const next = taken(
      withApprover(authority, { ...newcomer, keyid: anna.keyid, publicKey: anna.publicKey, name: 'Anna', clients: ['client-a'] }, { now }),
    );
    expect(first?.keyid).toBe(anna.keyid);
    expect(next.approvers.filter(({ keyid }) => keyid === anna.keyid)).toMatchObject([{ clients: ['client-a'] }]);
    expect(next.approvers).toHaveLength(authority.approvers.length);
  });

  it.each([
    ['name', 'ben'],
    ['fingerprint', ben.keyid],
    ['the first characters of the fingerprint', ben.keyid.slice(0, 8)],
    ['a fingerprint in groups', `${ben.keyid.slice(0, 4)}-${ben.keyid.slice(4, 8).toUpperCase()}`],
  ])('leaves out the approver of that %s', (_how, named) => {
    expect(taken(withoutApprover(authority, named, { now })).approvers.map(({ name }) => name)).toEqual(['Anna', 'Carla']);
  });

  it('is made of one that has ended only by renewing it', () => {
    const ended = { ...authority, expiresAt: '2026-02-01T00:00:00Z' };
    expect(withApprover(ended, newcomer, { now })).toMatchObject({ ok: false, code: 'trust.ended' });
    expect(taken(renewed(ended, 365, { now })).expiresAt).toBe('2027-03-01T12:00:00.000Z');
  });

  it.each([
    [
      'a server as approver',
      withApprover(authority, { ...newcomer, keyid: serverKeyPair.keyid, publicKey: serverKeyPair.publicKey }, { now }),
      'trust.key-taken',
    ],
    [
      'the root as approver',
      withApprover(authority, { ...newcomer, keyid: rootKey.keyid, publicKey: rootKey.publicKey }, { now }),
      'trust.key-taken',
    ],
    [
      'an approver as server',
      withServer(authority, { ...spare, keyid: anna.keyid, publicKey: anna.publicKey }, { now }),
      'trust.key-taken',
    ],
    ['the last server gone', withoutServer(authority, 'main', { now }), 'trust.last-server'],
    ['somebody unknown gone', withoutApprover(authority, 'Zoe', { now }), 'trust.unknown'],
    ['one of two of a name gone', withoutApprover(twoAnnas(), 'Anna', { now }), 'trust.ambiguous'],
  ])('is refused with %s', (_what, drafted, code) => {
    expect(drafted).toMatchObject({ ok: false, code });
  });
});

function twoAnnas(): Authority {
  return { ...authority, approvers: [...authority.approvers, { ...newcomer, name: 'Anna' }] };
}
