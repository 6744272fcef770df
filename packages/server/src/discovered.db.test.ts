/** Machines without an agent, on a real database: taken once, decided about, patched by hand, and counted where a person is needed. */
import { standardRules } from '@fettle/core/checklist';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readChecklistFacts } from './checklist/facts.ts';
import { openFleet } from './deployments/testing/fleet.ts';
import type { Fleet } from './deployments/testing/fleet.ts';
import { discoveredFeature } from './discovered/index.ts';
import { inClients } from './platform/database/index.ts';
import { answerOf, callRoute } from './platform/testing/index.ts';
import { discoveredLines } from './today/discovered.ts';

let at: Fleet;
beforeAll(async () => {
  at = await openFleet({ devices: { 'web-1': {}, 'web-2': {} } });
}, 60_000);
afterAll(() => at.close());

const given = () => ({ context: at.context, actor: at.actor, handlers: discoveredFeature.handlers });
const client = () => ({ params: { id: at.clientId } });
const taken = (csv: string, dryRun = false) =>
  answerOf(given(), 'importDiscovered', { ...client(), body: { csv, dryRun, source: 'list' } });
const all = async (query: { state?: 'gap' | 'settled'; text?: string } = {}) =>
  (await answerOf(given(), 'listDiscovered', { query: { clientId: at.clientId, ...query } })).items;
const named = async (name: string) => (await all()).find((one) => one.name === name)?.id ?? '';
type Answer = Parameters<typeof answerOf<'decideDiscovered'>>[2]['body'];
const decide = async (name: string, body: Answer) => answerOf(given(), 'decideDiscovered', { params: { id: await named(name) }, body });
const facts = () =>
  inClients(at.context.db, [at.clientId], (tx) =>
    readChecklistFacts(tx, at.context, { clientId: at.clientId, deviceIds: null }, standardRules),
  );
const unmanaged = async () => (await facts())?.inventory.unmanaged;
const told = () => inClients(at.context.db, [at.clientId], (tx) => discoveredLines(tx, at.clock.now()));

test('without any, it is not known whether there are machines; nothing stands on Today', async () => {
  expect(await unmanaged()).toBeNull();
  expect(await told()).toEqual([]);
  const part = await inClients(at.context.db, [at.clientId], (tx) =>
    readChecklistFacts(tx, at.context, { clientId: at.clientId, deviceIds: [at.device('web-1').id] }, standardRules),
  );
  expect(part?.inventory.unmanaged).toBe('not asked');
});

test('a file is looked at first, taken whole or not at all, and never twice', async () => {
  const csv = 'name,kind,serial,mac\nprinter,printer,P1,\ncam,camera,,00-1B-63-84-45-E6\nweb-1,server,,\n';
  expect(await taken(csv, true)).toMatchObject({ applied: false, changed: 3, wrong: 0 });
  expect(await all()).toEqual([]);
  const wrong = await callRoute(given(), 'importDiscovered', { ...client(), body: { csv: `${csv}x,toaster,,\n`, dryRun: false } });
  expect(wrong).toMatchObject({ code: 'request.invalid', errors: [{ path: 'line 5' }] });
  expect(await all()).toEqual([]);
  expect(await taken(csv)).toMatchObject({ applied: true, changed: 3 });
  expect(await taken(csv)).toMatchObject({ applied: true, changed: 0, changes: [] });
  const [same, again] = await Promise.all([taken('name\nnew'), taken('name\nnew')]);
  expect(same.changed + again.changed).toBe(1);
  expect(await all()).toHaveLength(4);
  expect(await taken('name,serial\nprinter-2,p1')).toMatchObject({ changes: [{ sentence: 'printer: changes name, serial number.' }] });
  expect((await all({ text: '63:84' })).map(({ name, mac }) => [name, mac])).toEqual([['cam', '00:1b:63:84:45:e6']]);
  const trail = await sql<{ n: number }>`select count(*)::int as n from fettle.audit_entry where action = 'discovered.imported'`.execute(
    at.database.superuserDb,
  );
  expect(trail.rows[0]?.n).toBe(3);
});

test('pages go through all of them once', async () => {
  const names: string[] = [];
  let after: string | null = null;
  do {
    const page: { items: { name: string }[]; next: string | null } = await answerOf(given(), 'listDiscovered', {
      query: { limit: 1, ...(after === null ? {} : { after }) },
    });
    names.push(...page.items.map(({ name }) => name));
    after = page.next;
  } while (after !== null);
  expect(names).toEqual(['cam', 'new', 'printer-2', 'web-1']);
});

test('undecided, it counts and stands on Today; after two weeks the first step fails by it', async () => {
  expect(await unmanaged()).toMatchObject({ machines: 4, undecided: 4, undecidedLong: 0 });
  expect(await told()).toMatchObject([
    { kind: 'discovered', title: 'Decide on 4 machines without agent', why: expect.stringMatching(/not known/) },
  ]);
  at.clock.advance({ hours: 24 * 15 });
  expect(await unmanaged()).toMatchObject({ undecided: 4, undecidedLong: 4 });
});

test('a device of its name is proposed, and named it is enrolled until that device is retired', async () => {
  const proposed = await answerOf(given(), 'getDiscovered', { params: { id: await named('web-1') } });
  expect(proposed).toMatchObject({ gap: 'undecided', proposed: [{ deviceName: 'web-1', because: 'it has this name' }] });
  const { id } = at.device('web-1');
  expect(await decide('web-1', { answer: 'enrolled', deviceId: id })).toMatchObject({ gap: null, deviceName: 'web-1', proposed: [] });
  const patch = { params: { id: proposed.id }, body: { what: 'Firmware', doneOn: '2026-03-01', person: 'Ann' } };
  expect(await callRoute(given(), 'recordDiscoveredPatch', patch)).toMatchObject({ code: 'decision.not-possible' });
  const retire = (status: string) => sql`update fettle.device set status = ${status} where id = ${id}`.execute(at.database.superuserDb);
  await retire('retired');
  expect((await all({ state: 'gap' })).find(({ name }) => name === 'web-1')).toMatchObject({ gap: 'device-retired' });
  expect(await unmanaged()).toMatchObject({ undecided: 3, deviceRetired: 1 });
  await retire('active');
});

test('waved off it rests until its day', async () => {
  const body = { answer: 'waved-off', because: 'It has no network', person: 'Ann', reviewOn: '2026-04-01' } as const;
  expect(await decide('cam', body)).toMatchObject({ gap: null, answer: 'waved-off', decisions: [{ person: 'Ann' }] });
  at.clock.set(Temporal.Instant.from('2026-03-31T23:59:59Z'));
  expect(await unmanaged()).toMatchObject({ reviewDue: 0 });
  at.clock.set(Temporal.Instant.from('2026-04-01T00:00:00Z'));
  expect(await unmanaged()).toMatchObject({ reviewDue: 1 });
  expect(await decide('cam', { answer: 'reopened', because: 'It is on the network' })).toMatchObject({ gap: 'undecided' });
  const again = { params: { id: await named('cam') }, body: { answer: 'reopened', because: 'Once more' } } as const;
  expect(await callRoute(given(), 'decideDiscovered', again)).toMatchObject({ code: 'decision.not-possible' });
});

test('patched by hand it is due its rhythm after the newest entry; entries stay', async () => {
  const made = await decide('printer-2', { answer: 'by-hand', person: 'Ann', rhythmDays: 10 });
  expect(made).toMatchObject({ gap: null, patchDueOn: '2026-04-11' });
  at.clock.set(Temporal.Instant.from('2026-04-11T12:00:00Z'));
  expect(await unmanaged()).toMatchObject({ patchOverdue: 0 });
  at.clock.set(Temporal.Instant.from('2026-04-12T00:00:00Z'));
  expect(await unmanaged()).toMatchObject({ patchOverdue: 1 });
  const entry = (doneOn: string) => ({
    params: { id: made.id },
    body: { what: 'Firmware', fromVersion: '1.2', toVersion: '1.3', doneOn, person: 'Ann' },
  });
  expect(await callRoute(given(), 'recordDiscoveredPatch', entry('2026-04-13'))).toMatchObject({ errors: [{ path: 'doneOn' }] });
  expect(await answerOf(given(), 'recordDiscoveredPatch', entry('2026-04-12'))).toMatchObject({
    gap: null,
    patchDueOn: '2026-04-22',
    patches: [{ fromVersion: '1.2', toVersion: '1.3', doneOn: '2026-04-12' }],
  });
  for (const table of ['discovered_decision', 'discovered_patch'])
    await expect(sql`delete from ${sql.table(`fettle.${table}`)}`.execute(at.database.superuserDb)).rejects.toThrow(/evidence|change/i);
});

test('recorded and changed by hand: the same machine, another site or an older version is refused', async () => {
  const record = (body: Parameters<typeof answerOf<'recordDiscovered'>>[2]['body']) =>
    callRoute(given(), 'recordDiscovered', { ...client(), body });
  expect(await record({ name: 'other', kind: 'nas', mac: '001b638445e6' })).toMatchObject({ errors: [{ path: 'name' }] });
  expect(await record({ name: 'nas', kind: 'nas', mac: '12' })).toMatchObject({ errors: [{ path: 'mac' }] });
  expect(await record({ name: 'nas', kind: 'nas', siteId: at.clientId })).toMatchObject({ errors: [{ path: 'siteId' }] });
  expect(await record({ name: 'nas', kind: 'nas', lastSeen: '2026-12-31' })).toMatchObject({ errors: [{ path: 'lastSeen' }] });
  const made = await answerOf(given(), 'recordDiscovered', { ...client(), body: { name: 'nas', kind: 'nas' } });
  const change = { params: { id: made.id }, body: { name: 'nas', kind: 'nas', owner: 'Bob', basedOn: made.version } } as const;
  expect(await answerOf(given(), 'changeDiscovered', change)).toMatchObject({ owner: 'Bob', version: 2 });
  expect(await callRoute(given(), 'changeDiscovered', change)).toMatchObject({ code: 'conflict.changed' });
});

test.each([
  ['a review day that is past', { answer: 'waved-off', because: 'So', person: 'Ann', reviewOn: '2026-04-12' }, 'reviewOn'],
  ['a review in years', { answer: 'waved-off', because: 'Because', person: 'Ann', reviewOn: '2029-01-01' }, 'reviewOn'],
  ['a device that is not there', { answer: 'enrolled', deviceId: '0190a8c0-0000-7000-8000-000000000000' }, 'deviceId'],
] as const)('refused: %s', async (_what, body, path) => {
  const because = 'because' in body ? { because: 'It rests' } : {};
  const call = { params: { id: await named('new') }, body: { ...body, ...because } };
  expect(await callRoute(given(), 'decideDiscovered', call)).toMatchObject({ code: 'request.invalid', errors: [{ path }] });
});

test('who may not write records and decides nothing', async () => {
  const actor = { ...at.actor, scopeFor: (permission: string) => (permission === 'device.read' ? [at.clientId] : []) };
  const reader = { ...given(), actor };
  const id = await named('new');
  expect(await callRoute(reader, 'getDiscovered', { params: { id } })).toMatchObject({ name: 'new', mayWrite: false });
  for (const call of [
    callRoute(reader, 'importDiscovered', { ...client(), body: { csv: 'name\nx', dryRun: true } }),
    callRoute(reader, 'recordDiscovered', { ...client(), body: { name: 'x', kind: 'nas' } }),
    callRoute(reader, 'decideDiscovered', { params: { id }, body: { answer: 'by-hand', person: 'Ann', rhythmDays: 1 } }),
  ])
    expect(await call).toMatchObject({ code: 'not-found' });
});
