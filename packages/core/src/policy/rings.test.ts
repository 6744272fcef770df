import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assignRings } from './index.ts';
import type { Ring, RingMembers } from './index.ts';

function rings(...members: readonly RingMembers[]): { readonly rings: readonly Ring[] } {
  return { rings: members.map((m, i) => ({ name: `ring ${i}`, members: m, soak: 'PT0S', gate: { minVerified: 1, minRate: 1 } })) };
}
const share = (percent: number): RingMembers => ({ kind: 'share', percent });
const rest: RingMembers = { kind: 'rest' };
const ids = (count: number): readonly string[] => Array.from({ length: count }, (_, i) => `device-${i}`);

function sizes(policy: { readonly rings: readonly Ring[] }, deviceIds: readonly string[]): readonly number[] {
  const assigned = [...assignRings(policy, deviceIds).values()];
  return policy.rings.map((_, ring) => assigned.filter((r) => r === ring).length);
}

describe('the sizes of rings', () => {
  test.each([
    [100, [10, 20, 70]],
    [70, [7, 14, 49]],
    [11, [2, 2, 7]],
    [4, [1, 1, 2]],
    [3, [1, 1, 1]],
    [2, [1, 1, 0]],
    [1, [1, 0, 0]],
    [0, [0, 0, 0]],
  ])('%i devices at 10 %, 20 % and the rest are %j', (count, expected) => {
    expect(sizes(rings(share(10), share(20), rest), ids(count))).toEqual(expected);
  });

  test('listed devices are in their ring, and shares count the others', () => {
    const policy = rings({ kind: 'devices', deviceIds: ['device-0', 'device-1', 'elsewhere'] }, share(50), rest);
    expect(sizes(policy, ids(12))).toEqual([2, 5, 5]);
    expect(assignRings(policy, ids(12)).get('device-1')).toBe(0);
    expect(assignRings(policy, ids(12)).has('elsewhere')).toBe(false);
  });

  test('a group gives its members to its ring, but for those that a ring names; shares count the others', () => {
    const group = (groupId: string): RingMembers => ({ kind: 'group', groupId });
    const policy = rings(group('laptops'), group('kiosks'), { kind: 'devices', deviceIds: ['device-1'] }, share(50), rest);
    const members = new Map([
      ['laptops', new Set(['device-0', 'device-1', 'elsewhere'])],
      ['kiosks', new Set(['device-0', 'device-2'])],
    ]);
    const assigned = assignRings(policy, ids(11), { groups: members, standsFor: new Map() });
    expect([0, 1, 2].map((n) => assigned.get(`device-${n}`))).toEqual([0, 2, 1]);
    expect([3, 4].map((ring) => [...assigned.values()].filter((one) => one === ring).length)).toEqual([4, 4]);
    expect(assigned.has('elsewhere')).toBe(false);
    // A group that is gone has nobody.
    expect([...assignRings(policy, ids(4)).values()]).not.toContain(0);
  });

  test('stand-ins of devices of the deployment are in their ring, but for those that a ring names or an earlier group has', () => {
    const policy = rings(
      { kind: 'group', groupId: 'laptops' },
      { kind: 'stand-ins' },
      { kind: 'devices', deviceIds: ['device-3'] },
      share(50),
      rest,
    );
    const standsFor = new Map([
      ['device-1', ['elsewhere', 'device-0']],
      ['device-2', ['elsewhere']],
      ['device-3', ['device-0']],
      ['device-4', ['device-0']],
      ['away', ['device-0']],
    ]);
    const assigned = assignRings(policy, ids(10), { groups: new Map([['laptops', new Set(['device-4'])]]), standsFor });
    expect([1, 3, 4].map((n) => assigned.get(`device-${n}`))).toEqual([1, 2, 0]);
    expect([...assigned].filter(([, ring]) => ring === 1)).toEqual([['device-1', 1]]);
    expect(assigned.get('device-2')).toBeGreaterThan(2);
    expect(assigned.has('away')).toBe(false);
    expect(sizes(policy, ids(10))[1]).toBe(0);
  });

  test('a device that is named twice is one device', () => {
    expect(sizes(rings(share(50), rest), ['a', 'a', 'b', 'b'])).toEqual([1, 1]);
  });
});

const someIds = fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 80 });
const someRings = fc
  .tuple(fc.uniqueArray(fc.constantFrom('x', 'y', 'z'), { maxLength: 3 }), fc.array(fc.integer({ min: 1, max: 33 }), { maxLength: 3 }))
  .map(([deviceIds, percents]) => rings({ kind: 'devices', deviceIds }, ...percents.map(share), rest));

describe('who is in which ring', () => {
  test('every device has one ring, whatever the order in which devices are named', () => {
    fc.assert(
      fc.property(someRings, someIds, (policy, deviceIds) => {
        const assigned = assignRings(policy, [...deviceIds, 'x']);
        expect([...assigned.keys()].toSorted()).toEqual([...deviceIds, 'x'].toSorted());
        expect(new Map(assignRings(policy, ['x', ...deviceIds.toReversed()]))).toEqual(new Map(assigned));
        for (const ring of assigned.values()) expect(policy.rings[ring]).toBeDefined();
      }),
    );
  });

  test('a device that comes or goes moves at most one other over each border', () => {
    fc.assert(
      fc.property(someRings, someIds, fc.uuid(), (policy, deviceIds, newcomer) => {
        const before = assignRings(policy, deviceIds);
        const after = assignRings(policy, [...deviceIds, newcomer]);
        const moved = deviceIds.filter((id) => id !== newcomer && before.get(id) !== after.get(id));
        expect(moved.length).toBeLessThanOrEqual(policy.rings.length - 1);
      }),
    );
  });

  test('ids that differ only in their last character are spread over the rings', () => {
    const [first = 0] = sizes(rings(share(50), rest), ids(1_000));
    expect(first).toBe(500);
    const early = ids(1_000).filter((id) => assignRings(rings(share(50), rest), ids(1_000)).get(id) === 0);
    const firstHalf = early.filter((id) => Number(id.slice(7)) < 500).length;
    expect(firstHalf).toBeGreaterThan(200);
    expect(firstHalf).toBeLessThan(300);
  });
});
