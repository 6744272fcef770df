/** Levels and groups on a real database: what holds for a device, who is in a group, and what is refused. */
import { settingNames, startingPolicy } from '@fettle/core/policy';
import type { CallOutput } from '@fettle/protocol/client';
import type { RouteName } from '@fettle/protocol/routes';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestContext } from '../platform/testing/index.ts';
import type { TestContext } from '../platform/testing/index.ts';
import { providerId } from '../platform/feature.ts';
import type { Actor, ApiRefusal } from '../platform/feature.ts';
import { devicePolicies, effectivePolicy, policies, ungovernedDevices } from './index.ts';
import { inClients } from '../platform/database/index.ts';

let given: TestContext;
let here: string;
let elsewhere: string;
const ids: Record<string, string> = {};
const about = { owner: 'Ops', reviewAt: '2027-01-01' };
const whole = startingPolicy({ name: 'Provider', ...about });

beforeAll(async () => {
  given = await openTestContext();
  here = await addClient('Here', ['alpha', 'beta', 'dark']);
  elsewhere = await addClient('Elsewhere', ['gamma']);
  const all = given.database.superuserDb;
  await sql`insert into fettle.software (ecosystem, manager, name, version, architecture, source_name, source_version)
    values ('debian:12', 'apt', 'nginx-core', '1', 'amd64', 'nginx', '1'), ('debian:12', 'apt', 'my_sql', '1', 'amd64', 'mysql', '1')`.execute(
    all,
  );
  const system = { os: { id: 'debian', versionId: '12', prettyName: 'Debian' }, kernel: '6.1.0-18-amd64' };
  const runtime = { restartPending: [{ kind: 'kernel' }] };
  await sql`insert into fettle.device_inventory (client_id, device_id, system, runtime, managers, installed, changed_at)
    select client_id, id, ${JSON.stringify(system)}::jsonb, ${JSON.stringify(runtime)}::jsonb, '{"apt": {"ok": true}}', array(select id from fettle.software where name = 'nginx-core'), now()
    from fettle.device where name = 'alpha'`.execute(all);
  await sql`update fettle.device set tier = 'important' where name in ('alpha', 'beta')`.execute(all);
});
afterAll(() => given.close());

async function addClient(name: string, devices: readonly string[]): Promise<string> {
  const id = given.context.newId();
  const all = given.database.superuserDb;
  await sql`insert into fettle.client_register values (${id})`.execute(all);
  await sql`insert into fettle.client (client_id, name, created_at) values (${id}, ${name}, now())`.execute(all);
  const site = (ids[`${name} site`] = given.context.newId());
  await sql`insert into fettle.site (client_id, id, name, zone, created_at) values (${id}, ${site}, 'Main', 'UTC', now())`.execute(all);
  for (const device of devices) {
    ids[device] = given.context.newId();
    await sql`insert into fettle.device (client_id, id, site_id, key_id, name, os_name, ecosystem, mode, enrolled_at)
      values (${id}, ${ids[device]}, ${site}, ${device}, ${device}, 'Debian', 'debian:12', 'manage', now())`.execute(all);
  }
  return id;
}

function actor(scope: readonly string[], everywhere = false): Actor {
  const person = { kind: 'person', id: '01980000-0000-7000-8000-00000000000a', name: 'Anna', everywhere, scope } as const;
  return { ...person, can: () => true, scopeFor: () => scope };
}
const anna = () => actor([providerId, here, elsewhere], true);
const ofHere = () => actor([here]);

async function act<N extends RouteName>(name: N, parts: object, by: Actor = anna()): Promise<CallOutput<N> | ApiRefusal> {
  const call = { context: given.context, actor: by, params: undefined, query: {}, body: undefined, ...parts };
  // The table's own type for one name is lost by the generic look-up.
  const handlers = policies.handlers as unknown as Record<string, (given: typeof call) => Promise<CallOutput<N> | ApiRefusal>>;
  const handler = handlers[name];
  if (handler === undefined) throw new Error(`nobody answers ${name}`);
  return handler(call);
}
async function answer<N extends RouteName>(name: N, parts: object, by?: Actor): Promise<CallOutput<N>> {
  const answered = await act(name, parts, by);
  if ('refused' in (answered as object)) throw new Error(JSON.stringify(answered));
  return answered as CallOutput<N>;
}
const save = (level: string, clientId: string | null, subjectId: string | null, says: object, basedOn = 0) => ({
  body: { level, clientId, subjectId, body: { name: `${level} policy`, ...about, ...says }, basedOn },
});
const group = (name: string, rank: number, rule: unknown, clientId: string | null = here) => ({ body: { clientId, name, rank, rule } });
const important = { fact: 'tier', op: 'is', value: 'important' };
const device = async (name: string) => answer('getDevicePolicy', { params: { id: ids[name] } });
const restartOf = async (name: string) => (await device(name)).settings.find(({ setting }) => setting === 'restart');

test('without any policy a device is said to have none, setting by setting', async () => {
  const view = await device('alpha');
  expect(view).toMatchObject({ whole: false, because: 'No policy holds for it: no level says when it may change.', from: [] });
  expect(view.settings).toHaveLength(settingNames.length);
  expect(view.settings.every(({ said }) => said === null)).toBe(true);
  const lacking = await inClients(given.context.db, [here], (tx) => ungovernedDevices(tx, here));
  expect(lacking.map(({ name }) => name)).toEqual(['alpha', 'beta', 'dark']);
});

test('what the provider says holds for every device of every client, and a narrower level goes before it', async () => {
  const { name: _name, ...settings } = whole;
  await answer('savePolicyLevel', save('provider', null, null, { ...settings, ...about }));
  for (const name of ['alpha', 'gamma']) expect(await device(name)).toMatchObject({ whole: true, because: null });
  const inForce = await inClients(given.context.db, [here], (tx) => effectivePolicy(tx, here));
  expect(inForce).toMatchObject({ name: 'provider policy', read: { ok: true, policy: { restart: 'if-needed' } } });

  const client = await answer('savePolicyLevel', save('client', here, null, { restart: 'never', failureBudget: 3 }));
  const site = await answer('savePolicyLevel', save('site', here, ids['Here site'] ?? '', { restart: 'always' }));
  const own = await answer('savePolicyLevel', save('device', here, ids['beta'] ?? '', { restart: 'never' }));
  expect((await restartOf('alpha'))?.said).toMatchObject({
    words: 'after every change',
    origin: { level: 'site', policyId: site.id, version: 1, subject: 'Main' },
  });
  expect((await restartOf('beta'))?.said?.origin).toMatchObject({ level: 'device', subject: 'beta', owner: 'Ops' });
  expect((await restartOf('beta'))?.overrode.map(({ origin }) => origin.level)).toEqual(['site', 'client', 'provider']);
  expect((await restartOf('gamma'))?.said?.origin.level).toBe('provider');

  for (const { id } of [own, site]) await answer('removePolicyLevel', { params: { id }, body: { because: 'Tried' } });
  expect((await restartOf('beta'))?.said?.origin.policyId).toBe(client.id);
  expect(await act('removePolicyLevel', { params: { id: own.id }, body: { because: 'Again' } })).toMatchObject({ code: 'not-found' });
  expect(await answer('getPolicyLevel', { params: { id: own.id } })).toMatchObject({
    versions: [{ version: 1 }],
    removedAt: expect.any(String),
  });
});

test('every save is a version, based on the one that one began with', async () => {
  const first = await answer('savePolicyLevel', save('site', here, ids['Here site'] ?? '', { rollback: 'by-person' }));
  expect(await act('savePolicyLevel', save('site', here, ids['Here site'] ?? '', { rollback: 'automatic' }))).toMatchObject({
    code: 'conflict.changed',
  });
  const second = await answer('savePolicyLevel', save('site', here, ids['Here site'] ?? '', { startOffline: true }, 1));
  expect(second.versions.map(({ version }) => version)).toEqual([2, 1]);
  expect(second.says).toEqual([
    { setting: 'startOffline', label: 'starting out of contact', words: 'a device may start what it was told before' },
  ]);
  expect((await device('alpha')).settings.find(({ setting }) => setting === 'rollback')?.said?.origin.level).toBe('provider');
  await answer('removePolicyLevel', { params: { id: first.id }, body: { because: 'Tried' } });
});

test.each([
  [
    'a setting of deployments below the client',
    () => save('site', here, ids['Here site'] ?? '', { failureBudget: 1 }),
    'policy.unreadable',
    'failureBudget',
  ],
  ['another client’s site', () => save('site', here, ids['Elsewhere site'] ?? '', { restart: 'never' }), 'request.invalid', 'subjectId'],
  ['another client’s device', () => save('device', here, ids['gamma'] ?? '', { restart: 'never' }), 'request.invalid', 'subjectId'],
  ['nothing said', () => save('client', here, null, {}), 'policy.unreadable', ''],
])('a policy with %s is refused with the place', async (_, body, code, path) => {
  const refused = await act('savePolicyLevel', body());
  expect(refused).toMatchObject({ code, errors: [{ path, message: expect.stringMatching(/\.$/) }] });
});

test('what is the provider’s takes a grant for all clients, and one client’s people see nothing of another’s', async () => {
  expect(await act('savePolicyLevel', save('provider', null, null, { restart: 'never' }, 1), ofHere())).toMatchObject({
    code: 'not-found',
  });
  expect(await act('createGroup', group('All', 1, important, null), ofHere())).toMatchObject({ code: 'not-found' });
  expect(await act('savePolicyLevel', save('client', elsewhere, null, { restart: 'never' }), ofHere())).toMatchObject({
    code: 'not-found',
  });
  expect(await act('getDevicePolicy', { params: { id: ids['gamma'] } }, ofHere())).toMatchObject({ code: 'not-found' });
  const { items } = await answer('listPolicyLevels', {}, ofHere());
  expect(items.map(({ level, clientId }) => [level, clientId])).toEqual([
    ['provider', null],
    ['client', here],
  ]);
});

test('a group has the devices that its rule fits, and changes with their facts', async () => {
  const made = await answer('createGroup', group('Important', 10, important));
  expect(made).toMatchObject({ words: 'tier is important', members: 2, unknown: 1, devices: 3 });
  const unknown = await answer('getGroupDevices', { params: { id: made.id }, query: { answer: 'unknown', limit: 50 } });
  expect(unknown.items).toMatchObject([{ deviceName: 'dark', because: ['Its tier is not known.'] }]);
  const first = await answer('getGroupDevices', { params: { id: made.id }, query: { answer: 'yes', limit: 1 } });
  const rest = await answer('getGroupDevices', { params: { id: made.id }, query: { answer: 'yes', limit: 1, after: first.next } });
  expect([...first.items, ...rest.items].map(({ deviceName }) => deviceName)).toEqual(['alpha', 'beta']);
  await sql`update fettle.device set tier = 'low' where name = 'beta'`.execute(given.database.superuserDb);
  expect(await answer('getGroup', { params: { id: made.id } })).toMatchObject({ members: 1 });
  await sql`update fettle.device set tier = 'important' where name = 'beta'`.execute(given.database.superuserDb);
});

test.each([
  [{ fact: 'software', op: 'has', value: 'nginx*' }, ['alpha'], 2, 'nginx-core is installed (nginx*).'],
  [{ fact: 'software', op: 'has', value: 'my_sq*' }, [], 2, null],
  [{ fact: 'systemVersion', op: 'at-least', value: '12' }, ['alpha'], 2, 'Its version of the system, 12, is at least 12.'],
  [{ fact: 'family', op: 'is', value: 'linux' }, ['alpha'], 2, 'Its system family is linux.'],
  [{ fact: 'kernel', op: 'below', value: '6.5' }, ['alpha'], 2, 'Its kernel, 6.1.0-18-amd64, is below 6.5.'],
  [{ fact: 'manager', op: 'has', value: 'apt' }, ['alpha'], 2, 'It has apt.'],
  [{ fact: 'restartDue', op: 'is', value: true }, ['alpha'], 2, 'A restart is due.'],
  [{ not: { fact: 'software', op: 'has', value: 'nginx*' } }, [], 2, null],
])('the rule %j is read from what devices told; of those that told nothing it can not be said', async (rule, members, unknown, because) => {
  const preview = await answer('previewGroup', { body: { clientId: here, rule } });
  expect(preview).toMatchObject({ problems: [], members: members.length, unknown });
  expect(preview.sample.filter(({ answer: one }) => one === 'yes').map(({ deviceName }) => deviceName)).toEqual(members);
  if (because !== null) expect(preview.sample[0]?.because).toEqual([because]);
});

test('of two who save one rank in the same moment, one is told that it is taken', async () => {
  const both = await Promise.all(['Left', 'Right'].map((name) => act('createGroup', group(name, 40, important))));
  expect(both.filter((one) => 'code' in one)).toMatchObject([{ code: 'group.rank-taken' }]);
  for (const one of both) if ('id' in one) await act('removeGroup', { params: { id: one.id }, body: { because: 'A test' } });
});

test('between groups the smaller rank counts; the same rank is refused, and a group of which a policy is can not go', async () => {
  const { items } = await answer('listGroups', { query: { clientId: here } });
  const first = items[0]?.id ?? '';
  expect(await act('createGroup', group('Other', 10, important))).toMatchObject({ code: 'group.rank-taken', errors: [{ path: 'rank' }] });
  expect(await act('createGroup', group('important', 11, important))).toMatchObject({
    code: 'group.rank-taken',
    errors: [{ path: 'name' }],
  });
  const second = await answer('createGroup', group('Named', 5, { fact: 'name', op: 'matches', value: 'al*' }));
  const ofAll = await answer('createGroup', group('Everywhere', 1, important, null));
  expect(await act('createGroup', group('Sited', 2, { fact: 'site', op: 'is', value: ids['Here site'] }, null))).toMatchObject({
    code: 'group.unreadable',
  });
  await answer('savePolicyLevel', save('group', here, first, { restart: 'never' }));
  const strong = await answer('savePolicyLevel', save('group', here, second.id, { restart: 'always' }));
  await answer('savePolicyLevel', save('group', null, ofAll.id, { restart: 'if-needed', rollback: 'by-person' }));
  const view = await restartOf('alpha');
  expect(view?.said?.origin).toMatchObject({ policyId: strong.id, subject: 'Named', rank: 5 });
  expect(view?.overrode.map(({ origin }) => origin.subject)).toEqual(['Important', 'Everywhere', 'Here', 'the provider']);
  expect((await restartOf('dark'))?.said?.origin.level).toBe('client');
  const policiesNow = await inClients(given.context.db, [here], (tx) => devicePolicies(tx, here, [ids['alpha'] ?? '', ids['dark'] ?? '']));
  expect(policiesNow.get(ids['alpha'] ?? '')?.settings).toMatchObject({ restart: 'always', rollback: 'by-person' });
  expect(policiesNow.get(ids['dark'] ?? '')?.settings).toMatchObject({ restart: 'never', rollback: 'automatic' });
  expect(await act('removeGroup', { params: { id: second.id }, body: { because: 'No' } })).toMatchObject({ code: 'group.in-use' });
  await answer('removePolicyLevel', { params: { id: strong.id }, body: { because: 'Tried' } });
  await answer('removeGroup', { params: { id: second.id }, body: { because: 'Tried' } });
  expect((await restartOf('alpha'))?.said?.origin.subject).toBe('Important');
  expect((await device('alpha')).groups.map(({ name, answer: one, because }) => [name, one, because[0]])).toEqual([
    ['Everywhere', 'yes', 'Its tier is important.'],
    ['Important', 'yes', 'Its tier is important.'],
  ]);
});

test('the preview of a level says what it goes before, and for how many devices', async () => {
  const preview = await answer('previewPolicyLevel', {
    body: {
      level: 'device',
      clientId: here,
      subjectId: ids['alpha'],
      body: { name: 'Own', ...about, window: { rule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', start: '02:00', durationMinutes: 60 } },
    },
  });
  expect(preview).toMatchObject({ subject: 'alpha', devices: 1, current: null, problems: [] });
  expect(preview.settings.map(({ setting }) => setting)).not.toContain('rings');
  expect(preview.settings.find(({ setting }) => setting === 'restart')?.above?.origin.subject).toBe('Important');
  expect(preview.lint[0]).toMatchObject({ code: 'window-never-opens', setting: 'window' });
  const ofGroup = await answer('previewPolicyLevel', { body: { level: 'provider', clientId: null, subjectId: null, body: null } });
  expect(ofGroup).toMatchObject({ devices: 4, current: { version: 1 } });
});

test('a stored policy that can not be read closes its devices, and says so', async () => {
  const site = await answer('savePolicyLevel', save('site', elsewhere, ids['Elsewhere site'] ?? '', { restart: 'never' }));
  const all = given.database.superuserDb;
  await sql`alter table fettle.policy_version disable trigger evidence_stays`.execute(all);
  await sql`update fettle.policy_version set body = body || '{"restart": "maybe"}' where policy_id = ${site.id}`.execute(all);
  await sql`alter table fettle.policy_version enable trigger evidence_stays`.execute(all);
  expect(await device('gamma')).toMatchObject({
    whole: false,
    because: expect.stringContaining('can not be read, so its window is closed'),
  });
  const found = await inClients(given.context.db, [elsewhere], (tx) => devicePolicies(tx, elsewhere, [ids['gamma'] ?? '']));
  expect(found.get(ids['gamma'] ?? '')?.settings).toBeNull();
});

test('openings are told by the policy of each device, and once for those that open alike', async () => {
  const all = given.database.superuserDb;
  const far = (ids['far'] = given.context.newId());
  await sql`insert into fettle.site (client_id, id, name, zone, created_at) values (${here}, ${far}, 'Far', 'America/New_York', now() + interval '1 second')`.execute(
    all,
  );
  await sql`update fettle.device set site_id = ${far} where name = 'dark'`.execute(all);
  const lane = {
    name: 'urgent',
    takes: { urgency: ['urgent'] },
    window: { rule: 'FREQ=DAILY', start: '12:00', durationMinutes: 60 },
  };
  const current = (await answer('previewPolicyLevel', { body: { level: 'client', clientId: here, subjectId: null, body: null } })).current;
  await answer('savePolicyLevel', save('client', here, null, { restart: 'never', failureBudget: 3, lanes: [lane] }, current?.version ?? 0));
  const asked = (query: object) => answer('getOpenings', { params: { id: here }, query });
  const told = ({ sets }: CallOutput<'getOpenings'>) =>
    sets.map(({ zone, lane: of, deviceNames, sites }) => [zone, of, deviceNames, sites]);

  const usual = await asked({});
  expect(told(usual)).toEqual([
    ['UTC', null, ['alpha', 'beta'], ['Main']],
    ['UTC', 'urgent', ['alpha', 'beta'], ['Main']],
    ['America/New_York', null, ['dark'], ['Far']],
    ['America/New_York', 'urgent', ['dark'], ['Far']],
  ]);
  expect(usual).toMatchObject({ devices: 3, closed: [], more: 0, clientZone: { zone: 'UTC', site: 'Main' } });
  expect(usual.sets[0]).toMatchObject({ saidBy: { level: 'provider' } });
  expect(usual.sets.every(({ openings }) => openings.length === 12)).toBe(true);
  expect(usual.sets[3]?.openings[0]).toMatchObject({
    wall: expect.stringContaining(', 12:00 to 13:00'),
    clientWall: expect.stringMatching(/1[67]:00 to 1[78]:00/),
  });

  // A window of its own goes before the lane’s as well.
  const own = { window: { rule: 'FREQ=WEEKLY;BYDAY=SU', start: '03:00', durationMinutes: 120 } };
  const made = await answer('savePolicyLevel', save('device', here, ids['alpha'] ?? '', own));
  const ofAlpha = await asked({ deviceId: ids['alpha'] });
  expect(told(ofAlpha)).toEqual([['UTC', null, ['alpha'], ['Main']]]);
  expect(ofAlpha.sets[0]).toMatchObject({ words: 'Sundays at 03:00 for 2 h', saidBy: { level: 'device', subject: 'alpha' } });
  expect(told(await asked({ siteId: far })).map(([zone]) => zone)).toEqual(['America/New_York', 'America/New_York']);
  const byName = await answer('createGroup', group('Greek', 70, { fact: 'name', op: 'matches', value: 'alpha' }));
  expect(told(await asked({ groupId: byName.id }))).toEqual([['UTC', null, ['alpha'], ['Main']]]);
  await answer('removeGroup', { params: { id: byName.id }, body: { because: 'Tried' } });

  await sql`insert into fettle.change_freeze (client_id, id, name, reason, scope, site_ids, rings, starts_at, ends_at, except_urgent, made_by, made_at)
    values (${here}, ${given.context.newId()}, 'Fair', 'The stand', 'sites', array[${far}]::uuid[], '{}', ${given.context.now()}, ${given.context.clock
      .now()
      .add({ hours: 24 * 90 })
      .toString()}, false, ${anna().id}, now())`.execute(all);
  const frozen = await asked({});
  expect(frozen.sets.filter(({ openings }) => openings.some(({ closed }) => closed?.name === 'Fair')).map(({ sites }) => sites)).toEqual([
    ['Far'],
    ['Far'],
  ]);
  await answer('removePolicyLevel', { params: { id: made.id }, body: { because: 'Tried' } });
});

test('of whom no whole policy holds it is said that nothing opens, and of what is not of this client nothing', async () => {
  const dead = await answer('getOpenings', { params: { id: elsewhere }, query: {} });
  expect(dead).toMatchObject({ sets: [], devices: 1, closed: [{ devices: 1, deviceNames: ['gamma'] }] });
  expect(dead.closed[0]?.because).toContain('can not be read, so its window is closed');
  const asked = (query: object) => act('getOpenings', { params: { id: here }, query });
  for (const query of [{ deviceId: ids['gamma'] }, { siteId: ids['Elsewhere site'] }, { groupId: given.context.newId() }])
    expect(await asked(query)).toMatchObject({ code: 'request.invalid' });
  expect(await asked({ deviceId: ids['alpha'], siteId: ids['Here site'] })).toMatchObject({ code: 'request.invalid' });
});

test('the review that has passed and the rule that fits nobody stand with their policy', async () => {
  const nobody = await answer('createGroup', group('Nobody', 90, { fact: 'name', op: 'matches', value: 'zz*' }));
  const made = await answer('savePolicyLevel', save('group', here, nobody.id, { restart: 'never', reviewAt: '2020-01-01' }));
  expect(made.lint.map(({ code }) => code)).toEqual(['restart-never', 'review-overdue', 'group-without-devices']);
});

test('what was done stands in the chain of its owner', async () => {
  const found = await sql<{
    client_id: string;
    action: string;
  }>`select distinct client_id, action from fettle.audit_entry order by 1, 2`.execute(given.database.superuserDb);
  const actions = (id: string) => found.rows.filter((row) => row.client_id === id).map(({ action }) => action);
  expect(actions(providerId)).toEqual(['group.created', 'policy.level-saved']);
  expect(actions(here)).toEqual(['group.created', 'group.removed', 'policy.level-removed', 'policy.level-saved']);
});
