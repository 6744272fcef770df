/** The way back by a snapshot, on a simulated device with a btrfs: what was approved is held to, and nothing that goes wrong on the way leaves a root that a later restart would go by. */
import { kindOf, lookAtRoot } from '@fettle/managers/snapshots';
import { describe, expect, test, vi } from 'vitest';
import { liveThrough } from './testing/dying.ts';
import type { Live } from './testing/live.ts';
import { manageLimits } from './testing/quick.ts';
import { simBtrfs } from './testing/sim-btrfs.ts';
import type { SimSettings } from './testing/sim-device.ts';
import { simMachine } from './testing/sim-machine.ts';
import { simChange } from './testing/sim-manager.ts';
import { patient, stories } from './testing/story.ts';

const story = stories();
/** The new version breaks, and a snapshot can be taken. */
const broken = { btrfs: true, broken: ['2'], freeBytes: 5e9 } as const;
const restarts = (live: Live) => live.device.done().filter((line) => line.startsWith('restart asked')).length;
const exchanges = (live: Live) => live.device.done().filter((line) => line === 'exchange').length;
function roots(live: Live) {
  const { names, running } = simBtrfs(live.device);
  const kept = Object.keys(names()).flatMap((name) => /^\/\.fettle-snapshots\/(\w+)-[0-9a-f]{32}$/.exec(name)?.[1] ?? []);
  return { named: names()['/@rootfs'], running: running(), kept };
}

/** The change that breaks, with a snapshot of what this device says now; `scope`: what was approved otherwise. */
async function changeOf({ device }: Live, scope = {}) {
  const { look } = await lookAtRoot(
    simMachine(device, () => undefined),
    [],
  );
  if (!look.possible) throw new Error(look.because);
  const changes = [simChange('lab-app', '2', '1')];
  return { share: { wayBack: { kind: 'snapshot' as const, scope: { ...look.scope, ...scope }, changes, files: [] } } };
}

async function ordered(live: Live, device: Partial<SimSettings> = {}, scope = {}): Promise<void> {
  live.device.set({ ...broken, ...device });
  live.server.say.instructions = [live.order(await changeOf(live, scope))];
}

describe('a way back by a snapshot', patient, () => {
  test('restarts into what was right before the change, once, and keeps what was left', async () => {
    const { live, over, version } = story();
    await ordered(live);
    await live.start().ended;
    live.start();
    await over();
    expect(live.installOf()).toMatchObject({ how: 'rolled back', code: 'apt.package-failed' });
    expect([version(), restarts(live), exchanges(live)]).toEqual(['1', 1, 1]);
    const { named, running, kept } = roots(live);
    expect([named, kept]).toEqual([running, ['before', 'other']]);
  });

  test('is refused where it would take back what was not approved', async () => {
    const { live, over, begun } = story();
    await ordered(live, {}, { alsoBack: [] });
    live.start();
    await over();
    expect(live.endOf()).toMatchObject({ status: 'refused', code: 'refused.way-back' });
    expect(JSON.stringify(live.endOf())).toContain('would go back with it, and that was not approved');
    expect([begun(), roots(live).kept]).toEqual([[], []]);
  });

  test('that can not be made the root says so, and leaves the root that runs its name', async () => {
    const { live, over } = story();
    await ordered(live, { exchange: 'fails' });
    live.start();
    await over();
    expect(live.installOf()).toMatchObject({ how: 'failed', code: 'roll-back.failed' });
    expect(live.installOf().detail).toContain('Operation not permitted');
    const { named, running } = roots(live);
    expect([named, restarts(live)]).toEqual([running, 0]);
  });

  test('that no restart comes for is given up, and no restart of later takes back what was written until then', async () => {
    const { live, over, version } = story();
    await ordered(live, { rebootWorks: false });
    live.start();
    await over();
    expect(live.installOf()).toMatchObject({ how: 'failed', code: 'roll-back.failed' });
    expect(live.installOf().detail).toContain('asked to restart 2 times');
    const { named, running } = roots(live);
    expect([named, exchanges(live), version()]).toEqual([running, 2, '2']);
  });

  test('whose name can not be taken back says so, and the root that runs is not removed where room is short', async () => {
    const { live, over, says } = story();
    await ordered(live, { rebootWorks: false, exchange: 'fails-back' });
    const life = live.start();
    await over();
    expect(live.installOf().detail).toContain('The next restart may still go back to the snapshot');
    const { named, running } = roots(live);
    expect(named).not.toBe(running);
    await life.stop();
    live.device.set({ freeBytes: 5e8 });
    live.start();
    await live.until(() => says('could not be removed: it is the root that runs'), 'it says what it leaves');
    await live.until(() => live.device.done().includes('removed before'), 'the other is removed');
    expect(live.device.done()).not.toContain('the root that runs is removed');
  });

  test('tells who is signed in what is lost, also where its restart asks nobody', async () => {
    const { live, over } = story();
    live.device.set({ ...broken, people: ['ada'] });
    const { share } = await changeOf(live);
    live.server.say.instructions = [live.order({ share, header: { restartWhen: { kind: 'signed-out' } } })];
    const life = live.start();
    await live.until(() => live.device.done().includes('wall This device goes back'), 'it is shown');
    expect(restarts(live)).toBe(0);
    live.device.set({ people: [] });
    await life.ended;
    live.start();
    await over();
    expect(live.installOf()).toMatchObject({ how: 'rolled back' });
  });

  test('that a restart does not lead to is not tried again and again', async () => {
    const { live, over } = story();
    await ordered(live, { startsByNumber: true });
    await live.start().ended;
    live.start();
    await over();
    expect(live.installOf()).toMatchObject({ how: 'failed', code: 'roll-back.failed' });
    expect(live.installOf().detail).toContain('does not run the snapshot');
    const { named, running } = roots(live);
    expect([named, restarts(live)]).toEqual([running, 1]);
  });

  test('waits for its restart while a window is closed, at rest, and goes back in the next one', async () => {
    const { live, over, lines, version } = story();
    await ordered(live, { rebootWorks: false });
    const first = live.start({ patience: { restart: 60 } });
    await live.until(() => restarts(live) === 1, 'it was asked to restart');
    await first.stop();
    const closed = { zone: 'UTC', rule: 'FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1', start: '00:00', durationMinutes: 1 };
    const limits = { ...manageLimits, limits: { ...manageLimits.limits, windows: [closed] } };
    const second = live.start({ limits, patience: { look: 1 } });
    await live.until(() => lines().some((line) => line.includes('which waits: the windows of this device have closed')), 'it says so');
    const looks = vi.spyOn(live.device, 'bootId');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(looks.mock.calls.length).toBeLessThan(20);
    looks.mockRestore();
    await second.stop();
    live.device.set({ rebootWorks: true });
    await live.start().ended;
    live.start();
    await over();
    expect(live.installOf()).toMatchObject({ how: 'rolled back' });
    expect([version(), restarts(live)]).toEqual(['1', 2]);
  });

  test('that may not restart for too long is given up: a person is asked, and the root that runs keeps its name', async () => {
    const { live, over, version } = story();
    await ordered(live, { people: ['ada'] });
    const { share } = await changeOf(live);
    live.server.say.instructions = [live.order({ share, header: { restartWhen: { kind: 'signed-out' } } })];
    live.start({ patience: { snapshotRestart: 1 } });
    await over();
    expect(live.installOf()).toMatchObject({ how: 'failed', code: 'roll-back.failed' });
    expect(live.installOf().detail).toContain('A person has to say what becomes of the device');
    const { named, running } = roots(live);
    expect([named, restarts(live), version()]).toEqual([running, 0, '2']);
  });

  test('of a change that does not begin is removed at once', async () => {
    const { live, over } = story();
    await ordered(live, { systemd: 'silent' });
    live.start({ patience: { unitStart: 0.1 } });
    await over();
    expect(live.installOf()).toMatchObject({ how: 'failed', code: 'agent.step-not-started' });
    expect([roots(live).kept, live.device.done().filter((line) => line === 'removed before').length]).toEqual([[], 3]);
  });

  test('of another system on the same disk is left alone', async () => {
    const { live, over } = story();
    await ordered(live, { machineId: '2'.repeat(32) });
    const first = live.start();
    await first.ended;
    const again = live.start();
    await over();
    await again.stop();
    // As if a system of another id found them, and had notes of none but one of its own.
    const machine = simMachine(live.device, () => undefined);
    const root = { filesystem: 'btrfs', subvolume: '/@rootfs', source: '/dev/vda2' } as const;
    expect((await kindOf(root).listKept(machine, root)).map((name) => name.split('-')[0])).toEqual(['before', 'other']);
    live.device.set({ machineId: '3'.repeat(32) });
    expect(await kindOf(root).listKept(machine, root)).toEqual([]);
  });

  test.each([
    ['before', 'cut-before', 1],
    ['after', 'cut-after', 0],
  ] as const)('goes on where the power went %s the exchange', async (when, exchange, asked) => {
    const { live: other } = story();
    other.device.set(broken);
    const { live } = await liveThrough({ order: await changeOf(other), device: { ...broken, exchange } }, []);
    try {
      expect(live.device.done()).toContain(`power cut ${when} the exchange`);
      expect(live.installOf()).toMatchObject({ how: 'rolled back' });
      expect([live.device.packages()['lab-app']?.version, restarts(live), exchanges(live)]).toEqual(['1', asked, 1]);
    } finally {
      await live.close();
    }
  });
});
