/** Each route that is said to be recorded is, in the right chain, once; what was recorded verifies without the server; tampering is found where it was done. */
import { verifyEvidence } from '@fettle/proof/evidence-file';
import { routes } from '@fettle/protocol/routes';
import type { Route, RouteName } from '@fettle/protocol/routes';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { providerId } from './platform/feature.ts';
import { openWholeApp } from './whole-app.fixture.ts';
import type { Person, WholeApp } from './whole-app.fixture.ts';
import { tellFeedStory } from './whole-feeds.fixture.ts';
import { admit, tellProviderStory } from './whole-provider.fixture.ts';
import { tellWholeStory } from './whole-story.fixture.ts';
import type { Story } from './whole-story.fixture.ts';

type Entry = { client_id: string; seq: number; action: string; actor: string; subject: string };
/** A change that a person made, and what the chains had more afterwards under the route's action. */
type Seen = { readonly name: RouteName; readonly action: string; readonly entries: readonly Entry[] };

let app: WholeApp;
let anna: Person;
let story: Story;
const seen: Seen[] = [];

beforeAll(async () => {
  app = await openWholeApp();
  const before = await entries();
  anna = await app.first();
  noteChange('completeWelcome', before, await entries());
  const watched: WholeApp = {
    ...app,
    async call(who, name, input) {
      const earlier = await entries();
      const answer = await app.call(who, name, input);
      noteChange(name, earlier, await entries());
      return answer;
    },
  };
  const approver = await admit(watched, anna);
  story = await tellWholeStory({ app: watched, who: anna.credentials, approver }, 'Zebra');
  await tellProviderStory(watched, anna);
  await tellFeedStory(watched, anna);
  await watched.call(anna.credentials, 'exportAudit', { query: { clientId: story.clientId } });
  await watched.call(anna.credentials, 'getFleetReportFile', {
    params: { kind: 'missing' },
    query: { format: 'csv', clientId: story.clientId },
  });
  await watched.call(anna.credentials, 'getReportPdf', { params: { id: story.ids['deployment'] ?? '' } });
  await watched.call(anna.credentials, 'getProcessAuditPdf', { params: { id: story.clientId, number: 1 } });
  await watched.call(anna.credentials, 'getProgrammePdf', { params: { id: story.clientId, version: 1 } });
  await watched.call(anna.credentials, 'getEvidencePack', {
    params: { id: story.clientId, framework: 'pci-dss-4.0.1' },
    query: { from: '2026-01-01', until: '2026-12-31' },
  });
  await watched.call(anna.credentials, 'getMonthPdf', { params: { id: story.clientId, month: '2026-02' } });
}, 120_000);
afterAll(() => app.close());

async function entries(): Promise<Entry[]> {
  const found = await sql<Entry>`select client_id, seq, action, actor, subject from fettle.audit_entry order by client_id, seq`.execute(
    app.given.database.superuserDb,
  );
  return found.rows;
}
function noteChange(name: RouteName, before: readonly Entry[], after: readonly Entry[]): void {
  const { audit }: Route = routes[name];
  if (typeof audit !== 'string') return;
  const known = new Set(before.map((entry) => `${entry.client_id} ${entry.seq}`));
  const fresh = after.filter((entry) => !known.has(`${entry.client_id} ${entry.seq}`) && entry.action === audit);
  seen.push({ name, action: audit, entries: fresh });
}

/** A ring of a campaign must soak for it: campaigns.db.test.ts looks at its entry. */
const elsewhere: readonly RouteName[] = ['promoteCampaign'];
const recorded = (Object.keys(routes) as RouteName[]).filter(
  (name) => typeof (routes[name] as Route).audit === 'string' && !elsewhere.includes(name),
);
/** Who takes the trail of a client along is the provider's to know. */
const toProvider: readonly RouteName[] = ['exportAudit'];

test.each(recorded)('%s is recorded, once, in the right chain', (name) => {
  const route: Route = routes[name];
  const calls = seen.filter((one) => one.name === name);
  expect(calls.length, 'the story calls it').toBeGreaterThan(0);
  const ofClient = (route.tenant === 'client' || name === 'createClient') && !toProvider.includes(name);
  for (const { entries: found } of calls) {
    expect(found.map(({ action, client_id }) => [action, client_id])).toEqual([[route.audit, ofClient ? story.clientId : providerId]]);
    expect(found[0]?.actor).toMatch(/^(person|link|api key):/);
  }
});

test('reading changes no chain', async () => {
  const before = await entries();
  for (const name of [
    'getClient',
    'listDevices',
    'listUpdates',
    'listPolicies',
    'listDeployments',
    'listAudit',
    'listNotices',
    'today',
  ] as const)
    expect(
      (await app.send(anna.credentials, name, { params: { id: story.clientId }, query: { clientId: story.clientId } })).status,
      name,
    ).toBe(200);
  expect(await entries()).toEqual(before);
});

test('what is refused is not recorded', async () => {
  const before = await entries();
  const { ids } = story;
  const refused: [RouteName, object][] = [
    ['createSite', { params: { id: story.clientId }, body: { name: 'Zebra main', zone: 'UTC' } }],
    ['createSite', { params: { id: story.clientId }, body: { name: 'New', zone: 'Mars/Base' } }],
    ['updateDevice', { params: { id: ids['device'] }, body: { tier: 'low', dependsOn: [ids['device']] } }],
    ['updateDevice', { params: { id: ids['device2'] }, body: { tier: 'low', dependsOn: [ids['device']] } }],
    ['updateDevice', { params: { id: ids['device'] }, body: { tier: 'low', siteId: ids['device'] } }],
    ['retireDevice', { params: { id: ids['retired'] }, body: { because: 'Again' } }],
    ['scanDevice', { params: { id: ids['retired'] } }],
    ['settleQuarantine', { params: { id: ids['device'] }, body: { verdict: 'cloned', because: 'No' } }],
    ['savePolicy', { params: { id: ids['policy'] }, body: { body: {}, basedOn: 2 } }],
    ['deleteContact', { params: { id: ids['device'] } }],
    ['holdDeployment', { params: { id: ids['cancelled'] }, body: { because: 'Too late' } }],
  ];
  for (const [name, input] of refused) expect((await app.send(anna.credentials, name, input)).status, name).toBeGreaterThanOrEqual(400);
  expect(await entries()).toEqual(before);
  const device = await app.call(anna.credentials, 'getDevice', { params: { id: ids['device'] ?? '' } });
  expect(device).toMatchObject({ tier: 'important', dependsOn: [{ id: ids['device2'] }] });
});

const exported = (clientId: string | undefined) =>
  app.call(anna.credentials, 'exportAudit', { query: clientId === undefined ? {} : { clientId } });

test('both chains verify without the server, by the root key’s fingerprint alone', async () => {
  for (const [clientId, chain] of [
    [story.clientId, story.clientId],
    [undefined, providerId],
  ] as const) {
    const report = verifyEvidence(await exported(clientId), { trust: app.root.keyid });
    expect(report).toMatchObject({ verdict: 'verified', trust: 'root', problems: [], unproven: [] });
    const rows = (await entries()).filter((entry) => entry.client_id === chain);
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_row, index) => index + 1));
  }
});

test('evidence is refused under another root key', async () => {
  expect(verifyEvidence(await exported(story.clientId), { trust: 'ab'.repeat(32) }).verdict).not.toBe('verified');
});

/** As somebody who owns the machine: the trigger is switched off for the moment. Undone afterwards. */
async function tampered<T>(change: string, undo: string, then: () => Promise<T>): Promise<T> {
  const run = (text: string) =>
    sql
      .raw(`do $x$ begin
      alter table fettle.audit_entry disable trigger evidence_stays;
      ${text};
      alter table fettle.audit_entry enable trigger evidence_stays;
    end $x$`)
      .execute(app.given.database.superuserDb);
  await run(change);
  try {
    return await then();
  } finally {
    await run(undo);
  }
}

test('an entry that was rewritten is found at its number', async () => {
  const at = 4;
  const where = `client_id = '${story.clientId}' and seq = ${at}`;
  const row = await app.given.database.superuserDb
    .selectFrom('audit_entry')
    .select('entry')
    .where('client_id', '=', story.clientId)
    .where('seq', '=', at)
    .executeTakeFirstOrThrow();
  const other = row.entry.replace(/"actor":"[^"]+"/, '"actor":"person:somebody-else"');
  expect(other).not.toBe(row.entry);
  const report = await tampered(
    `update fettle.audit_entry set entry = $e$${other}$e$ where ${where}`,
    `update fettle.audit_entry set entry = $e$${row.entry}$e$ where ${where}`,
    async () => verifyEvidence(await exported(story.clientId), { trust: app.root.keyid }),
  );
  expect(report).toMatchObject({ verdict: 'broken', linkedTo: at - 1 });
  expect(report.problems[0]).toMatchObject({ seq: at });
  expect(verifyEvidence(await exported(story.clientId), { trust: app.root.keyid }).verdict).toBe('verified');
});

test('an entry that was taken out is missed', async () => {
  const at = 6;
  const { superuserDb } = app.given.database;
  await sql`create table fettle.aside as select * from fettle.audit_entry where client_id = ${story.clientId} and seq = ${at}`.execute(
    superuserDb,
  );
  const report = await tampered(
    `delete from fettle.audit_entry where client_id = '${story.clientId}' and seq = ${at}`,
    `insert into fettle.audit_entry select * from fettle.aside`,
    async () => verifyEvidence(await exported(story.clientId), { trust: app.root.keyid }),
  );
  await sql`drop table fettle.aside`.execute(superuserDb);
  expect(report).toMatchObject({ verdict: 'broken', linkedTo: at - 1 });
  expect(report.problems[0]?.seq).toBeGreaterThanOrEqual(at);
});
