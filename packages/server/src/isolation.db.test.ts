/**
 * Two clients with everything that a client can have, told through the listeners. Then every table and every route is tried with the other client's ids:
 * what comes back is a refusal, or holds nothing of the other. A route or table that this test does not know fails it.
 */
import type { RouteName } from '@fettle/protocol/routes';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lockClient } from './findings/judge-store.ts';
import { inClients, inNoClient } from './platform/database/index.ts';
import { tablesOfNoClient } from './platform/database/row-security.ts';
import { openWholeApp } from './whole-app.fixture.ts';
import type { Credentials, Person, WholeApp } from './whole-app.fixture.ts';
import { admit, apiKey } from './whole-provider.fixture.ts';
import { asked, changes, names, routeOf } from './whole-requests.fixture.ts';
import { tellWholeStory } from './whole-story.fixture.ts';
import type { Story } from './whole-story.fixture.ts';

let app: WholeApp;
let anna: Person;
let ours: Story;
let theirs: Story;
/** Ids, fingerprints and the marker that are theirs and nobody else's. */
let secrets: ReadonlySet<string>;
let tables: readonly string[];
const actors: Record<'technician' | 'administrator' | 'reader' | 'person', Credentials> = {
  technician: {},
  administrator: {},
  reader: {},
  person: {},
};

beforeAll(async () => {
  app = await openWholeApp();
  anna = await app.first();
  const approver = await admit(app, anna);
  ours = await tellWholeStory({ app, who: anna.credentials, approver }, 'Aardvark');
  theirs = await tellWholeStory({ app, who: anna.credentials, approver }, 'Quokka');
  for (const clientId of [ours.clientId, theirs.clientId, undefined])
    await app.call(anna.credentials, 'exportAudit', { query: clientId === undefined ? {} : { clientId } });
  const clientId = ours.clientId;
  for (const role of ['technician', 'administrator', 'reader'] as const) actors[role] = await apiKey(app, anna, { role, clientId });
  const grants = [{ role: 'technician' as const, clientId }];
  const invited = await app.call(anna.credentials, 'invitePerson', { body: { name: 'Ben', mail: 'ben@example.org', grants } });
  actors.person = (await app.enter(invited.link, { name: 'Ben', mail: 'ben@example.org' })).credentials;
  const found = await sql<{ name: string }>`select tablename as name from pg_tables where schemaname = 'fettle' order by 1`.execute(
    superuser(),
  );
  tables = found.rows.map(({ name }) => name);
  secrets = await onlyTheirs();
}, 180_000);
afterAll(() => app.close());

const superuser = () => app.given.database.superuserDb;
const tenantTables = () => tables.filter((name) => !Object.hasOwn(tablesOfNoClient, name));

async function onlyTheirs(): Promise<ReadonlySet<string>> {
  const mine = new Set<string>();
  const other = new Set<string>();
  for (const name of tables) {
    const column = tenantTables().includes(name) ? sql`client_id` : sql`null::uuid`;
    const found = await sql<{
      client_id: string | null;
      text: string;
    }>`select ${column} as client_id, row_to_json(t)::text as text from ${sql.table(`fettle.${name}`)} t`.execute(superuser());
    for (const row of found.rows) {
      const tokens = row.text.match(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{64}\b/g) ?? [];
      // device_key, client_register and grants name their clients' ids in tables of no client: they tell nothing of whose they are.
      const to = row.client_id === theirs.clientId ? other : row.client_id === null ? null : mine;
      for (const token of tokens) to?.add(token);
    }
  }
  return new Set([theirs.marker.toLowerCase(), ...[...other].filter((token) => !mine.has(token))]);
}
function leaks(text: string): string[] {
  const lower = text.toLowerCase();
  return [...secrets].filter((secret) => lower.includes(secret));
}

/** A fingerprint of all that is stored, but for who was seen when. */
async function stored(): Promise<Record<string, string>> {
  const all: Record<string, string> = {};
  for (const name of tables) {
    const shown = name === 'api_key' ? sql`(t.id, t.revoked_at)` : name === 'session' ? sql`t.person_id` : sql`t`;
    const found = await sql<{
      digest: string | null;
    }>`select md5(string_agg(${shown}::text, '|' order by ${shown}::text)) as digest from ${sql.table(`fettle.${name}`)} t`.execute(
      superuser(),
    );
    all[name] = found.rows[0]?.digest ?? '';
  }
  return all;
}

/** What workers count and queue in their own time, also of what the stories told before: it may change while somebody asks. What a request changes stands in other tables as well. */
const ofWorkers: readonly string[] = [
  'decided_update',
  'update_count',
  'finding_count',
  'absence_news',
  'judge_device',
  'changed_software',
  'rollback_look',
  'backup_probe',
  'policy_look',
  'checklist_look',
  'checklist_step',
  'policy_finding',
  'proposal_look',
  'deployment_wake',
];

/** The tables in which anything else stands than before, by name, but for those of workers. */
async function changedSince(before: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const after = await stored();
  return tables.filter((name) => after[name] !== before[name] && !ofWorkers.includes(name));
}

describe('tables', () => {
  // Queues that the judge empties as it goes: until they were looked at it waits.
  const looked = Promise.withResolvers<void>();
  let waits: Promise<void> = Promise.resolve();
  beforeAll(async () => {
    const locked = Promise.withResolvers<void>();
    waits = superuser()
      .transaction()
      .execute(async (tx) => {
        for (const { clientId } of [ours, theirs].toSorted((a, b) => (a.clientId < b.clientId ? -1 : 1))) await lockClient(tx, clientId);
        locked.resolve();
        await looked.promise;
      });
    await locked.promise;
    for (const { clientId, ids } of [ours, theirs]) {
      await sql`insert into fettle.judge_device (client_id, device_id) values (${clientId}, ${ids['device']}) on conflict do nothing`.execute(
        superuser(),
      );
      await sql`insert into fettle.absence_news (client_id, device_id, until_at) values (${clientId}, ${ids['device']}, now())`.execute(
        superuser(),
      );
      // Of no deployment that there is: no look takes it away.
      await sql`insert into fettle.deployment_wake (client_id, deployment_id, at) values (${clientId}, ${ids['device']}, now())`.execute(
        superuser(),
      );
      await sql`
        insert into fettle.offer_gone (client_id, device_id, software_id, from_version, first_seen_at, gone_at)
        select ${clientId}, ${ids['device']}, min(id), '1', now(), now() from fettle.software`.execute(superuser());
      await sql`
        with news as (insert into fettle.judge_news (holding, told) values ('{}', '{}') returning id)
        insert into fettle.judge_news_client (client_id, news_id) select ${clientId}::uuid, id from news`.execute(superuser());
    }
  });
  afterAll(async () => {
    await sql`delete from fettle.judge_news_client`.execute(superuser());
    await sql`delete from fettle.judge_news`.execute(superuser());
    await sql`delete from fettle.deployment_wake`.execute(superuser());
    looked.resolve();
    await waits;
  });

  test('the stories left rows of both clients in every table of clients', async () => {
    for (const name of tenantTables()) {
      const found = await sql<{ client_id: string }>`select distinct client_id from ${sql.table(`fettle.${name}`)}`.execute(superuser());
      const clients = found.rows.map((row) => row.client_id);
      expect(clients, name).toContain(ours.clientId);
      expect(clients, name).toContain(theirs.clientId);
    }
    expect(secrets.size).toBeGreaterThan(30);
  });

  test('who names no client sees nothing, who names one sees that one', async () => {
    const { db } = app.given.database;
    for (const name of tenantTables()) {
      const seen = (ids: readonly string[] | null) => {
        const look = async (tx: Parameters<Parameters<typeof inNoClient>[1]>[0]) =>
          (await sql<{ client_id: string }>`select distinct client_id from ${sql.table(`fettle.${name}`)}`.execute(tx)).rows.map(
            (row) => row.client_id,
          );
        return ids === null ? inNoClient(db, look) : inClients(db, ids, look);
      };
      expect(await seen(null), name).toEqual([]);
      expect(await seen([]), name).toEqual([]);
      expect(await seen([ours.clientId]), name).toEqual([ours.clientId]);
      expect(new Set(await seen([ours.clientId, theirs.clientId])), name).toEqual(new Set([ours.clientId, theirs.clientId]));
      expect((await sql`select from ${sql.table(`fettle.${name}`)}`.execute(db)).rows, name).toEqual([]);
    }
  });

  test('a row for another client is refused, put in or moved there', async () => {
    const { db } = app.given.database;
    for (const name of tenantTables()) {
      const table = sql.table(`fettle.${name}`);
      const columns = sql.join((await writableColumns(name)).map((column) => sql.ref(column)));
      const put = inClients(db, [ours.clientId], (tx) =>
        sql`insert into ${table} (${columns}) select ${columns} from (select (jsonb_populate_record(x, jsonb_build_object('client_id', ${theirs.clientId}::text))).* from ${table} x limit 1) y`.execute(
          tx,
        ),
      );
      await expect(put, name).rejects.toThrow(/row-level security/);
      const move = inClients(db, [ours.clientId], (tx) => sql`update ${table} set client_id = ${theirs.clientId}`.execute(tx));
      await expect(move, name).rejects.toThrow(/row-level security|permission denied/);
      const remove = inClients(db, [ours.clientId], async (tx) => {
        const gone = await sql`delete from ${table} where client_id = ${theirs.clientId}`.execute(tx);
        return Number(gone.numAffectedRows ?? 0n);
      }).catch((error: unknown) => String(error));
      expect([0, 'error: permission denied for table ' + name], name).toContain(await remove);
    }
  });
});

/** What PostgreSQL works out by itself can not be put in. */
async function writableColumns(table: string): Promise<string[]> {
  const found = await sql<{ name: string }>`
    select attname as name from pg_attribute where attrelid = ${`fettle.${table}`}::regclass and attnum > 0 and not attisdropped and attgenerated = ''`.execute(
    app.given.database.superuserDb,
  );
  return found.rows.map(({ name }) => name);
}

/** Entering and leaving are asked in people's own tests; what a contact's link opens in notices/acknowledge.db.test.ts; a stream does not end; a secret address is asked with its secret in calendar.db.test.ts. */
const apart: readonly RouteName[] = [
  'welcome',
  'completeWelcome',
  'signIn',
  'signOut',
  'events',
  'lookAtNotice',
  'acknowledgeNotice',
  'readCalendarFeed',
];

/** How far somebody has read the desk, and the addresses of their calendar, are their own, and nobody else's business; a preview changes nothing. */
const readersOwn: readonly RouteName[] = ['noteDeskVisit', 'previewDeployment', 'forecastCampaign', 'revokeCalendarFeed'];

test('what is looked for in answers is there to be found', async () => {
  for (const name of ['listDevices', 'listDeployments', 'listPolicies', 'listNotices', 'listUpdates', 'exportAudit'] as const)
    expect(leaks((await app.send(anna.credentials, name, { query: { clientId: theirs.clientId } })).text).length, name).toBeGreaterThan(0);
});

test('this test asks something of every route but for those that stand apart', () => {
  expect(Object.keys(asked).toSorted()).toEqual(names.toSorted());
  expect(
    names.filter((name) => asked[name]({ marker: '', clientId: '', ids: {} }, { marker: '', clientId: '', ids: {} }).length === 0),
  ).toEqual(apart);
});

describe.each(['technician', 'administrator', 'reader', 'person'] as const)('%s of one client', (kind) => {
  test.each(names.filter((name) => !apart.includes(name)))('gets nothing of another client by %s', async (name) => {
    const route = routeOf(name);
    const before = changes(name) ? await stored() : null;
    for (const input of asked[name](theirs, ours)) {
      const got = await app.send(actors[kind], name, input);
      const what = `${JSON.stringify(input)} → ${got.status} ${got.text.slice(0, 300)}`;
      expect(got.status, what).toBeLessThan(500);
      // What was asked for may be named again in a refusal, and nothing else.
      const said = JSON.stringify(input).toLowerCase();
      expect(
        leaks(got.text).filter((secret) => got.status === 200 || !said.includes(secret)),
        what,
      ).toEqual([]);
      if (changes(name)) expect(got.status, what).toBeGreaterThanOrEqual(400);
      if (route.tenant === 'provider') expect([403, 404], what).toContain(got.status);
    }
    if (before !== null) expect(await changedSince(before)).toEqual([]);
  });

  test.each(names.filter((name) => routeOf(name).tenant === 'client' && !apart.includes(name)))(
    'is shown what is theirs by %s',
    async (name) => {
      if (changes(name) || name === 'listTokens') return;
      const answers = await Promise.all(asked[name](ours, ours).map((input) => app.send(actors[kind], name, input)));
      expect(
        answers.some(
          ({ status, text }) =>
            (status === 200 && text.toLowerCase().includes('aardvark')) ||
            name === 'getReportPdf' ||
            name === 'getProgrammePdf' ||
            name === 'getProcessAuditPdf' ||
            name === 'getMonthPdf' ||
            name === 'getEvidencePack' ||
            name === 'today' ||
            // Counts of releases, whose names are public: lifecycle.db.test.ts looks at them.
            name === 'listLifecycle' ||
            name === 'previewPolicy' ||
            // Everybody's own, and these have none: calendar.db.test.ts.
            name === 'listCalendarFeeds' ||
            name === 'previewDesk',
        ),
      ).toBe(true);
    },
  );
});

test.each(names.filter((name) => changes(name) && ![...apart, ...readersOwn].includes(name)))('a reader may not call %s', async (name) => {
  const before = await stored();
  for (const input of asked[name](ours, ours))
    expect(await app.send(actors.reader, name, input)).toMatchObject({ status: 403, code: 'permission.missing' });
  expect(await changedSince(before)).toEqual([]);
});

test.each(names.filter((name) => routeOf(name).permission !== 'open'))('nobody who is not signed in gets anything by %s', async (name) => {
  const before = changes(name) ? await stored() : null;
  const inputs = asked[name](ours, ours);
  const wrong: Credentials[] = [{}, { authorization: 'Bearer nonsense' }, { authorization: 'Basic YTpi' }, { cookie: 'fettle=nonsense' }];
  for (const who of wrong) {
    for (const input of inputs.length === 0 ? [{}] : inputs) {
      const got = await app.send(
        { ...who, ...(who['cookie'] === undefined ? {} : { origin: anna.credentials['origin'] ?? '' }) },
        name,
        input,
      );
      expect(got, JSON.stringify({ who, input })).toMatchObject({ status: 401, code: 'sign-in.required' });
    }
  }
  if (before !== null) expect(await changedSince(before)).toEqual([]);
});
