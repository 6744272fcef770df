import { expect, test } from 'vitest';
import { boundedMemory } from './bounded-memory.ts';
import { pieces } from './pieces.ts';

test('what was made is remembered as long as it is good, and two who want it at once wait for the same', async () => {
  let made = 0;
  const begin = pieces<number>(boundedMemory(10), 60_000);
  const make = async (): Promise<number> => {
    made += 1;
    return made;
  };
  const [one, other] = [begin(), begin()];
  expect(await Promise.all([one('a', () => true, make), other('a', () => true, make)])).toEqual([1, 1]);
  expect(await begin()('a', () => true, make)).toBe(1);
  expect(await begin()('a', () => false, make)).toBe(2);
});

test('an answer that has no time left has only what is remembered', async () => {
  const remembered = boundedMemory<string>(10);
  remembered.set('known', 'before');
  const piece = pieces(remembered, 0)();
  const never = async (): Promise<string> => {
    throw new Error('it must not be made');
  };
  expect([await piece('known', () => true, never), await piece('new', () => true, never)]).toEqual(['before', null]);
});

test('what could not be made is neither remembered nor in the way of the next try', async () => {
  const begin = pieces<string>(boundedMemory(10), 60_000);
  await expect(
    begin()(
      'a',
      () => true,
      () => Promise.reject(new Error('trouble')),
    ),
  ).rejects.toThrow('trouble');
  expect(
    await begin()(
      'a',
      () => true,
      async () => null,
    ),
  ).toBeNull();
  expect(
    await begin()(
      'a',
      () => true,
      async () => 'made',
    ),
  ).toBe('made');
});
