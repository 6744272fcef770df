/** What others see of deployments: lists page by page, nothing of other clients, and the doors for devices' and updates' pages. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inClients } from '../platform/database/index.ts';
import type { Actor } from '../platform/feature.ts';
import { deploymentTimeline, waitingForDevice } from './index.ts';
import { act, approve, approved, look, propose, shown } from './testing/acts.ts';
import { openFleet, speak } from './testing/fleet.ts';
import type { Fleet } from './testing/fleet.ts';

let at: Fleet;
let over: string;
let running: string;
let proposed: string;
beforeAll(async () => {
  at = await openFleet({ devices: { one: {}, two: {} } });
  over = await approved(at, { deviceIds: [at.device('one').id] });
  await speak(at, over);
  at.clock.advance({ hours: 3 });
  await speak(at, over);
  running = await approved(at);
  at.clock.advance({ minutes: 1 });
  proposed = (await propose(at)).id;
});
afterAll(() => at.close());

const stranger: Actor = {
  kind: 'person',
  id: '01980000-0000-7000-8000-00000000000b',
  name: 'Eve',
  everywhere: false,
  scope: ['01980000-0000-7000-8000-00000000000c'],
  can: () => false,
  scopeFor: () => ['01980000-0000-7000-8000-00000000000c'],
};

test('the list shows the newest first, page by page', async () => {
  const list = async (query: object) => shown(await act(at, 'listDeployments', { query: { limit: 100, status: 'all', ...query } }));
  const all = await list({});
  expect(all.items.map((item) => [item.id, item.status])).toEqual([
    [proposed, 'proposed'],
    [running, 'active'],
    [over, 'succeeded'],
  ]);
  const first = await list({ limit: 2 });
  const second = await list({ limit: 2, after: first.next ?? '' });
  expect([...first.items, ...second.items]).toEqual(all.items);
  expect(second.next).toBeNull();
  expect((await list({ status: 'open' })).items.map(({ id }) => id)).toEqual([proposed, running]);
  expect((await list({ status: 'ended' })).items.map(({ id }) => id)).toEqual([over]);
  expect((await list({ deviceId: at.device('two').id })).items.map(({ id }) => id)).toEqual([proposed, running]);
  expect(await act(at, 'listDeployments', { query: { limit: 5, status: 'all', after: 'x' } })).toMatchObject({ code: 'request.invalid' });
});

test('the list says the same of a deployment as its page', async () => {
  const list = shown(await act(at, 'listDeployments', { query: { limit: 100, status: 'all' } }));
  for (const item of list.items) expect(await look(at, item.id)).toMatchObject(item);
});

test('who may not see the client finds nothing of it, by whatever route', async () => {
  const because = 'For the test.';
  expect(shown(await act(at, 'listDeployments', { query: { limit: 100, status: 'all' } }, stranger)).items).toEqual([]);
  const params = { id: running };
  const tries = [
    act(at, 'getDeployment', { params }, stranger),
    act(at, 'getDeploymentEvents', { params, query: { limit: 5 } }, stranger),
    act(at, 'holdDeployment', { params, body: { because } }, stranger),
    act(at, 'cancelDeployment', { params, body: { because } }, stranger),
    act(at, 'planDeployment', { params, body: { without: [] } }, stranger),
    act(at, 'rollBackDeployment', { params, body: { because, deviceIds: null } }, stranger),
  ];
  for (const answer of await Promise.all(tries)) expect(answer).toMatchObject({ refused: true, code: 'not-found' });
});

test('events go page by page, newest first', async () => {
  const page = async (query: object) =>
    shown(await act(at, 'getDeploymentEvents', { params: { id: over }, query: { limit: 100, ...query } }));
  const all = await page({});
  const first = await page({ limit: 4 });
  const rest = await page({ after: first.next ?? '' });
  expect([...first.items, ...rest.items]).toEqual(all.items);
  expect(all.items.map(({ seq }) => seq)).toEqual(all.items.map(({ seq }) => seq).toSorted((a, b) => b - a));
});

test("a device's page says what it waits for in each deployment under way", async () => {
  const lines = await inClients(at.context.db, [at.clientId], (tx) => waitingForDevice(tx, at.clientId, at.device('two').id));
  expect(lines.map(({ deploymentId }) => deploymentId)).toEqual([running, proposed]);
  expect(lines[0]?.sentence).toContain('two');
  expect(lines[1]?.sentence).toBe('It is asked to simulate the change.');
});

test('what a deployment brings is kept with it', async () => {
  const found = await inClients(at.context.db, [at.clientId], (tx) =>
    tx.selectFrom('deployment_update').select('deployment_id').where('software_id', '=', Number(at.updateId)).execute(),
  );
  expect(found.map((row) => row.deployment_id)).toEqual(expect.arrayContaining([running, proposed]));
});

test("a device's timeline tells what it reported and how its run was judged, newest first", async () => {
  const read = (before: string | null, limit: number) =>
    inClients(at.context.db, [at.clientId], (tx) => deploymentTimeline(tx, at.clientId, at.device('one').id, { before, limit }));
  const entries = await read(null, 50);
  expect(entries.map(({ kind }) => kind)).toContain('run verified');
  expect(entries.find(({ kind }) => kind === 'reported')).toMatchObject({ status: 'running', deploymentId: over });
  expect(entries.map(({ at: time }) => time)).toEqual(
    entries
      .map(({ at: time }) => time)
      .toSorted()
      .toReversed(),
  );
  expect(await read('2026-03-02T08:00:00Z', 50)).toEqual([]);
  expect(await read(null, 2)).toHaveLength(2);
});

test('commands that a person may not give say so', async () => {
  const reader: Actor = { ...at.actor, can: () => false };
  const view = shown(await act(at, 'getDeployment', { params: { id: running } }, reader));
  expect(view.commands.filter(({ allowed }) => allowed)).toEqual([]);
  expect(view.commands.find(({ kind }) => kind === 'hold')?.sentence).toContain('permission');
  const rows = await sql`select 1 from fettle.deployment_state where deployment_id = ${running} and active`.execute(
    at.database.superuserDb,
  );
  expect(rows.rows).toHaveLength(1);
});

test('a spec of many megabytes is shown whole while it waits for its approval, and not in parts after that', async () => {
  const large = await openFleet({ devices: { one: { simulate: 'answers at length' } } });
  const { id } = await propose(large);
  await speak(large, id);
  expect((await look(large, id)).spec?.shares).toHaveLength(1);
  const approvedView = await approve(large, id);
  expect(approvedView.spec).toBeNull();
  expect(approvedView.specHash).toMatch(/^[0-9a-f]{64}$/);
  await large.close();
});
