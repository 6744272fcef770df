import { expect, test } from 'vitest';
import { firstFree } from './expected.ts';

const window = { rule: 'FREQ=WEEKLY;BYDAY=SU', start: '02:00', durationMinutes: 240, zone: 'UTC' } as const;
const from = Temporal.Instant.from('2026-03-07T12:00:00Z');
const at = (text: string): number => Temporal.Instant.from(text).epochMilliseconds;
const span = (a: string, b: string) => ({ from: at(`2026-${a}:00Z`), to: at(`2026-${b}:00Z`) });

test.for([
  ['no freeze: the whole of the next opening', [], span('03-08T02:00', '03-08T06:00')],
  ['a freeze over its begin: what is left of it', [span('03-07T00:00', '03-08T03:30')], span('03-08T03:30', '03-08T06:00')],
  ['a freeze over its end: what comes before', [span('03-08T05:00', '03-09T00:00')], span('03-08T02:00', '03-08T05:00')],
  ['a freeze in its middle: the first part', [span('03-08T03:00', '03-08T04:00')], span('03-08T02:00', '03-08T03:00')],
  ['a freeze over all of it: the next one', [span('03-07T00:00', '03-09T00:00')], span('03-15T02:00', '03-15T06:00')],
] as const)('%s', ([, closed, expected]) => {
  expect(firstFree(window, from, closed)).toEqual(expected);
});

test('an opening that is under way is announced from when it opened; what of it is over is not', () => {
  const under = Temporal.Instant.from('2026-03-08T04:00:00Z');
  expect(firstFree(window, under, [])).toEqual(span('03-08T02:00', '03-08T06:00'));
  expect(firstFree(window, under, [span('03-08T03:00', '03-08T05:00')])).toEqual(span('03-08T05:00', '03-08T06:00'));
});
