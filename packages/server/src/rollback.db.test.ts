/** Backups are told by whoever makes them, many at once, and kept as evidence; each time that a device went back is noted by itself. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWholeApp } from './whole-app.fixture.ts';
import type { Credentials, Person, WholeApp } from './whole-app.fixture.ts';
import { admit, apiKey } from './whole-provider.fixture.ts';
import { tellWholeStory } from './whole-story.fixture.ts';
import type { Story } from './whole-story.fixture.ts';

let app: WholeApp;
let anna: Person;
let story: Story;
let reporter: Credentials;

beforeAll(async () => {
  app = await openWholeApp();
  anna = await app.first();
  story = await tellWholeStory({ app, who: anna.credentials, approver: await admit(app, anna) }, 'Aardvark');
  reporter = await apiKey(app, anna, { role: 'backup-reporter', clientId: story.clientId });
}, 120_000);
afterAll(() => app.close());

const ended = (minutesAgo: number) => app.context.clock.now().subtract({ minutes: minutesAgo }).toString({ smallestUnit: 'millisecond' });

test('a key with the right for backups alone tells of many devices at once, and is told which nobody knows', async () => {
  const items = [
    { device: `${story.marker}-one`, at: ended(10), ok: true, kind: 'image', tool: 'a tool' },
    { device: story.ids['device2'] ?? '', at: ended(20), ok: false },
    { device: `${story.marker.toUpperCase()}-ONE`, what: 'restore-test' as const, at: ended(5), ok: true, seconds: 90 },
    { device: 'nobody', at: ended(10), ok: true },
    { device: story.ids['retired'] ?? '', at: ended(10), ok: true },
    { device: `${story.marker}-one`, at: ended(-60), ok: true },
  ];
  const answer = await app.call(reporter, 'recordBackups', { body: { items } });
  expect(answer).toMatchObject({ recorded: 3, known: 0 });
  expect(answer.unknown.map(({ index, because }) => [index, because])).toEqual([
    [3, 'No device within your reach has this name or id.'],
    [4, 'No device within your reach has this name or id.'],
    [5, 'Its time lies in the future.'],
  ]);
  expect(await app.call(reporter, 'recordBackups', { body: { items: items.slice(0, 3) } })).toMatchObject({ recorded: 0, known: 3 });
});

test('it may read nothing, and a person who is signed in writes by hand, whatever the call says', async () => {
  await expect(app.call(reporter, 'listBackups', {})).rejects.toThrow(/permission/);
  const item = { device: story.ids['device'] ?? '', at: ended(1), ok: true, note: 'Seen in the tool' };
  await app.call(anna.credentials, 'recordBackups', { body: { items: [item], source: 'api' } });
  const { items } = await app.call(anna.credentials, 'listBackups', { query: { deviceId: story.ids['device'] ?? '', what: 'backup' } });
  expect(items.map(({ source, recordedBy }) => `${source} ${recordedBy}`).toSorted()).toEqual([
    'api backup-reporter key',
    'hand Anna',
    'hand Anna',
  ]);
});

test('each device stands by its own evidence, the most critical first, and what was told is in the audit trail', async () => {
  await app.call(anna.credentials, 'updateDevice', { params: { id: story.ids['device2'] ?? '' }, body: { tier: 'mission-critical' } });
  const { items, counts } = await app.call(anna.credentials, 'listRollback', { params: { id: story.clientId } });
  expect(items.map(({ deviceName, standing }) => [deviceName, standing])).toEqual([
    [`${story.marker}-two`, 'failing'],
    ...items.slice(1).map(({ deviceName, standing }) => [deviceName, standing]),
  ]);
  expect(items[0]?.reasons.map(({ code }) => code)).toEqual(['way-back.untried', 'backup.no-rule']);
  expect(items[0]).toMatchObject({ backup: null, lastBackup: { ok: false, source: 'api' } });
  expect(items.find(({ deviceName }) => deviceName === `${story.marker}-one`)).toMatchObject({
    standing: 'good',
    restoreTest: { seconds: 90 },
    trial: { passed: true, on: 'device' },
  });
  expect(counts.good + counts.attention + counts.failing).toBe(items.length);
  const page = await app.call(anna.credentials, 'listRollback', { params: { id: story.clientId }, query: { limit: 1 } });
  const rest = await app.call(anna.credentials, 'listRollback', { params: { id: story.clientId }, query: { after: page.next ?? '' } });
  expect([...page.items, ...rest.items]).toEqual(items);
  const found = await sql<{ n: number }>`
    select count(*)::int as n from fettle.audit_entry where client_id = ${story.clientId} and action = 'backup.recorded'`.execute(
    app.given.database.superuserDb,
  );
  expect(found.rows[0]?.n).toBe(3);
});

test('what was recorded can not be changed, not even by its owner', async () => {
  for (const table of ['backup_record', 'way_back_trial', 'no_way_back', 'no_way_back_end'])
    await expect(sql`delete from ${sql.table(`fettle.${table}`)}`.execute(app.given.database.superuserDb)).rejects.toThrow(
      /evidence|change/i,
    );
});
