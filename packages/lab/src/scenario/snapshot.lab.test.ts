/**
 * A device whose root lies on btrfs, with a real agent: a broken update fails its check, the device goes back to the snapshot that it took, by a restart of its own, and is as
 * it was before; its agent knows what it did. Then a good one stands, and its snapshot goes.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { approve, openClient, openPolicy, planned, until, updateId } from './drive.ts';
import type { Home } from './drive.ts';
import { setStage } from './stage.ts';
import type { Stage } from './stage.ts';
import type { Device } from '../world/device.ts';
import { waitFor } from '../world/wait.ts';

let stage: Stage;
let home: Home;
let device: Device;
let deviceId: string;
const check = {
  kind: 'http',
  name: 'lab-web answers',
  url: 'http://127.0.0.1:8088/health',
  expectStatus: 200,
  timeoutSeconds: 20,
} as const;
const mark = '/home/written-after';

beforeAll(async () => {
  stage = await setStage({ installed: ['lab-app=1.0-1', 'lab-web=2.1-1'], offered: ['lab-app=1.1-1', 'lab-web=2.2-1'] });
  home = await openClient(stage.office, 'Harbour Dental', 'Bristol', 'Europe/London');
  const [one] = await stage.addDevices(home, ['on-btrfs'], { root: 'btrfs' });
  if (one === undefined) throw new Error('no device');
  [device, deviceId] = [one.device, one.id];
  const ways = [
    {
      tiers: ['mission-critical', 'important', 'standard', 'low', 'unsaid'] as const,
      packages: [],
      ways: [{ kind: 'snapshot' as const }, { kind: 'downgrade' as const }],
    },
  ];
  await stage.office.api('createPolicy', {
    params: { id: home.clientId },
    body: { body: openPolicy({ checks: [check], ways }) },
  });
}, 600_000);

afterAll(async () => {
  await stage?.world.close();
});

async function change(name: string, version: string) {
  const { office, approver } = stage;
  const update = await updateId(office, home, name, version);
  const { id } = await office.api('proposeDeployment', {
    body: { clientId: home.clientId, title: `${name} ${version}`, updateIds: [update], deviceIds: [deviceId] },
  });
  const view = await planned(office, id);
  await approve(office, view, approver);
  return {
    id,
    ended: () =>
      until(office, id, `${name} ${version} to end`, ({ status, runs }) => status !== 'active' || runs.every((run) => run.result !== null)),
  };
}

const versionOf = async (name: string) => (await device.must(['dpkg-query', '-W', '-f', '${Version} ${db:Status-Abbrev}', name])).trim();
const keptNames = async () => {
  const source = (await device.must(['findmnt', '--noheadings', '--output', 'SOURCE', '/'])).replace(/\[.*/s, '');
  await device.must(['mkdir', '-p', '/run/look']);
  await device.must(['mount', '-o', 'subvolid=5', source, '/run/look']);
  const listed = await device.must(['ls', '/run/look/.fettle-snapshots']);
  const owners = await device.must(['sh', '-c', 'cat /run/look/.fettle-snapshots/*.owner | sort -u']);
  await device.must(['umount', '/run/look']);
  expect(owners).toBe(await device.must(['cat', '/etc/machine-id']));
  const names = listed.trim().split('\n').filter(Boolean);
  const marks = names.filter((name) => name.endsWith('.owner'));
  expect(marks).toHaveLength(names.filter((name) => name.startsWith('before-')).length);
  return names.filter((name) => !marks.includes(name));
};

test('a broken update is taken back by the snapshot, with a restart', async () => {
  const bootBefore = await device.bootId();
  await device.must(['sh', '-c', "printf 'greeting=edited\\n' > /etc/lab-web/lab-web.conf"]);
  const deployment = await change('lab-web', '2.2-1');
  // Written once the new version is in, as by a person who works there: lost, as the approval says.
  await waitFor('the broken version', async () => ((await versionOf('lab-web').catch(() => '')).startsWith('2.2-1') ? true : null), {
    timeout: 120_000,
    every: 100,
  });
  await device.exec(['sh', '-c', `date > ${mark}`]);
  const view = await deployment.ended();
  const result = view.runs[0]?.result;
  expect([result?.how, result?.code], result?.detail).toEqual(['rolled back', 'checks.failed']);
  expect(result?.receipts.map(({ step, ok }) => [step, ok])).toEqual(
    expect.arrayContaining([
      ['restart', true],
      ['roll-back', true],
    ]),
  );
  expect(result?.checksRolledBack).toMatchObject([{ answer: 'passed' }]);
  expect(await device.bootId()).not.toBe(bootBefore);
  expect(await versionOf('lab-web')).toBe('2.1-1 ii');
  expect(await device.must(['cat', '/etc/lab-web/lab-web.conf'])).toBe('greeting=edited\n');
  expect(result?.configuration?.differs).toEqual([]);
  expect((await device.exec(['ls', mark])).status).not.toBe(0);
  // Its agent knows what it did: nobody takes it for a copy of itself.
  const told = await stage.office.api('getDevice', { params: { id: deviceId } });
  expect(told.status).toBe('active');
  expect((await device.exec(['ls', '/var/lib/fettle-agent/carry.json', '/var/lib/fettle-agent.carried'])).status).not.toBe(0);
  // What was left is there for people.
  const names = await keptNames();
  expect(names.map((name) => name.split('-')[0] ?? '').toSorted((a, b) => (a < b ? -1 : 1))).toEqual(['before', 'other']);
});

test('a good update stands, and its snapshot goes after the soak', async () => {
  const deployment = await change('lab-app', '1.1-1');
  const view = await deployment.ended();
  expect(view.runs[0]?.result?.how).toBe('done');
  expect(await versionOf('lab-app')).toBe('1.1-1 ii');
  expect((await keptNames()).filter((name) => name.startsWith('before-'))).toHaveLength(2);
  // Looked at once an hour, and when the agent starts.
  await sleep(1000);
  await device.must(['systemctl', 'restart', 'fettle-agent']);
  await waitFor('the snapshot to be removed', async () => ((await keptNames()).length === 2 ? true : null), {
    timeout: 30_000,
    every: 500,
  });
});
