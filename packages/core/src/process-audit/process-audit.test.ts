/** When an audit is due, what is overdue, what became of the steps, and how long a person's judgement holds. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stepStates } from '../checklist/types.ts';
import type { StepState } from '../checklist/types.ts';
import { auditStanding, changesSentence, compareSteps, dayIn, monthsAfter, ownStepErrors, ownStepStanding } from './index.ts';

test.each([
  ['2026-03-01T23:30:00Z', 'Europe/Zurich', '2026-03-02'],
  ['2026-03-01T23:30:00Z', 'UTC', '2026-03-01'],
  ['2026-03-01T03:30:00Z', 'America/New_York', '2026-02-28'],
])('%s is in %s the day %s', (at, zone, day) => {
  expect(dayIn(at, zone)).toBe(day);
});

test.each([
  ['2026-01-31', 1, '2026-02-28'],
  ['2024-02-29', 12, '2025-02-28'],
  ['2025-12-15', 3, '2026-03-15'],
])('%s and %i months is %s', (day, months, then) => {
  expect(monthsAfter(day, months)).toBe(then);
});

const facts = { last: { number: 3, on: '2025-03-01' }, months: 12, openActions: [] };
test.each([
  ['2026-02-28', 'current'],
  ['2026-03-01', 'current'],
  ['2026-03-02', 'overdue'],
  ['2026-05-30', 'overdue'],
  ['2026-05-31', 'long-overdue'],
] as const)('on %s an audit that was due on 2026-03-01 is %s', (today, state) => {
  expect(auditStanding({ ...facts, today })).toMatchObject({ state, nextOn: '2026-03-01' });
});

test('who was never audited is not overdue, and an action is overdue the day after its day', () => {
  const openActions = ['2026-01-01', '2026-01-02', '2026-02-01'].map((dueOn) => ({ dueOn }));
  expect(auditStanding({ last: null, months: 1, today: '2026-01-02', openActions })).toEqual({
    state: 'never',
    last: null,
    nextOn: null,
    openActions: 3,
    overdueActions: 1,
  });
});

test('a longer interval never makes an audit more overdue, and time never less', () => {
  const order = ['current', 'overdue', 'long-overdue'];
  const day = fc.integer({ min: 0, max: 3000 }).map((days) => Temporal.PlainDate.from('2024-01-01').add({ days }).toString());
  const rank = (on: string, months: number, today: string) =>
    order.indexOf(auditStanding({ last: { number: 1, on }, months, today, openActions: [] }).state);
  fc.assert(
    fc.property(day, day, fc.integer({ min: 1, max: 35 }), fc.nat(500), (on, today, months, later) => {
      expect(rank(on, months + 1, today)).toBeLessThanOrEqual(rank(on, months, today));
      expect(rank(on, months, Temporal.PlainDate.from(today).add({ days: later }).toString())).toBeGreaterThanOrEqual(
        rank(on, months, today),
      );
    }),
  );
});

test.each<[StepState, StepState, string]>([
  ['failing', 'attention', 'better'],
  ['good', 'failing', 'worse'],
  ['unknown', 'unknown', 'same'],
  ['good', 'unknown', 'cannot tell'],
  ['unknown', 'good', 'cannot tell'],
])('from %s to %s is %s', (from, to, change) => {
  expect(compareSteps([{ step: 1, state: from }], [{ step: 1, state: to }])).toEqual([{ step: 1, from, to, change }]);
});

test('what is better one way is worse the other way, and a step that was not there is not compared', () => {
  const steps = fc.array(fc.constantFrom(...stepStates), { minLength: 12, maxLength: 13 });
  const numbered = (states: readonly StepState[]) => states.map((state, index) => ({ step: index + 1, state }));
  const opposite = { better: 'worse', worse: 'better', same: 'same', 'cannot tell': 'cannot tell' };
  fc.assert(
    fc.property(steps, steps, (before, now) => {
      const there = compareSteps(numbered(before), numbered(now));
      const back = compareSteps(numbered(now), numbered(before));
      expect(there).toHaveLength(Math.min(before.length, now.length));
      expect(back.map(({ change }) => change)).toEqual(there.map(({ change }) => opposite[change]));
      expect(there.filter(({ change }) => change === 'same').every(({ from, to }) => from === to)).toBe(true);
    }),
  );
  expect(changesSentence([{ change: 'worse' }, { change: 'same' }, { change: 'worse' }])).toBe('2 worse, 1 the same');
});

const judged = { stepId: 's', result: 'good', note: 'Seen.', on: '2026-01-31', by: 'Ada' } as const;
test.each([
  [null, '2026-02-01', 'unknown', /Nobody has judged/],
  [judged, '2026-02-28', 'good', /^Judged by Ada on 2026-01-31\. Seen\.$/],
  [judged, '2026-03-01', 'unknown', /^Judged good by Ada on 2026-01-31: that held until 2026-02-28/],
  [{ ...judged, result: 'failing' as const, note: null }, '2026-02-01', 'failing', /Ada on 2026-01-31\.$/],
])('judged %j, on %s it is %s', (judgement, today, state, sentence) => {
  expect(ownStepStanding({ months: 1 }, judgement, today)).toMatchObject({ state, sentence: expect.stringMatching(sentence) });
});

test('own steps have titles that differ, and intervals within three years', () => {
  const step = { id: 'a', title: 'Restores', good: 'It is tried', judge: 'Ada', months: 12 };
  expect(ownStepErrors([step, { ...step, id: 'b', title: 'Keys' }])).toEqual([]);
  expect(ownStepErrors([step, { ...step, id: 'b', title: 'restores' }]).map(({ path }) => path)).toEqual(['steps.1.title']);
  expect(ownStepErrors([{ ...step, months: 0 }]).map(({ path }) => path)).toEqual(['steps.0.months']);
  expect(ownStepErrors(Array.from({ length: 21 }, () => step))).toHaveLength(1);
});
