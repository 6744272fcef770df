/** What a test plan does at the gate of the first ring. */
import { describe, expect, test } from 'vitest';
import { testStanding } from './test-standing.ts';
import type { GateEvidence } from './gate-evidence.ts';
import type { RingState } from './types.ts';

const shown: GateEvidence = {
  devices: 2,
  counted: 2,
  verified: 2,
  failed: 0,
  notMeasured: 0,
  unknown: 0,
  accepted: 0,
  keptOut: 0,
  rate: 1,
  wanted: { minVerified: 1, minRate: 1, soak: 'PT2H' },
  soakedFrom: '2026-03-02T08:00:00Z',
  soakedUntil: '2026-03-02T10:00:00Z',
  checksPassed: null,
  tests: [],
  notCovered: [],
  goOn: [],
};
const ring = (phase: RingState['phase'], evidence?: GateEvidence): RingState => ({
  phase,
  openedAt: null,
  soakUntil: null,
  answer: null,
  ...(evidence === undefined ? {} : { evidence }),
});
const standing = (...rings: readonly RingState[]) => {
  const names = ['test', 'pilot', 'broad'];
  const header = { rings: rings.map((_, index) => ({ name: names[index] ?? '' })) };
  return testStanding({ header, rings, runs: { a: {}, b: {} } } as never)?.level ?? null;
};

describe('whether it was tested', () => {
  test.each([
    ['nothing is said before it begins', [ring('closed'), ring('closed')], null],
    ['it is being tried', [ring('open'), ring('closed')], 'good'],
    ['a later ring with evidence of those before', [ring('passed', shown), ring('open')], 'good'],
    ['a later ring without evidence', [ring('passed'), ring('open')], 'failing'],
    ['evidence in which nothing was verified', [ring('passed', { ...shown, verified: 0 }), ring('open')], 'failing'],
    ['no evidence of the second of three', [ring('passed', shown), ring('passed'), ring('open')], 'failing'],
    ['several devices in one ring', [ring('open')], 'failing'],
    [
      'what a person let go on',
      [ring('passed', { ...shown, goOn: [{ reason: 'test', by: 'p', at: '', because: '' }] }), ring('open')],
      'attention',
    ],
    ['what the test does not stand for', [ring('passed', { ...shown, notCovered: ['x'] }), ring('open')], 'attention'],
  ])('%s', (_what, rings, level) => {
    expect(standing(...rings)).toBe(level);
  });
});
