import type { DeploymentState } from '@fettle/core/deployment';
import { expect, test } from 'vitest';
import { canGoBack, devicesOfBack } from './way-back.ts';

const outcomes = ['verified', 'failed', 'unknown', 'rolled-back'] as const;

/** An ended deployment with a device for each of these ends; what is left out here nobody looks at. */
function ended(drill: boolean, ends: readonly string[]): DeploymentState {
  const runs = Object.fromEntries(ends.map((outcome) => [outcome, { deviceId: outcome, outcome }]));
  const header = { deploymentId: 'd', predecessor: null, ...(drill ? { drill: true } : {}) };
  return { header, status: 'ended with failures', holds: [], cancelled: null, runs } as unknown as DeploymentState;
}
const known = new Map(outcomes.map((outcome) => [outcome, { noWayBack: null }])) as never;

test('devices that a drill did not bring back can be brought back by a person', () => {
  expect([...devicesOfBack(ended(true, outcomes)).leftOut.keys()]).toEqual(['verified', 'rolled-back']);
  expect(canGoBack(ended(true, ['verified', 'failed']), known)).toEqual({ allowed: true, sentence: null });
  expect(canGoBack(ended(true, ['verified']), known)).toMatchObject({ allowed: false, sentence: expect.stringContaining('by themselves') });
});

test('of any other deployment what was verified can go back, too', () => {
  expect([...devicesOfBack(ended(false, outcomes)).leftOut.keys()]).toEqual(['rolled-back']);
});
