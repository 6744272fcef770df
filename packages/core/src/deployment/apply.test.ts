import { expect, test } from 'vitest';
import { apply, applyAll, replay } from './apply.ts';
import { buildSpec, created, specHash, startOfTests } from './testing/build.ts';
import type { DeploymentEvent } from './types.ts';

const at = startOfTests;
const first = created(buildSpec());
const approved: DeploymentEvent = { kind: 'approved', at, specHash, keyid: 'k1', name: 'Ada', personId: null };
const sent: DeploymentEvent = { kind: 'run-sent', at, deviceId: 'a', attempt: 1, instructionId: 'i1', notBefore: at, notAfter: at };

test('a new deployment is held until it is approved', () => {
  expect(apply(null, first)).toMatchObject({ seq: 1, status: 'active', holds: [{ reason: 'approval' }] });
  expect(applyAll(null, [first, approved])).toMatchObject({ seq: 2, holds: [], approvals: [{ keyid: 'k1', name: 'Ada' }] });
});

test('an approval of another spec counts as an event and changes nothing', () => {
  const state = applyAll(null, [first, { ...approved, specHash: 'another' }]);
  expect(state).toMatchObject({ seq: 2, approvals: [], holds: [{ reason: 'approval' }] });
});

test('a history that does not begin at the beginning is damaged, and an empty one is none', () => {
  expect(() => replay([approved])).toThrow('begins with "created"');
  expect(() => replay([])).toThrow('at least the event');
});

test('the state that is given is not written to', () => {
  const before = apply(null, first);
  const copy = structuredClone(before);
  applyAll(before, [approved, sent]);
  expect(before).toEqual(copy);
});

test.each<[string, DeploymentEvent]>([
  ['progress of an attempt that is over', { kind: 'run-progressed', at, deviceId: 'a', attempt: 0, phase: 'changing' }],
  ['progress backwards', { kind: 'run-progressed', at, deviceId: 'a', attempt: 1, phase: 'planned' }],
  ['a device that is not part of it', { kind: 'secured', at, deviceId: 'z', attempt: 1 }],
  ['a hold that is gone', { kind: 'hold-released', at, holdId: 'gone', by: 'engine', content: { because: '', acceptedDeviceIds: ['a'] } }],
  ['a ring that is not there', { kind: 'ring-opened', at, ring: 9 }],
  ['a second beginning', first],
])('an event about %s is counted and changes nothing else', (_, event) => {
  const before = applyAll(null, [first, approved, sent]);
  expect(apply(before, event)).toEqual({ ...before, seq: before.seq + 1 });
});

test('an end by report is the end; an end by silence gives way', () => {
  const settle = (outcome: 'failed' | 'unknown' | 'verified'): DeploymentEvent => ({
    kind: 'run-settled',
    at,
    deviceId: 'a',
    attempt: 1,
    outcome,
    code: '',
    detail: '',
  });
  expect(replay([first, sent, settle('failed'), settle('verified')]).runs['a']?.outcome).toBe('failed');
  expect(replay([first, sent, settle('unknown'), settle('verified')]).runs['a']?.outcome).toBe('verified');
});

test('another attempt keeps what is secured and forgets the rest', () => {
  const state = replay([
    first,
    { kind: 'secured', at, deviceId: 'a', attempt: 1 },
    sent,
    { kind: 'run-progressed', at, deviceId: 'a', attempt: 1, phase: 'accepted' },
    { kind: 'run-settled', at, deviceId: 'a', attempt: 1, outcome: 'missed', code: 'c', detail: 'd' },
    { kind: 'run-planned-again', at, deviceId: 'a', attempt: 2, tryAfter: at },
  ]);
  expect(state.runs['a']).toMatchObject({
    attempt: 2,
    phase: 'planned',
    outcome: null,
    secured: true,
    accepted: false,
    notAfter: null,
    tryAfter: at,
  });
});

test('only the sends of the last hour are remembered for the pace', () => {
  const later = '2026-03-02T09:00:00Z';
  expect(replay([first, sent, { ...sent, at: later, attempt: 2 }]).sentTimes).toEqual([later]);
});
