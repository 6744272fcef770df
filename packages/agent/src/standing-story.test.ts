/** Under a standing approval: what the device does that nobody has signed by itself, and what its own package manager keeps it from. */
import type { Grant } from '@fettle/core/standing';
import { grantHash } from '@fettle/proof/spec-hash';
import { signStandingApproval } from '@fettle/proof/standing-approval';
import { describe, expect, test } from 'vitest';
import { fromNow, liveIds, liveKeys } from './testing/live.ts';
import { patient, stories } from './testing/story.ts';
import { grantOf } from './testing/world.ts';

const story = stories();

/** All security updates, at any time. */
function granted(change: Partial<Grant> = {}) {
  const windows = [{ rule: 'FREQ=DAILY', start: '00:00', durationMinutes: 2880 }];
  const grant = grantOf({ clientId: liveIds.client, policy: { id: liveIds.policy, version: 1, name: 'Usual' }, ...change }, { windows });
  const fields = { id: liveIds.other, clientId: liveIds.client, policyId: liveIds.policy, policyVersion: 1, grantHash: grantHash(grant) };
  const approval = signStandingApproval(
    { ...fields, statement: 'seen', at: fromNow(-3600), expiresAt: fromNow(86_400 * 30) },
    liveKeys.approver,
  );
  return { body: { grant, approvals: [approval] } };
}

describe('a change under a standing approval', patient, () => {
  test('is done where the sources of the device offer it, and goes back by itself where its package fails', async () => {
    const { live, over, version } = story();
    live.device.set({ offers: { 'lab-app': '2' } });
    live.server.say.instructions = [live.order(granted())];
    live.start();
    await over();
    expect(live.installOf()).toMatchObject({ how: 'done', code: 'ok' });
    expect(version()).toBe('2');
    live.device.set({ offers: { 'lab-app': '3' }, broken: ['3'] });
    const [change, file] = [
      { manager: 'apt', name: 'lab-app', architecture: 'all' } as const,
      { name: 'lab-app', architecture: 'all', sha256: 'a'.repeat(64), bytes: 10, from: 'archive' } as const,
    ];
    const share = {
      changes: [{ ...change, from: '2', to: '3' }],
      files: [{ ...file, version: '3' }],
      wayBack: { kind: 'downgrade', changes: [{ ...change, from: '3', to: '2' }], files: [{ ...file, version: '2' }] },
    } as const;
    live.server.say.instructions = [live.order({ id: 'i-2', sequence: 2, share, ...granted() })];
    await over('i-2');
    expect(live.installOf('i-2')).toMatchObject({ how: 'rolled back', code: 'apt.package-failed' });
    expect(version()).toBe('2');
  });

  test('is refused where its own package manager offers something else, or would bring along what it was not told', async () => {
    const { live, over, begun } = story();
    live.device.set({ offers: { 'lab-app': '3' } });
    live.server.say.instructions = [live.order(granted())];
    live.start();
    await over();
    expect(live.endOf()).toMatchObject({ status: 'refused', code: 'refused.outside-grant' });
    live.device.set({ offers: { 'lab-app': '2' }, simulatesAlso: '9' });
    live.server.say.instructions = [live.order({ id: 'i-2', sequence: 2, ...granted() })];
    await over('i-2');
    expect(live.endOf('i-2')).toMatchObject({ status: 'refused', code: 'refused.differs' });
    expect(begun()).toEqual([]);
  });
});
