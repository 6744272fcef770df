import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nameParts, plainName } from './name-text.ts';

test.each([
  ['Brandt & Söhne', 'Brandt & Söhne'],
  ['株式会社みどり', '株式会社みどり'],
  ['👩🏽‍🔧', '👩🏽‍🔧'],
  ['naïve\u202Egpj.exe', 'naïve⟨U+202E⟩gpj.exe'],
  ['a\u200Bb', 'a⟨U+200B⟩b'],
  ['two\nlines', 'two⟨U+000A⟩lines'],
  ['', '⟨no name⟩'],
  [' \u3000', '⟨blank name⟩'],
  ['\uD800x', '\uFFFDx'],
])('%j is shown as %j', (name, shown) => {
  expect(plainName(name)).toBe(shown);
});

test('no text that could reorder or hide what stands around it is left outside a mark', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      const plain = nameParts(name)
        .filter((part) => !part.mark)
        .map((part) => part.text)
        .join('');
      expect(/[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(plain)).toBe(false);
    }),
  );
});
