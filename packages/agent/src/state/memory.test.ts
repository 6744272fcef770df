import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { begunTimes, changedToday, emptyMemory, isReplay, withChange, withHolds, withoutChange, withRefused, withTaken } from './memory.ts';
import type { Memory } from './memory.ts';

const taken = (memory: Memory, sequences: readonly number[]) =>
  sequences.reduce((known, sequence) => withTaken(known, `i-${sequence}`, sequence), memory);

describe('a replay', () => {
  test('of anything that was taken is known, in whatever order it was taken', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 5000 }), { maxLength: 1500 }), (sequences) => {
        const memory = taken(emptyMemory, sequences);
        for (const sequence of sequences) {
          expect(isReplay(memory, `i-${sequence}`, sequence)).toBe(true);
          expect(isReplay(memory, 'another', sequence)).toBe(true);
        }
        expect(memory.taken.length).toBeLessThanOrEqual(1000);
      }),
      { numRuns: 20 },
    );
  });

  test('is not what is new, though a later one was taken first', () => {
    const memory = taken(emptyMemory, [3, 9]);
    expect(isReplay(memory, 'i-5', 5)).toBe(false);
    expect(isReplay(memory, 'i-9', 12)).toBe(true);
  });

  test('is what lies below all that is remembered', () => {
    const memory = taken(
      emptyMemory,
      Array.from({ length: 1002 }, (_, index) => index + 10),
    );
    expect(memory.floor).toBe(11);
    expect(isReplay(memory, 'never-seen', 4)).toBe(true);
  });

  test('refused ids do not push out what was taken', () => {
    let memory = taken(emptyMemory, [1]);
    for (let index = 0; index < 2000; index += 1) memory = withRefused(memory, `forged-${index}`);
    expect(memory.refused).toHaveLength(500);
    expect(isReplay(memory, 'i-1', 1)).toBe(true);
  });
});

describe('the changes of a day', () => {
  const at = '2026-03-02T12:00:00.000Z';
  const one = (id: string, packages: number, when: string) => ({ id, deploymentId: 'd', packages, at: when });
  test('count once an instruction, and for 24 hours', () => {
    let memory = withChange(emptyMemory, one('a', 5, '2026-03-01T11:59:00.000Z'));
    memory = withChange(memory, one('b', 7, '2026-03-01T12:01:00.000Z'));
    memory = withChange(memory, one('b', 7, at));
    expect(changedToday(memory, at)).toBe(7);
    expect(begunTimes(memory, 'd')).toBe(2);
  });
  test('do not count where what was ordered never began', () => {
    const memory = withoutChange(withChange(emptyMemory, one('a', 5, at)), 'a');
    expect(memory).toEqual(emptyMemory);
  });
  test('count also where the clock went back since', () => {
    expect(changedToday(withChange(emptyMemory, one('a', 5, at)), '2026-01-01T00:00:00.000Z')).toBe(5);
  });
});

test('holds are what was heard last', () => {
  expect(withHolds(withHolds(emptyMemory, ['b', 'a', 'a']), ['c']).held).toEqual(['c']);
});
