/**
 * What dies in the middle of a change: the agent at its journal's writes, the program that makes the change, the whole device in each phase of dpkg;
 * then the server between deciding and committing, and its database. Afterwards nothing is lost, nothing was done twice, and no package is left
 * half installed.
 */
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hold, untilHeld } from '../archive/catalogue/phases.ts';
import type { UpgradePhase } from '../archive/catalogue/phases.ts';
import type { Device } from '../world/device.ts';
import { crashChangeAt, crashEachLifeAt, makeCrashable, stopCrashing } from './crashing-agent.ts';
import { asSuperuser, killDatabase } from './database.ts';
import { approve, describe, lookAgain, openClient, openPolicy, propose, until, untilTaken, updateId } from './drive.ts';
import type { DeploymentView, Home } from './drive.ts';
import { setStage } from './stage.ts';
import type { Enrolled, Stage } from './stage.ts';

type Crash =
  | { readonly kind: 'agent'; readonly place: string }
  | { readonly kind: 'change'; readonly place: string }
  | { readonly kind: 'power'; readonly phase: UpgradePhase };

const JOURNAL = '/var/lib/fettle-agent/journal/';

/** Device, what happens to it, and how its run may end. */
const crashes: readonly (readonly [name: string, crash: Crash, ends: readonly string[]])[] = [
  ['before-write', { kind: 'agent', place: `before-write:${JOURNAL}` }, ['verified']],
  ['before-rename', { kind: 'agent', place: `before-rename:${JOURNAL}` }, ['verified']],
  ['after-write', { kind: 'agent', place: `after-write:${JOURNAL}` }, ['verified']],
  // Begun, and nothing was changed: it is taken for interrupted, and stays what it was.
  ['change-begin', { kind: 'change', place: 'perform:begin' }, ['rolled back']],
  ['change-unpack', { kind: 'change', place: 'perform:Unpacking' }, ['verified']],
  ['change-receipt', { kind: 'change', place: 'before-write:' }, ['verified']],
  ['prerm', { kind: 'power', phase: 'prerm-upgrade' }, ['verified', 'rolled back']],
  ['preinst', { kind: 'power', phase: 'preinst-upgrade' }, ['verified', 'rolled back']],
  ['postrm', { kind: 'power', phase: 'postrm-upgrade' }, ['verified', 'rolled back']],
  ['postinst', { kind: 'power', phase: 'postinst-configure' }, ['verified', 'rolled back']],
];

const RING = { members: { kind: 'rest' as const }, soak: 'PT0S', gate: { minVerified: 0, minRate: 0 } };
const OPEN = { failureBudget: crashes.length, maxParallel: crashes.length };

let stage: Stage;
let home: Home;
let policyId: string;
let devices: ReadonlyMap<string, Enrolled>;
let ended: DeploymentView;
let lives: ReadonlyMap<string, number>;

beforeAll(async () => {
  stage = await setStage({
    installed: ['lab-app=1.0-1', 'lab-phases=1.0-1', 'lab-conf=1.0-1'],
    offered: ['lab-app=1.1-1', 'lab-phases=1.1-1'],
    prepare: makeCrashable,
  });
  const { office, approver } = stage;
  home = await openClient(office, 'Harbour Dental', 'Bristol', 'Europe/London');
  const names = crashes.map(([name]) => name);
  const enrolled = await stage.addDevices(home, names, {
    prepare: async (device) => {
      const crash = crashOf(device.name);
      if (crash.kind === 'agent') await crashEachLifeAt(device, crash.place);
      if (crash.kind === 'change') await crashChangeAt(device, crash.place);
      if (crash.kind === 'power') await hold(device, crash.phase);
    },
  });
  devices = new Map(enrolled.map((one) => [one.name, one]));
  const policy = await office.api('createPolicy', {
    params: { id: home.clientId },
    body: { body: openPolicy({ ...OPEN, rings: [{ name: 'all', ...RING }] }) },
  });
  policyId = policy.id;
  const updates = [
    await updateId(office, home, 'lab-app', '1.1-1', names.length),
    await updateId(office, home, 'lab-phases', '1.1-1', names.length),
  ];
  const view = await propose(office, home, 'lab-app and lab-phases', updates);
  await approve(office, view, approver);
  await Promise.all(
    enrolled.map(async ({ name, device }) => {
      const crash = crashOf(name);
      if (crash.kind !== 'power') return;
      await untilHeld(device, crash.phase, 180_000).catch((error: unknown) => toldWhere(error, view.id, device));
      await device.kill();
      await device.powerOn();
    }),
  );
  ended = await until(office, view.id, 'every run to end', ({ status }) => status !== 'active');
  lives = new Map(await Promise.all(enrolled.map(async ({ name, device }) => [name, await stopCrashing(device)] as const)));
}, 590_000);

afterAll(async () => {
  await stage?.world.close();
});

/** Adds to an error where the roll-out and the device stand. */
async function toldWhere(error: unknown, id: string, device: Device): Promise<never> {
  const told = [
    error instanceof Error ? error.message : String(error),
    describe(await stage.office.api('getDeployment', { params: { id } })),
    (await device.exec(['tail', '-n', '12', '/var/log/dpkg.log'])).stdout,
    (await device.exec(['journalctl', '-u', 'fettle-*', '-n', '40', '--no-pager', '-o', 'cat'])).stdout,
  ];
  throw new Error(told.join('\n'), { cause: error });
}

function crashOf(name: string): Crash {
  const found = crashes.find(([one]) => one === name);
  if (found === undefined) throw new Error(`no crash is planned for ${name}`);
  return found[1];
}

test.for(crashes)('%s: the run ends, the packages are whole, and no change was made twice', async ([name, crash, ends]) => {
  const device = devices.get(name)?.device;
  const run = ended.runs.find(({ deviceName }) => deviceName === name);
  if (device === undefined || run === undefined) throw new Error(`${name} has no run`);
  expect(ends, `${run.code}: ${run.detail}`).toContain(run.label);
  expect(await device.must(['dpkg', '--audit'])).toBe('');
  const version = run.label === 'verified' ? '1.1-1' : '1.0-1';
  const log = await device.must(['cat', '/var/log/dpkg.log']);
  for (const one of ['lab-app', 'lab-phases']) {
    expect(await device.must(['dpkg-query', '-W', '-f', '${Package} ${Version} ${db:Status-Abbrev}', one])).toBe(`${one} ${version} ii `);
    const upgrades = log.split('\n').filter((line) => line.includes(` upgrade ${one}:all 1.0-1 1.1-1`));
    expect(upgrades.length).toBeLessThanOrEqual(1);
    if (run.label === 'verified') expect(upgrades).toHaveLength(1);
  }
  // It really died: several times at the journal, once with its power.
  if (crash.kind === 'agent') expect(lives.get(name)).toBeGreaterThan(3);
  if (crash.kind === 'power') expect(device.boots().map((boot) => boot.ended)).toEqual(['power loss', null]);
});

/** Stop points at which the server ends itself, one in each of its lives. */
const serverStops = ['reconcile:planned', 'reconcile:decided#2', 'reconcile:ordered#2', 'reconcile:written#2', 'reconcile:committed#3'];

test('a server that dies between deciding and committing, at a random moment, and without its database, sends each device its change once', async () => {
  const { office, approver, archive, server, world } = stage;
  const chosen = ['before-write', 'change-begin', 'preinst', 'postinst']
    .map((name) => devices.get(name))
    .filter((one) => one !== undefined);
  const ids = chosen.map(({ id }) => id);
  const first = { ...RING, name: 'first', members: { kind: 'devices' as const, deviceIds: ids.slice(0, 2) } };
  await office.api('savePolicy', {
    params: { id: policyId },
    body: { body: openPolicy({ ...OPEN, rings: [first, { name: 'second', ...RING }] }), basedOn: 1 },
  });
  await archive.publish(['lab-conf=2.0-1']);
  await lookAgain(office, ids);
  const update = await updateId(office, home, 'lab-conf', '2.0-1', ids.length);

  await server.stop();
  await server.start(stopAt(serverStops[0]));
  const deaths = dieAndStart(chosen.map(({ device }) => device));
  // The office asks again where nobody answered: a person would.
  const { id } = await office.api('proposeDeployment', {
    body: { clientId: home.clientId, title: 'lab-conf', updateIds: [update], deviceIds: ids },
  });
  const view = await until(office, id, 'the plan', ({ specHash }) => specHash !== null);
  await untilTaken('the approval', async () => {
    // The server may have died after it had taken the approval: it is looked at before it is given again.
    const { approvals } = await office.api('getDeployment', { params: { id } });
    return approvals.length > 0 || (await approve(office, view, approver)).approvals.length > 0;
  });
  await deaths;
  const over = await until(office, id, 'the roll-out to end', ({ status }) => status !== 'active');
  expect(over.runs.map(({ label }) => label)).toEqual(ids.map(() => 'verified'));
  for (const { device } of chosen) {
    const log = await device.must(['cat', '/var/log/dpkg.log']);
    expect(log.split('\n').filter((line) => line.includes(' upgrade lab-conf:all '))).toHaveLength(1);
  }
  const sent = await asSuperuser(
    world,
    server,
    "select device_id, count(*)::int as n from fettle.instruction where deployment_id = $1 and verb = 'install' group by 1",
    [id],
  );
  expect(sent).toEqual(expect.arrayContaining(ids.map((device_id) => ({ device_id, n: 1 }))));
  // Numbered without a gap: no event was recorded twice, and none is missing.
  const [events] = await asSuperuser(
    world,
    server,
    'select count(*)::int = max(seq) as whole from fettle.deployment_event where deployment_id = $1',
    [id],
  );
  expect(events).toEqual({ whole: true });
}, 400_000);

function stopAt(place: string | undefined): Record<string, string> {
  return place === undefined ? {} : { FETTLE_TEST_SERVER_STOP_AT: place };
}

/** The server ends at each of its stop points and is started again; then it is killed at a random moment, and its database under it. */
async function dieAndStart(agents: readonly Device[]): Promise<void> {
  const { server, world } = stage;
  // An agent that got no answer asks again after ten seconds, then twenty, and so on: a new life of it asks at once.
  const askAtOnce = () => Promise.all(agents.map((device) => device.must(['systemctl', 'restart', 'fettle-agent'])));
  for (const next of [...serverStops.slice(1), undefined]) {
    expect((await server.untilEnded(120_000)).signal).toBe('SIGKILL');
    // It may die before it answers: then the next one is started.
    await server.start(stopAt(next)).then(askAtOnce, () => {});
  }
  await sleep(randomInt(200, 2_000));
  await server.kill();
  await server.start();
  await askAtOnce();
  await sleep(randomInt(200, 1_000));
  await killDatabase(world, server);
}
