import { expect, test } from 'vitest';
import { findUnstorable } from './storable.ts';

test.each([
  [{ name: 'a\u0000b' }, 'body.name'],
  [{ list: ['fine', { deep: '\ud83d' }] }, 'body.list.1.deep'],
  [{ 'odd\u0000': 1 }, 'body.odd?'],
  ['\udc00', 'body'],
])('%j can not be kept, and the place is named', (value, path) => {
  expect(findUnstorable(value, 'body')?.path).toBe(path);
});

test.each([[null], [undefined], [1], [true], ['Zürich 🧯 \u200f\u202e \u0001'], [{ a: [{ b: '\ud83e\uddef' }] }]])(
  '%j can be kept',
  (value) => {
    expect(findUnstorable(value, 'body')).toBeNull();
  },
);

test('endless nesting is found without exhausting the stack', () => {
  const deep: unknown = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
  expect(findUnstorable(deep, 'body')?.message).toContain('nested deeper');
});
