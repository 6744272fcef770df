/** The promises of the engine over random histories (testing/histories.ts). `npm test -- histories` plays a hundred thousand of them; here are enough to see a mistake at once. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { day, toInstant, toMs } from './instants.ts';
import { nightly, startOfTests, unreadable, weekly } from './testing/build.ts';
import { good, history, passHalfHour, spec, take } from './testing/histories.ts';
import { mustBeSound, newWorld } from './testing/world.ts';
import type { World } from './testing/world.ts';

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
      for (const by of ['Ada', 'Ben']) take(world, { do: 'approve', by });
      for (let half = 0; half < 6 * 48 && world.state.status === 'active'; half += 1) {
        tellTests(world);
        passHalfHour(world, 'up');
      }
      mustBeSound(world);
      expect(world.state.status).toBe('succeeded');
    }),
    { numRuns: 150 },
  );
});

test('freezes come and go, of all or of one device, and the work goes on by itself', patient, () => {
  const freeze = fc.record({
    device: fc.option(fc.nat(8)),
    inHours: fc.nat(40),
    hours: fc.integer({ min: 1, max: 20 }),
    declared: fc.nat(60),
  });
  fc.assert(
    fc.property(spec, fc.array(freeze, { minLength: 1, maxLength: 3 }), (someSpec, freezes) => {
      const header = { ...someSpec.header, expiresAt: toInstant(toMs(startOfTests) + 14 * day) };
      const shares = someSpec.shares.map((share) => ({ ...share, window: share.window === unreadable ? nightly : share.window }));
      fc.pre(shares.every(({ window }) => window !== weekly));
      const world = newWorld({ header, shares }, [good], { knowsHandOut: true, apart: [['v1', 'v2']] });
      for (const by of ['Ada', 'Ben']) take(world, { do: 'approve', by });
      for (let half = 0; half < 14 * 48 && world.state.status === 'active'; half += 1) {
        for (const { device, inHours, hours } of freezes.filter(({ declared }) => declared === half))
          take(world, { do: 'freeze', device, inHours, hours });
        tellTests(world);
        passHalfHour(world, 'up');
      }
      mustBeSound(world);
      // Nobody released anything: no hold was left that wants a person.
      expect(world.state.status).toBe('succeeded');
    }),
    { numRuns: 150 },
  );
});

/** Somebody does what the test plan asks of people, and all is well. */
function tellTests(world: World): void {
  for (const step of [0, 1]) take(world, { do: 'test', step, result: 'passed' });
}
