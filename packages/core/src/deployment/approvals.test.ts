/** More than one approver, and the stop of a campaign: what must be signed before anything is sent, and what a person can not release here. */
import { describe, expect, test } from 'vitest';
import { applyAll } from './apply.ts';
import { countApprovers, isApproved } from './approvals.ts';
import { approve, command, isRefusal } from './command.ts';
import { canCommand } from './commands-table.ts';
import { buildSpec, created, specHash, startOfTests } from './testing/build.ts';
import type { DeploymentState } from './types.ts';

const one = { earliest: startOfTests, devices: ['v1'], gate: { minRate: 1, soak: 'PT0S' } };
const begun = (approvalsNeeded?: number): DeploymentState =>
  applyAll(null, [created(buildSpec({ rings: [one], header: approvalsNeeded === undefined ? {} : { approvalsNeeded } }))]);

function sign(state: DeploymentState, keyid: string, personId: string | null = null): DeploymentState | string {
  const events = approve(state, { specHash, keyid, name: keyid, personId }, startOfTests);
  return isRefusal(events) ? events.code : applyAll(state, events);
}
function mustSign(...given: Parameters<typeof sign>): DeploymentState {
  const signed = sign(...given);
  if (typeof signed === 'string') throw new Error(signed);
  return signed;
}

describe('of a spec that wants two approvers', () => {
  test('one leaves the hold, and says how many there are', () => {
    const state = mustSign(begun(2), 'k1');
    expect(isApproved(state)).toBe(false);
    expect(state.holds.map(({ reason, detail }) => [reason, detail])).toEqual([
      [
        'approval',
        '1 of 2 approvals: another person has to approve it too. A key that names no person does not count beside one that does.',
      ],
    ]);
    expect(canCommand(state, 'approve')).toEqual({ allowed: true });
  });

  test('the second ends it, and a third is not wanted', () => {
    const state = mustSign(mustSign(begun(2), 'k1', 'ada'), 'k2', 'ben');
    expect([state.holds, countApprovers(state.approvals)]).toEqual([[], 2]);
    expect(sign(state, 'k3')).toBe('deployment.already-approved');
  });

  test.each([
    ['the same key', 'k1', null, 'k1', null],
    ['another key of the same person', 'k1', 'ada', 'k2', 'ada'],
    ['the same key under another name', 'k1', 'ada', 'k1', 'ben'],
    ['of two keys that name no person the other', 'k1', null, 'k2', null],
    ['a key that names no person, beside one that does,', 'k1', 'ada', 'k2', null],
  ])('%s does not count twice', (_what, first, person, second, other) => {
    expect(sign(mustSign(begun(2), first, person), second, other)).toBe('approval.same-approver');
  });
});

test('a key that names no person is one approver alone, none beside a person, and never makes two', () => {
  const none = { keyid: 'k1' };
  const other = { keyid: 'k2', personId: null };
  const [ada, ben] = [
    { keyid: 'k3', personId: 'ada' },
    { keyid: 'k4', personId: 'ben' },
  ];
  expect([[], [none], [none, other], [none, ada], [none, ada, other, ben]].map(countApprovers)).toEqual([0, 1, 1, 1, 2]);
  const state = mustSign(mustSign(begun(2), 'k1'), 'k2', 'ada');
  expect([isApproved(state), isApproved(mustSign(state, 'k3', 'ben'))]).toEqual([false, true]);
});

test('of a spec that says nothing of it one approver is enough, and the state holds what it always held', () => {
  const state = mustSign(begun(), 'k1', 'ada');
  expect([state.holds, state.approvals]).toEqual([[], [{ keyid: 'k1', name: 'k1', at: startOfTests }]]);
});

test('the stop of a campaign is not released at a deployment', () => {
  const hold = {
    id: 'campaign-stop-3',
    reason: 'campaign stop',
    since: startOfTests,
    ring: null,
    detail: 'Anna: wait.',
    by: 'engine',
  } as const;
  const state = applyAll(mustSign(begun(), 'k1'), [{ kind: 'hold-placed', at: startOfTests, hold }]);
  const wish = { kind: 'release', holdId: hold.id, content: { because: 'go', acceptedDeviceIds: [] } } as const;
  expect(command(state, wish, 'p', startOfTests)).toMatchObject({ code: 'hold.follows-facts' });
});
