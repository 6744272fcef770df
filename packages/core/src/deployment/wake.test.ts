/** When a deployment is looked at again: a device that is merely silent costs a look every six hours, what nobody tells of one every few minutes, and time that decides is never missed. */
import { expect, test } from 'vitest';
import { toInstant, toMs } from './instants.ts';
import { patience } from './patience.ts';
import type { Bench } from './testing/bench.ts';
import { bench, end, look, pass, secure, tell } from './testing/bench.ts';
import { anyTime, buildSpec, nightly } from './testing/build.ts';

/** After how many minutes it is looked at again. */
function minutesTo(top: Bench): number {
  const { wakeAt } = look(top);
  return wakeAt === null ? Infinity : (toMs(wakeAt) - top.now) / 60_000;
}

function sent(window = anyTime): Bench {
  const top = bench(buildSpec({ rings: [{ devices: ['a'] }], window }));
  look(top);
  secure(top, 'a');
  look(top);
  return top;
}

const [soon, quiet] = [patience.look / 60_000, patience.quietLook / 60_000];

test('packages that are fetched, a device that has not come and one at work are told by reports: every six hours', () => {
  const fetching = bench(buildSpec({ rings: [{ devices: ['a'] }], window: anyTime }));
  look(fetching);
  expect(minutesTo(fetching)).toBe(quiet);
  const top = sent();
  expect(minutesTo(top)).toBe(quiet);
  tell(top, 'a', { reportedPhase: 'changing', reportedPhaseAt: toInstant(top.now), handedOut: 'yes' });
  look(top);
  // Of one at work a person is told when it says nothing for too long.
  expect(minutesTo(top)).toBe(patience.noProgress / 60_000);
});

test('a scan that is owed comes with a check-in, of which nobody tells: in minutes', () => {
  const top = sent();
  end(top, 'a', 'done');
  look(top);
  expect(minutesTo(top)).toBe(soon);
});

test('what was called back is known by the next contact, of which nobody tells: in minutes', () => {
  const top = sent();
  tell(top, 'a', { calledBack: true, handedOut: 'unknown' });
  expect(minutesTo(top)).toBe(soon);
});

test('the end of a patience is met to the minute, and from then on a contact is looked for', () => {
  const top = sent(nightly);
  const over = toMs('2026-03-03T02:00:00Z') + patience.grace;
  for (let looks = 0; top.now < over; looks += 1) {
    expect(looks).toBeLessThan(40);
    const minutes = minutesTo(top);
    const at = top.now + minutes * 60_000;
    expect(at).toBeLessThanOrEqual(Math.max(over, top.now + patience.look));
    pass(top, `PT${minutes}M`);
  }
  expect(top.now).toBe(over);
  expect(minutesTo(top)).toBe(soon);
});
