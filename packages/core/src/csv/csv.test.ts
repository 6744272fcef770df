import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvLines, csvText, plainCell } from './index.ts';

const cellsOf = (text: string): readonly (readonly string[])[] => csvLines(text).map(({ cells }) => cells);

test.each([
  [
    'commas',
    'device,tier\nweb-01,low',
    [
      ['device', 'tier'],
      ['web-01', 'low'],
    ],
  ],
  [
    'semicolons, as a spreadsheet writes them where the comma is for decimals',
    'device;tier\r\nweb-01;"1,5"\r\n',
    [['device', 'tier'], ['web-01', '1,5'], ['']],
  ],
  [
    'tabs',
    'device\ttier\nweb 01\tlow, or so',
    [
      ['device', 'tier'],
      ['web 01', 'low, or so'],
    ],
  ],
  [
    'a byte order mark',
    '\uFEFFdevice;tier\nweb-01;low',
    [
      ['device', 'tier'],
      ['web-01', 'low'],
    ],
  ],
  [
    'a title with another separator in it',
    '"device, by name";tier;"a;b"\nx;y;z',
    [
      ['device, by name', 'tier', 'a;b'],
      ['x', 'y', 'z'],
    ],
  ],
  ['one column', 'device\nweb-01', [['device'], ['web-01']]],
  [
    'doubled quotes and line ends in a cell',
    'a,b\n"say ""yes""","two\nlines"',
    [
      ['a', 'b'],
      ['say "yes"', 'two\nlines'],
    ],
  ],
])('%s', (_, text, cells) => {
  expect(cellsOf(text)).toEqual(cells);
});

test('lines are counted where they begin, also after a cell of several lines', () => {
  expect(csvLines('a,b\n"1\n2",x\n3,y').map(({ line }) => line)).toEqual([1, 2, 4]);
});

test('what is written is read again, whatever stands in a cell', () => {
  const cell = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\r'));
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }), (rows) => {
      const read = cellsOf(csvText([['device', 'note'], ...rows])).slice(1, -1);
      expect(read).toEqual(rows.map((cells) => cells.map((text) => (/^[=+\-@\t]/.test(text) ? `'${text}` : text))));
    }),
  );
});

test('a formula is written as text, and comes back as it was meant', () => {
  expect(csvText([['=1+1', '-5', null, 3]])).toBe("'=1+1,'-5,,3\r\n");
  expect(plainCell("'=1+1")).toBe('=1+1');
});
