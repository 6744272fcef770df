import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rangeOfEvents } from './osv-events.ts';

type Event = Readonly<Record<string, string>>;

/** `[1,2)` until fixed, `[1,2]` last affected, `[1,` open. */
function written(events: readonly Event[], scheme: string | null = 'semver'): string {
  return rangeOfEvents(events, 'range', scheme)
    .map(({ introduced, fixed, lastAffected }) => {
      const end = fixed === null ? (lastAffected === null ? '' : `${lastAffected}]`) : `${fixed})`;
      return `[${introduced},${end}`;
    })
    .join(' ');
}

const i = (introduced: string): Event => ({ introduced });
const f = (fixed: string): Event => ({ fixed });
const l = (last: string): Event => ({ last_affected: last });

describe('the intervals of events (OSV schema, evaluation)', () => {
  const table: readonly (readonly [string, readonly Event[], string])[] = [
    ['since ever until a version', [i('0'), f('1.0.0')], '[0,1.0.0)'],
    ['no fix', [i('0')], '[0,'],
    ['the last affected one is affected', [i('0'), l('1.0.0')], '[0,1.0.0]'],
    ['two pairs', [i('0'), f('1'), i('2.1.0'), l('3.1.9')], '[0,1) [2.1.0,3.1.9]'],
    ['in any order', [f('3.0.0'), i('0'), i('2.0.0'), f('1.0.0')], '[0,1.0.0) [2.0.0,3.0.0)'],
    ['an end before its beginning closes nothing', [f('1.0.0'), i('2.0.0')], '[2.0.0,'],
    ['introduced 0 is before a pre-release of 0', [f('0.0.0-2'), i('0')], '[0,0.0.0-2)'],
    ['fixed 0 is the version 0', [i('0.0.0-2018'), f('0')], '[0.0.0-2018,0)'],
    ['begun twice is begun once', [i('0'), i('1.0.0'), f('2.0.0')], '[0,2.0.0)'],
    ['ended twice is ended once', [i('0'), f('1.0.0'), f('2.0.0')], '[0,1.0.0)'],
    ['one ends where the next begins', [i('0'), i('1.0.0'), f('1.0.0'), f('2.0.0')], '[0,1.0.0) [1.0.0,2.0.0)'],
    ['one version only', [i('1.0.0'), l('1.0.0')], '[1.0.0,1.0.0]'],
    ['nothing at all', [i('1.0.0'), f('1.0.0')], '[1.0.0,1.0.0)'],
    ['limit is about Git', [i('0'), { limit: '*' }, f('1.0.0')], '[0,1.0.0)'],
    ['both in one object', [{ introduced: '0', fixed: '1.0.0' }], '[0,1.0.0)'],
  ];
  test.each(table)('%s', (_what, events, expected) => {
    expect(written(events)).toBe(expected);
  });
});

test('where a version can not be read the events are taken as they are written', () => {
  expect(written([i('1:x'), f('??'), i('2'), f('3')], 'deb')).toBe('[1:x,??) [2,3)');
  expect(written([i('2'), f('1')], null)).toBe('[2,1)');
});

test('the order of events does not matter', () => {
  const event = fc.constantFrom(i('0'), i('1.0.0'), f('2.0.0'), i('3.0.0'), l('4.0.0'), f('5.0.0'));
  const some = fc.uniqueArray(event, { minLength: 1 });
  fc.assert(
    fc.property(
      some.chain((events) => fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length }))),
      ([events, shuffled]) => {
        expect(written(shuffled)).toBe(written(events));
      },
    ),
  );
});
