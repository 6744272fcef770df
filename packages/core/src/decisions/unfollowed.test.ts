import { expect, test } from 'vitest';
import { decision, subject } from './decision.fixture.ts';
import { unfollowedSince } from './index.ts';
import type { Decision } from './index.ts';

// It was decided on the first of March, of an update that is offered since 20 February.
const offered = '2026-02-20T00:00:00Z';
const day = (n: number) => `2026-03-${String(n).padStart(2, '0')}T00:00:00Z`;

test.each<
  [string, Partial<Decision>, { offeredAt?: string; due?: string | null; now?: string; others?: readonly Decision[] }, string | null]
>([
  ['for less than seven days', {}, { now: '2026-03-07T23:59:59Z' }, null],
  ['for seven days', {}, {}, day(8)],
  ['since it is offered, which came later', {}, { offeredAt: day(4), now: day(12) }, day(11)],
  ['until its day of review, which is later', { reviewAt: day(20) }, { now: day(19) }, null],
  ['since its day of review, which is sooner', { reviewAt: day(3) }, { now: day(4) }, day(3)],
  ['of an update that came after its review', { reviewAt: day(3) }, { offeredAt: day(5), now: day(11) }, null],
  ['since its deadline', {}, { due: day(4), now: day(5) }, day(4)],
  ['since it was decided: its deadline had passed', {}, { due: '2026-02-25T00:00:00Z', now: day(2) }, day(1)],
  ['though a later deadline stands', {}, { due: day(30) }, day(8)],
  ['but it is another kind', { kind: 'exception', endsAt: '2026-06-01T00:00:00Z' }, {}, null],
  ['but a block counts there', {}, { others: [decision({ id: 'b', kind: 'block' })] }, null],
  ['but it was revoked', { revoked: { at: day(2), by: 'p', because: 'No' } }, {}, null],
  ['but it has ended', { endsAt: day(5) }, {}, null],
])('a decision to deploy that waits %s', (_name, change, given, since) => {
  const one = decision(change);
  const { offeredAt = offered, due = null, now = day(9), others = [] } = given;
  const waits = unfollowedSince(one, { subject, offeredAt, due }, [one, ...others], Temporal.Instant.from(now));
  expect(waits).toBe(since);
});
