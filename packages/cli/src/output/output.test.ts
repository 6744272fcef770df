import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testIo } from '../testing/io.ts';
import { clean, cleanLines } from './clean.ts';
import { paintFor } from './paint.ts';
import { progressOn } from './progress.ts';
import { screenOf } from './screen.ts';
import { table } from './table.ts';
import { cut, pad, widthOf, wrap } from './text-width.ts';
import { size, span, time } from './times.ts';

describe('text from elsewhere', () => {
  it.each([
    ['plain text', 'plain text'],
    ['Zürich 東京 👩‍🔧', 'Zürich 東京 👩‍🔧'],
    ['one\ntwo\tthree', 'one two three'],
    ['\u001b[2Jgone', '\ufffd[2Jgone'],
    ['\u0007bell\u009b31m', '\ufffdbell\ufffd31m'],
    ['evil\u202etxt.exe', 'evil\ufffdtxt.exe'],
    ['half \ud83d pair', 'half \ufffd pair'],
  ])('%j is shown as %j', (given, shown) => {
    expect(clean(given)).toBe(shown);
  });

  it('never brings a control character to the terminal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        // oxlint-disable-next-line no-control-regex -- these are what must not come through
        expect(clean(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      }),
    );
  });

  it('keeps the lines of text that has lines', () => {
    expect(cleanLines('a\r\nb\u0000\nc')).toBe('a\nb\ufffd\nc');
  });
});

describe('widths', () => {
  it.each([
    ['abc', 3],
    ['東京', 4],
    ['e\u0301', 1],
    ['👩‍🔧', 2],
    ['', 0],
  ])('%s takes %i columns', (text, columns) => {
    expect(widthOf(text)).toBe(columns);
  });

  it('cuts to what fits, with a sign that something is missing', () => {
    expect(cut('openssl', 7)).toBe('openssl');
    expect(cut('openssl-tools', 8)).toBe('openssl…');
    expect(cut('東京大阪', 5)).toBe('東京…');
  });

  it('never makes a cut or padded text other than wide enough', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 40 }), (text, columns) => {
        expect(widthOf(cut(clean(text), columns))).toBeLessThanOrEqual(columns);
        expect(widthOf(pad(cut(clean(text), columns), columns))).toBe(columns);
      }),
    );
  });

  it('wraps at words and leaves nothing out', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 }), fc.integer({ min: 5, max: 60 }), (words, columns) => {
        const lines = wrap(words.join(' '), columns);
        expect(lines.join(' ')).toBe(words.join(' '));
        for (const line of lines) expect(line.includes(' ') ? widthOf(line) : 0).toBeLessThanOrEqual(columns);
      }),
    );
  });
});

describe('a table', () => {
  const columns = [{ title: 'name' }, { title: 'version' }, { title: 'devices', align: 'right' as const }];

  it('stands in columns, with unknown said as such', () => {
    const shown = table(screenOf(testIo()), columns, [
      ['openssl', '3.0.16-1', 12],
      ['東京', null, 3],
    ]);
    expect(shown).toBe(['name     version   devices', 'openssl  3.0.16-1       12', '東京     ?               3'].join('\n'));
  });

  it('fits every terminal that is wide enough for its titles, whatever is in it', () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 80 });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, fc.nat())), fc.integer({ min: 40, max: 200 }), (rows, width) => {
        for (const line of table(screenOf(testIo({ width })), columns, rows).split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('cuts nothing away from a terminal', () => {
    const long = 'x'.repeat(500);
    expect(table(screenOf(testIo()), columns, [[long, long, 1]])).toContain(`${long}  ${long}`);
  });
});

describe('colour', () => {
  it.each([
    ['on a terminal', {}, true, true],
    ['with NO_COLOR', { NO_COLOR: '1' }, true, false],
    ['with an empty NO_COLOR', { NO_COLOR: '' }, true, true],
    ['on a dumb terminal', { TERM: 'dumb' }, true, false],
    ['into a file', {}, false, false],
  ])('%s', (_where, env, isTerminal, isColoured) => {
    expect(paintFor({ env }, isTerminal)('word', 'failing') !== 'word').toBe(isColoured);
  });
});

describe('progress', () => {
  it('is silent away from a terminal', () => {
    const io = testIo();
    progressOn(io, {}).say('half way');
    expect(io.told()).toBe('');
  });

  it('is told in lines where it is asked for, each once', () => {
    const io = testIo();
    const progress = progressOn(io, { progress: true });
    for (const line of ['one', 'one', 'two\u001b[A']) progress.say(line);
    expect(io.told()).toBe('one\ntwo\ufffd[A\n');
  });

  it('rewrites its line on a terminal, and leaves none behind', () => {
    const io = testIo({ terminal: true, width: 10 });
    const progress = progressOn(io, {});
    progress.say('0123456789abc');
    progress.end();
    expect(io.told()).toBe('\r\u001b[2K01234567…\r\u001b[2K');
  });
});

it.each([
  ['2026-03-02T09:00:02Z', '2026-03-02 10:00 (now)'],
  ['2026-03-02T12:00:00Z', '2026-03-02 13:00 (in 3 h)'],
  ['2026-03-02T08:58:59Z', '2026-03-02 09:58 (61 s ago)'],
  ['2026-02-20T09:00:00Z', '2026-02-20 10:00 (10 days ago)'],
])('the time %s is told as %s', (at, told) => {
  expect(time(screenOf(testIo({ zone: 'Europe/Zurich' })), at)).toBe(told);
});

it.each([
  [999, '999 B'],
  [1500, '1.5 kB'],
  [999_999, '1.0 MB'],
  [25_000_000, '25 MB'],
])('%i bytes are told as %s', (bytes, told) => {
  expect(size(bytes)).toBe(told);
});

it('a span is told in the unit that says most', () => {
  expect([0, 89, 90, 5400, 172_800].map(span)).toEqual(['0 s', '89 s', '2 min', '2 h', '2 days']);
});
