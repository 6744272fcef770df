import { expect, test } from 'vitest';
import { isRebuildOpen, rebuildState } from './index.ts';
import type { RebuildWord } from './index.ts';

const [done, dropped] = [{ what: 'done' }, { what: 'dropped' }] as const;
const compared = (passed: boolean): RebuildWord => ({ what: 'compared', passed });

test.each([
  [[], 'awaited', true],
  [[done], 'reported', true],
  [[done, compared(false)], 'differs', true],
  [[done, compared(false), done], 'reported', true],
  [[done, compared(false), done, compared(true)], 'back', false],
  [[dropped], 'dropped', false],
  [[done, compared(false), dropped], 'dropped', false],
] as const)('a rebuild stands by its last word: %j is %s', (words, state, open) => {
  expect(rebuildState(words)).toBe(state);
  expect(isRebuildOpen(state)).toBe(open);
});
