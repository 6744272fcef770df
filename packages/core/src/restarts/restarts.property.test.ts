/** Laws of restarts: nobody is restarted without a message that could be seen, nothing takes place outside its window, and everything ends. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { leastBetween, leastSeen, longestRestartWait, longestSeen, nextRestartStep, warningTimes } from './index.ts';
import type { RestartLook, RestartProgress, RestartStep, RestartWhen } from './index.ts';

const minute = 60_000;

test('of any delay of a minute or more a warning could be seen, and none follows another in quick succession', () => {
  fc.assert(
    fc.property(fc.integer({ min: 60, max: 30 * 86_400 }), (delay) => {
      const times = warningTimes(delay);
      expect(times.some((seconds) => seconds <= delay && seconds >= leastSeen)).toBe(true);
      expect(times.every((seconds) => seconds > 0 && seconds <= delay)).toBe(true);
      for (const [index, seconds] of times.slice(1).entries()) expect(times[index]! - seconds).toBeGreaterThanOrEqual(leastBetween);
    }),
  );
});

test.each([
  [0, []],
  [59, []],
  [60, [60]],
  [239, [239]],
  [240, [240, 60]],
  [900, [900, 300, 60]],
  [3_600, [3_600, 900, 300, 60]],
  [7_200.5, [7_200, 3_600, 900, 300, 60]],
  [Number.NaN, []],
])('a restart in %d seconds is announced %j seconds before', (delay, times) => {
  expect(warningTimes(delay)).toEqual(times);
});

const rule: fc.Arbitrary<RestartWhen> = fc.oneof(
  fc.constantFrom<RestartWhen>({ kind: 'at-once' }, { kind: 'signed-out' }, { kind: 'window-end' }),
  fc.record({
    kind: fc.constant('ask' as const),
    postpones: fc.nat(4),
    minutes: fc.integer({ min: 5, max: 60 }),
    deadlineMinutes: fc.integer({ min: 5, max: 300 }),
    atEnd: fc.constantFrom('force', 'leave-pending'),
    mayEndAfterWindow: fc.boolean(),
  }),
);
const passes = fc.record({
  seconds: fc.constantFrom(1, 10, 30, 60, 300, 2_000),
  people: fc.constantFrom('some', 'some', 'some', 'unknown', 'none'),
  answer: fc.constantFrom(null, null, null, 'postpone', 'restart'),
});

test('whatever people do and whatever the agent sleeps through, the rule is kept', () => {
  fc.assert(
    fc.property(
      rule,
      fc.array(passes, { minLength: 1, maxLength: 400, size: 'max' }),
      fc.integer({ min: 1, max: 400 }),
      fc.boolean(),
      (some, steps, windowMinutes, endless) => {
        const closes = (some.kind === 'ask' && some.mayEndAfterWindow) || endless ? Infinity : windowMinutes * minute;
        let now = 0;
        let progress: RestartProgress | null = null;
        const told: number[] = [];
        let lastAsked = -Infinity;
        let awakeSince = 0;
        for (const { seconds, people, answer } of steps) {
          const look: RestartLook = { now, people, answer, closesAt: closes > now ? closes : null, restartMs: 15 * minute };
          const step: RestartStep = nextRestartStep(some, progress, look);
          expect(nextRestartStep(some, progress, look)).toEqual(step);
          if (step.do === 'restart') {
            expect(now).toBeLessThan(closes);
            if (people !== 'none' && some.kind !== 'at-once') expect(progress).not.toBeNull();
            const forced = people !== 'none' && answer !== 'restart' && some.kind !== 'at-once';
            if (forced) expect(told.some((at) => at <= now - leastSeen * 1_000 && at >= now - longestSeen * 1_000)).toBe(true);
            if (some.kind === 'signed-out') expect(people).toBe('none');
            return;
          }
          if (step.do === 'leave') {
            if (some.kind === 'ask' && some.atEnd === 'force' && some.mayEndAfterWindow) throw new Error('it had to be forced');
            return;
          }
          if (step.do === 'wait') expect(step.until).toBeGreaterThan(now);
          if (step.do === 'tell') {
            const byPostponing = step.progress.postponed > (progress?.postponed ?? 0);
            if (!byPostponing) expect(now - lastAsked).toBeGreaterThanOrEqual(minute);
            lastAsked = now;
            told.push(now);
          }
          progress = step.progress;
          // The journal is JSON, which has no infinite number.
          expect(JSON.parse(JSON.stringify(progress))).toEqual(progress);
          if (some.kind === 'ask') expect(progress.postponed).toBeLessThanOrEqual(some.postpones);
          now += seconds * 1_000;
          if (seconds > 60) awakeSince = now;
        }
        if (endless) return;
        // Not over yet: then it is not too late for it either, but for the time that it needs to tell those who are there once more after a sleep.
        expect(now - Math.max(awakeSince, longestRestartWait(some, windowMinutes))).toBeLessThanOrEqual(3 * minute);
      },
    ),
    { numRuns: 2_000 },
  );
});

const ask = { kind: 'ask', postpones: 2, minutes: 10, deadlineMinutes: 60, atEnd: 'force', mayEndAfterWindow: true } as const;
function at(minutes: number, answer: RestartLook['answer'] = null, closesAt: number | null = Infinity): RestartLook {
  return { now: minutes * minute, people: 'some', answer, closesAt, restartMs: 15 * minute };
}

test('asked, put off twice, then forced', () => {
  let progress: RestartProgress | null = null;
  const seen: string[] = [];
  for (let now = 0; now < 60; now += 0.5) {
    const step: RestartStep = nextRestartStep(ask, progress, at(now, now === 3 || now === 8 ? 'postpone' : null));
    if (step.do !== 'wait') seen.push(`${now} ${step.do}`);
    if (step.do === 'restart' || step.do === 'leave') break;
    progress = step.progress;
  }
  expect(seen).toEqual(['0 tell', '3 tell', '8 tell', '13 tell', '17 tell', '18 restart']);
});

test('what is put off to the end of the window is left where the policy leaves it, and where no warning fits any more', () => {
  const left = { ...ask, atEnd: 'leave-pending' } as const;
  const progress = { dueAt: 0, roundAt: 40 * minute, restartAt: 50 * minute, postponed: 2, shown: [40 * minute] };
  expect(nextRestartStep(left, progress, at(50))).toMatchObject({ do: 'leave' });
  expect(nextRestartStep(ask, { ...progress, shown: [] }, at(50, null, 50.5 * minute))).toMatchObject({ do: 'leave' });
  expect(nextRestartStep(ask, progress, at(50, null, null))).toMatchObject({ do: 'leave', because: 'the window has closed meanwhile' });
});

test('after a sleep people are told again before they are restarted, and it takes place then', () => {
  const progress = { dueAt: 0, roundAt: 40 * minute, restartAt: 60 * minute, postponed: 2, shown: [45 * minute, 59 * minute] };
  expect(nextRestartStep(ask, progress, at(62))).toMatchObject({ do: 'restart' });
  const told = nextRestartStep(ask, progress, at(600));
  expect(told).toMatchObject({ do: 'tell', progress: { restartAt: 601 * minute, shown: [600 * minute] } });
  if (told.do !== 'tell') throw new Error('it was not told');
  expect(nextRestartStep(ask, told.progress, at(600.25))).toMatchObject({ do: 'wait' });
  expect(nextRestartStep(ask, told.progress, at(601))).toMatchObject({ do: 'restart' });
  // Asleep through the last warnings: what was shown an hour before is no warning either.
  expect(nextRestartStep(ask, { ...progress, shown: [45 * minute] }, at(61))).toMatchObject({ do: 'tell' });
  const end = { ...progress, restartAt: 45 * minute, shown: [44 * minute] };
  const late = nextRestartStep({ kind: 'window-end' }, end, at(55, null, 60 * minute));
  expect(late).toMatchObject({ do: 'tell', progress: { restartAt: 56 * minute } });
  if (late.do !== 'tell') throw new Error('it was not told');
  expect(nextRestartStep({ kind: 'window-end' }, late.progress, at(56, null, 60 * minute))).toMatchObject({ do: 'restart' });
});

test('what lay there before anything was asked is no answer', () => {
  expect(nextRestartStep(ask, null, at(0, 'restart'))).toMatchObject({ do: 'tell', progress: { postponed: 0 } });
  expect(nextRestartStep(ask, null, at(0, 'postpone'))).toMatchObject({ do: 'tell', progress: { postponed: 0 } });
});
