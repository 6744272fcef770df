import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frameworks } from '../frameworks/index.ts';
import { attainmentOf } from '../months/index.ts';
import { answersOf, daysOf, dutyTopics, sampleOf, sampleWords } from './index.ts';
import type { PackFacts } from './index.ts';

const none = attainmentOf([]);
const whole = { ...none, met: 40, owed: 40, share: 1 };
const facts: PackFacts = {
  from: '2026-01-01T00:00:00.000Z',
  until: '2027-01-01T00:00:00.000Z',
  asOf: '2027-01-02T00:00:00.000Z',
  recordedSince: '2025-06-01T00:00:00.000Z',
  byClause: { '6.3.3': whole, 'A6.4, A6.5': whole },
  all: whole,
  devices: 12,
  scannedWithin: { 1: 12, 7: 12, 14: 12, 31: 12, 93: 12 },
  feeds: { on: 4, late: 0 },
  changes: { deployments: 9, approved: 9, toTest: 8, tested: 8, verified: 80, failed: 0, takenBack: 1 },
  pastSupport: 0,
  discovered: { machines: 3, undecided: 1 },
  months: 12,
  wholeMonths: 12,
  exceptions: 0,
};
const states = (id: string, change: Partial<PackFacts> = {}) => {
  const framework = frameworks.find((one) => one.id === id);
  if (framework === undefined) throw new Error(id);
  return answersOf(framework, { ...facts, ...change }).map(({ clause, state }) => `${clause} ${state}`);
};

test('every duty of every framework has its line, and every line is of a duty', () => {
  const clauses = frameworks.flatMap(({ duties }) => duties.map(({ clause }) => clause));
  expect(Object.keys(dutyTopics).toSorted()).toEqual([...new Set(clauses)].toSorted());
});

test.each<[string, string, Partial<PackFacts>, readonly string[]]>([
  [
    'what the records show',
    'pci-dss-4.0.1',
    {},
    ['6.3.3 shown', '6.3.3 shown', '6.3.1 shown', '6.5.1 shown', '11.3.1 shown', '11.3.2 not-shown'],
  ],
  [
    'what was late, not approved and not scanned',
    'pci-dss-4.0.1',
    {
      byClause: { '6.3.3': { ...whole, late: 1, owed: 41, share: 40 / 41 } },
      changes: { ...facts.changes, approved: 8 },
      scannedWithin: { 93: 11 },
    },
    ['6.3.3 gaps', '6.3.3 shown', '6.3.1 shown', '6.5.1 gaps', '11.3.1 gaps', '11.3.2 not-shown'],
  ],
  [
    'a period of which a part was not recorded',
    'cyber-essentials-3.3',
    { recordedSince: '2026-03-01T00:00:00.000Z' },
    ['A6.4, A6.5 gaps', 'A6.4, A6.5 gaps'],
  ],
  ['a period of which nothing was', 'gdpr-32', { recordedSince: '2027-02-01T00:00:00.000Z' }, ['art. 32 not-shown']],
  ['nothing was due', 'nis2', { byClause: {}, all: none }, ['art. 21(2)(e); annex 6.6 not-shown']],
  ['everything was excepted', 'gdpr-32', { all: { ...none, excluded: 50 } }, ['art. 32 gaps']],
  [
    'one month of a year has a report',
    'cis-8.1',
    { months: 1, all: none, byClause: {} },
    ['7.3 not-shown', '7.4 not-shown', '7.7 not-shown', '7.2 gaps', '7.5 shown', '7.6 not-shown'],
  ],
  [
    'what is so now says nothing of a period long ago',
    'cis-8.1',
    { asOf: '2027-06-01T00:00:00.000Z', all: none, byClause: {} },
    ['7.3 not-shown', '7.4 not-shown', '7.7 not-shown', '7.2 shown', '7.5 gaps', '7.6 not-shown'],
  ],
  ['nothing was deployed', 'iso-27001', { changes: { ...facts.changes, deployments: 0 } }, ['A.8.8 shown', 'A.8.32 not-shown']],
])('%s', (_name, id, change, expected) => expect(states(id, change)).toEqual(expected));

test('a rhythm in months is counted in whole days', () => {
  expect([
    daysOf({ count: 3, unit: 'months', calendar: 'same-day-or-last-of-month' }),
    daysOf({ count: 36, unit: 'hours', calendar: 'to-the-hour' }),
  ]).toEqual([93, 1]);
});

test('a sample is spread over its population, in its order, and has nothing twice', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: 40 }), (size, most) => {
      const population = Array.from({ length: size }, (_, index) => index);
      const sample = sampleOf(population, most);
      expect(sample.length).toBe(Math.min(size, most));
      expect(sample.every((one, index) => index === 0 || one > (sample[index - 1] ?? 0))).toBe(true);
      const gaps = sample.slice(1).map((one, index) => one - (sample[index] ?? 0));
      if (gaps.length > 0) expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1);
    }),
  );
  expect(sampleWords(90, 25)).toContain('25 of 90');
});
