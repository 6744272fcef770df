import { TodayItem } from '@fettle/protocol/models';
import { expect, test } from 'vitest';
import { queueOf } from './queue.ts';
import type { Line } from './types.ts';

const now = '2026-03-02T09:00:00Z';
function line(kind: Line['kind'], id: string, more: Partial<Line> = {}): Line {
  return { id, kind, clientId: null, title: id, why: '', since: now, by: null, action: { label: 'x', path: '/' }, ...more };
}
const ids = (lines: readonly Line[]) => queueOf(lines, now).map(({ id }) => id);

test('what stops work comes before what only waits', () => {
  expect(ids([line('silent device', 's'), line('urgent updates', 'u'), line('hold', 'h'), line('quarantine', 'q')])).toEqual([
    'q',
    'h',
    'u',
    's',
  ]);
});

test('every kind has its place', () => {
  const kinds = TodayItem.shape.kind.options;
  expect(ids([line('emergency', 'first'), ...kinds.filter((kind) => kind !== 'emergency').map((kind) => line(kind, kind))])[0]).toBe(
    'first',
  );
});

test('of one kind, what is due first comes first, what is never due last, and the oldest before the newer', () => {
  const lines = [
    line('approval', 'open-new', { since: '2026-03-01T00:00:00.5Z' }),
    line('approval', 'open-old', { since: '2026-03-01T00:00:00Z' }),
    line('approval', 'due-late', { by: '2026-03-10T00:00:00Z' }),
    line('approval', 'due-soon', { by: '2026-03-09T00:00:00.123Z' }),
  ];
  expect(ids(lines)).toEqual(['due-soon', 'due-late', 'open-old', 'open-new']);
});

test('beyond 200 lines one says how many more there are', () => {
  const many = (n: number) => Array.from({ length: n }, (_, i) => line('hold', `h${i}`));
  expect(queueOf(many(200), now)).toHaveLength(200);
  const cut = queueOf(many(257), now);
  expect(cut).toHaveLength(201);
  expect(cut.at(-1)).toMatchObject({ id: 'more', title: 'And 57 more' });
});
