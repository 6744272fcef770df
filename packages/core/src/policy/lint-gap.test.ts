import { describe, expect, test } from 'vitest';
import type { Freeze } from '../calendar/index.ts';
import { lintGap, lintRingDevices, longestWait } from './lint-gap.ts';
import { policyStanding } from './standing.ts';
import { lintSelection } from './selection/lint-rules.ts';
import { startingPolicy } from './index.ts';
import type { Policy } from './index.ts';

const from = Temporal.Instant.from('2026-06-01T12:00:00Z');
const starting = startingPolicy({ name: 'Servers', owner: 'Ada', reviewAt: '2027-01-31' });
const every = (rule: string): Policy => ({ ...starting, window: { ...starting.window, rule, start: '02:00', durationMinutes: 120 } });
const monthly = every('FREQ=MONTHLY;BYDAY=1SU');
const weekly = every('FREQ=WEEKLY;BYDAY=SU');
const promised = { days: 14, by: 'PCI DSS, 6.3.3', said: 'Critical updates within one month.' };
const freeze: Freeze = {
  id: 'f',
  name: 'Harvest',
  reason: 'Nothing may stop',
  scope: { kind: 'client' },
  from: '2026-07-01T00:00:00Z',
  until: '2026-08-01T00:00:00Z',
  exceptUrgent: false,
  endedAt: null,
};

describe('the longest wait between two openings', () => {
  test('is counted from the end of one to the next, in whole days', () => {
    expect(longestWait(monthly, 'UTC', { from })?.days).toBe(35);
    expect(longestWait(weekly, 'UTC', { from, freezes: [freeze] })?.days).toBe(35);
    expect(longestWait(weekly, 'Nowhere/None', { from })).toBeNull();
  });

  test.each([
    ['a rule that is too seldom contradicts the promise', monthly, [], 'failing'],
    ['a freeze makes it too long for once', weekly, [freeze], 'attention'],
    ['weekly windows keep 14 days', weekly, [], undefined],
  ])('%s', (_why, policy, freezes, severity) => {
    expect(lintGap(policy, 'UTC', { from, freezes, promised })[0]?.severity).toBe(severity);
  });

  test('says both times and whose promise it is, and nothing where nobody promised', () => {
    expect(lintGap(monthly, 'UTC', { from, promised })[0]?.sentence).toMatch(/UTC is 35 days .*within 14 days \(PCI DSS, 6\.3\.3/);
    expect(lintGap(monthly, 'UTC', { from })).toEqual([]);
  });
});

test('a ring without a device is told where others have some, and nothing where it is not known', () => {
  const { rings } = starting;
  const counts = rings.map((_, index) => (index === 0 ? 0 : 3));
  expect(lintRingDevices(starting, counts).map(({ code, path }) => [code, path])).toEqual([['ring-without-devices', 'rings[0]']]);
  expect(lintRingDevices(starting, undefined)).toEqual([]);
  expect(
    lintRingDevices(
      starting,
      rings.map(() => 0),
    ),
  ).toEqual([]);
});

test.each([
  ['a block behind a rule that takes a part of it', { classes: ['security' as const] }, { products: ['linux-*'] }, ['rules-overlap']],
  ['a block of other names', { products: ['nginx'] }, { products: ['linux-*'] }, []],
  ['a block of all of a kind, which names nothing', { products: ['nginx'] }, { classes: ['normal' as const] }, []],
  ['a block that is taken whole', {}, { products: ['linux-*'] }, ['rule-unreachable']],
])('of rules: %s', (_why, first, second, codes) => {
  const rules = [
    { name: 'One', when: first, action: { kind: 'select' as const } },
    { name: 'Two', when: second, action: { kind: 'block' as const, because: 'no' } },
  ];
  expect(lintSelection({ rules }).map(({ code }) => code)).toEqual(codes);
});

describe('how a client’s policies stand', () => {
  const now = '2026-06-02T12:00:00Z';
  const finding = (severity: 'attention' | 'failing', policyId: string | null = null) => ({
    code: 'x',
    severity,
    sentence: `It is ${severity}.`,
    policyId,
  });
  test.each([
    ['nothing found today', { lookedAt: '2026-06-02T00:00:00Z', findings: [] }, 'good'],
    ['never looked at', { lookedAt: null, findings: [] }, 'attention'],
    ['not looked at for two days', { lookedAt: '2026-05-31T00:00:00Z', findings: [] }, 'attention'],
    ['something to know', { lookedAt: now, findings: [finding('attention')] }, 'attention'],
    [
      'a contradiction among others, looked at or not',
      { lookedAt: null, findings: [finding('attention'), finding('failing', 'p')] },
      'failing',
    ],
  ] as const)('%s', (_why, facts, state) => {
    expect(policyStanding({ devices: 3, now, trouble: null, ...facts }).state).toBe(state);
  });

  test('links to the policy that says it, failing ones first', () => {
    const standing = policyStanding({
      devices: 3,
      now,
      trouble: null,
      lookedAt: now,
      findings: [finding('attention'), finding('failing', 'p')],
    });
    expect(standing.links.map(({ kind, policyId }) => [kind, policyId])).toEqual([
      ['policy', 'p'],
      ['findings', null],
    ]);
    expect(standing.sentence).toBe('It is failing. And 1 more.');
  });
});
