import { expect, test } from 'vitest';
import { toInstant, toMs } from '../deployment/index.ts';
import { readScript } from '../simulation/script/read.ts';
import { expectedRuns } from './index.ts';
import type { PlannedDevice } from './index.ts';

const nightly = `
  starts 2026-03-02T08:00:00Z
  ends after 5d
  window FREQ=DAILY at 20:00 for 4h
  takes 30m
  ring test: lab-1, soak 2h, verified 1
  ring broad: lab-2 lab-3 lab-4, verified 1
  takes lab-4 300m
`;

function expected(freezes: PlannedDevice['freezes'] = [], of = 'lab-3') {
  const script = readScript(nightly);
  if ('sentence' in script) throw new Error(`line ${script.line}: ${script.sentence}`);
  const [one] = script.state.deployments;
  if (one === undefined) throw new Error('the script has a deployment');
  const devices = new Map(
    one.devices.map(({ deviceId, name, window, expectedSeconds }): [string, PlannedDevice] => [
      deviceId,
      { deviceId, window, expectedSeconds, freezes: name === of ? freezes : [] },
    ]),
  );
  const names = new Map(one.devices.map(({ deviceId, name }) => [deviceId, name]));
  const at = (ms: number | null) => (ms === null ? null : toInstant(ms).slice(0, 16));
  return {
    state: one.state,
    devices,
    told: expectedRuns(one.state, devices, toMs(script.from)).map(({ deviceId, ring, at: begins, butForFreeze }) => [
      names.get(deviceId),
      ring,
      at(begins),
      at(butForFreeze),
    ]),
  };
}

test('ring after ring: the second begins in the opening after the first has soaked; what fits in no opening has none', () => {
  expect(expected().told).toEqual([
    ['lab-1', 0, '2026-03-02T20:00', null],
    ['lab-2', 1, '2026-03-02T22:30', null],
    ['lab-3', 1, '2026-03-02T22:30', null],
    ['lab-4', 1, null, null],
  ]);
});

test('a freeze moves it to a later opening, and it is told which one it would have had', () => {
  const freeze = { name: 'Fair', from: '2026-03-02T18:00:00Z', until: '2026-03-03T23:00:00Z' };
  expect(expected([freeze]).told[2]).toEqual(['lab-3', 1, '2026-03-03T23:00', '2026-03-02T22:30']);
  expect(expected([{ ...freeze, until: '2026-04-01T00:00:00Z' }]).told[2]).toEqual(['lab-3', 1, null, '2026-03-02T22:30']);
  // Of the first ring it moves the second as well.
  expect(expected([freeze], 'lab-1').told.slice(0, 2)).toEqual([
    ['lab-1', 0, '2026-03-03T23:00', '2026-03-02T20:00'],
    ['lab-2', 1, '2026-03-04T20:00', null],
  ]);
});

test('what is over is not planned, and neither is a device of which nothing is known', () => {
  const { state, devices } = expected();
  expect(expectedRuns({ ...state, status: 'cancelled' }, devices, 0)).toEqual([]);
  expect(expectedRuns(state, new Map(), 0)).toEqual([]);
});
