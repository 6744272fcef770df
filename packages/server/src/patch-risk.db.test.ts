/** What could go wrong with updates, over real rows: known issues, what happened in deployments of this client and of others, the risk statement. */
import type { CallInput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { act, approve, approved, look, propose, shown } from './deployments/testing/acts.ts';
import { openFleet, speak } from './deployments/testing/fleet.ts';
import type { Fleet } from './deployments/testing/fleet.ts';
import { contentsOf, enrol, installed, newAgent, offer, sync } from './devices/testing/agent.ts';
import type { TestAgent } from './devices/testing/agent.ts';
import { openStation } from './devices/testing/station.ts';
import type { Client, Station } from './devices/testing/station.ts';
import { findings, judgeQueued, offersOf, settleCounts } from './findings/index.ts';
import { noteResults, patchRisk, risksOfUpdates } from './patch-risk/index.ts';
import { inClients } from './platform/database/index.ts';
import { answerOf, refusalOf } from './platform/testing/index.ts';

type Body = CallInput<'recordKnownIssue'>['body'];
const slower: Body = {
  about: { kind: 'source', manager: 'apt', sourceName: 'lab-crypt', from: '2.0-1', to: null },
  text: 'Encrypting with AES takes up to twice as long.',
  condition: 'devices with kernel 6.1',
  rule: { ecosystems: null, architectures: null, virtualisations: null, tiers: null, kernel: '6.1.', package: 'lab-crypt' },
  link: 'https://lab.example/issues/7',
};

describe('a known issue', () => {
  let station: Station;
  let acme: Client;
  let device: TestAgent;
  beforeAll(async () => {
    station = await openStation();
    acme = await station.client('Acme');
    const contents = contentsOf('till', [installed('lab-crypt'), installed('lab-web')], [offer('lab-crypt'), offer('lab-web')]);
    device = newAgent(contents);
    expect((await enrol(station.server, device, (await station.token(acme)).text)).status).toBe(200);
    await sync(station.server, device);
    await judgeQueued(station.context);
    await settleCounts(station.context);
  });
  afterAll(() => station.close());

  const issues = async () => ({ ...(await station.admin()), handlers: patchRisk.handlers });
  const offered = async (name: string) => {
    const { items } = await answerOf(await station.admin(), 'getDeviceUpdates', { params: { id: device.deviceId } });
    const found = items.find((one) => one.name === name);
    if (found === undefined) throw new Error(`${name} is not offered`);
    return found;
  };
  const update = async (name: string) => {
    const given = { ...(await station.admin()), handlers: findings.handlers };
    const { items } = await answerOf(given, 'listUpdates', { query: { clientId: acme.id } });
    return answerOf(given, 'getUpdate', { params: { id: items.find((one) => one.name === name)?.id ?? '' }, query: {} });
  };
  const listed = async (query: CallInput<'listKnownIssues'>['query'] = {}) => answerOf(await issues(), 'listKnownIssues', { query });

  test('makes the patch risk high with its text where it happens, and touches neither urgency nor deadline', async () => {
    const before = await offered('lab-crypt');
    expect(before.patchRisk).toMatchObject({ level: 'raised', reasons: [{ code: 'no-way-back' }] });
    const one = await answerOf(await issues(), 'recordKnownIssue', { body: slower });
    expect(one).toMatchObject({ source: 'person', name: 'lab-crypt from 2.0-1 on', recordedBy: expect.any(String), resolved: null });
    const after = await offered('lab-crypt');
    expect(after.patchRisk.level).toBe('high');
    expect(after.patchRisk.reasons[0]).toMatchObject({
      code: 'known-issue',
      sentence:
        'An issue is known (lab-crypt from 2.0-1 on) on devices with kernel 6.1; this device is one: Encrypting with AES takes up to twice as long.',
      link: 'https://lab.example/issues/7',
    });
    expect([after.urgency, after.due, after.reasons, after.vulnerabilities]).toEqual([
      before.urgency,
      before.due,
      before.reasons,
      before.vulnerabilities,
    ]);
    expect(after.statement.at(-1)?.sentence).toContain('twice as long');
    expect((await offered('lab-web')).patchRisk.level).toBe('raised');
    expect((await update('lab-crypt')).patchRisk).toMatchObject({ level: 'raised', reasons: [{ code: 'known-issue', weight: 'raises' }] });
    expect((await update('lab-web')).patchRisk).toMatchObject({ level: 'low', reasons: [{ code: 'nothing-known-against' }] });
    expect((await listed({ text: 'aes' })).items.map(({ id }) => id)).toEqual([one.id]);

    const done = { params: { id: one.id }, body: { because: 'Their notes say so', inVersion: '2.0-1' } };
    expect(await refusalOf(await issues(), 'resolveKnownIssue', done)).toBe('request.invalid');
    await answerOf(await issues(), 'resolveKnownIssue', { ...done, body: { ...done.body, inVersion: '2.0-2' } });
    expect((await offered('lab-crypt')).patchRisk.reasons[0]?.sentence).toContain('2.0-2 is free of it.');
    expect(await refusalOf(await issues(), 'resolveKnownIssue', { ...done, body: { ...done.body, inVersion: null } })).toBe(
      'conflict.changed',
    );
    expect((await listed()).items).toEqual([]);
    expect((await listed({ state: 'resolved' })).items).toMatchObject([{ id: one.id, resolved: { inVersion: '2.0-2' } }]);
    // By its id it is found also where it stands in no open list.
    expect(await answerOf(await issues(), 'getKnownIssue', { params: { id: one.id } })).toMatchObject({ resolved: { inVersion: '2.0-2' } });
    expect(await refusalOf(await issues(), 'getKnownIssue', { params: { id: station.context.newId() } })).toBe('not-found');
  });

  test('of devices that this one is not, and one that no longer happens, are nothing against it', async () => {
    const about = { ...slower.about, sourceName: 'lab-web' } as Body['about'];
    const elsewhere = { ...slower, about, rule: { ...slower.rule, kernel: '5.10', package: null } } as Body;
    await answerOf(await issues(), 'recordKnownIssue', { body: elsewhere });
    const gone = await answerOf(await issues(), 'recordKnownIssue', { body: { ...slower, about, condition: null, rule: null } });
    expect((await offered('lab-web')).patchRisk.level).toBe('high');
    await answerOf(await issues(), 'resolveKnownIssue', { params: { id: gone.id }, body: { because: 'It was ours', inVersion: null } });
    expect((await offered('lab-web')).patchRisk.reasons.map(({ code }) => code)).toEqual(['no-way-back']);
  });

  test('that a publisher tells of stands in the same list, page by page', async () => {
    const body = { kb: '5999901', document: '2026-Mar', released: '2026-03-10', knownIssue: { link: 'https://lab.example/5999901' } };
    await sql`insert into fettle.windows_update (document, kb, path, body) values ('2026-Mar', '5999901', 'x', ${JSON.stringify(body)}), ('2026-Feb', '5999900', 'x', '{}')`.execute(
      station.given.database.superuserDb,
    );
    const kb = { ...slower, about: { kind: 'kb', kb: 'KB5999902' }, condition: null, rule: null } as const;
    await answerOf(await issues(), 'recordKnownIssue', { body: kb });
    const all = await listed({ state: 'all', text: 'kb59999' });
    expect(all.total).toBe(2);
    const first = await listed({ state: 'all', text: 'kb59999', limit: 1 });
    const second = await listed({ state: 'all', text: 'kb59999', limit: 1, after: first.next ?? '' });
    expect([...first.items, ...second.items]).toEqual(all.items);
    const told = all.items.find(({ source }) => source === 'feed');
    expect(await answerOf(await issues(), 'getKnownIssue', { params: { id: 'KB5999901' } })).toEqual(told);
    expect(told).toMatchObject({
      id: 'KB5999901',
      recordedBy: 'Microsoft',
      link: 'https://lab.example/5999901',
    });
  });

  test.each<[string, Partial<Body>]>([
    ['no version of its manager', { about: { ...slower.about, from: 'no_version' } as Body['about'] }],
    ['an end before its beginning', { about: { ...slower.about, to: '1.0-1' } as Body['about'] }],
  ])('with %s is refused', async (_what, change) => {
    const before = await listed({ state: 'all' });
    expect(await refusalOf(await issues(), 'recordKnownIssue', { body: { ...slower, ...change } })).toBe('request.invalid');
    expect(await listed({ state: 'all' })).toEqual(before);
  });

  test('what the device carries stands in its risk statement, and not set is said', async () => {
    const said = async () => (await offered('lab-web')).statement.map(({ sentence }) => sentence);
    expect((await said())[0]).toBe('Which business service till carries is not set, nor what its outage means.');
    const body = { service: 'the tills', outage: 'Nobody can pay' };
    await answerOf(await station.admin(), 'updateDevice', { params: { id: device.deviceId }, body });
    expect(await said()).toMatchObject([
      'till carries the tills. What its outage means: Nobody can pay.',
      'lab-web 2.0-1 is urgent here: ' + (await offered('lab-web')).reasons[0],
      'No deadline holds for it here.',
      expect.stringContaining('The risk of the update itself is'),
    ]);
  });
});

describe('what happened to devices that had it', () => {
  let at: Fleet;
  let other: { clientId: string; deviceId: string };
  beforeAll(async () => {
    at = await openFleet({ devices: { one: {}, two: { install: 'rolled back' } }, reactions: [noteResults] });
    const all = at.database.superuserDb;
    const [clientId, siteId, deviceId] = [at.context.newId(), at.context.newId(), at.context.newId()];
    const now = at.context.now();
    await sql`insert into fettle.client_register values (${clientId})`.execute(all);
    await sql`insert into fettle.client (client_id, name, created_at) values (${clientId}, 'Other', ${now})`.execute(all);
    await sql`insert into fettle.site (client_id, id, name, zone, created_at) values (${clientId}, ${siteId}, 'Site', 'UTC', ${now})`.execute(
      all,
    );
    await sql`insert into fettle.device (client_id, id, site_id, key_id, name, os_name, ecosystem, mode, enrolled_at)
      values (${clientId}, ${deviceId}, ${siteId}, ${'a'.repeat(64)}, 'theirs', 'Debian', 'debian:12', 'manage', ${now})`.execute(all);
    await sql`insert into fettle.device_offer (client_id, device_id, software_id, from_version, security, bytes, origin, codename, first_seen_at)
      values (${clientId}, ${deviceId}, ${Number(at.updateId)}, '1.0-1', true, 1000, 'Debian', 'bookworm-security', ${now})`.execute(all);
    other = { clientId, deviceId };
  });
  afterAll(() => at.close());

  const codes = async (clientId: string, deviceId: string) => {
    const [one] = await inClients(at.context.db, [clientId], (tx) => offersOf(tx, clientId, deviceId, at.context.now()));
    return one?.patchRisk.reasons.map(({ code, sentence }) => `${code}: ${sentence}`);
  };

  test('a device that took it back by itself counts as failed, and as taken back once; where a change was simulated there is a way back', async () => {
    const id = await approved(at);
    await speak(at, id);
    at.clock.advance({ hours: 3 });
    await speak(at, id);
    expect(await codes(at.clientId, at.device('one').id)).toEqual([
      'failed-before: A change that brought it failed on 1 of 2 devices.',
      'rolled-back-here: It was taken back once here.',
    ]);
    expect(await codes(other.clientId, other.deviceId)).toEqual([
      'failed-before: A change that brought it failed on 1 of 2 devices.',
      'rolled-back-elsewhere: It was taken back once at other clients.',
      'no-way-back: Whether there is a way back was not checked.',
    ]);
    // A person takes it back from the device that has it: the same deployment went badly once, not twice.
    const back = shown(await act(at, 'rollBackDeployment', { params: { id }, body: { because: 'Slow', deviceIds: null } }));
    await speak(at, back.id);
    await approve(at, back.id);
    await speak(at, back.id);
    expect((await codes(other.clientId, other.deviceId))?.[1]).toContain('once');
    const rows = await sql`select succeeded, failed, taken_back from fettle.update_result`.execute(at.database.superuserDb);
    expect(rows.rows).toEqual([{ succeeded: 1, failed: 1, taken_back: 2 }]);
    const total = await sql`select succeeded, failed, taken_back from fettle.update_result_total`.execute(at.database.superuserDb);
    expect(total.rows).toEqual([{ succeeded: 1, failed: 1, taken_back: 1 }]);
  });

  test('whoever proposes it again, or approves that, reads it; of one that is over, or goes back, nothing is told', async () => {
    const again = await propose(at);
    const told = [
      { manager: 'apt', name: 'openssl', patchRisk: { level: 'high', reasons: [{ code: 'failed-before' }, { code: 'rolled-back-here' }] } },
    ];
    expect(again.patchRisks).toMatchObject(told);
    // The same update for another architecture is told with it, not a second time.
    await sql`
      with arm as (
        insert into fettle.software (ecosystem, manager, name, version, architecture, source_name, source_version)
        values ('debian:12', 'apt', 'openssl', '2.0-1', 'arm64', 'openssl', '2.0-1') returning id
      ) insert into fettle.deployment_update (client_id, deployment_id, software_id) select ${at.clientId}, ${again.id}, id from arm`.execute(
      at.database.superuserDb,
    );
    expect((await look(at, again.id)).patchRisks).toMatchObject(told);
    await speak(at, again.id);
    expect(await look(at, again.id)).toMatchObject({ specHash: expect.any(String), patchRisks: told });
    shown(await act(at, 'cancelDeployment', { params: { id: again.id }, body: { because: 'Too risky' } }));
    expect((await look(at, again.id)).patchRisks).toEqual([]);
    const [back] = (
      await sql<{ id: string }>`select id from fettle.deployment where predecessor_id is not null`.execute(at.database.superuserDb)
    ).rows;
    expect(await look(at, back?.id ?? '')).toMatchObject({ title: expect.stringMatching(/back/i), patchRisks: [] });
  });

  test('of the other client only the count can be read', async () => {
    const seen = await inClients(at.context.db, [other.clientId], (tx) => sql`select * from update_result`.execute(tx));
    expect(seen.rows).toEqual([]);
    const sums = await inClients(at.context.db, [other.clientId], (tx) => sql<object>`select * from update_result_total`.execute(tx));
    expect(Object.keys(sums.rows[0] ?? {}).toSorted()).toEqual(
      ['failed', 'manager', 'part', 'source_name', 'source_version', 'succeeded', 'taken_back'].toSorted(),
    );
    const [update] = (
      await sql<Parameters<typeof risksOfUpdates>[1][number]>`
        select manager, name, source_name, source_version from fettle.software where id = ${Number(at.updateId)}`.execute(
        at.database.superuserDb,
      )
    ).rows;
    const screens = await inClients(at.context.db, [other.clientId], async (tx) => [
      await offersOf(tx, other.clientId, other.deviceId, at.context.now()),
      await risksOfUpdates(tx, update === undefined ? [] : [update]),
    ]);
    expect(JSON.stringify(screens), 'the count is told').toMatch(/rolled-back-elsewhere.*once at other clients/);
    const secrets = await sql<{ text: string }>`
      select id::text as text from fettle.deployment union select reason from fettle.deployment union select id::text from fettle.device where client_id = ${at.clientId}
      union select name from fettle.device where client_id = ${at.clientId} union select name from fettle.client where client_id = ${at.clientId}
      union select ${at.clientId}::text`.execute(at.database.superuserDb);
    const words = secrets.rows.map((row) => row.text);
    expect(words.length).toBeGreaterThan(6);
    expect(words.filter((word) => new RegExp(`\\b${word}\\b`).test(JSON.stringify(screens)))).toEqual([]);
  });
});
