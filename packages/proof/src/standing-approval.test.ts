import { describe, expect, test } from 'vitest';
import { verifyApproval } from './approval.ts';
import { payloadTypes } from './envelope-bytes.ts';
import { seal } from './envelope.ts';
import { digestOf } from './hash.ts';
import { longestStandingDays, signStandingApproval, verifyStandingApproval } from './standing-approval.ts';
import { anna, authority, ben, carla, now, rootKey, serverKeyPair, stranger } from './trust.fixture.ts';

const grantHash = digestOf({ grant: 1 });
const fields = {
  id: 'standing-1',
  clientId: 'client-a',
  policyId: 'policy-1',
  policyVersion: 3,
  grantHash,
  statement: 'I approve policy “Usual”, version 3.',
  at: '2026-03-01T11:00:00Z',
  expiresAt: '2026-09-01T00:00:00Z',
};
const subject = { clientId: 'client-a', policyId: 'policy-1', policyVersion: 3, grantHash, now };
const verify = (envelope: unknown, change: Partial<typeof subject> = {}) =>
  verifyStandingApproval(envelope, authority, { ...subject, ...change });

describe('a standing approval', () => {
  test('by an approver who is named for the client approves exactly this grant of this policy version', () => {
    for (const key of [anna, ben])
      expect(verify(signStandingApproval(fields, key))).toMatchObject({ ok: true, approval: { ...fields, keyid: key.keyid } });
  });

  test.each([
    ['by the server', signStandingApproval(fields, serverKeyPair), {}, 'approval.unknown-approver'],
    ['by a stranger', signStandingApproval(fields, stranger), {}, 'approval.unknown-approver'],
    ['by the root, which approves nothing', signStandingApproval(fields, rootKey), {}, 'approval.unknown-approver'],
    ['by an approver whose time is over', signStandingApproval(fields, carla), {}, 'approval.approver-expired'],
    [
      'by an approver of another client',
      signStandingApproval({ ...fields, clientId: 'client-b' }, ben),
      { clientId: 'client-b' },
      'approval.not-for-client',
    ],
    ['for another client', signStandingApproval({ ...fields, clientId: 'client-b' }, anna), {}, 'approval.not-for-client'],
    ['of another policy', signStandingApproval({ ...fields, policyId: 'policy-2' }, anna), {}, 'approval.other-policy'],
    ['of an older version of the policy', signStandingApproval({ ...fields, policyVersion: 2 }, anna), {}, 'approval.other-policy'],
    ['of another text', signStandingApproval({ ...fields, grantHash: digestOf({ grant: 2 }) }, anna), {}, 'approval.other-grant'],
    ['that is over', signStandingApproval({ ...fields, expiresAt: '2026-03-01T12:00:00Z' }, anna), {}, 'approval.expired'],
    ['that ends before it begins', signStandingApproval({ ...fields, expiresAt: '2026-03-01T10:00:00Z' }, anna), {}, 'approval.malformed'],
    ['for more than a year', signStandingApproval({ ...fields, expiresAt: '2027-03-04T00:00:00Z' }, anna), {}, 'approval.too-long'],
    [
      'for more than a year, with a signing time that lies ahead',
      signStandingApproval({ ...fields, at: '2027-01-01T00:00:00Z', expiresAt: '2027-12-31T00:00:00Z' }, anna),
      {},
      'approval.too-long',
    ],
    [
      'signed by another key under the name of an approver',
      seal(payloadTypes.standingApproval, { type: 'standing-approval', ...fields, keyid: anna.keyid }, serverKeyPair),
      {},
      'approval.unknown-approver',
    ],
    [
      'with a member that nobody knows',
      seal(payloadTypes.standingApproval, { type: 'standing-approval', ...fields, keyid: anna.keyid, also: 1 }, anna),
      {},
      'approval.malformed',
    ],
    [
      'that is an approval of a spec',
      seal(payloadTypes.approval, { type: 'standing-approval', ...fields, keyid: anna.keyid }, anna),
      {},
      'approval.malformed',
    ],
  ])('%s is refused', (_what, envelope, change, code) => {
    expect(verify(envelope, change)).toMatchObject({ ok: false, code });
  });

  test('is never taken for an approval of a spec whose hash it has', () => {
    const envelope = signStandingApproval(fields, anna);
    expect(
      verifyApproval(envelope, authority, { clientId: 'client-a', deploymentId: 'standing-1', specHash: grantHash, now }),
    ).toMatchObject({ ok: false });
  });

  test('may hold for a year, and what would be refused can not be signed', () => {
    expect(longestStandingDays).toBe(365);
    expect(verify(signStandingApproval({ ...fields, expiresAt: '2027-03-01T11:00:00Z' }, anna))).toMatchObject({ ok: true });
    expect(() => signStandingApproval({ ...fields, grantHash: 'short' }, anna)).toThrow('grantHash');
  });
});
