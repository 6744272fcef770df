/** A device with two package managers: what one of them tells never takes away what the other told. */
import type { ManagerState } from '@fettle/protocol/agent';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { findings, settleCounts } from '../findings/index.ts';
import { answerOf } from '../platform/testing/index.ts';
import { contentsOf, enrol, installed, newAgent, offer, sync } from './testing/agent.ts';
import type { Contents, TestAgent } from './testing/agent.ts';
import { openStation } from './testing/station.ts';
import type { Client, Station } from './testing/station.ts';

let station: Station;
let acme: Client;
let made = 0;
beforeAll(async () => {
  station = await openStation();
});
beforeEach(async () => {
  acme = await station.client(`Acme ${(made += 1)}`);
});
afterAll(() => station.close());

const label = 'labmod:1:20260301:abcd';
const rpm = (name: string, version: string, more: object = {}) =>
  installed(name, version, { architecture: 'x86_64', sourceName: name, sourceVersion: version, ...more });
const state = (refreshedAt: string | null, ok = true): ManagerState => ({
  ok,
  trouble: ok
    ? null
    : { code: 'dnf.database', cause: 'The database of packages is broken.', retry: 'no', nextStep: 'Rebuild it.', excerpt: '' },
  lists: { refreshedAt, lastAttempt: refreshedAt === null ? null : { at: refreshedAt, ok: true, trouble: null } },
  problems: [],
});

/** The same name on both sides, in another version each. */
function both(): Contents {
  return {
    ...contentsOf('build1', [installed('bash'), installed('openssl', '3.0')], [offer('openssl')]),
    'apt.changelogs': [{ sourceName: 'openssl', from: '1.0-1', to: '2.0-1', cves: ['CVE-2026-10001'] }],
    'dnf.state': state('2026-03-01T08:00:00.000Z'),
    'dnf.installed': [rpm('openssl', '1:3.2-1.el9'), rpm('lab-mod', '1-1', { module: label, pinned: true })],
    'dnf.offers': [
      offer('openssl', '1:3.2-2.el9', { architecture: 'x86_64', from: '1:3.2-1.el9', sourceVersion: '1:3.2-2.el9', class: 'normal' }),
      offer('lab-mod', '2-1', { architecture: 'x86_64', from: '1-1', sourceVersion: '2-1', module: label }),
    ],
    'dnf.changelogs': [{ sourceName: 'openssl', from: '1:3.2-1.el9', to: '1:3.2-2.el9', cves: [] }],
  };
}

async function told(contents: Contents): Promise<TestAgent> {
  const agent = newAgent(contents);
  expect((await enrol(station.server, agent, (await station.token(acme)).text)).status).toBe(200);
  await sync(station.server, agent);
  return agent;
}
const software = async ({ deviceId }: TestAgent) => {
  const { items } = await answerOf(await station.admin(), 'getDeviceSoftware', { params: { id: deviceId }, query: { limit: 500 } });
  return items.map(({ manager, name, version, pinned, module }) => [manager, name, version, pinned, module].join(' '));
};
const missing = async ({ deviceId }: TestAgent) => {
  const { items } = await answerOf(await station.admin(), 'getDeviceUpdates', { params: { id: deviceId } });
  return items.map(({ manager, name, to, cves, module }) => [manager, name, to, String(cves), module ?? ''].join(' ')).toSorted();
};
const device = async ({ deviceId }: TestAgent) => answerOf(await station.admin(), 'getDevice', { params: { id: deviceId } });

const aptSoftware = ['apt bash 1.0-1 false ', 'apt openssl 3.0 false '];
const dnfSoftware = [`dnf lab-mod 1-1 true ${label}`, 'dnf openssl 1:3.2-1.el9 false '];
const aptMissing = ['apt openssl 2.0-1 CVE-2026-10001 '];
const dnfMissing = [`dnf lab-mod 2-1 null ${label}`, 'dnf openssl 1:3.2-2.el9  '];

test('both are kept, each with its own versions, modules, and CVE ids', async () => {
  const agent = await told(both());
  expect((await software(agent)).toSorted()).toEqual([...aptSoftware, ...dnfSoftware].toSorted());
  expect(await missing(agent)).toEqual([...aptMissing, ...dnfMissing].toSorted());
  expect(await device(agent)).toMatchObject({ packages: 4, missing: 3, missingSecurity: 2, trouble: null });
});

test('the updates of each go by their manager', async () => {
  const agent = await told(both());
  await settleCounts(station.context);
  const updates = { ...(await station.admin()), handlers: findings.handlers };
  const { items } = await answerOf(updates, 'listUpdates', { query: { clientId: agent.clientId } });
  expect(items.map(({ manager, name, version, cves }) => [manager, name, version, cves])).toEqual(
    expect.arrayContaining([
      ['apt', 'openssl', '2.0-1', ['CVE-2026-10001']],
      ['dnf', 'openssl', '1:3.2-2.el9', []],
      ['dnf', 'lab-mod', '2-1', null],
    ]),
  );
  expect(items).toHaveLength(3);
});

test('a whole report of one leaves the other as it is', async () => {
  const agent = await told(both());
  agent.sent = null;
  agent.contents = { ...agent.contents, 'dnf.installed': [rpm('lab-mod', '2-1')], 'dnf.offers': [], 'dnf.changelogs': [] };
  await sync(station.server, agent);
  expect(await software(agent)).toEqual([...aptSoftware.slice(0, 1), 'dnf lab-mod 2-1 false ', ...aptSoftware.slice(1)]);
  expect(await missing(agent)).toEqual(aptMissing);
  expect(await device(agent)).toMatchObject({ packages: 3, missing: 1 });
});

test('a difference of one leaves the other as it is', async () => {
  const agent = await told(both());
  agent.contents = { ...agent.contents, 'apt.installed': [installed('bash', '1.1-1')], 'apt.offers': [], 'apt.changelogs': [] };
  await sync(station.server, agent);
  expect((await software(agent)).toSorted()).toEqual(['apt bash 1.1-1 false ', ...dnfSoftware].toSorted());
  expect(await missing(agent)).toEqual(dnfMissing);
});

test('one that could not be asked makes the device say so; the oldest lists count', async () => {
  const agent = await told(both());
  const listed = async () =>
    (await answerOf(await station.admin(), 'listDevices', { query: { clientId: agent.clientId } })).items.find(
      ({ id }) => id === agent.deviceId,
    );
  expect(await listed()).toMatchObject({ listsRefreshedAt: '2026-03-01T08:00:00.000Z' });
  expect((await device(agent)).lists?.refreshedAt).toBe('2026-03-01T08:00:00.000Z');

  agent.contents = { ...agent.contents, 'dnf.state': state('2026-03-01T08:00:00.000Z', false) };
  await sync(station.server, agent);
  expect(await listed()).toMatchObject({ health: 'failing' });
  expect(await device(agent)).toMatchObject({ trouble: { code: 'dnf.database' } });

  agent.contents = { ...agent.contents, 'dnf.state': state(null) };
  await sync(station.server, agent);
  expect(await listed()).toMatchObject({ listsRefreshedAt: null });
  expect((await listed())?.health).not.toBe('failing');
});

test('a manager that comes later is wanted whole, and what was there stays', async () => {
  const agent = await told(contentsOf('build1', [installed('bash')], [offer('bash')]));
  agent.contents = { ...both(), ...agent.contents };
  await sync(station.server, agent);
  expect((await software(agent)).toSorted()).toEqual(['apt bash 1.0-1 false ', ...dnfSoftware]);
  expect(await missing(agent)).toEqual(['apt bash 2.0-1 null ', ...dnfMissing]);
});
