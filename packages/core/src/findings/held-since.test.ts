import { expect, test } from 'vitest';
import { heldSince } from './index.ts';

const on = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T00:00:00.000Z`;
const span = (since: number, known: number | null) => ({ since: on(since), known: known === null ? null : on(known) });

test.each([
  ['the advisory came after the software', 5, 9, [], 9],
  ['the software came after the advisory', 9, 5, [], 9],
  ['the version before had it: the clock goes on', 9, 2, [span(3, 2)], 3],
  ['the version before had it, and it was published in its time', 9, 5, [span(3, 5)], 5],
  ['only the new version has it: the clock starts anew', 9, 2, [span(3, null)], 9],
  ['back through several', 20, 1, [span(15, 1), span(10, 1), span(4, 1)], 4],
  ['a version in between was mended: what went before is over', 20, 1, [span(15, 1), span(10, null), span(4, 1)], 15],
  ['published after the version before was gone', 9, 12, [span(3, 12)], 12],
])('%s', (_what, since, known, earlier, expected) => {
  expect(heldSince({ since: on(since), known: on(known) }, earlier)).toBe(on(expected));
});
