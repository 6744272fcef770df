import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareProgrammes, partIds, partWords, pillars, programmeGaps } from './index.ts';
import type { Programme, ProgrammePart, ProgrammeRow } from './index.ts';

const table = (rows: readonly ProgrammeRow[], columns = ['Device', 'Tier', 'Owner']) => ({
  id: 'devices',
  title: 'Devices',
  columns,
  rows,
  more: 0,
  empty: 'None.',
});

function programme(rows: readonly ProgrammeRow[], window = 'Sundays', parts: readonly ProgrammePart[] = []): Programme {
  return {
    format: 'fettle-programme/1',
    provider: 'Example IT',
    client: { id: 'c', name: 'Client', zone: 'UTC' },
    sections: pillars.map((pillar) => ({
      pillar,
      facts: pillar === 'timeline' ? [{ label: 'Window', value: window }] : [],
      tables: pillar === 'inventory' ? [table(rows)] : [],
      parts: parts.filter(({ part }) => partWords[part].pillar === pillar),
    })),
  };
}
const row = (key: string, ...cells: string[]): ProgrammeRow => ({ key, cells });
const part = (text: string | null, reviewAt: string | null = '2026-06-01'): ProgrammePart => ({
  part: 'sandbox',
  text,
  owner: text === null ? null : 'Ada',
  reviewAt: text === null ? null : reviewAt,
});

test('rows that came, went and changed are told by name, and of a changed one only what is another', () => {
  const before = programme([row('1', 'db-1', 'mission-critical', ''), row('2', 'web-1', 'standard', 'Ada')]);
  const after = programme([row('1', 'db-one', 'mission-critical', 'Bea'), row('3', 'web-2', 'low', '')]);
  expect(compareProgrammes(before, after)).toEqual([
    {
      pillar: 'inventory',
      place: 'Devices',
      kind: 'changed',
      what: 'db-one',
      from: 'Device: db-1; Owner: none',
      to: 'Device: db-one; Owner: Bea',
    },
    { pillar: 'inventory', place: 'Devices', kind: 'added', what: 'web-2', from: null, to: 'low' },
    { pillar: 'inventory', place: 'Devices', kind: 'removed', what: 'web-1', from: 'standard · Ada', to: null },
  ]);
});

test('facts and parts are told with what they said', () => {
  expect(compareProgrammes(programme([], 'Sundays', [part(null)]), programme([], 'Mondays', [part('A twin of the shop')]))).toEqual([
    { pillar: 'testing', place: 'Sandbox', kind: 'added', what: '', from: null, to: 'A twin of the shop (owner Ada, review 2026-06-01)' },
    { pillar: 'timeline', place: 'Window', kind: 'changed', what: '', from: 'Sundays', to: 'Mondays' },
  ]);
});

test('a part that nobody wrote is missing; one is overdue the day after its review', () => {
  const on = (today: string, one: ProgrammePart) => programmeGaps([one], today);
  expect(on('2026-06-01', part(null))).toEqual({ parts: 1, missing: ['sandbox'], overdue: [] });
  expect(on('2026-06-01', part('A twin'))).toEqual({ parts: 1, missing: [], overdue: [] });
  expect(on('2026-06-02', part('A twin'))).toEqual({ parts: 1, missing: [], overdue: ['sandbox'] });
});

test('every part belongs to a pillar and asks for something', () => {
  for (const id of partIds) expect([pillars.includes(partWords[id].pillar), partWords[id].asks.length > 20]).toEqual([true, true]);
});

test('a document differs from itself in nothing, in whatever order its rows come, and from another in something', () => {
  const cell = fc.string({ maxLength: 4 });
  const rows = fc.uniqueArray(fc.record({ key: fc.string({ minLength: 1, maxLength: 3 }), cells: fc.tuple(cell, cell, cell) }), {
    selector: ({ key }) => key,
    maxLength: 6,
  });
  const asText = (all: readonly ProgrammeRow[]) => JSON.stringify(all.toSorted((a, b) => (a.key < b.key ? -1 : 1)));
  fc.assert(
    fc.property(rows, rows, (one, other) => {
      expect(compareProgrammes(programme(one), programme(one.toReversed()))).toEqual([]);
      expect(compareProgrammes(programme(one), programme(other)).length > 0).toBe(asText(one) !== asText(other));
    }),
    { numRuns: 100 },
  );
});
