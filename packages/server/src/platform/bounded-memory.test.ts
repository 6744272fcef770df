import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boundedMemory } from './bounded-memory.ts';

test('beyond its weight it forgets what was asked for longest ago', () => {
  const memory = boundedMemory<number>(10, (value) => value);
  memory.set('a', 4);
  memory.set('b', 4);
  expect(memory.get('a')).toBe(4);
  memory.set('c', 5);
  expect([memory.get('a'), memory.get('b'), memory.get('c')]).toEqual([4, undefined, 5]);
  memory.forget('c');
  memory.set('d', 6);
  expect([memory.get('a'), memory.get('c'), memory.get('d')]).toEqual([4, undefined, 6]);
  memory.set('heavy', 50);
  expect([memory.get('a'), memory.get('d'), memory.get('heavy')]).toEqual([undefined, undefined, 50]);
});

test('whatever is put in, it holds no more than its weight, and what it holds is what was put in last', () => {
  const acts = fc.array(
    fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd', 'e'), value: fc.integer({ min: 0, max: 7 }), get: fc.boolean() }),
  );
  fc.assert(
    fc.property(acts, (all) => {
      const memory = boundedMemory<number>(12, (value) => value);
      const last = new Map<string, number>();
      for (const { key, value, get } of all) {
        if (get) memory.get(key);
        else {
          memory.set(key, value);
          last.set(key, value);
        }
        const held = ['a', 'b', 'c', 'd', 'e'].flatMap((one) => {
          const found = memory.get(one);
          if (found !== undefined) expect(found).toBe(last.get(one));
          return found === undefined ? [] : [found];
        });
        expect(held.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(12);
        if (!get) expect(memory.get(key)).toBe(value);
      }
    }),
  );
});
