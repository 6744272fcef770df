import { describe, expect, test } from 'vitest';
import { provenAbsence } from './index.ts';
import type { ContactBefore, ContactNow } from './index.ts';

const day = 24 * 3600;
const before: ContactBefore = { at: '2026-03-06T17:00:00Z', bootId: 'one', sleptSeconds: 100 };
const now = (more: Partial<ContactNow> = {}): ContactNow => ({
  at: '2026-03-09T08:10:00Z',
  deviceAt: '2026-03-09T08:10:00Z',
  bootId: 'two',
  upSeconds: 600,
  sleptSeconds: 0,
  aliveBefore: '2026-03-06T17:05:00Z',
  ...more,
});
const weekend = { from: '2026-03-06T17:05:00.000Z', until: '2026-03-09T08:00:00.000Z', proof: 'boot' };

describe('a new start', () => {
  test.each([
    ['from its last sign of life to its start', {}, weekend],
    ['its clock is wrong by an hour: counted by ours', { deviceAt: '2026-03-09T09:10:00Z', aliveBefore: '2026-03-06T18:05:00Z' }, weekend],
    [
      'the last sign of life lies before the contact that we had',
      { aliveBefore: '2026-03-06T16:00:00Z' },
      { ...weekend, from: '2026-03-06T17:00:00.000Z' },
    ],
    ['it ran and could not be reached for most of the silence', { aliveBefore: '2026-03-08T20:00:00Z' }, null],
    ['it started long ago and could not be reached since', { upSeconds: 2.5 * day }, null],
    ['when it was last alive is not known', { aliveBefore: null }, null],
    ['when it started is not known', { upSeconds: null }, null],
    ['a sign of life from the future', { aliveBefore: '2026-04-01T00:00:00Z' }, null],
  ])('%s', (_what, more, expected) => {
    expect(provenAbsence(before, now(more))).toEqual(expected);
  });
});

describe('the same start', () => {
  test.each([
    ['silent but running is not off', 100, null],
    ['what it slept, at the beginning of the silence', 100 + 2 * day, '2026-03-08T17:00:00.000Z'],
    ['never more than the silence', 100 + 30 * day, '2026-03-09T08:10:00.000Z'],
    ['a night is too short', 100 + 0.9 * day, null],
    ['not told', null, null],
  ])('%s', (_what, sleptSeconds, until) => {
    const found = provenAbsence(before, now({ bootId: 'one', sleptSeconds }));
    expect(found).toEqual(until === null ? null : { from: '2026-03-06T17:00:00.000Z', until, proof: 'sleep' });
  });
});

test('a first contact, which nothing went before, proves nothing', () => {
  expect(provenAbsence({ ...before, bootId: null }, now())).toBeNull();
});
