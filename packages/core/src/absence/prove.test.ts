import { expect, test } from 'vitest';
import { provenAbsence } from './index.ts';
import type { ContactBefore, ContactNow } from './index.ts';

const day = 24 * 3600;
const before: ContactBefore = { at: '2026-03-06T17:00:00Z', bootId: 'one' };
const now = (more: Partial<ContactNow> = {}): ContactNow => ({
  at: '2026-03-09T08:10:00Z',
  bootId: 'two',
  upSeconds: 600,
  aliveBefore: '2026-03-06T17:05:00Z',
  ...more,
});
const weekend = { from: '2026-03-06T17:05:00.000Z', until: '2026-03-09T08:00:00.000Z', proof: 'boot' };

test.each([
  ['from the end of the start before to this start', {}, weekend],
  [
    'that end lies before the contact that we had',
    { aliveBefore: '2026-03-06T16:00:00Z' },
    { ...weekend, from: '2026-03-06T17:00:00.000Z' },
  ],
  ['it ran and could not be reached for most of the silence', { aliveBefore: '2026-03-08T20:00:00Z' }, null],
  ['it started long ago and could not be reached since', { upSeconds: 2.5 * day }, null],
  ['how the start before ended is not proved', { aliveBefore: null }, null],
  ['when it started is not known', { upSeconds: null }, null],
  ['an end in the future', { aliveBefore: '2026-04-01T00:00:00Z' }, null],
  ['the same start: silent, or asleep in pieces that nobody knows', { bootId: 'one' }, null],
])('%s', (_what, more, expected) => {
  expect(provenAbsence(before, now(more))).toEqual(expected);
});

test('a first contact, which nothing went before, proves nothing', () => {
  expect(provenAbsence({ ...before, bootId: null }, now())).toBeNull();
});
