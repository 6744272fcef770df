import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsers } from './index.ts';

describe.each(Object.entries(parsers))('the reader of %s', (_name, parse) => {
  test('says of foreign text that it is not understood', () => {
    expect(parse('Welcome to the jungle: 42 [x] (y)\n')).toMatchObject({ rows: [], unread: ['Welcome to the jungle: 42 [x] (y)'] });
  });

  test('reads nothing from nothing', () => {
    expect(parse('')).toMatchObject({ rows: [], unread: [] });
  });

  test('takes any text whatever, and loses no line of words', () => {
    const word = fc.stringMatching(/^[a-z]{3,8}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
        expect(parse(`${words.join('\n')}\n`).unread).toEqual(words);
      }),
    );
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => Array.isArray(parse(text).rows)));
  });
});

test('os-release: values as a shell would have them, comments left out, other lines kept', () => {
  const text = '# made by hand\nID=lab\nNAME="Lab \\"OS\\""\nVERSION_ID=\'9.1\'\nnot a field\n';
  expect(parsers['os-release'](text)).toEqual({
    rows: [
      { key: 'ID', value: 'lab' },
      { key: 'NAME', value: 'Lab "OS"' },
      { key: 'VERSION_ID', value: '9.1' },
    ],
    unread: ['not a field'],
  });
});
