/**
 * The main job from end to end on real devices: missing → simulated → approved → test ring → soak → pilot → broad → verified → report; then a
 * broken version that halts at the test ring and is taken back though the old one is gone from the archive.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ruledTiers } from '@fettle/core/rollback';
import type { SigningKey } from '@fettle/proof/keys';
import { buildAgentPackage, installAgent } from '../agent/package.ts';
import { openArchive } from '../archive/archive.ts';
import type { Archive } from '../archive/archive.ts';
import type { Device } from '../world/device.ts';
import { openWorld } from '../world/world.ts';
import type { World } from '../world/world.ts';
import {
  admitApprover,
  approve,
  enrol,
  lookAgain,
  openClient,
  openOffice,
  openPolicy,
  planned,
  propose,
  signScript,
  until,
  updateId,
} from './drive.ts';
import type { Home, Office } from './drive.ts';
import { startLabServer } from './server.ts';
import type { LabServer } from './server.ts';

let world: World;
let archive: Archive;
let server: LabServer;
let office: Office;
let home: Home;
let approver: SigningKey;
let devices: Device[];
let ids: string[];
let policy: ReturnType<typeof openPolicy>;
let policyId: string;

/** A copy of the good version that an administrator kept: no archive has it. */
const kept = '/var/backups/lab-web.deb';

/** Of what a signed command saves before each change. */
const backupFile = '/var/backups/lab-web.tar';

const check = {
  kind: 'http',
  name: 'lab-web answers',
  url: 'http://127.0.0.1:8088/health',
  expectStatus: 200,
  timeoutSeconds: 20,
} as const;

beforeAll(async () => {
  world = await openWorld();
  const agent = await buildAgentPackage();
  archive = await openArchive(world);
  await archive.publish(['lab-app=1.0-1', 'lab-web=2.0-1']);
  devices = await Promise.all(['web-test', 'web-pilot', 'web-broad'].map((name) => world.addDevice({ name, zone: 'Europe/London' })));
  for (const device of devices) {
    await archive.introduceTo(device);
    await device.must(['apt-get', 'update', '-q'], { timeout: 120_000 });
    await device.must(['apt-get', 'install', '-y', '-q', 'lab-app=1.0-1', 'lab-web=2.0-1'], { timeout: 120_000 });
    await installAgent(device, agent);
    // Its owner lets it run what the root key signed.
    await device.put('/etc/fettle-agent/limits.json', '{"mode":"manage","changesPerDay":500,"scripts":"signed"}\n');
  }
  await archive.publish(['lab-app=1.1-1', 'lab-web=2.1-1']);
  server = await startLabServer(world, { env: { FETTLE_CHECK_IN_SECONDS: '1' } });
  office = await openOffice(world, server);
  approver = await admitApprover(office);
  home = await openClient(office, 'Harbour Dental', 'Bristol', 'Europe/London');
  ids = [];
  for (const device of devices) ids.push(await enrol(office, server, home, device));
  const ring = (name: string, id: string | undefined) => ({
    name,
    members: { kind: 'devices' as const, deviceIds: [id ?? ''] },
    soak: 'PT3S',
    gate: { minVerified: 1, minRate: 1 },
  });
  const rest = { name: 'broad', members: { kind: 'rest' as const }, soak: 'PT0S', gate: { minVerified: 1, minRate: 1 } };
  const command = await signScript(
    office,
    { name: 'its settings are whole', purpose: 'check' },
    'grep greeting= /etc/lab-web/lab-web.conf\n',
  );
  const backup = await signScript(
    office,
    { name: 'back up', purpose: 'before-change' },
    `tar -cf ${backupFile} -C / etc/lab-web\ntar -tf ${backupFile}\n`,
  );
  const checks = [check, { kind: 'command', name: 'settings', command, timeoutSeconds: 20 } as const];
  const hooks = { beforeChange: [backup], afterChange: [] };
  policy = openPolicy({ rings: [ring('test', ids[0]), ring('pilot', ids[1]), rest], checks, hooks });
  policyId = (await office.api('createPolicy', { params: { id: home.clientId }, body: { body: policy } })).id;
}, 600_000);

afterAll(async () => {
  await world?.close();
});

async function versionOf(device: Device, name: string): Promise<string> {
  return (await device.must(['dpkg-query', '-W', '-f', '${Version} ${db:Status-Abbrev}', name])).trim();
}

/** As it stands: a test that is tried again has changed it already. */
async function policyVersion(): Promise<number> {
  return (await office.api('getPolicy', { params: { id: policyId } })).version;
}

async function health(device: Device): Promise<{ status: number; body: string }> {
  return world.get(`http://${device.address}:8088/health`, 5_000);
}

describe('a drill', () => {
  test('takes a device forward and back again, and is evidence that its way back works', async () => {
    const update = await updateId(office, home, 'lab-app', '1.1-1', 3);
    const [device] = devices;
    const [deviceId = ''] = ids;
    const { id } = await office.api('proposeDeployment', {
      body: { clientId: home.clientId, title: 'Drill', updateIds: [update], deviceIds: [deviceId], drill: true },
    });
    const view = await planned(office, id);
    await approve(office, view, approver);
    const ended = await until(office, id, 'the drill to end', ({ status }) => status !== 'active');
    expect([ended.status, ended.runs.map((run) => run.label)]).toEqual(['succeeded', ['verified']]);
    expect(ended.runs[0]?.result?.receipts.map(({ step }) => step)).toEqual(expect.arrayContaining(['apply', 'roll-back']));
    if (device !== undefined) expect(await versionOf(device, 'lab-app')).toBe('1.0-1 ii');
    const { items } = await office.api('listTrials', { query: { deviceId } });
    expect(items).toMatchObject([{ what: 'drill', wayBack: 'downgrade', passed: true, seconds: expect.any(Number) }]);
  });
});

describe('a good update', () => {
  test('is offered with its CVE ids, goes ring by ring, and is verified by a scan on every device', async () => {
    const update = await updateId(office, home, 'lab-app', '1.1-1', 3);
    const web = await updateId(office, home, 'lab-web', '2.1-1', 3);
    const shown = await office.api('getUpdate', { params: { id: update }, query: { clientId: home.clientId } });
    expect(shown.class).toBe('security');
    const view = await propose(office, home, 'Security updates of lab-app and lab-web', [update, web]);
    expect(view.status).toBe('active');
    expect(view.holds.map((hold) => hold.reason)).toEqual(['approval']);
    await approve(office, view, approver);
    const ended = await until(office, view.id, 'the roll-out to end', ({ status }) => status !== 'active');
    expect(ended.status).toBe('succeeded');
    expect(ended.runs.map((run) => run.label)).toEqual(['verified', 'verified', 'verified']);
    for (const device of devices) {
      expect(await versionOf(device, 'lab-app')).toBe('1.1-1 ii');
      expect(await versionOf(device, 'lab-web')).toBe('2.1-1 ii');
      expect(await health(device)).toMatchObject({ status: 200 });
    }
    const result = ended.runs[0]?.result;
    expect(result?.checksBefore.find(({ name }) => name === 'settings')).toMatchObject({ answer: 'passed' });
    expect(result?.receipts.find(({ step }) => step === 'before-change')).toMatchObject({
      ok: true,
      detail: expect.stringContaining('etc/lab-web/lab-web.conf'),
    });
    for (const device of devices) {
      expect(await device.must(['tar', '-tf', backupFile])).toContain('etc/lab-web/lab-web.conf');
      expect(await device.must(['ls', '/var/lib/fettle-agent/commands'])).toBe('');
    }
    const { items } = await office.api('getDeploymentEvents', { params: { id: view.id }, query: { limit: 500 } });
    const kinds = items.toSorted((a, b) => a.seq - b.seq).map((event) => event.kind);
    expect(kinds.filter((kind) => kind === 'ring-opened')).toHaveLength(3);
    expect(kinds.indexOf('ring-judged')).toBeLessThan(kinds.lastIndexOf('ring-opened'));
    const report = (await office.document(`/api/v1/deployments/${view.id}/report.html`)).toString();
    expect(report).toContain('web-pilot');
    expect(report).toContain('1.1-1');
  }, 300_000);

  test('shows the CVE ids of the changelog', async () => {
    const { items } = await office.api('getDeploymentEvents', {
      params: { id: (await office.api('listDeployments', { query: { clientId: home.clientId } })).items[0]?.id ?? '' },
      query: {},
    });
    expect(items.length).toBeGreaterThan(0);
  });
});

describe('a broken update', () => {
  test('halts at the test ring and is taken back, though the old version is gone from the archive', async () => {
    const [tested] = devices;
    if (tested === undefined) throw new Error('no device');
    await tested.must(['sh', '-c', 'sed -i s/greeting=.*/greeting=edited/ /etc/lab-web/lab-web.conf && systemctl restart lab-web']);
    await archive.publish(['lab-web=2.2-1']);
    await archive.withdraw('lab-web', '2.1-1');
    await lookAgain(office, ids);
    const update = await updateId(office, home, 'lab-web', '2.2-1', 3);
    const view = await propose(office, home, 'lab-web 2.2', [update]);
    await approve(office, view, approver);
    const held = await until(office, view.id, 'the failure budget to hold it', ({ holds }) =>
      holds.some((hold) => hold.reason === 'failure budget'),
    );
    const labels = new Map(held.runs.map((run) => [run.deviceName, run.label]));
    expect(labels.get('web-test')).toBe('rolled back');
    expect(await versionOf(tested, 'lab-web')).toBe('2.1-1 ii');
    expect((await health(tested)).body).toContain('"version":"2.1","status":"200","greeting":"edited"');
    // What the administrator edited is kept, and told; what dpkg laid beside it is new, and is named.
    const { configuration } = held.runs.find(({ deviceName }) => deviceName === 'web-test')?.result ?? {};
    const conf = '/etc/lab-web/lab-web.conf';
    expect(configuration).toMatchObject({ kept: [{ path: conf, package: 'lab-web' }], before: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(configuration?.differs.filter(({ path }) => path.startsWith('/etc/lab-web'))).toEqual([
      { path: `${conf}.dpkg-dist`, how: 'new', package: null },
    ]);
    const report = (await office.document(`/api/v1/deployments/${view.id}/report.html`)).toString();
    expect(report).toContain(`${conf} of lab-web had been edited on the device and was kept as it is.`);
    expect(report).toContain(`${conf}.dpkg-dist is new.`);
    for (const device of devices.slice(1)) {
      expect(await versionOf(device, 'lab-web')).toBe('2.1-1 ii');
      expect(labels.get(device.name)).not.toBe('changing');
    }
  }, 300_000);
});

describe('a device that another depends on', () => {
  test('a dependant’s failed check stops it though the device itself is well', async () => {
    const [tested, dependant] = devices;
    if (tested === undefined || dependant === undefined) throw new Error('no devices');
    await archive.publish(['lab-slow=1.0-1']);
    await tested.must(['apt-get', 'update', '-q'], { timeout: 120_000 });
    await tested.must(['apt-get', 'install', '-y', '-q', 'lab-slow=1.0-1'], { timeout: 120_000 });
    await archive.publish(['lab-slow=1.1-1']);
    await lookAgain(office, ids.slice(0, 1));
    await office.api('updateDevice', { params: { id: ids[1] ?? '' }, body: { dependsOn: [ids[0] ?? ''] } });
    const aftercare = { dependants: 'asked' as const, againAfterDays: [] };
    await office.api('savePolicy', { params: { id: policyId }, body: { body: { ...policy, aftercare }, basedOn: await policyVersion() } });
    const view = await propose(office, home, 'lab-slow 1.1', [await updateId(office, home, 'lab-slow', '1.1-1')], ids.slice(0, 1));
    await approve(office, view, approver);
    await until(office, view.id, 'the dependant to be asked before', ({ dependants }) => dependants[0]?.before[0]?.answer === 'passed');
    await dependant.must(['systemctl', 'stop', 'lab-web']);
    const held = await until(office, view.id, 'the dependant to hold it', ({ holds }) => holds.length > 0);
    expect(held.holds.map(({ reason }) => reason)).toEqual(['dependant']);
    expect(held.runs).toMatchObject([{ deviceName: 'web-test', label: 'verified' }]);
    expect(await versionOf(tested, 'lab-slow')).toBe('1.1-1 ii');
    expect(held.dependants).toMatchObject([
      { deviceName: 'web-pilot', answer: 'failed', after: [{ answer: 'failed' }, { answer: 'passed' }] },
    ]);
    // Mended, and not accepted as it was: it is asked again, and the deployment ends well.
    await dependant.must(['systemctl', 'start', 'lab-web']);
    const body = { holdId: held.holds[0]?.id ?? '', because: 'The web server runs again', acceptedDeviceIds: [] };
    await office.api('releaseDeployment', { params: { id: view.id }, body });
    const ended = await until(office, view.id, 'it to end', ({ status }) => status !== 'active');
    expect(ended.status).toBe('succeeded');
  }, 180_000);
});

describe('a way back by a signed command', () => {
  test('is run where a check fails after the change, and what it left is checked and compared with before', async () => {
    const [, pilot] = devices;
    const [, id = ''] = ids;
    if (pilot === undefined) throw new Error('no device');
    const { items: earlier } = await office.api('listDeployments', { query: { clientId: home.clientId } });
    const broken = earlier.find(({ title }) => title === 'lab-web 2.2');
    await office.api('cancelDeployment', { params: { id: broken?.id ?? '' }, body: { because: 'It is tried with another way back' } });
    await archive.publish(['lab-web=2.1-1']);
    await pilot.must(['apt-get', 'update', '-q'], { timeout: 120_000 });
    await pilot.must(['sh', '-c', `cd /tmp && apt-get download -q lab-web=2.1-1 && mv lab-web_2.1-1_*.deb ${kept}`], { timeout: 120_000 });
    await archive.withdraw('lab-web', '2.1-1');
    const command = await signScript(office, { name: 'put lab-web back', purpose: 'way-back' }, `dpkg -i ${kept}\n`);
    const ways = [{ tiers: [...ruledTiers], packages: ['lab-web'], ways: [{ kind: 'command' as const, command }] }];
    await office.api('savePolicy', { params: { id: policyId }, body: { body: { ...policy, ways }, basedOn: await policyVersion() } });
    await lookAgain(office, [id]);
    const view = await propose(office, home, 'lab-web 2.2 with a command', [await updateId(office, home, 'lab-web', '2.2-1')], [id]);
    expect(view.spec?.shares).toMatchObject([{ wayBack: { kind: 'command', command, files: [] } }]);
    await approve(office, view, approver);
    const held = await until(office, view.id, 'the failure budget to hold it', ({ holds }) => holds.length > 0);
    expect(held.runs).toMatchObject([{ deviceName: 'web-pilot', label: 'rolled back' }]);
    const result = held.runs[0]?.result;
    expect(result?.receipts.find(({ step }) => step === 'roll-back')).toMatchObject({
      ok: true,
      detail: expect.stringContaining('put lab-web back'),
    });
    expect(result?.checksAfter.find(({ name }) => name === check.name)).toMatchObject({ answer: 'failed' });
    expect(result?.checksRolledBack?.map(({ answer }) => answer)).toEqual(['passed', 'passed']);
    expect(result?.configuration?.differs.filter(({ path }) => path.startsWith('/etc/lab-web'))).toEqual([]);
    expect(await versionOf(pilot, 'lab-web')).toBe('2.1-1 ii');
    expect((await health(pilot)).body).toContain('"version":"2.1","status":"200"');
    const { items } = await office.api('listTrials', { query: { deviceId: id } });
    expect(items).toMatchObject([{ what: 'rollback', wayBack: 'command', passed: true }]);
  }, 180_000);
});
