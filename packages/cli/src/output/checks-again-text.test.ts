import { expect, test } from 'vitest';
import { testIo } from '../testing/io.ts';
import { checksAgainText } from './checks-again-text.ts';
import { screenOf } from './screen.ts';

const day = {
  days: 1,
  devices: 3,
  planned: 0,
  waiting: 0,
  passed: 1,
  failed: 0,
  notMeasured: 1,
  refused: 0,
  unknown: 1,
  notAsked: 0,
  nextAt: null,
};
const silent = {
  days: 1,
  deviceId: 'd',
  deviceName: 'web\u0007-1',
  state: 'unknown',
  askedAt: '2026-03-02T03:00:00Z',
  until: '2026-03-05T03:00:00Z',
} as const;

test('each day is a row, and who is silent is named with how long there was to answer', () => {
  const screen = screenOf(testIo());
  const text = checksAgainText(screen, { items: [day], silent: [silent, { ...silent, days: 7, state: 'waiting' }] });
  expect(text).toMatch(/1 day +3 +1 +0 +1 +0 +1 +0/);
  expect(text).toMatch(/web\ufffd-1, asked .+ for 1 day after: has not answered by .+: how it is is not known/);
  expect(text).toMatch(/for 7 days after: is awaited until /);
  const many = Array.from({ length: 40 }, () => silent);
  expect(checksAgainText(screen, { items: [day], silent: many })).toContain('… and 10 more');
  expect(checksAgainText(screen, { items: [], silent: [] })).toContain('Nothing is asked again');
});
