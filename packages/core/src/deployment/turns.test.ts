/** When time alone may change a decision: each rule with a patience names its own end. The law over whole futures stands in `simulation`. */
import { describe, expect, test } from 'vitest';
import { toInstant, toMs } from './instants.ts';
import { patience } from './patience.ts';
import type { Bench } from './testing/bench.ts';
import { bench, end, gather, look, pass, secure, tell } from './testing/bench.ts';
import { anyTime, buildSpec, nightly, startOfTests } from './testing/build.ts';
import { nextTurn } from './turns.ts';

const start = toMs(startOfTests);

/** The next turn, in minutes from the start; `contact`: when the device is seen again, in minutes, null: never. */
function turnOf(top: Bench, contact: number | null = null): number | null {
  const { waitingOn } = look(top);
  const next = nextTurn(top.state, gather(top), waitingOn, (_, from) =>
    contact === null ? null : Math.max(from, start + contact * 60_000),
  );
  return next === null ? null : (next - start) / 60_000;
}

function sent(window = anyTime): Bench {
  const top = bench(buildSpec({ rings: [{ devices: ['a'] }], window }));
  look(top);
  secure(top, 'a');
  look(top);
  return top;
}

describe('the next turn', () => {
  test('of a deployment that waits for news is its end', () => {
    expect(turnOf(bench(buildSpec(), { approved: false }))).toBe((toMs('2026-03-16T08:00:00Z') - start) / 60_000);
  });

  test('of what was sent is the end of its opening with the grace, or the next contact after that', () => {
    const over = (toMs('2026-03-03T02:00:00Z') + patience.grace - start) / 60_000;
    expect(turnOf(sent(nightly))).toBe(over);
  });

  test('of a device that began is when it would have told something', () => {
    const top = sent();
    tell(top, 'a', { reportedPhase: 'changing', reportedPhaseAt: startOfTests, handedOut: 'yes' });
    expect(turnOf(top)).toBe(patience.noProgress / 60_000);
  });

  test('of a finished change is a day without contact, and half an hour with', () => {
    const top = sent();
    end(top, 'a', 'done');
    expect(turnOf(top)).toBe(patience.scanOutOfContact / 60_000);
    expect(turnOf(top, 45)).toBe(45);
    expect(turnOf(top, 5)).toBe(patience.scanInContact / 60_000);
  });

  test('of an earlier ring is its earliest time', () => {
    const top = bench(buildSpec({ rings: [{ devices: ['a'], earliest: '2026-03-02T20:00:00Z' }] }));
    expect(turnOf(top)).toBe(12 * 60);
  });

  test('of a window beyond the day ahead is a day before it opens', () => {
    const weekly = { ...nightly, rule: 'FREQ=WEEKLY;BYDAY=SA' };
    expect(turnOf(sent(weekly))).toBe((toMs('2026-03-06T22:00:00Z') - start) / 60_000);
  });

  test('is never past, and none of what is over', () => {
    const top = sent();
    for (let step = 0; step < 40; step += 1) {
      pass(top, 'PT3H');
      const turn = turnOf(top);
      if (turn !== null) expect(turn * 60_000 + start, toInstant(top.now)).toBeGreaterThan(top.now);
    }
    expect(nextTurn({ ...top.state, status: 'succeeded' }, gather(top), [], () => null)).toBeNull();
  });
});
