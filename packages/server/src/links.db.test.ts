/** Where one page speaks of what another shows, both say the same. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWholeApp } from './whole-app.fixture.ts';
import type { Person, WholeApp } from './whole-app.fixture.ts';
import { admit } from './whole-provider.fixture.ts';
import { tellWholeStory } from './whole-story.fixture.ts';
import type { Story } from './whole-story.fixture.ts';

let app: WholeApp;
let anna: Person;
let story: Story;
beforeAll(async () => {
  app = await openWholeApp();
  anna = await app.first();
  story = await tellWholeStory({ app, who: anna.credentials, approver: await admit(app, anna) }, 'Zebra');
}, 120_000);
afterAll(() => app.close());

const id = (of: string): string => story.ids[of] ?? '';

/** By the name of each device that is offered the update. */
async function onDevices(): Promise<Record<string, string | null>> {
  const { items } = await app.call(anna.credentials, 'getUpdateDevices', { params: { id: id('update') }, query: {} });
  return Object.fromEntries(items.map((item) => [item.deviceName, item.deploymentId]));
}
/** By the name of each update that the device is offered. */
async function onUpdates(device: string): Promise<Record<string, string | null>> {
  const { items } = await app.call(anna.credentials, 'getDeviceUpdates', { params: { id: id(device) } });
  return Object.fromEntries(items.map((item) => [item.name, item.deploymentId]));
}

test('the deployment that brings an update is named on the devices that it asks, until it is over', async () => {
  // Those of the story have ended, and its roll-back, which is under way, brings another version.
  const none = { 'Zebra-one': null, 'Zebra-two': null, 'Zebra-silent': null };
  expect(await onDevices()).toEqual(none);
  const body = { clientId: story.clientId, title: 'Again', updateIds: [id('update')], deviceIds: [id('silent')] };
  const made = await app.call(anna.credentials, 'proposeDeployment', { body });
  expect(await onDevices()).toEqual({ ...none, 'Zebra-silent': made.id });
  expect(await onUpdates('silent')).toEqual({ 'zebra-tool': made.id, shared: null });
  expect(await onUpdates('device')).toEqual({ 'zebra-tool': null, shared: null });
  const { items } = await app.call(anna.credentials, 'listUpdates', { query: { clientId: story.clientId } });
  expect(Object.fromEntries(items.map((item) => [item.name, item.inDeployments]))).toEqual({ 'zebra-tool': 1, shared: 0 });
  await app.call(anna.credentials, 'cancelDeployment', { params: { id: made.id }, body: { because: 'Not now' } });
  expect(await onDevices()).toEqual(none);
});

test('every page of a list says how many there are on all of them', async () => {
  const list = (query: object) => app.call(anna.credentials, 'listUpdates', { query: { limit: 1, ...query } });
  const first = await list({});
  const second = await list({ after: first.next ?? '' });
  expect([first.items.length, first.total, second.items.length, second.total, second.next]).toEqual([1, 2, 1, 2, null]);
  const past = Buffer.from(JSON.stringify([false, 2_000_000_000, false, -1, '~', 1])).toString('base64url');
  expect(await list({ after: past })).toEqual({ items: [], next: null, total: 2 });
  expect(await list({ text: 'zebra' })).toMatchObject({ total: 1, next: null });
  expect(await list({ text: 'nothing of that name' })).toEqual({ items: [], next: null, total: 0 });
});

test('a client needs a person as often as Today says, in the list and on its page', async () => {
  const { items } = await app.call(anna.credentials, 'today', { query: { clientId: story.clientId } });
  expect(items.length).toBeGreaterThan(0);
  const list = await app.call(anna.credentials, 'listClients', { query: {} });
  expect(list.items.find((one) => one.id === story.clientId)?.needsPerson).toBe(items.length);
  const client = await app.call(anna.credentials, 'getClient', { params: { id: story.clientId } });
  expect(client.needsPerson).toBe(items.length);
});

const steps = async () => (await app.call(anna.credentials, 'getChecklist', { params: { id: story.clientId } })).steps;
const numberOf = (all: Awaited<ReturnType<typeof steps>>, step: number, key: string) =>
  all.find((one) => one.step === step)?.numbers.find((number) => number.key === key);

test('the twelve steps of a client count what its other pages count', async () => {
  const all = await steps();
  expect(all.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  const { items, counts } = await app.call(anna.credentials, 'listRollback', { params: { id: story.clientId } });
  expect(numberOf(all, 5, 'devicesFailing')).toEqual({ key: 'devicesFailing', value: counts.failing, of: items.length });
  expect(numberOf(all, 5, 'devicesAttention')?.value).toBe(counts.attention);
  expect(numberOf(all, 1, 'withoutTier')).toEqual({
    key: 'withoutTier',
    value: items.filter(({ tier }) => tier === null).length,
    of: items.length,
  });
  const policies = await app.call(anna.credentials, 'listPolicyStandings', { query: { clientId: story.clientId } });
  expect(numberOf(all, 2, 'findingsFailing')?.value).toBe(policies.items[0]?.failing);
  const offered = await app.call(anna.credentials, 'listUpdates', { query: { clientId: story.clientId } });
  expect(numberOf(all, 4, 'undecided')?.of).toBe(offered.total);
  const worse = await app.call(anna.credentials, 'listRegressions', { query: { clientId: story.clientId, state: 'all' } });
  expect(numberOf(all, 10, 'undecidedRegressions')?.of).toBe(worse.items.length);
  // The story changed devices, and machines without agent are in no list.
  expect(numberOf(all, 9, 'failed')?.of).toBeGreaterThan(0);
  expect(all[0]?.reasons.some(({ state }) => state === 'unknown')).toBe(true);
});

test('a device that falls silent and a scan that grows old are failing steps, with the way to mend them', async () => {
  const admin = app.given.database.superuserDb;
  const before = await steps();
  const long = app.context.clock
    .now()
    .subtract({ hours: 24 * 30 })
    .toString();
  await sql`update fettle.device_contact set last_seen_at = ${long} where device_id = ${id('device')}`.execute(admin);
  await sql`update fettle.device_inventory set scanned_at = ${long} where device_id = ${id('device')}`.execute(admin);
  const after = await steps();
  expect(numberOf(after, 1, 'silent')?.value).toBe((numberOf(before, 1, 'silent')?.value ?? 0) + 1);
  expect(numberOf(after, 3, 'oldScans')?.value).toBe((numberOf(before, 3, 'oldScans')?.value ?? 0) + 1);
  for (const step of [after[0], after[2]])
    expect(step?.reasons[0]).toMatchObject({ state: 'failing', remedy: { path: `/devices?client=${story.clientId}` } });
});

test('nobody is told of the steps of a client that is not there', async () => {
  await expect(app.call(anna.credentials, 'getChecklist', { params: { id: story.ids['device'] ?? '' } })).rejects.toThrow(/no such client/);
});
