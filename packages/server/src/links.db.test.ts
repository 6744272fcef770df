/** Where one page speaks of what another shows, both say the same. */
import { standardRules } from '@fettle/core/checklist';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readChecklistFacts } from './checklist/facts.ts';
import { checklistRound } from './checklist/rounds.ts';
import { inClients } from './platform/database/index.ts';
import { countAtStart } from './today/types.ts';
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

const steps = async () => (await app.call(anna.credentials, 'getChecklist', { params: { id: story.clientId }, query: {} })).steps;
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
  // The story changed devices.
  expect(numberOf(all, 9, 'failed')?.of).toBeGreaterThan(0);
  const machines = await app.call(anna.credentials, 'listDiscovered', { query: { clientId: story.clientId } });
  expect(numberOf(all, 1, 'unmanaged')).toEqual({
    key: 'unmanaged',
    value: machines.items.filter(({ gap }) => gap !== null).length,
    of: machines.items.length,
  });
  expect(machines.items).toHaveLength(2);
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
  await expect(app.call(anna.credentials, 'getChecklist', { params: { id: story.ids['device'] ?? '' }, query: {} })).rejects.toThrow(
    /no such client/,
  );
});

const day = (before: number) =>
  app.context.clock
    .now()
    .subtract({ hours: 24 * before })
    .toString()
    .slice(0, 10);
const on = (given: string, clientId = story.clientId) =>
  app.call(anna.credentials, 'getChecklist', { params: { id: clientId }, query: { day: given } });
/** As if what was kept had been computed so many days ago. */
const backdate = (days: number) =>
  sql`update fettle.checklist_step set since = since - ${days} * interval '24 hours', seen_at = seen_at - ${days} * interval '24 hours',
    state_since = state_since - ${days} * interval '24 hours'`.execute(app.given.database.superuserDb);

test('since when a step is in its state is remembered while it stays so, and begins anew where it turns', async () => {
  const before = await steps();
  app.clock.advance({ minutes: 1 });
  await sql`update fettle.device set tier = 'low' where client_id = ${story.clientId}`.execute(app.given.database.superuserDb);
  await sql`update fettle.device_inventory set scanned_at = ${app.context.now()} where client_id = ${story.clientId}`.execute(
    app.given.database.superuserDb,
  );
  const after = await steps();
  expect(numberOf(after, 1, 'withoutTier')?.value).toBe(0);
  expect(after[0]).toMatchObject({ state: 'failing', since: before[0]?.since });
  expect(before[2]?.state).toBe('failing');
  expect(after[2]?.state).not.toBe('failing');
  expect(after[2]?.since).toBe(app.context.now());
});

test('a past day is what was computed then, whatever is known today; days without a computation are unknown and say so', async () => {
  const then = await steps();
  await backdate(3);
  await sql`update fettle.device_inventory set scanned_at = '2020-01-01T00:00:00Z' where client_id = ${story.clientId}`.execute(
    app.given.database.superuserDb,
  );
  const now = await steps();
  expect(now[2]?.state).toBe('failing');
  // Nothing was computed for two days: nobody says that it was failing all the while.
  expect(now[0]).toMatchObject({ state: then[0]?.state, since: app.context.now() });
  const past = await on(day(3));
  expect(past.steps.map(({ state, sentence, reasons, numbers }) => ({ state, sentence, reasons, numbers }))).toEqual(
    then.map(({ state, sentence, reasons, numbers }) => ({ state, sentence, reasons, numbers })),
  );
  expect(past).toMatchObject({ day: day(3), at: expect.stringContaining(day(3)) });
  const gap = await on(day(2));
  expect(gap).toMatchObject({ at: null, steps: then.map(() => ({ state: 'unknown', since: null, reasons: [], numbers: [] })) });
  expect(gap.steps[0]?.sentence).toContain('Nothing was computed on this day');
  expect((await on('2020-02-29')).steps[0]?.sentence).toContain(`for the first time on ${day(3)}`);
  await expect(on(day(-2))).rejects.toThrow(/day to come/);
  const history = await app.call(anna.credentials, 'getChecklistHistory', { params: { id: story.clientId }, query: { days: 5 } });
  expect(history.steps[2]?.days).toEqual([
    { day: day(4), state: 'unknown', computed: false },
    { day: day(3), state: then[2]?.state, computed: true },
    { day: day(2), state: 'unknown', computed: false },
    { day: day(1), state: 'unknown', computed: false },
    { day: day(0), state: 'failing', computed: true },
  ]);
  expect(history.steps).toHaveLength(12);
});

let aardvark: string | undefined;
test('all clients stand beside each other, those that need a person first, page by page and narrowed', async () => {
  const body = { name: 'Aardvark Ltd', site: { name: 'Main', zone: 'UTC' } };
  // Once, also where this is tried a second time: what follows counts the clients.
  aardvark ??= (await app.call(anna.credentials, 'createClient', { body })).id;
  const fresh = { id: aardvark };
  const list = (query: object) => app.call(anna.credentials, 'listChecklists', { query: { limit: 1, ...query } });
  // What is judged behind the scenes may still turn a step in between, and with it the place in the list.
  await expect
    .poll(async () => {
      const now = (await steps()).map(({ step, state, since, sentence }) => ({ step, state, since, sentence }));
      return [(await list({})).items[0]?.steps, now].map((one) => JSON.stringify(one));
    })
    .toSatisfy(([listed, now]) => listed === now);
  const pages = async () => {
    const first = await list({});
    return [first, await list({ after: first.next ?? '' })] as const;
  };
  await expect
    .poll(async () => (await pages()).map(({ items, next }) => [items.map(({ clientId }) => clientId), next === null]))
    .toEqual([
      [[story.clientId], false],
      [[fresh.id], true],
    ]);
  const [, second] = await pages();
  expect(second.items[0]?.at).toBeNull();
  expect(new Set(second.items[0]?.steps.map(({ state }) => state))).toEqual(new Set(['unknown']));
  const ids = async (query: object) => (await list({ limit: 50, ...query })).items.map(({ clientId }) => clientId);
  expect(await ids({ step: 3, state: 'failing' })).toEqual([story.clientId]);
  expect(await ids({ step: 3, state: 'unknown' })).toEqual([fresh.id]);
  expect(await ids({ state: 'good', day: '2020-02-29' })).toEqual([]);
  const states = (await list({ limit: 50, day: day(3) })).items.map(({ clientId, at }) => [clientId, at === null]);
  expect(states).toEqual([
    [story.clientId, false],
    [fresh.id, true],
  ]);
  await expect(list({ after: 'x' })).rejects.toThrow(/page key/);
});

test('every hour all clients are computed, each once, however many servers do it', async () => {
  app.clock.advance({ minutes: 61 });
  const rounds = await Promise.all([checklistRound(app.context), checklistRound(app.context)]);
  expect(rounds[0] + rounds[1]).toBe(2);
  expect(await checklistRound(app.context)).toBe(0);
  const { items } = await app.call(anna.credentials, 'listChecklists', { query: {} });
  expect(items.map(({ at }) => at)).toEqual([app.context.now(), app.context.now()]);
});

test('of all its devices a client stands as it does as a whole; of one site only what concerns it counts', async () => {
  const { db } = app.given.database;
  const factsOf = (deviceIds: readonly string[] | null) =>
    inClients(db, [story.clientId], (tx) => readChecklistFacts(tx, app.context, { clientId: story.clientId, deviceIds }, standardRules));
  const all = await inClients(db, [story.clientId], (tx) => tx.selectFrom('device').select('id').execute());
  const whole = await factsOf(null);
  const ofAll = await factsOf(all.map((device) => device.id));
  // The daily look at policies is kept for the client as a whole, and made anew for a part of it; machines without agent are in no part.
  const alike = (facts: typeof whole) => ({ ...facts, inventory: { ...facts?.inventory, unmanaged: null }, policy: null, windows: null });
  expect(alike(ofAll)).toEqual(alike(whole));
  expect(whole?.vulnerabilities.findings).toBeGreaterThan(0);
  expect(whole?.risk.updates).toBeGreaterThan(0);
  expect(whole?.deployed.devices).toBeGreaterThan(0);
  const silent = await factsOf([id('silent')]);
  expect(silent?.inventory.devices).toBe(1);
  expect(silent?.rollback).toHaveLength(1);
  expect(silent?.deployed.devices).toBeLessThan(whole?.deployed.devices ?? 0);
  const none = await factsOf([]);
  expect([none?.risk.updates, none?.vulnerabilities.findings, none?.tests.deployments.length, none?.told.announced]).toEqual([0, 0, 0, 0]);

  const ask = (query: object) => app.call(anna.credentials, 'getChecklist', { params: { id: story.clientId }, query });
  const site = await ask({ siteId: id('site') });
  expect(site.scope).toMatchObject({ kind: 'site', undecided: 0 });
  expect(site.steps.every(({ since }) => since === null)).toBe(true);
  const empty = await ask({ siteId: await emptySite() });
  expect(empty.steps[0]).toMatchObject({ state: 'unknown' });
  expect(empty.steps[0]?.sentence).toContain('No device is enrolled');
  expect((await ask({ groupId: id('group') })).scope).toMatchObject({ kind: 'group', name: 'Zebra shop' });
  await expect(ask({ siteId: id('site'), groupId: id('group') })).rejects.toThrow(/not both/);
  await expect(ask({ siteId: id('site'), day: '2020-01-01' })).rejects.toThrow(/whole clients only/);
  await expect(ask({ siteId: id('device') })).rejects.toThrow(/no site of the client/);
});

async function emptySite(): Promise<string> {
  const made = await app.call(anna.credentials, 'createSite', { params: { id: story.clientId }, body: { name: 'Cellar', zone: 'UTC' } });
  return made.id;
}

test('what is urgent without a decision, and past its support, Today and the steps count by one question', async () => {
  const admin = app.given.database.superuserDb;
  await sql`update fettle.update_count set urgent = 1, withheld = 0 where client_id = ${story.clientId}`.execute(admin);
  await sql`delete from fettle.decided_update where client_id = ${story.clientId}`.execute(admin);
  await sql`update fettle.deployment_state set active = false where client_id = ${story.clientId}`.execute(admin);
  await sql`delete from fettle.decided_subject where client_id = ${story.clientId}`.execute(admin);
  await sql`update fettle.lifecycle_subject set standing = 'ended', product = coalesce(product, 'x'), cycle = coalesce(cycle, '1')`.execute(
    admin,
  );
  const all = await steps();
  const { items } = await app.call(anna.credentials, 'today', { query: { clientId: story.clientId } });
  const undecided = numberOf(all, 4, 'undecided')?.value ?? 0;
  expect(undecided).toBeGreaterThan(1);
  expect(items.find(({ kind }) => kind === 'urgent updates')?.title).toBe(`${undecided} urgent updates have no deployment`);
  const past = numberOf(all, 1, 'pastSupport')?.value ?? 0;
  expect(past).toBeGreaterThan(0);
  expect(items.find(({ kind }) => kind === 'support ended')?.title).toContain(countAtStart(past, 'device runs ', 'devices run '));
});

const rulesNow = () => app.call(anna.credentials, 'getChecklistRules', {});
async function setRules(more: Partial<typeof standardRules>) {
  const { version: basedOn } = await rulesNow();
  const body = { ...standardRules, attentionFails: [], because: 'We promise it', basedOn, ...more };
  return app.call(anna.credentials, 'saveChecklistRules', { body: { ...body, attentionFails: [...body.attentionFails] } });
}
const ago = (hours: number) => app.context.clock.now().subtract({ hours }).toString();

test('stricter rules of the provider have their effect on every client at the next computation; looser ones are refused', async () => {
  const admin = app.given.database.superuserDb;
  await sql`update fettle.device_inventory set scanned_at = ${ago(30)} where client_id = ${story.clientId}`.execute(admin);
  expect(numberOf(await steps(), 3, 'oldScans')?.value).toBe(0);
  await setRules({ scanHours: 24 });
  const strict = await steps();
  expect(numberOf(strict, 3, 'oldScans')?.value).toBeGreaterThan(0);
  expect(strict[2]?.reasons[0]?.sentence).toContain('for more than 24 hours');

  await sql`update fettle.update_count set due = ${ago(-24 * 10)}, devices = greatest(devices, withheld + 1) where client_id = ${story.clientId}`.execute(
    admin,
  );
  await sql`delete from fettle.decided_update where client_id = ${story.clientId}`.execute(admin);
  await sql`update fettle.deployment_state set active = false where client_id = ${story.clientId}`.execute(admin);
  const before = numberOf(await steps(), 4, 'atRisk')?.value;
  await setRules({ riskDays: 14 });
  expect([before, numberOf(await steps(), 4, 'atRisk')?.value]).toEqual([0, numberOf(await steps(), 4, 'atRisk')?.of]);

  const attention = (await steps()).find(({ state }) => state === 'attention');
  expect(attention).toBeDefined();
  await setRules({ attentionFails: [attention?.step ?? 0] });
  expect((await steps())[(attention?.step ?? 0) - 1]).toMatchObject({ state: 'failing', since: app.context.now() });

  await expect(setRules({ scanHours: 49 })).rejects.toThrow(/never looser/);
  await expect(setRules({ riskDays: 1 })).rejects.toThrow(/never looser/);
  const stale = { scanHours: 48, riskDays: 3, attentionFails: [], because: 'Late', basedOn: 1 };
  await expect(app.call(anna.credentials, 'saveChecklistRules', { body: stale })).rejects.toThrow(/meanwhile version 3/);
  expect(await rulesNow()).toMatchObject({ version: 3, changed: { by: 'Anna', because: 'We promise it' } });
});

test('other rules have all clients computed at once, not only when their hour is over', async () => {
  app.clock.advance({ minutes: 1 });
  await checklistRound(app.context);
  app.clock.advance({ minutes: 1 });
  const at = async () => (await app.call(anna.credentials, 'listChecklists', { query: {} })).items.map((item) => item.at ?? '');
  expect((await at()).every((one) => one < app.context.now())).toBe(true);
  await setRules({ scanHours: 12 });
  // The rounds of the server take the hint.
  await expect.poll(at).toEqual([app.context.now(), app.context.now()]);
});
