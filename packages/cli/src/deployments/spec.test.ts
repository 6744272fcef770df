import { verifyApproval } from '@fettle/proof/approval';
import { anna, authority, authorityEnvelope, ben, carla, now, rootKey, stranger } from '@fettle/proof/trust.fixture';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { screenOf } from '../output/screen.ts';
import { clientId, deploymentId, deploymentOf, headerOf, shareOf } from '../testing/deployment.ts';
import { testIo } from '../testing/io.ts';
import { failedWaysText, keptOutText } from './deployment-text.ts';
import { authorityByPin, checkApprover, signSpec, statementOf } from './approve.ts';
import { groupShares } from './groups.ts';
import { readSpec } from './read-spec.ts';
import { specText } from './spec-text.ts';
import { deviceNames } from './types.ts';
import type { Deployment } from './types.ts';

const good = deploymentOf();
const shares = [shareOf(1, 0), shareOf(2, 1), shareOf(3, 1)];

describe('a spec that is to be approved', () => {
  it('stands with the devices that decisions keep out of it', () => {
    const screen = screenOf(testIo());
    const waitingOn = [
      { sentence: 'Waiting for approval since 00:50.', until: null, deviceId: null },
      { sentence: 'web-1 waits: openssl is blocked.', until: null, deviceId: deploymentId },
    ];
    expect(keptOutText(screen, { waitingOn })).toBe('Kept out by decisions, approved or not:\n  web-1 waits: openssl is blocked.');
    expect(keptOutText(screen, { waitingOn: waitingOn.slice(0, 1) })).toBe('');
  });

  it('stands with the next ways of the plan where the way back of a device failed', () => {
    const screen = screenOf(testIo());
    const [first, ...others] = good.runs;
    if (first === undefined) throw new Error('it has runs');
    const next = [
      { way: 'history', can: null, sentence: 'It is for right after the change.' },
      { way: 'reinstall', can: 'roll-back' as const, sentence: 'Order a roll-back by reinstall.' },
      { way: 'a rebuild by Ops', can: 'rebuild' as const, sentence: 'Have it built anew.' },
    ];
    const said = failedWaysText(screen, { id: good.id, runs: [{ ...first, wayBackFailed: { tried: 'downgrade', next } }, ...others] });
    expect(said).toContain('The way back of web-1 (downgrade) failed. After it the plan of its policy names:');
    expect(said).toContain('a rebuild by Ops. Have it built anew.');
    expect(said).toContain(`fettle rebuild await ${good.id} --device web-1 --because …`);
    expect(said).toContain(`fettle deploy rollback ${good.id} --device web-1 --by reinstall --because …`);
    const alone = { ...first, wayBackFailed: { tried: 'history', next: [] } };
    expect(failedWaysText(screen, { id: good.id, runs: [alone] })).toBe(
      'The way back of web-1 (history) failed. The plan of its policy names no other.',
    );
    expect(failedWaysText(screen, good)).toBe('');
  });

  it('is known by the hash that is computed here', () => {
    expect(readSpec(good).hash).toBe(good.specHash);
    expect(readSpec({ ...good, specHash: null }).hash).toBe(good.specHash);
  });

  it.each<[string, Partial<Deployment>, string]>([
    ['whose hash is not the one that the server says', { specHash: 'f'.repeat(64) }, 'cli.other-spec'],
    ['that belongs to another deployment', { id: clientId }, 'cli.other-spec'],
    ['that is for another client', { clientId: deploymentId }, 'cli.other-spec'],
    ['with a share less', { spec: { header: headerOf(shares), shares: shares.slice(1) } }, 'spec.other-shares'],
    [
      'with a share that was changed',
      { spec: { header: headerOf(shares), shares: [shareOf(4, 0), ...shares.slice(1)] } },
      'spec.other-shares',
    ],
    ['with shares in another order', { spec: { header: headerOf(shares), shares: shares.toReversed() } }, 'spec.other-shares'],
    ['with a member that is not known', { spec: { header: { ...headerOf(shares), also: 'this' }, shares } }, 'cli.spec-unknown'],
    [
      'with a share that hides a member',
      { spec: { header: headerOf(shares), shares: [{ ...shares[0], script: 'rm -rf /' }, ...shares.slice(1)] } },
      'cli.spec-unknown',
    ],
    ['that is not there yet', { spec: null }, 'deployment.not-ready'],
  ])('%s is refused', (_what, parts, code) => {
    expect(() => readSpec({ ...good, ...parts })).toThrow(expect.objectContaining({ parts: expect.objectContaining({ code }) }));
  });

  it('is shown with who, what, in which order, when and the way back', () => {
    const io = testIo();
    const text = specText(screenOf(io), readSpec(good), { client: good.clientName, device: deviceNames(good) });
    for (const part of [
      'Devices      3, with 3 changes',
      'Way back     every device can go back',
      'web: http://127.0.0.1/health answers 200',
      'Ring 1, test: 1 device',
      'Ring 2, broad: 2 devices',
      'not before 2026-03-09 08:30 (in 7 days); then at least 1 and 90 % verified, and healthy for 2 h',
      'web-2 (22222222), web-3 (33333333)',
      'openssl:amd64 3.0.16-1 → 3.0.17-1',
      'Sundays at 02:00 for 4 h, Europe/London; next Sun 2026-03-08 02:00 Europe/London',
      'next Sun 2026-03-15 02:00 Europe/London',
      'way back: openssl:amd64 3.0.17-1 → 3.0.16-1',
    ])
      expect(text).toContain(part);
  });

  it('says that a window is open already where a device could start at once', () => {
    const open = deploymentOf([
      shareOf(1, 0, { window: { zone: 'Europe/London', rule: 'FREQ=DAILY', start: '08:00', durationMinutes: 240 } }),
    ]);
    const text = specText(screenOf(testIo()), readSpec(open), { client: 'x', device: deviceNames(open) });
    expect(text).toContain('open from Mon 2026-03-02 09:00 Europe/London, until Mon 2026-03-02 12:00 Europe/London');
  });

  it('says loudly where there is no way back, where something is removed, and where the window is closed', () => {
    const odd = [
      shareOf(1, 0, { wayBack: { kind: 'none', because: 'the old version is gone' } }),
      shareOf(2, 0, { changes: [{ manager: 'apt', name: 'sendmail', architecture: 'amd64', from: '8.1', to: null }] }),
      shareOf(3, 0, { window: { zone: 'Europe/London', rule: 'nonsense', start: '02:00', durationMinutes: 60 } }),
    ];
    const deployment = deploymentOf(odd);
    const text = specText(screenOf(testIo()), readSpec(deployment), { client: 'x', device: deviceNames(deployment) });
    for (const part of [
      'NONE on 1 device',
      'way back: NONE, because the old version is gone',
      '1 REMOVALS',
      'sendmail:amd64 8.1 REMOVED',
      'it does not open any more',
    ])
      expect(text).toContain(part);
  });
});

describe('groups of devices that do the same', () => {
  const anyShare = fc.record({ ring: fc.nat(2), version: fc.constantFrom('1', '2', '3'), none: fc.boolean() });

  it('hold every share once, and only equal ones together', () => {
    fc.assert(
      fc.property(fc.array(anyShare, { maxLength: 30 }), (given) => {
        const all = given.map(({ ring, version, none }, index) =>
          shareOf(index, ring, {
            changes: [{ manager: 'apt', name: 'a', architecture: 'all', from: '0', to: version }],
            ...(none ? { wayBack: { kind: 'none' as const, because: 'x' } } : {}),
          }),
        );
        const groups = groupShares(all);
        expect(groups.flatMap((group) => group.shares).toSorted(byDevice)).toEqual(all.toSorted(byDevice));
        for (const { like, shares: members } of groups)
          for (const member of members)
            expect([member.ring, member.changes, member.wayBack]).toEqual([like.ring, like.changes, like.wayBack]);
        expect(groups.map(({ ring }) => ring)).toEqual(groups.map(({ ring }) => ring).toSorted((a, b) => a - b));
      }),
    );
  });
});

function byDevice(a: { deviceId: string }, b: { deviceId: string }): number {
  return a.deviceId < b.deviceId ? -1 : 1;
}

describe('an approval', () => {
  const spec = readSpec(good);
  const forAll = {
    ...authority,
    approvers: authority.approvers.map((one) => (one.keyid === anna.keyid ? one : { ...one, clients: ['elsewhere'] })),
  };

  it('that was signed here is one that the server and every device accept', () => {
    const envelope = signSpec(spec, statementOf(spec, good.clientName), anna, now);
    const verified = verifyApproval(envelope, authority, { clientId, deploymentId, specHash: spec.hash, now });
    expect(verified).toMatchObject({ ok: true, approver: { name: 'Anna' }, approval: { expiresAt: spec.header.expiresAt } });
    expect(verified.ok && verified.approval.statement).toContain('3 changes on 3 devices');
  });

  it.each([
    ['somebody in no authority', stranger, 'trust.not-admitted'],
    ['somebody for other clients', ben, 'approval.not-for-client'],
    ['somebody whose time is over', carla, 'approval.approver-expired'],
  ])('by %s is refused before anything is shown', (_who, key, code) => {
    expect(() => checkApprover(forAll, key, clientId, now)).toThrow(expect.objectContaining({ parts: expect.objectContaining({ code }) }));
  });

  it('by somebody who may is not', () => {
    expect(() => checkApprover(forAll, anna, clientId, now)).not.toThrow();
  });

  it('of a spec that has ended is refused', () => {
    expect(() => signSpec(spec, 'x', anna, spec.header.expiresAt)).toThrow(/Nothing of it may start after/);
  });

  it('is measured by the pinned root key, or not at all', () => {
    expect(authorityByPin(authorityEnvelope, rootKey.keyid)?.version).toBe(authority.version);
    expect(authorityByPin(authorityEnvelope, null)).toBeNull();
    expect(() => authorityByPin(authorityEnvelope, stranger.keyid)).toThrow(/not signed by the root key/);
  });
});
