import fc from 'fast-check';
import { expect, test } from 'vitest';
import { metricTables } from './metrics.ts';
import { parseVector, scoreVector } from './index.ts';

type Base = Readonly<Record<'AV' | 'AC' | 'PR' | 'UI' | 'S' | 'C' | 'I' | 'A', string>>;

function everyBaseVector(): readonly Base[] {
  const names = ['AV', 'AC', 'PR', 'UI', 'S', 'C', 'I', 'A'] as const;
  let all: readonly Base[] = [{ AV: '', AC: '', PR: '', UI: '', S: '', C: '', I: '', A: '' }];
  for (const name of names) {
    const values = metricTables['3.1'].metrics.find((metric) => metric.name === name)?.values ?? [];
    all = all.flatMap((base) => values.map((value) => ({ ...base, [name]: value })));
  }
  return all;
}

/** Section 7.1 of the specification, written down once more. */
function baseScore(v: Base): number {
  const weight = (value: string, weights: Readonly<Record<string, number>>): number => weights[value] ?? Number.NaN;
  const changed = v.S === 'C';
  const loss = (value: string): number => 1 - weight(value, { H: 0.56, L: 0.22, N: 0 });
  const sub = 1 - loss(v.C) * loss(v.I) * loss(v.A);
  const impact = changed ? 7.52 * (sub - 0.029) - 3.25 * (sub - 0.02) ** 15 : 6.42 * sub;
  const exploitability =
    8.22 *
    weight(v.AV, { N: 0.85, A: 0.62, L: 0.55, P: 0.2 }) *
    weight(v.AC, { L: 0.77, H: 0.44 }) *
    weight(v.PR, changed ? { N: 0.85, L: 0.68, H: 0.5 } : { N: 0.85, L: 0.62, H: 0.27 }) *
    weight(v.UI, { N: 0.85, R: 0.62 });
  if (impact <= 0) return 0;
  return roundUp(Math.min((changed ? 1.08 : 1) * (impact + exploitability), 10));
}

/** Appendix A of the specification. */
function roundUp(value: number): number {
  const whole = Math.round(value * 100_000);
  return whole % 10_000 === 0 ? whole / 100_000 : (Math.floor(whole / 10_000) + 1) / 10;
}

const textOf = (base: Base): string =>
  `CVSS:3.1/${Object.entries(base)
    .map(([name, value]) => `${name}:${value}`)
    .join('/')}`;

test('all 2,592 base vectors of 3.1 score as the formula of the specification says', () => {
  const all = everyBaseVector();
  expect(all).toHaveLength(2_592);
  const wrong = all.filter((base) => {
    const scored = scoreVector(textOf(base));
    return 'error' in scored || scored.base !== baseScore(base) || scored.temporal !== scored.base || scored.score !== scored.base;
  });
  expect(wrong).toEqual([]);
});

const anyVector = fc.constantFrom('2.0', '3.0', '3.1', '4.0').chain((version) => {
  const { prefix, metrics } = metricTables[version];
  const parts = metrics.map(({ name, values, group }) =>
    fc
      .tuple(fc.constantFrom(...values), group === 'base' ? fc.constant(true) : fc.boolean())
      .map(([value, given]) => (given ? [`${name}:${value}`] : [])),
  );
  return fc.tuple(...parts).map((chosen) => prefix + chosen.flat().join('/'));
});

test('every whole vector has scores between 0 and 10 with one decimal', () => {
  fc.assert(
    fc.property(anyVector, (vector) => {
      const scored = scoreVector(vector);
      if ('error' in scored) throw new Error(`${vector}: ${scored.error}`);
      for (const score of [scored.base, scored.temporal, scored.environmental, scored.score]) {
        if (score === null) continue;
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(10);
        expect(Math.abs(score * 10 - Math.round(score * 10))).toBeLessThan(1e-9);
      }
    }),
    { numRuns: 500 },
  );
});

test('a vector that lost, doubled or changed a piece is refused or is another whole vector, and nothing throws', () => {
  fc.assert(
    fc.property(anyVector, fc.nat(), fc.nat(), fc.string({ maxLength: 3 }), (vector, at, count, insert) => {
      const from = at % vector.length;
      const changed = vector.slice(0, from) + insert + vector.slice(from + (count % 4));
      expect('error' in scoreVector(changed)).toBe('error' in parseVector(changed));
    }),
    { numRuns: 500 },
  );
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => 'error' in scoreVector(text)));
});
