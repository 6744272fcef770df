import { describe, expect, test } from 'vitest';
import type { Document } from '../document/types.ts';
import { bounded } from './bounded.ts';
import { prepareDocument } from './prepare.ts';
import { undrawableIn } from './undrawable.ts';

describe('characters without a font', () => {
  test('are found in what the typesetter says', () => {
    const said = String.raw`[SourceDiagnostic { message: "PDF/A-3a error: the text ${'`'}\"日\"${'`'} could not be displayed with font" }, { message: "the text ${'`'}\"\\u{200d}\"${'`'} could not" }, { "the text contains the disallowed codepoint ${'`'}\"\\u{fffe}\"${'`'}" }]`;
    expect(undrawableIn(said)).toEqual(['日', '\u200d', '\ufffe']);
  });

  test('that belong to other complaints are none', () => {
    expect(undrawableIn('the text `"a"` could not be displayed')).toEqual([]);
    expect(undrawableIn('unknown variable: x')).toEqual([]);
  });

  test('are written by their numbers, in groups, and the document says so', () => {
    const document: Document = {
      language: 'en',
      kind: 'k',
      title: 'a日本-b',
      lead: [],
      author: '',
      foot: '',
      asOf: '2026-03-02T09:00:00Z',
      blocks: [],
    };
    const prepared = prepareDocument(document, new Set(['日', '本'])) as { title: string; blocks: readonly { kind: string }[] };
    expect(prepared.title).toBe('a‹U+65E5 672C›-b');
    expect(prepared.blocks.map(({ kind }) => kind)).toEqual(['heading', 'paragraph']);
    expect((prepareDocument(document, new Set()) as { blocks: readonly unknown[] }).blocks).toEqual([]);
  });
});

test('work beyond so many at once waits, and beyond so many waiting is refused', async () => {
  const take = bounded(1, 1);
  const order: string[] = [];
  const held = Promise.withResolvers<string>();
  const first = take(() => held.promise.then((word) => order.push(word)));
  const second = take(async () => order.push('second'));
  expect(take(async () => order.push('third'))).toBe('full');
  held.resolve('first');
  await Promise.all([first, second]);
  expect(order).toEqual(['first', 'second']);
  expect(await take(async () => 'again')).toBe('again');
});
