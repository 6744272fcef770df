import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gathered, gatheredByOwner } from './gathered.ts';

type Asked = { readonly key: string; readonly text: string; readonly weight?: number };

/** Notes what was done together; what says `bad` fails, and with it all that goes with it. */
function noting() {
  const lots: string[][] = [];
  const together = async (given: readonly Asked[]): Promise<readonly string[]> => {
    lots.push(given.map(({ text }) => text));
    await pause(1);
    if (given.some(({ text }) => text.startsWith('bad'))) throw new Error(`${given.length} together`);
    return given.map(({ text }) => `${text}!`);
  };
  const keyOf = ({ key }: Asked): string => key;
  return { lots, together, keyOf };
}

test('what is asked in the same moment is done together, and each hears its own answer', async () => {
  const { lots, ...how } = noting();
  const work = gathered<Asked, string>({ ...how, most: 3 });
  const asked = ['a', 'b', 'c', 'd'].map((text) => work.ask({ key: text, text }));
  expect(await Promise.all(asked)).toEqual(['a!', 'b!', 'c!', 'd!']);
  expect(lots).toEqual([['a', 'b', 'c'], ['d']]);
  expect(await work.ask({ key: 'e', text: 'e' })).toBe('e!');
});

test('one of a key at a time, in the order in which they came, whatever comes between', async () => {
  const { lots, ...how } = noting();
  const work = gathered<Asked, string>({ ...how, most: 10 });
  const given = [
    { key: 'one', text: 'one 1' },
    { key: 'two', text: 'two 1' },
    { key: 'one', text: 'one 2' },
    { key: 'one', text: 'one 3' },
    { key: 'two', text: 'two 2' },
  ];
  await Promise.all(given.map((one) => work.ask(one)));
  expect(lots).toEqual([['one 1', 'two 1'], ['one 2', 'two 2'], ['one 3']]);
});

test('one that fails is told so alone; the others of its lot are answered', async () => {
  const { lots, ...how } = noting();
  const work = gathered<Asked, string>({ ...how, most: 10 });
  const asked = ['a', 'bad', 'c'].map((text) => work.ask({ key: text, text }));
  expect(await Promise.allSettled(asked)).toEqual([
    { status: 'fulfilled', value: 'a!' },
    { status: 'rejected', reason: new Error('1 together') },
    { status: 'fulfilled', value: 'c!' },
  ]);
  expect(lots).toEqual([['a', 'bad', 'c'], ['a'], ['bad'], ['c']]);
});

test('an answer too few is a fault of all, and each is asked alone', async () => {
  const work = gathered<Asked, string>({
    together: async (given) => given.slice(1).map(({ text }) => text),
    keyOf: ({ key }) => key,
    most: 9,
  });
  await expect(work.ask({ key: 'a', text: 'a' })).rejects.toThrow('1 asked, and 0 were answered.');
});

test('what is heavy does not go together, and what is heavier than all of it goes alone', async () => {
  const { lots, ...how } = noting();
  const work = gathered<Asked, string>({ ...how, most: 10, weight: { of: ({ weight }) => weight ?? 0, most: 10 } });
  const given = [
    { key: 'a', text: 'a', weight: 6 },
    { key: 'b', text: 'b', weight: 6 },
    { key: 'c', text: 'c', weight: 4 },
    { key: 'd', text: 'd', weight: 99 },
  ];
  await Promise.all(given.map((one) => work.ask(one)));
  expect(lots).toEqual([['a', 'c'], ['b'], ['d']]);
});

test('one owner that takes long does not hold up another', async () => {
  const held = Promise.withResolvers<void>();
  const done: string[] = [];
  const work = gatheredByOwner<Asked, string>(8, ({ key }) => key, {
    async together(given) {
      if (given.some(({ key }) => key === 'slow')) await held.promise;
      for (const { text } of given) done.push(text);
      return given.map(({ text }) => text);
    },
    keyOf: ({ text }) => text,
    most: 10,
  });
  const slow = work.ask({ key: 'slow', text: 'slow' });
  await work.ask({ key: 'quick', text: 'quick' });
  expect(done).toEqual(['quick']);
  held.resolve();
  await slow;
  await work.stop();
  expect(done).toEqual(['quick', 'slow']);
});

test('after the stop nothing is under way', async () => {
  const { lots, ...how } = noting();
  const work = gathered<Asked, string>({ ...how, most: 1 });
  const answers = ['a', 'b', 'c'].map((text) => work.ask({ key: text, text }));
  await work.stop();
  expect(lots).toHaveLength(3);
  expect(await Promise.all(answers)).toEqual(['a!', 'b!', 'c!']);
});

test('property: each is answered once, no key twice in a lot, and the order of each key is kept', async () => {
  const asked = fc.array(fc.record({ key: fc.constantFrom('x', 'y', 'z'), weight: fc.nat(12) }), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(asked, fc.integer({ min: 1, max: 5 }), async (all, most) => {
      const lots: { key: string; place: number }[][] = [];
      const work = gathered<{ key: string; place: number; weight: number }, number>({
        async together(given) {
          lots.push([...given]);
          return given.map(({ place }) => place);
        },
        keyOf: ({ key }) => key,
        most,
        weight: { of: ({ weight }) => weight, most: 10 },
      });
      const answers = await Promise.all(all.map((one, place) => work.ask({ ...one, place })));
      expect(answers).toEqual(all.map((_one, place) => place));
      for (const lot of lots) expect(new Set(lot.map(({ key }) => key)).size).toBe(lot.length);
      for (const key of ['x', 'y', 'z']) {
        const places = lots.flat().flatMap((one) => (one.key === key ? [one.place] : []));
        expect(places).toEqual(places.toSorted((a, b) => a - b));
      }
    }),
  );
});
