import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lifecycleOf } from './index.ts';
import type { Lifecycle } from './index.ts';

const day = fc.integer({ min: 0, max: 20_000 }).map((days) => Temporal.PlainDate.from('1990-01-01').add({ days }).toString());
const end = fc.oneof(day, fc.boolean(), fc.constant(null));
const laterIsNeverBetter = ['supported', 'security-only', 'extended-only', 'ended'];

function on(
  today: string,
  active: string | boolean | null,
  security: string | boolean | null,
  extended: string | boolean | null,
): Lifecycle {
  const release = {
    cycle: '8',
    released: null,
    lts: false,
    activeSupportEnds: active,
    securitySupportEnds: security,
    extendedSupportEnds: extended,
    latest: null,
  };
  return lifecycleOf({ id: 'lab-os', label: 'Lab OS', releases: [release] }, '8.1', today);
}

test('time only takes support away', () => {
  fc.assert(
    fc.property(day, day, end, end, end, (one, other, active, security, extended) => {
      const [before, after] = [one, other].toSorted();
      if (before === undefined || after === undefined) throw new Error('two went in, two come out');
      const first = on(before, active, security, extended).state;
      const second = on(after, active, security, extended).state;
      if (first === 'unknown' || second === 'unknown') return;
      expect(laterIsNeverBetter.indexOf(second)).toBeGreaterThanOrEqual(laterIsNeverBetter.indexOf(first));
    }),
  );
});

test('a state that still holds ends today or later, and one that is over ended before', () => {
  fc.assert(
    fc.property(day, end, end, end, (today, active, security, extended) => {
      const { state, ends } = on(today, active, security, extended);
      if (ends === null) return;
      expect(state === 'ended' ? ends < today : ends >= today).toBe(true);
    }),
  );
});

test('any text is a version of some cycle or of none, and never an exception', () => {
  const release = {
    cycle: '8',
    released: null,
    lts: false,
    activeSupportEnds: null,
    securitySupportEnds: false,
    extendedSupportEnds: null,
    latest: null,
  };
  fc.assert(
    fc.property(fc.string(), (version) => {
      const { state } = lifecycleOf({ id: 'windows', label: 'Lab', releases: [release] }, version, '2026-01-01');
      expect(['supported', 'unknown']).toContain(state);
    }),
  );
});
