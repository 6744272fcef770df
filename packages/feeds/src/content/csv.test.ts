import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UnreadableFile } from '../types.ts';
import { parseCsv } from './csv.ts';

describe('a table of RFC 4180', () => {
  const table: readonly (readonly [string, string, readonly (readonly string[])[]])[] = [
    [
      'plain fields',
      'a,b\nc,d\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'carriage returns',
      'a,b\r\nc,d\r\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'no line end at the end',
      'a,b\nc,d',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['quotes, commas and line ends inside', '"a, ""b""\nc",d\n', [['a, "b"\nc', 'd']]],
    [
      'empty fields',
      ',\na,\n"",b\n',
      [
        ['', ''],
        ['a', ''],
        ['', 'b'],
      ],
    ],
    ['a comma as the very last', 'a,', [['a', '']]],
    [
      'empty lines',
      'a,b\n\n\nc,d\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['nothing', '', []],
  ];

  test.each(table)('%s', (_what, text, rows) => {
    expect(parseCsv(text).map((row) => row.fields)).toEqual(rows);
  });

  test('rows know their line', () => {
    expect(parseCsv('a,"b\nb"\n\nc,d\n').map((row) => row.line)).toEqual([1, 4]);
  });

  test('a text that ends within quotes was cut short', () => {
    expect(() => parseCsv('a,"b\n')).toThrow(UnreadableFile);
  });

  test('what is written with quotes is read back', () => {
    const row = fc.array(fc.string(), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 5 }), (rows) => {
        const text = rows.map((fields) => `${fields.map((field) => `"${field.replaceAll('"', '""')}"`).join(',')}\r\n`).join('');
        expect(parseCsv(text).map((read) => read.fields)).toEqual(rows);
      }),
    );
  });
});
