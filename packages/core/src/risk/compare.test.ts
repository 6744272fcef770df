import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bodBands, compareUrgency } from './index.ts';
import type { Ranked } from './index.ts';

const normal: Ranked = { urgency: 'normal', bod2604: '14 days', deadline: '2026-03-24', epss: 0.2, cvss: 7, tier: 'standard' };

test.each([
  ['urgent before normal', { urgency: 'urgent', bod2604: null }, {}],
  ['the shorter time', { bod2604: '3 days', deadline: null }, {}],
  ['with forensics first', { bod2604: '3 days & forensic investigation' }, { bod2604: '3 days' }],
  ['any time before none', { bod2604: 'fix on system upgrade' }, { bod2604: null }],
  ['the earlier deadline', { deadline: '2026-03-23', epss: 0 }, {}],
  ['an instant within the day', { deadline: '2026-03-24T23:59:59Z' }, {}],
  ['the day before the instant after it', {}, { deadline: '2026-03-25T00:00:01Z' }],
  ['any deadline before none', {}, { deadline: null, epss: 1 }],
  ['the higher EPSS', { epss: 0.3, cvss: 1 }, {}],
  ['known to be likely before unknown', {}, { epss: null }],
  ['unknown before known to be unlikely', { epss: null }, { epss: 0.01 }],
  ['the higher CVSS', { cvss: 7.1, tier: 'low' }, {}],
  ['an unknown CVSS before a low one', { cvss: null }, { cvss: 6.9 }],
  ['the more critical device', { tier: 'mission-critical' }, {}],
  ['a tier that was not set before the third', { tier: null }, {}],
] as const satisfies readonly (readonly [string, Partial<Ranked>, Partial<Ranked>])[])('%s', (_name, first, second) => {
  const a: Ranked = { ...normal, ...first };
  const b: Ranked = { ...normal, ...second };
  expect(compareUrgency(a, b)).toBeLessThan(0);
  expect(compareUrgency(b, a)).toBeGreaterThan(0);
});

test('it is an order', () => {
  const ranked: fc.Arbitrary<Ranked> = fc.record({
    urgency: fc.constantFrom('urgent', 'normal'),
    bod2604: fc.constantFrom(null, ...bodBands),
    deadline: fc.constantFrom(null, '2026-03-24', '2026-03-25', '2026-03-25T00:00:00Z'),
    epss: fc.constantFrom(null, 0, 0.1, 0.5),
    cvss: fc.constantFrom(null, 0, 7, 9),
    tier: fc.constantFrom(null, 'mission-critical', 'important', 'low'),
  });
  fc.assert(
    fc.property(ranked, ranked, ranked, (...three) => {
      const [a, b, c] = three.toSorted(compareUrgency);
      if (a === undefined || b === undefined || c === undefined) throw new Error('three went in, three come out');
      expect(Math.max(compareUrgency(a, b), compareUrgency(b, c), compareUrgency(a, c))).toBeLessThanOrEqual(0);
      expect(Math.sign(compareUrgency(a, b)) + Math.sign(compareUrgency(b, a))).toBe(0);
    }),
  );
});
