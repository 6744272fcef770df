import { expect, test } from 'vitest';
import { standInPlaceOf, standInPlaceSentence } from './index.ts';

const rings = new Map([
  ['sql', 1],
  ['early', 0],
  ['beside', 1],
  ['late', 2],
]);
const names = ['test', 'pilot', 'broad'];
const by = (deviceId: string | null, name: string) => ({ deviceId, name });

test.each([
  [by('early', 'sql-test'), 'before', 'sql is represented by sql-test, which is in ring “test”, before it.'],
  [by('beside', 'sql-test'), 'same', 'sql is represented by sql-test, which is in ring “pilot” and in none before it.'],
  [by('late', 'sql-test'), 'later', 'sql is represented by sql-test, which is in ring “broad” and in none before it.'],
  [by('gone', 'sql-test'), 'absent', 'sql is represented by sql-test, which takes no part.'],
  [by(null, 'the rack'), 'outside', 'sql is represented by the rack, outside of Fettle: what was tried there is not known here.'],
  [null, 'none', 'sql is mission-critical and has no stand-in.'],
])('of %j the place is %s', (standIn, place, sentence) => {
  const found = standInPlaceOf('sql', standIn, (id) => rings.get(id));
  if (found === null) throw new Error('the device is in a ring');
  expect(found.place).toBe(place);
  expect(standInPlaceSentence({ name: 'sql', by: standIn, place: found.place, standInRing: names[found.standInRing ?? -1] ?? '' })).toBe(
    sentence,
  );
});

test('a device that is in no ring has no place for a stand-in', () => {
  expect(standInPlaceOf('elsewhere', by('early', 'sql-test'), (id) => rings.get(id))).toBeNull();
});
