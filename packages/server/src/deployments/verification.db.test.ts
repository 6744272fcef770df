/** Whether a change is in: by the look at its end, or by a later check-in's scan; never by the device's word alone. */
import { afterEach, expect, test } from 'vitest';
import { approved, look } from './testing/acts.ts';
import { checkIn, lookWhileDue, openFleet, speak } from './testing/fleet.ts';
import type { Fleet } from './testing/fleet.ts';
import { scanned } from './testing/scanned.ts';

let fleet: Fleet | null = null;
afterEach(async () => {
  await fleet?.close();
  fleet = null;
});

/** The test ring has reported its change as done, without a scan. */
async function reported(): Promise<{ at: Fleet; id: string }> {
  const at = await openFleet({ devices: { one: { install: 'done without a scan' }, two: {} } });
  fleet = at;
  const id = await approved(at);
  await speak(at, id);
  return { at, id };
}
const scan = (at: Fleet, given: Parameters<typeof scanned>[2]): Promise<void> => scanned(at, 'one', given);
async function after(at: Fleet, id: string, minutes: number) {
  at.clock.advance({ minutes });
  for (const device of at.devices) await checkIn(at, device);
  await lookWhileDue(at, id);
  const view = await look(at, id);
  return { view, run: view.runs.find((run) => run.deviceName === 'one') };
}

test('a change that is only reported as done is not verified, and waits for a scan', async () => {
  const { at, id } = await reported();
  const { view, run } = await after(at, id, 10);
  expect(run).toMatchObject({ label: 'reported', waiting: 'one reported the change as done; the scan that verifies it is awaited.' });
  expect(view.rings[0]).toMatchObject({ phase: 'open', verified: 0 });
});

test('a later scan that sees the new version verifies it', async () => {
  const { at, id } = await reported();
  await scan(at, { version: '2.0-1', offered: false, scannedAt: '2026-03-02T08:05:00Z' });
  expect((await after(at, id, 10)).run).toMatchObject({ label: 'verified' });
});

test('a later scan that still sees the old version proves the failure', async () => {
  const { at, id } = await reported();
  await scan(at, { version: '1.0-1', offered: true, scannedAt: '2026-03-02T08:05:00Z' });
  const { view, run } = await after(at, id, 10);
  expect(run).toMatchObject({ label: 'failed' });
  expect(view.holds.map((hold) => hold.reason)).toEqual(['failure budget']);
});

test.each([
  ['from before the change', { version: '2.0-1', offered: false, scannedAt: '2026-03-02T07:00:00Z' }],
  [
    'of a device whose package manager could not be asked',
    { version: '2.0-1', offered: false, scannedAt: '2026-03-02T08:05:00Z', ok: false },
  ],
])('a scan %s proves nothing: the run ends unknown, and a person decides', async (_, given) => {
  const { at, id } = await reported();
  await scan(at, given);
  await after(at, id, 40);
  const { view, run } = await after(at, id, 10);
  expect(run).toMatchObject({ label: 'unknown' });
  expect(view.holds.map((hold) => hold.reason)).toEqual(['inconclusive']);
  expect(at.device('two').installs).toEqual([]);
});
