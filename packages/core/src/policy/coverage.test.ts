import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coverGaps, coverSentences, suggestTestDevices } from './index.ts';
import type { CoverDevice, Trait } from './index.ts';

function device(deviceId: string, traits: string, about: Partial<CoverDevice> = {}): CoverDevice {
  return { deviceId, tier: 'standard', neededByOthers: false, traits: traits.split(' ').filter(Boolean).map(traitOf), ...about };
}
function traitOf(text: string): Trait {
  const [kind = '', value = ''] = text.split(':');
  return { kind: kind === 'os' ? 'system' : kind === 'role' ? 'service' : 'software', value };
}
const ring = (name: string, ...devices: readonly CoverDevice[]) => ({ name, devices });

describe('what later rings have and none before them', () => {
  test.each([
    ['nothing, where the first ring has it all', [ring('test', device('a', 'os:deb12')), ring('broad', device('b', 'os:deb12'))], []],
    ['another system', [ring('test', device('a', 'os:deb12')), ring('broad', device('b', 'os:deb11'))], ['1 deb11 b']],
    [
      'each once, in the ring that has it first',
      [ring('test', device('a', '')), ring('pilot', device('b', 'role:till')), ring('broad', device('c', 'role:till'))],
      ['1 till b'],
    ],
    [
      'the ones that reach most first',
      [ring('test', device('a', '')), ring('broad', device('b', 'pkg:nginx'), device('c', 'pkg:curl'), device('d', 'pkg:curl'))],
      ['1 curl c,d', '1 nginx b'],
    ],
    ['nothing of the first ring that has devices', [ring('test'), ring('broad', device('b', 'os:deb12'))], []],
  ])('%s', (_what, rings, expected) => {
    expect(coverGaps(rings).map((gap) => `${gap.ring} ${gap.trait.value} ${gap.deviceIds.join(',')}`)).toEqual(expected);
  });

  test('it is said in one sentence for each ring and kind', () => {
    const rings = [
      ring('test', device('a', 'os:deb12')),
      ring('broad', device('b', 'os:deb11 pkg:curl'), device('c', 'os:deb10'), device('d', 'os:deb12'), device('e', 'os:deb11')),
    ];
    expect(coverSentences(rings, coverGaps(rings))).toEqual([
      { ring: 1, sentence: '3 of 4 devices of ring “broad” have a system that no ring before it has: deb11 (2), deb10 (1).' },
      { ring: 1, sentence: '1 of 4 devices of ring “broad” has a package to change that no ring before it has: curl (1).' },
    ]);
  });
});

describe('suggested test devices', () => {
  test.each([
    ['one that has all is enough', [device('a', 'os:1'), device('b', 'os:1 pkg:x'), device('c', 'pkg:x')], ['b'], []],
    ['a standard one goes before an important one', [device('a', 'os:1', { tier: 'important' }), device('b', 'os:1')], ['b'], []],
    ['an important one, where only that has it', [device('a', 'os:2', { tier: 'important' }), device('b', 'os:1')], ['b', 'a'], []],
    ['never a mission-critical one', [device('a', 'os:2', { tier: 'mission-critical' }), device('b', 'os:1')], ['b'], ['2']],
    ['never one that others need', [device('a', 'os:2', { neededByOthers: true }), device('b', 'os:1')], ['b'], ['2']],
    ['one without a tier only where nothing else has it', [device('a', 'os:1', { tier: null }), device('b', 'os:1')], ['b'], []],
  ])('%s', (_what, devices, expected, left) => {
    const suggestion = suggestTestDevices(devices);
    expect(suggestion.deviceIds).toEqual(expected);
    expect(suggestion.left.map(({ value }) => value)).toEqual(left);
  });

  const someDevices = fc
    .array(
      fc.record({
        tier: fc.constantFrom('standard', 'low', 'important', 'mission-critical', null),
        neededByOthers: fc.boolean(),
        traits: fc.uniqueArray(fc.constantFrom('os:1', 'os:2', 'os:3', 'role:a', 'role:b', 'pkg:x', 'pkg:y', 'pkg:z'), { maxLength: 5 }),
      }),
      { minLength: 1, maxLength: 25 },
    )
    .map((list) => list.map(({ traits, ...about }, index) => device(`d${index}`, traits.join(' '), about)));
  const covered = (devices: readonly CoverDevice[], ids: readonly string[]) =>
    new Set(
      devices.filter(({ deviceId }) => ids.includes(deviceId)).flatMap(({ traits }) => traits.map(({ kind, value }) => `${kind}:${value}`)),
    );

  test('cover whatever any choice of devices covers that may be tried first', () => {
    fc.assert(
      fc.property(someDevices, fc.infiniteStream(fc.boolean()), (devices, coins) => {
        const random = devices.filter((one) => one.tier !== 'mission-critical' && !one.neededByOthers && coins.next().value === true);
        const best = covered(devices, suggestTestDevices(devices).deviceIds);
        for (const trait of covered(
          devices,
          random.map(({ deviceId }) => deviceId),
        ))
          expect(best.has(trait)).toBe(true);
      }),
    );
  });

  test('are the same in whatever order devices are told, and each of them brings something', () => {
    fc.assert(
      fc.property(someDevices, (devices) => {
        const { deviceIds } = suggestTestDevices(devices);
        expect(suggestTestDevices(devices.toReversed()).deviceIds).toEqual(deviceIds);
        for (const [at, id] of deviceIds.entries()) {
          const before = covered(devices, deviceIds.slice(0, at));
          expect([...covered(devices, [id])].some((trait) => !before.has(trait))).toBe(true);
        }
      }),
    );
  });

  test('stay when a device joins, which adds itself at the most', () => {
    fc.assert(
      fc.property(someDevices, fc.uniqueArray(fc.constantFrom('os:1', 'os:9', 'role:z'), { maxLength: 3 }), (devices, traits) => {
        const kept = suggestTestDevices(devices, { most: 50 }).deviceIds;
        const joined = suggestTestDevices([...devices, device('new', traits.join(' '))], { kept, most: 50 }).deviceIds;
        expect(joined.slice(0, kept.length)).toEqual(kept);
        expect(joined.slice(kept.length).length).toBeLessThanOrEqual(1);
      }),
    );
  });
});
