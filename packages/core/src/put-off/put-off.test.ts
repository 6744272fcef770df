import fc from 'fast-check';
import { expect, test } from 'vitest';
import { putOffGroups, putOffKinds, putOffTotals } from './put-off.ts';
import type { PutOff } from './put-off.ts';

const one = (parts: Partial<PutOff> = {}): PutOff => ({
  kind: 'defer',
  reason: 'Rule 1',
  by: 'p',
  update: 'openssl 2',
  deviceId: 'a',
  until: '2026-03-10T00:00:00Z',
  due: null,
  ...parts,
});

test.each([
  ['a deferral that ends before the deadline', '2026-03-10T00:00:00Z', '2026-03-11T00:00:00Z', false],
  ['one that ends with it', '2026-03-10T00:00:00Z', '2026-03-10T00:00:00.000Z', false],
  ['one that ends after it', '2026-03-10T00:00:00Z', '2026-03-09T00:00:00Z', true],
  ['a block, which nobody ends', null, '2027-01-01T00:00:00Z', true],
  ['a block of what nobody asks for', null, null, false],
])('of %s the deadline is told as it is', (_what, until, due, late) => {
  const all = [one({ until, due })];
  expect(putOffTotals(all).lateUpdates).toBe(late ? 1 : 0);
  expect(putOffGroups(all)[0]?.late).toEqual(late ? { updates: 1, devices: 1, first: due } : null);
});

test('what one rule puts off is one line, with its numbers, names and ends; what passes a deadline stands first', () => {
  const groups = putOffGroups([
    one(),
    one({ deviceId: 'b', until: '2026-03-12T00:00:00Z' }),
    one({ update: 'curl 1', until: '2026-03-08T00:00:00Z' }),
    one({ kind: 'decision', by: 'd', reason: 'Blocked', until: null }),
    one({ kind: 'pin', reason: 'Pin', until: null, due: '2026-04-01T00:00:00Z' }),
    one({ kind: 'wait', by: null, reason: 'Phased', until: null, due: '2026-03-20T00:00:00Z' }),
  ]);
  expect(groups.map(({ kind }) => kind)).toEqual(['wait', 'pin', 'decision', 'defer']);
  expect(groups[3]).toEqual({
    kind: 'defer',
    reason: 'Rule 1',
    by: 'p',
    updates: 2,
    devices: 2,
    names: ['curl 1', 'openssl 2'],
    until: { first: '2026-03-08T00:00:00Z', last: '2026-03-12T00:00:00Z' },
    late: null,
  });
});

test('every update that is put off stands in exactly one line, and the totals count each once', () => {
  const some = fc.record({
    kind: fc.constantFrom(...putOffKinds),
    reason: fc.constantFrom('x', 'y'),
    by: fc.constantFrom('p', null),
    update: fc.constantFrom('a', 'b', 'c'),
    deviceId: fc.constantFrom('1', '2', '3'),
    until: fc.constantFrom(null, '2026-03-10T00:00:00Z', '2026-03-12T00:00:00Z'),
    due: fc.constantFrom(null, '2026-03-09T00:00:00Z', '2026-03-11T00:00:00Z'),
  });
  fc.assert(
    fc.property(fc.array(some, { maxLength: 40 }), (all) => {
      const groups = putOffGroups(all);
      const keys = new Set(all.map(({ kind, by, reason }) => `${kind} ${by} ${reason}`));
      expect(groups.length).toBe(keys.size);
      const totals = putOffTotals(all);
      expect(totals.updates).toBe(new Set(all.map(({ update }) => update)).size);
      expect(totals.lateUpdates).toBeLessThanOrEqual(totals.updates);
      expect(groups.some(({ late }) => late !== null)).toBe(totals.lateUpdates > 0);
    }),
  );
});
