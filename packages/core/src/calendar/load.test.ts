import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadOf } from './index.ts';
import type { LoadPart } from './index.ts';

const free = { atOnce: null, perHour: null };
const part = (deploymentId: string, devices: string, minutes: number, change: Partial<LoadPart> = {}): LoadPart => ({
  deploymentId,
  deviceIds: devices === '' ? [] : devices.split(' '),
  seconds: devices === '' ? [] : devices.split(' ').map(() => minutes * 60),
  maxParallel: 10,
  devicesPerHour: 100,
  ...change,
});

describe('how full an opening is', () => {
  test.each<readonly [string, readonly LoadPart[], Parameters<typeof loadOf>[2], number, number]>([
    ['nothing', [], free, 0, 0],
    ['a deployment of which nothing falls into it', [part('a', '', 20)], free, 0, 0],
    ['side by side they take as long as one', [part('a', 'x y z', 20)], free, 20, 3],
    ['one after the other they take as long as all', [part('a', 'x y z', 20, { maxParallel: 1 })], free, 60, 1],
    ['a limit of the site goes before what the policy allows', [part('a', 'x y z w', 20)], { atOnce: 2, perHour: null }, 40, 2],
    ['two deployments share the limit of the site', [part('a', 'x y', 30), part('b', 'z', 30)], { atOnce: 1, perHour: null }, 90, 1],
    ['two deployments without one do not wait for each other', [part('a', 'x y', 30), part('b', 'z', 30)], free, 30, 3],
    ['the longest can not be shared out', [part('a', 'x', 90), part('b', 'y z', 5)], free, 90, 3],
    ['the pace of the policy: the third begins an hour later', [part('a', 'x y z', 20, { devicesPerHour: 2 })], free, 80, 3],
    ['the pace of the site', [part('a', 'x', 20), part('b', 'y', 20)], { atOnce: null, perHour: 1 }, 80, 2],
  ])('%s', (_what, parts, limits, minutesUsed, atOnce) => {
    expect(loadOf(240, parts, limits)).toMatchObject({ minutesUsed, atOnce, minutesOpen: 240 });
  });

  test('more than there is time for is told with how much', () => {
    expect(loadOf(60, [part('a', 'x y z', 30, { maxParallel: 1 })], free).collisions).toEqual([{ kind: 'overfull', minutesOver: 30 }]);
    expect(loadOf(90, [part('a', 'x y z', 30, { maxParallel: 1 })], free).collisions).toEqual([]);
  });

  test('two deployments in one opening are told, with the devices that are in both', () => {
    expect(loadOf(240, [part('a', 'x y', 30), part('b', 'y z', 30), part('c', '', 1)], free)).toMatchObject({
      devices: 3,
      collisions: [{ kind: 'together', deployments: 2, devices: 1 }],
    });
  });

  test('a stricter limit or one device more never makes it shorter, and no change is cut', () => {
    const some = fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 1, maxLength: 20 });
    const limit = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(some, limit, limit, limit, (seconds, parallel, atOnce, perHour) => {
        const ids = seconds.map((_, n) => `d${n}`);
        const one = { deploymentId: 'a', deviceIds: ids, seconds, maxParallel: parallel, devicesPerHour: 1_000 };
        const loose = loadOf(60, [one], free).minutesUsed;
        const strict = loadOf(60, [one], { atOnce, perHour }).minutesUsed;
        expect(strict).toBeGreaterThanOrEqual(loose);
        expect(loose * 60).toBeGreaterThanOrEqual(Math.max(...seconds));
        expect(loose * 60 * parallel).toBeGreaterThanOrEqual(seconds.reduce((sum, n) => sum + n, 0));
        const more = { ...one, deviceIds: [...ids, 'more'], seconds: [...seconds, 60] };
        expect(loadOf(60, [more], { atOnce, perHour }).minutesUsed).toBeGreaterThanOrEqual(strict);
      }),
    );
  });
});
