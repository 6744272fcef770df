import { describe, expect, test } from 'vitest';
import { readScript } from './read.ts';
import { readShare, readSpan, readTime } from './words.ts';

const from = Date.UTC(2026, 2, 4, 12);

test.each([
  ['2026-03-06T18:00:00Z', '2026-03-06T18:00:00Z'],
  ['2026-03-06 18:00', '2026-03-06T17:00:00Z'],
  ['Fri 18:00', '2026-03-06T17:00:00Z'],
  ['friday', '2026-03-05T23:00:00Z'],
  ['Wed 18:00', '2026-03-04T17:00:00Z'],
  ['Wed 08:00', '2026-03-11T07:00:00Z'],
  ['sun 02:30', '2026-03-08T01:30:00Z'],
])('%s is a time', (text, instant) => {
  expect(readTime(text, from, 'Europe/Berlin')).toBe(Temporal.Instant.from(instant).epochMilliseconds);
});

test.each(['', 'soon', 'Fri 25:00', '2026-02-30 10:00', 'Fry 10:00', '18:00'])('%o is no time', (text) => {
  expect(readTime(text, from, 'Europe/Berlin')).toBeNull();
});

test('spans and shares', () => {
  expect(['90s', '30m', '4h', '14d', '4', 'h', '-1h'].map(readSpan)).toEqual([90, 1_800, 14_400, 1_209_600, null, null, null]);
  expect(['8%', '0.08', '100%', '101%', '2', 'x'].map(readShare)).toEqual([0.08, 0.08, 1, null, null, null]);
});

describe('a script that can not be read names its line', () => {
  const fleet = 'starts 2026-03-06T12:00:00Z\nring test: a b\n';
  test.each([
    ['', 'Say first when it starts'],
    ['starts 2026-03-06T12:00:00Z', 'which rings'],
    [`${fleet}ring more: a`, 'in a ring already'],
    [`${fleet}zone Nowhere/Land`, 'no time zone'],
    [`${fleet}at Sat 18:00 c leaves`, 'There is no device c'],
    [`${fleet}at Sat 18:00 a sleeps`, 'nothing that happens'],
    [`${fleet}at Sat 18:00 a leaves\nring more: c`, 'known by now'],
    [`${fleet}expect a happy`, 'Expect a deployment'],
    [`${fleet}assume away 8% for ever`, 'can not be read'],
    [`${fleet}assume luck 8%`, 'nothing that can be assumed'],
    [`${fleet}assume fail 60%, refuse 60%`, 'than there are'],
    [`${fleet}window FREQ=SOMETIMES at 02:00 for 2h`, ''],
    [`${fleet}frobnicate`, 'not understood'],
  ])('%j', (text, sentence) => {
    const read = readScript(text);
    expect(read).toMatchObject({ sentence: expect.stringContaining(sentence) });
  });
});
