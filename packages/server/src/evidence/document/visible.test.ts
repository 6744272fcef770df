import { describe, expect, test } from 'vitest';
import { byNumber, turnsDirection, visible } from './visible.ts';

test.each([
  ['plain text', 'Zürich 😀 日本', 'Zürich 😀 日本'],
  ['control characters by their number', 'a\u0000b\u001b[1m\u0085', 'a‹U+0000›b‹U+001B›[1m‹U+0085›'],
  ['line breaks as they are, tabs as spaces', 'a\r\nb\tc\n', 'a\nb    c\n'],
  ['overrides of direction by their number', 'a\u202etxt.exe', 'a‹U+202E›txt.exe'],
  ['half a surrogate as the replacement character', 'a\ud800b', 'a\ufffdb'],
])('%s', (_, text, shown) => {
  expect(visible(text)).toBe(shown);
});

test('characters beyond the first plane have their whole number', () => {
  expect(byNumber(['日', '👩'])).toBe('‹U+65E5 1F469›');
});

describe('what may turn the text around it', () => {
  test.each([
    ['web-1', false],
    ['Zürich', false],
    ['日本', false],
    ['שרת', true],
    ['server-ويب', true],
    ['a\u2067b', true],
  ])('%s: %s', (text, turns) => {
    expect(turnsDirection(text)).toBe(turns);
  });
});
