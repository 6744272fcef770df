import { expect, test } from 'vitest';
import { planPolicyOf, startingPolicy } from './index.ts';

test('a plan gets the stored policy as it is: its rings in order, each gate with its soak, and its pace', () => {
  const policy = startingPolicy({ name: 'Servers', owner: 'Ada', reviewAt: '2027-01-31' });
  const plan = planPolicyOf(
    { ...policy, maxParallel: 3, devicesPerHour: 7, failureBudget: 2, restart: 'always', rollback: 'by-person', startOffline: true },
    { id: 'p', version: 4 },
  );
  expect(plan).toMatchObject({
    id: 'p',
    version: 4,
    pace: { maxParallel: 3, devicesPerHour: 7 },
    failureBudget: 2,
    restart: 'always',
    rollback: 'by-person',
    startOffline: true,
    window: policy.window,
  });
  expect(plan.rings).toEqual([
    { name: 'test', gate: { minVerified: 1, minRate: 1, soak: 'P1D' } },
    { name: 'pilot', gate: { minVerified: 1, minRate: 0.9, soak: 'P1D' } },
    { name: 'broad', gate: { minVerified: 1, minRate: 0.9, soak: 'PT0S' } },
  ]);
});

test('a plan knows days and no lists: what the policy names is told beside its own days, each once', () => {
  const policy = startingPolicy({ name: 'Servers', owner: 'Ada', reviewAt: '2027-01-31' });
  const window = { ...policy.window, except: ['2026-12-25'], closedOn: ['list'] };
  const planned = planPolicyOf({ ...policy, window }, { id: 'p', version: 1 }, ['2026-12-26', '2026-12-25']);
  expect(planned.window).toEqual({ ...policy.window, except: ['2026-12-25', '2026-12-26'] });
  expect(planPolicyOf({ ...policy, window: { ...policy.window, closedOn: ['list'] } }, { id: 'p', version: 1 }).window).toEqual(
    policy.window,
  );
});

test('days that are over take no place from those to come', () => {
  const policy = startingPolicy({ name: 'Servers', owner: 'Ada', reviewAt: '2027-01-31' });
  const first = Temporal.PlainDate.from('2025-01-01');
  const except = Array.from({ length: 400 }, (_, n) => first.add({ days: n }).toString());
  const planned = planPolicyOf({ ...policy, window: { ...policy.window, except } }, { id: 'p', version: 1 }, ['2026-12-25'], '2026-01-31');
  expect(planned.window.except).toEqual(['2026-01-31', '2026-02-01', '2026-02-02', '2026-02-03', '2026-02-04', '2026-12-25']);
});
