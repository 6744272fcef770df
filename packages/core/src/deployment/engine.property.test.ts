/** The promises of the engine over random histories (testing/histories.ts). `npm test -- histories` plays a hundred thousand of them; here are enough to see a mistake at once. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nightly, unreadable, weekly } from './testing/build.ts';
import { good, history, passHalfHour, spec, take } from './testing/histories.ts';
import { mustBeSound, newWorld } from './testing/world.ts';

/** Not a promise of speed: a slow machine must not make a true promise look broken. */
const patient = { timeout: 180_000 };

test('whatever happens, every promise holds and every history that is left alone ends', patient, () => {
  fc.assert(history, { numRuns: 1_000 });
});

test('where devices are in contact and well, an approved deployment succeeds', patient, () => {
  fc.assert(
    fc.property(spec, (someSpec) => {
      const readable = {
        ...someSpec,
        shares: someSpec.shares.map((share) => ({ ...share, window: share.window === unreadable ? nightly : share.window })),
      };
      // Six days are not enough for three rings with weekly windows.
      fc.pre(readable.shares.every(({ window }) => window !== weekly));
      const world = newWorld({ ...readable }, [good], { knowsHandOut: true, apart: [['v1', 'v2']] });
      take(world, { do: 'approve' });
      for (let half = 0; half < 6 * 48 && world.state.status === 'active'; half += 1) passHalfHour(world, 'up');
      mustBeSound(world);
      expect(world.state.status).toBe('succeeded');
    }),
    { numRuns: 150 },
  );
});
