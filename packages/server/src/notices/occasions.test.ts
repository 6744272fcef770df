import type { DeploymentEvent, DeploymentState } from '@fettle/core/deployment';
import { describe, expect, test } from 'vitest';
import { occasionsOf } from './occasions.ts';

const at = '2026-03-02T08:00:00Z';
const hold = { id: 'budget-1', reason: 'failure budget', since: at, ring: 0, detail: '1 of 1 failed', by: 'engine' } as const;
/** Of the state only these are read. */
const state = { specHash: 'h', approvals: [{ keyid: 'k', name: 'Anna', at }], cancelled: null, holds: [] } as unknown as DeploymentState;
const approved: DeploymentEvent = { at, kind: 'approved', specHash: 'h', keyid: 'k', name: 'Anna', personId: null };
const moved = (deviceId: string, phase: 'getting' | 'changing' | 'reported'): DeploymentEvent => ({
  at,
  kind: 'run-progressed',
  deviceId,
  attempt: 1,
  phase,
});

describe('what the contacts are told of', () => {
  test.each<[string, readonly DeploymentEvent[], readonly string[]]>([
    ['an approval of the spec: planned', [approved], ['planned planned']],
    ['an approval of another spec: nothing', [{ ...approved, specHash: 'x' }], []],
    ['a device that gets its packages: nothing', [moved('a', 'getting')], []],
    ['a device that changes: started', [moved('a', 'changing')], ['started started']],
    ['a device that is first heard of when it is done: started', [moved('a', 'reported')], ['started started']],
    ['two devices that change at once: started, once', [moved('a', 'changing'), moved('b', 'changing')], ['started started']],
    ['a failure budget that is spent: failed, under the name of the hold', [{ at, kind: 'hold-placed', hold }], ['failed failed:budget-1']],
    ["a person's hold: nothing", [{ at, kind: 'hold-placed', hold: { ...hold, reason: 'operator' } }], []],
    ['a good end: finished', [{ at, kind: 'finished', status: 'succeeded' }], ['finished finished']],
    ['an end with failures: failed', [{ at, kind: 'finished', status: 'ended with failures' }], ['failed failed']],
    ['a cancellation of what was announced: failed', [{ at, kind: 'finished', status: 'cancelled' }], ['failed failed']],
  ])('%s', (_, events, expected) => {
    expect(occasionsOf(events, state).map(({ kind, name }) => `${kind} ${name}`)).toEqual(expected);
  });

  test.each([
    ['nobody approved', []],
    ['one of two approved', state.approvals],
  ])('what %s ends without a word', (_, approvals) => {
    const holds = [{ ...hold, id: 'approval', reason: 'approval' as const }];
    expect(occasionsOf([{ at, kind: 'finished', status: 'cancelled' }], { ...state, approvals, holds })).toEqual([]);
  });

  test('a start concerns the contacts of the devices that change', () => {
    expect(occasionsOf([moved('a', 'changing'), moved('b', 'reported'), moved('a', 'reported')], state)[0]?.deviceIds).toEqual(['a', 'b']);
  });
});
