/**
 * What dies in the middle of a change: the agent at its journal's writes, the program that makes the change, the whole device in each phase of dpkg.
 * Afterwards nothing is lost, nothing was done twice, and no package is left half installed.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hold, untilHeld } from '../archive/catalogue/phases.ts';
import type { UpgradePhase } from '../archive/catalogue/phases.ts';
import { crashChangeAt, crashEachLifeAt, makeCrashable, stopCrashing } from './crashing-agent.ts';
import { approve, openClient, openPolicy, propose, until, updateId } from './drive.ts';
import type { DeploymentView } from './drive.ts';
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

let stage: Stage;
let devices: ReadonlyMap<string, Enrolled>;
let ended: DeploymentView;
let lives: ReadonlyMap<string, number>;

beforeAll(async () => {
  stage = await setStage({
    installed: ['lab-app=1.0-1', 'lab-phases=1.0-1'],
    offered: ['lab-app=1.1-1', 'lab-phases=1.1-1'],
    prepare: makeCrashable,
  });
  const { office, approver } = stage;
  const home = await openClient(office, 'Harbour Dental', 'Bristol', 'Europe/London');
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
  const ring = { name: 'all', members: { kind: 'rest' as const }, soak: 'PT0S', gate: { minVerified: 0, minRate: 0 } };
  await office.api('createPolicy', {
    params: { id: home.clientId },
    body: { body: openPolicy({ rings: [ring], failureBudget: names.length, maxParallel: names.length }) },
  });
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
      await untilHeld(device, crash.phase, 180_000);
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
