import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { laneLookInWords, nextProposals } from './proposals.ts';
import type { OfferedUpdate, WaitingProposal } from './proposals.ts';

const offered = (key: string, more: Partial<OfferedUpdate> = {}): OfferedUpdate => ({ key, outside: null, state: 'new', ...more });
const out = 'It is outside.';

describe('what is proposed by itself', () => {
  test('within runs, outside goes to a person, and what is on the way or was called off is left', () => {
    const next = nextProposals(
      [
        offered('a'),
        offered('b', { outside: out }),
        offered('c', { state: 'on the way' }),
        offered('d', { state: 'turned down' }),
        offered('e', { state: 'failed' }),
      ],
      [],
    );
    expect(next).toMatchObject({ within: ['a'], replaces: [], waits: [], onTheWay: 1, turnedDown: 1 });
    expect(next.outside.map(({ key }) => key)).toEqual(['b', 'e']);
    expect(next.outside[1]?.because).toMatch(/failed on this device/);
  });

  const waiting: WaitingProposal = { id: 'W', current: true, keys: ['b', 'c'], byPlan: [] };
  test.each([
    ['the same again is left as it is', [offered('b', { outside: out }), offered('c', { outside: out })], waiting, [], [], []],
    ['less is left as it is', [offered('b', { outside: out })], waiting, [], [], []],
    ['more replaces it as a whole', [offered('b', { outside: out }), offered('x', { outside: out })], waiting, [], ['b', 'x'], ['W']],
    ['what lies within now runs, the rest is asked again', [offered('b'), offered('c', { outside: out })], waiting, ['b'], ['c'], ['W']],
    ['all of it within takes it back', [offered('b'), offered('c')], waiting, ['b', 'c'], [], ['W']],
    ['of another policy version it is made anew', [offered('b', { outside: out })], { ...waiting, current: false }, [], ['b'], ['W']],
    ['meant to run, but waiting by its plan, it stays with the person', [offered('b')], { ...waiting, byPlan: ['b', 'c'] }, [], [], []],
  ])('%s', (_, offers, one, within, outside, replaces) => {
    const next = nextProposals(offers, [one]);
    expect(next.within).toEqual(within);
    expect(next.outside.map(({ key }) => key)).toEqual(outside);
    expect(next.replaces).toEqual(replaces);
  });

  const keys = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
  const offers = fc
    .uniqueArray(
      fc.record({
        key: keys,
        outside: fc.option(fc.constant(out)),
        state: fc.constantFrom<OfferedUpdate['state'][]>('new', 'on the way', 'turned down', 'failed'),
      }),
      { selector: ({ key }) => key },
    )
    .map((all): OfferedUpdate[] => all);
  const proposals = fc.uniqueArray(
    fc.record({
      id: fc.constantFrom('V', 'W'),
      current: fc.boolean(),
      keys: fc.uniqueArray(keys),
      meant: fc.boolean(),
    }),
    { selector: ({ id }) => id },
  );

  test('each update is in one place at most, none is lost, and looking again makes nothing more', () => {
    fc.assert(
      fc.property(offers, proposals, (all, some) => {
        const before = some.map(({ meant, ...one }): WaitingProposal => ({ ...one, byPlan: meant ? one.keys : [] }));
        const next = nextProposals(all, before);
        const asked = next.outside.map(({ key }) => key);
        const open = all.filter(({ state }) => state === 'new' || state === 'failed').map(({ key }) => key);
        expect([...next.within, ...asked, ...next.waits].toSorted()).toEqual(open.toSorted());
        const kept = before.filter(({ id }) => !next.replaces.includes(id));
        const keptKeys = kept.flatMap((one) => one.keys);
        for (const key of [...next.within, ...asked]) expect(keptKeys).not.toContain(key);
        const made: WaitingProposal[] =
          asked.length === 0
            ? []
            : [{ id: 'N', current: true, keys: asked, byPlan: next.outside.flatMap(({ key, byPlan }) => (byPlan ? [key] : [])) }];
        const running = all.map((one): OfferedUpdate => (next.within.includes(one.key) ? { ...one, state: 'on the way' } : one));
        expect(nextProposals(running, [...kept, ...made])).toMatchObject({ within: [], outside: [], replaces: [] });
      }),
      { numRuns: 500 },
    );
  });
});

test.each([
  [{}, 'Nothing to do.'],
  [{ runs: 3, asks: 1 }, '3 updates proposed within the standing approval; 1 update proposed to a person.'],
  [{ waits: 1, onTheWay: 2 }, '1 update waits for a person already; 2 updates on the way already.'],
])('the look %j reads %s', (more, words) => {
  expect(laneLookInWords({ runs: 0, asks: 0, waits: 0, onTheWay: 0, turnedDown: 0, ...more })).toBe(words);
});
