/**
 * Maintenance windows on real devices: off or cut off while theirs is open, held or stopped before it opens, free to begin without the server, and a version
 * that the archive has given up meanwhile; a freeze declared while it goes on; a window that closes in the middle of a change; catching up on return, with a restart
 * that is asked, put off twice and forced. Two nights pass; the clock is moved, nobody waits for them.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Policy } from '@fettle/core/policy';
import { signStop } from '@fettle/proof/stop';
import { hold, letGo, untilHeld } from '../archive/catalogue/phases.ts';
import type { Device } from '../world/device.ts';
import { waitFor } from '../world/wait.ts';
import { makeClock } from './clock.ts';
import type { WorldClock } from './clock.ts';
import { approve, openClient, openPolicy, propose, until, updateId } from './drive.ts';
import type { Home } from './drive.ts';
import { setStage } from './stage.ts';
import type { Enrolled, Stage } from './stage.ts';

const ZONE = 'Europe/London';
const NAMES = ['off', 'cut', 'held', 'far', 'stopped', 'back', 'frozen', 'long'] as const;
const ASK = { kind: 'ask', postpones: 2, minutes: 5, deadlineMinutes: 60, atEnd: 'force', mayEndAfterWindow: true } as const;
type Name = (typeof NAMES)[number];

let stage: Stage;
let clock: WorldClock;
let opensAt: Temporal.Instant;
let closesAt: Temporal.Instant;
const homes = new Map<string, Home>();
const devices = new Map<Name, Enrolled>();
let freeze: string;
/** The deployment that is about each device. */
const deployments = new Map<Name, string>();

beforeAll(async () => {
  stage = await setStage({
    installed: ['lab-web=2.0-1', 'lab-phases=1.0-1'],
    offered: ['lab-web=2.1-1', 'lab-phases=1.1-1'],
    env: async (world) => {
      clock = await makeClock(world);
      return clock.env;
    },
  });
  opensAt = clock.now().add({ minutes: 41 }).round({ smallestUnit: 'minute', roundingMode: 'floor' });
  closesAt = opensAt.add({ minutes: 60 });
  await Promise.all([
    open('Harbour Dental', ['off', 'cut', 'held'], {}),
    // Its line is bad: what was approved may begin without the server being heard.
    open('Lightship Trust', ['far'], { startOffline: true }),
    open('Prairie Freight', ['stopped'], {}),
    // Asked for as long as the window lets, and no longer.
    open('Northwall Films', ['frozen'], {
      restart: 'always',
      restartWhen: { ...ASK, postpones: 1, minutes: 30, deadlineMinutes: 240, mayEndAfterWindow: false },
    }),
    open('Quay Bakery', ['long'], {}),
    open('Tideway Books', ['back'], {
      restart: 'always',
      restartWhen: ASK,
      missed: { kind: 'catch-up', onMains: false, maxLoadPercent: null, notDuring: null },
    }),
  ]);
}, 400_000);

afterAll(async () => {
  await stage?.world.close();
});

async function open(client: string, names: readonly Name[], change: Partial<Policy>): Promise<void> {
  const home = await openClient(stage.office, client, 'Bristol', ZONE);
  homes.set(client, home);
  const start = opensAt.toZonedDateTimeISO(ZONE).toPlainTime().toString({ smallestUnit: 'minute' });
  const window = { rule: 'FREQ=DAILY', start, durationMinutes: 60 };
  await stage.office.api('createPolicy', { params: { id: home.clientId }, body: { body: openPolicy({ ...change, window }) } });
  const enrolled = await stage.addDevices(home, names, { zone: ZONE, prepare: (device) => clock.introduceTo(device) });
  for (const [index, one] of enrolled.entries()) devices.set(names[index] ?? 'off', one);
}

function at(name: Name): Enrolled {
  const found = devices.get(name);
  if (found === undefined) throw new Error(`there is no device ${name}`);
  return found;
}

async function versionOn(name: Name): Promise<string> {
  const { device }: { device: Device } = at(name);
  return (await device.must(['dpkg-query', '-W', '-f', '${Version} ${db:Status-Abbrev}', 'lab-web'])).trim();
}

async function runOf(name: Name, what: string, holds: (run: { label: string; attempt: number; code: string | null }) => boolean) {
  const isOn = (run: { deviceId: string }): boolean => run.deviceId === at(name).id;
  const view = await until(
    stage.office,
    deployments.get(name) ?? '',
    what,
    ({ runs }) => runs.some((run) => isOn(run) && holds(run)),
    90_000,
  );
  const run = view.runs.find(isOn);
  if (run === undefined) throw new Error(`${name} has no run`);
  return { view, run };
}

/** Waits until a device has been answered twice since now: what the server knows now, it has heard. */
async function untilHeard(name: Name): Promise<void> {
  const since = clock.now().add({ seconds: 4 }).toString();
  await waitFor(
    `${name} to have heard`,
    async () => {
      const { lastSeenAt } = await stage.office.api('getDevice', { params: { id: at(name).id } });
      return lastSeenAt !== null && lastSeenAt > since ? true : null;
    },
    { timeout: 60_000, every: 300 },
  );
}

/** A new life of an agent looks at once; one that waits looks every half minute, by a clock that nobody can move. */
async function lookAtOnce(names: readonly Name[]): Promise<void> {
  await Promise.all(names.map((name) => at(name).device.must(['systemctl', 'restart', 'fettle-agent'])));
}

/** An approver stops everything at one client, or ends that. */
async function panic(state: 'stop' | 'go', version: number): Promise<void> {
  const scope = homes.get('Prairie Freight')?.clientId ?? '';
  const at = clock.now().toString({ smallestUnit: 'millisecond' });
  await stage.office.api('putStop', { body: { envelope: signStop({ scope, state, version, at }, stage.approver) } });
}

async function planFor(
  client: string,
  names: readonly Name[],
  wanted: readonly [name: string, version: string] = ['lab-web', '2.1-1'],
): Promise<void> {
  const home = homes.get(client);
  if (home === undefined) throw new Error(`there is no client ${client}`);
  const update = await updateId(stage.office, home, ...wanted, names.length);
  const view = await propose(
    stage.office,
    home,
    `lab-web on ${names.join(' and ')}`,
    [update],
    names.map((name) => at(name).id),
  );
  await approve(stage.office, view, stage.approver);
  for (const name of names) deployments.set(name, view.id);
}

test('before the window every device has its packages, waits, and says until when', async () => {
  await Promise.all([
    planFor('Harbour Dental', ['off', 'cut']),
    planFor('Harbour Dental', ['held']),
    planFor('Lightship Trust', ['far']),
    planFor('Prairie Freight', ['stopped']),
    planFor('Tideway Books', ['back']),
    planFor('Northwall Films', ['frozen']),
    planFor('Quay Bakery', ['long'], ['lab-phases', '1.1-1']),
  ]);
  for (const name of NAMES) {
    const { run } = await runOf(name, `${name} to wait for its window`, ({ label }) => label === 'waiting for window');
    expect(run.secured).toBe(true);
    expect(Temporal.Instant.from(run.waitingUntil ?? '').equals(opensAt)).toBe(true);
    expect(await versionOn(name)).toBe('2.0-1 ii');
  }
  // The archive moves on: from here on nobody can download the approved version any more.
  await stage.archive.publish(['lab-web=2.2-1']);
  await stage.archive.withdraw('lab-web', '2.1-1');
});

test('in the window nothing begins that is held, stopped, or does not hear the server', async () => {
  const { office } = stage;
  await office.api('holdDeployment', { params: { id: deployments.get('held') ?? '' }, body: { because: 'The practice is open tonight.' } });
  await office.api('holdDeployment', { params: { id: deployments.get('long') ?? '' }, body: { because: 'Its turn comes last.' } });
  await panic('stop', 1);
  const { id: freezeId } = await office.api('declareFreeze', {
    body: {
      clientId: homes.get('Northwall Films')?.clientId ?? '',
      name: 'Night shoot',
      reason: 'They film until the morning.',
      scope: { kind: 'client' },
      from: null,
      until: closesAt.add({ hours: 72 }).toString(),
      exceptUrgent: false,
    },
  });
  freeze = freezeId;
  await Promise.all((['held', 'stopped', 'frozen', 'long'] as const).map(untilHeard));
  await at('frozen').device.put('/run/utmp', signedIn('ada', 'pts/0'));
  await Promise.all([at('cut').device.cutNetwork(), at('far').device.cutNetwork(), at('off').device.kill(), at('back').device.kill()]);

  await clock.moveTo(opensAt.add({ minutes: 2 }));
  await lookAtOnce(['far', 'cut', 'held', 'stopped', 'frozen']);
  await Promise.all((['held', 'stopped', 'frozen'] as const).map(untilHeard));
  const versions = await Promise.all((['cut', 'held', 'stopped', 'frozen'] as const).map(versionOn));
  expect(versions).toEqual(['2.0-1 ii', '2.0-1 ii', '2.0-1 ii', '2.0-1 ii']);
  for (const [name, why] of [
    ['held', 'The practice is open tonight.'],
    ['stopped', 'panic stop'],
    ['frozen', 'Night shoot'],
  ] as const) {
    const { view } = await runOf(name, `${name} to wait`, ({ label }) => label === 'waiting for window');
    expect(view.waitingOn.map(({ sentence }) => sentence).join(' ')).toContain(why);
  }
});

test('what is released while the window is open goes on, with what was secured though the archive has it no more', async () => {
  const id = deployments.get('held') ?? '';
  const { holds } = await stage.office.api('getDeployment', { params: { id } });
  const body = { holdId: holds[0]?.id ?? '', because: 'They have closed.' };
  await stage.office.api('releaseDeployment', { params: { id }, body });
  await panic('go', 2);
  await stage.office.api('endFreeze', { params: { id: freeze }, body: { because: 'The shoot is over early.' } });
  await Promise.all((['held', 'stopped', 'frozen'] as const).map(untilHeard));
  await lookAtOnce(['held', 'stopped', 'frozen']);
  for (const name of ['held', 'stopped', 'frozen'] as const) {
    const last = name === 'frozen' ? 'restarting' : 'verified';
    await runOf(name, `${name} to be ${last}`, ({ label }) => label === last);
    expect(await versionOn(name)).toBe('2.1-1 ii');
  }
});

test('what may begin without the server does, tells it when the line is back, and is verified', async () => {
  await waitFor('far to begin by itself', async () => ((await versionOn('far')) === '2.1-1 ii' ? true : null), {
    timeout: 120_000,
    every: 500,
  });
  expect(await versionOn('cut')).toBe('2.0-1 ii');
  await at('far').device.healNetwork();
  await lookAtOnce(['far']);
  const { run } = await runOf('far', 'far to be verified', ({ label }) => label === 'verified');
  expect(run.attempt).toBe(1);
  const started = Temporal.Instant.from(run.result?.startedAt ?? '');
  expect(Temporal.Instant.compare(started, opensAt)).toBeGreaterThanOrEqual(0);
  expect(Temporal.Instant.compare(started, closesAt)).toBeLessThan(0);
});

test('a restart that is put off is forced at the end of the window, while there is time for it, and after a last word', async () => {
  await holdLong();
  const { device } = at('frozen');
  const boot = await device.bootId();
  const answered = await putOff('frozen', opensAt.add({ minutes: 20 }));
  expect(answered.run.waiting).toContain('is asked before it restarts');
  // Half an hour from there the time for a restart, fifteen minutes, would not be left: the end of the window goes before.
  await clock.moveTo(closesAt.subtract({ minutes: 16 }));
  await lookAtOnce(['frozen']);
  await untilHeard('frozen');
  expect(await device.bootId()).toBe(boot);
  await clock.moveTo(closesAt.subtract({ minutes: 15 }).add({ seconds: 5 }));
  await lookAtOnce(['frozen']);
  const { run } = await runOf('frozen', 'frozen to be verified', ({ label }) => label === 'verified');
  expect(await device.bootId()).not.toBe(boot);
  expect(Temporal.Instant.compare(clock.now(), closesAt)).toBe(-1);
  const what = (run.result?.people ?? []).map((note) => note.what);
  expect(what.filter((one) => one === 'postponed')).toHaveLength(1);
  expect(what.filter((one) => one === 'shown').length).toBeGreaterThanOrEqual(3);
  expect(what).not.toContain('signed-out');
});

/** A long change begins, and stays in the middle. */
async function holdLong(): Promise<void> {
  const { device } = at('long');
  await hold(device, 'postinst-configure');
  const id = deployments.get('long') ?? '';
  const { holds } = await stage.office.api('getDeployment', { params: { id } });
  await stage.office.api('releaseDeployment', { params: { id }, body: { holdId: holds[0]?.id ?? '', because: 'Now.' } });
  await untilHeard('long');
  await lookAtOnce(['long']);
  await untilHeld(device, 'postinst-configure', 60_000);
}

/** Who is signed in puts the restart off, at that time by the world's clock. */
async function putOff(name: Name, when: Temporal.Instant) {
  const asked = await runOf(name, `${name} to ask`, ({ label }) => label === 'restarting');
  await clock.moveTo(when);
  await at(name).device.must(['fettle-agent', 'postpone']);
  await lookAtOnce([name]);
  const taken = async () => ((await at(name).device.must(['ls', '/run/fettle-agent/answers'])).trim() === '' ? true : null);
  await waitFor('the answer to be taken', taken, { timeout: 30_000, every: 300 });
  return asked;
}

test('a window that closes in the middle of a change does not kill it: it ends, is verified, and says when', async () => {
  const { device } = at('long');
  await clock.moveTo(closesAt.add({ minutes: 1 }));
  await untilHeard('long');
  expect((await runOf('long', 'long to be changing', () => true)).run.label).toBe('changing');
  await letGo(device, 'postinst-configure');
  const { run } = await runOf('long', 'long to be verified', ({ label }) => label === 'verified');
  expect(Temporal.Instant.compare(Temporal.Instant.from(run.result?.startedAt ?? ''), closesAt)).toBe(-1);
  expect(Temporal.Instant.compare(Temporal.Instant.from(run.result?.appliedAt ?? ''), closesAt)).toBe(1);
  expect(run.attempt).toBe(1);
});

/** utmp(5): somebody is signed in at a terminal. His process is one that lives. */
function signedIn(user: string, line: string): Buffer {
  const entry = Buffer.alloc(384);
  entry.writeInt16LE(7, 0);
  entry.writeInt32LE(1, 4);
  entry.write(line, 8, 32, 'utf8');
  entry.write('1', 40, 4, 'utf8');
  entry.write(user, 44, 32, 'utf8');
  entry.writeInt32LE(Math.floor(Date.now() / 1000), 340);
  return entry;
}

test('a device that was off catches up when it returns; its restart is asked, put off twice, and then done', async () => {
  await clock.moveTo(closesAt.add({ minutes: 20 }));
  const { device } = at('back');
  await device.powerOn();
  await device.untilBooted();
  await device.put('/run/utmp', signedIn('ada', 'pts/0'));
  const boot = await device.bootId();
  const asked = await runOf('back', 'back to ask', ({ label }) => label === 'restarting');
  expect(asked.run.waiting).toContain('is asked before it restarts');
  expect(await versionOn('back')).toBe('2.1-1 ii');
  for (let times = 0; times < 2; times += 1) await putOff('back', clock.now().add({ minutes: 2 }));
  expect(await device.bootId()).toBe(boot);
  await clock.moveTo(clock.now().add({ minutes: 6 }));
  await lookAtOnce(['back']);
  const { run } = await runOf('back', 'back to be verified', ({ label }) => label === 'verified');
  expect(await device.bootId()).not.toBe(boot);
  expect(run.attempt).toBe(2);
  const what = (run.result?.people ?? []).map((note) => note.what);
  expect(what.filter((one) => one === 'postponed')).toHaveLength(2);
  expect(what.filter((one) => one === 'shown').length).toBeGreaterThanOrEqual(3);
  expect(run.result?.people?.find((note) => note.what === 'shown')).toMatchObject({ user: 'ada', session: 'pts/0', way: 'terminal' });
  const { items } = await stage.office.api('getDeploymentEvents', { params: { id: deployments.get('back') ?? '' }, query: { limit: 200 } });
  expect(items.some(({ sentence }) => sentence.includes('outside its window, to catch up'))).toBe(true);
});

test('devices that were off or cut off for the whole window missed it, and change in the next one', async () => {
  await clock.moveTo(closesAt.add({ minutes: 20 }));
  await at('off').device.powerOn();
  await at('cut').device.healNetwork();
  await lookAtOnce(['cut']);
  for (const name of ['off', 'cut'] as const) {
    const { run } = await runOf(
      name,
      `${name} to wait for the next window`,
      ({ label, attempt }) => attempt === 2 && label === 'waiting for window',
    );
    expect(Temporal.Instant.from(run.waitingUntil ?? '').equals(opensAt.add({ hours: 24 }))).toBe(true);
    expect(await versionOn(name)).toBe('2.0-1 ii');
  }
  const { items } = await stage.office.api('getDeploymentEvents', { params: { id: deployments.get('off') ?? '' }, query: { limit: 200 } });
  expect(items.filter(({ sentence }) => sentence.includes('missed'))).toHaveLength(2);

  await clock.moveTo(opensAt.add({ hours: 24, minutes: 2 }));
  await lookAtOnce(['off', 'cut']);
  for (const name of ['off', 'cut'] as const) {
    await runOf(name, `${name} to be verified`, ({ label }) => label === 'verified');
    expect(await versionOn(name)).toBe('2.1-1 ii');
  }
  expect((await stage.office.api('getDeployment', { params: { id: deployments.get('off') ?? '' } })).status).toBe('succeeded');
});

test('what was on its way when a line was cut, and comes late, makes nobody a stranger', async () => {
  const statuses = NAMES.map(async (name) => (await stage.office.api('getDevice', { params: { id: at(name).id } })).status);
  expect(new Set(await Promise.all(statuses))).toEqual(new Set(['active']));
});
