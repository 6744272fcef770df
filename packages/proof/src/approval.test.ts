import { describe, expect, test } from 'vitest';
import { signApproval, verifyApproval } from './approval.ts';
import { payloadTypes } from './envelope-bytes.ts';
import { seal } from './envelope.ts';
import { digestOf } from './hash.ts';
import { anna, authority, ben, carla, now, rootKey, serverKeyPair, stranger } from './trust.fixture.ts';

const specHash = digestOf({ header: 1 });
const fields = {
  deploymentId: 'deployment-1',
  clientId: 'client-a',
  specHash,
  statement: 'Update 3 packages on 12 devices of Client A, and take them back if checks fail.',
  at: '2026-03-01T11:00:00Z',
  expiresAt: '2026-03-08T11:00:00Z',
};
const subject = { clientId: 'client-a', deploymentId: 'deployment-1', specHash, now };
const signed = signApproval(fields, anna);

describe('approval', () => {
  test('an approver named for the client approves exactly this spec', () => {
    for (const [key, name] of [
      [anna, 'Anna'],
      [ben, 'Ben'],
    ] as const) {
      const verified = verifyApproval(signApproval(fields, key), authority, subject);
      expect(verified).toMatchObject({ ok: true, approval: { ...fields, keyid: key.keyid }, approver: { name } });
    }
  });

  test.each([
    ['the server', serverKeyPair],
    ['a stranger', stranger],
    ['the root, which is no approver', rootKey],
  ])('%s cannot approve', (_name, key) => {
    expect(verifyApproval(signApproval(fields, key), authority, subject)).toMatchObject({ ok: false, code: 'approval.unknown-approver' });
  });

  test('a signature by another key under the name of an approver is refused', () => {
    const forged = seal(payloadTypes.approval, { type: 'approval', ...fields, keyid: anna.keyid }, serverKeyPair);
    const claimed = { ...forged, signatures: [{ ...forged.signatures[0], keyid: anna.keyid }] };
    expect(verifyApproval(claimed, authority, subject)).toMatchObject({ ok: false, code: 'approval.bad-signature' });
    const byBen = seal(payloadTypes.approval, { type: 'approval', ...fields, keyid: anna.keyid }, ben);
    expect(verifyApproval(byBen, authority, subject)).toMatchObject({ ok: false, code: 'approval.malformed' });
  });

  test('an approver whose time is over cannot approve, not even with an earlier date on the paper', () => {
    const early = { ...fields, at: '2026-01-15T00:00:00Z' };
    expect(verifyApproval(signApproval(early, carla), authority, subject)).toMatchObject({ ok: false, code: 'approval.approver-expired' });
  });

  test.each([
    [{ clientId: 'client-b' }, 'approval.not-for-client'],
    [{ deploymentId: 'deployment-2' }, 'approval.other-spec'],
    [{ specHash: digestOf({ header: 2 }) }, 'approval.other-spec'],
    [{ now: '2026-03-08T11:00:00Z' }, 'approval.expired'],
    [{ now: '2026-03-08T10:59:59Z' }, null],
    [{ now: '2026-12-31T00:00:00Z' }, 'approval.approver-expired'],
  ])('looked at with %j it is: %s', (change, code) => {
    const verified = verifyApproval(signed, authority, { ...subject, ...change });
    expect(verified.ok ? null : verified.code).toBe(code);
  });

  test('an approver of one client cannot approve for another', () => {
    const other = signApproval({ ...fields, clientId: 'client-b' }, ben);
    expect(verifyApproval(other, authority, { ...subject, clientId: 'client-b' })).toMatchObject({
      ok: false,
      code: 'approval.not-for-client',
    });
  });

  test('an approver who was taken out of the authority cannot approve', () => {
    const later = { ...authority, approvers: authority.approvers.filter(({ name }) => name !== 'Anna') };
    expect(verifyApproval(signed, later, subject)).toMatchObject({ ok: false, code: 'approval.unknown-approver' });
  });

  test.each([
    { type: 'stop' },
    { specHash: 'x' },
    { statement: '' },
    { expiresAt: fields.at },
    { at: '2026-03-01 11:00:00Z' },
    { scope: 'all' },
  ])('an approval with %j is refused though it is signed', (change) => {
    const envelope = seal(payloadTypes.approval, { type: 'approval', ...fields, keyid: anna.keyid, ...change }, anna);
    expect(verifyApproval(envelope, authority, subject)).toMatchObject({ ok: false, code: 'approval.malformed' });
  });

  test('what would be refused is not signed', () => {
    expect(() => signApproval({ ...fields, specHash: specHash.toUpperCase() }, anna)).toThrow(RangeError);
  });

  test.each([null, {}, seal(payloadTypes.report, {}, anna)])('%j is no approval', (value) => {
    expect(verifyApproval(value, authority, subject)).toMatchObject({ ok: false, code: 'approval.malformed' });
  });
});
