import type { Lane, Policy } from '@fettle/core/policy';
import type { CallOutput } from '@fettle/protocol/client';
import type { InstructionRead } from '@fettle/protocol/instruction';
import { sql } from 'kysely';
import { afterEach, describe, expect, test } from 'vitest';
import { evidenceReaction } from '../evidence/index.ts';
import { isRefusal } from '../platform/feature.ts';
import { policies } from '../policies/index.ts';
import { selection } from '../selection/index.ts';
import { act, approve, approved, look, propose, proposal, shown } from './testing/acts.ts';
import { oldVersion } from './testing/device.ts';
import { callOf, openFleet, speak } from './testing/fleet.ts';
import type { Fleet } from './testing/fleet.ts';

let fleet: Fleet | null = null;
afterEach(async () => {
  await fleet?.close();
  fleet = null;
});
const rings = [{ name: 'all', members: { kind: 'rest' }, soak: 'PT0S', gate: { minVerified: 1, minRate: 1 } }] as const;
const urgent: Lane = { name: 'urgent', takes: { urgency: ['urgent'] }, rings, approvalDays: 1, notices: { plannedHoursBefore: [] } };
const definitions: Lane = { name: 'definitions', takes: { products: ['lab-defs'] }, anyTime: true };
const closedToday = { rule: 'FREQ=WEEKLY;BYDAY=SU', start: '02:00', durationMinutes: 240 };

/** Besides openssl, which is urgent, each device is offered definitions and something that nobody is in a hurry for. */
async function open(
  policy: Partial<Policy> = {},
  devices: Parameters<typeof openFleet>[0]['devices'] = { one: {}, two: {} },
): Promise<Fleet> {
  fleet = await openFleet({ devices, policy: { lanes: [urgent, definitions], ...policy }, reactions: [evidenceReaction] });
  const { database, context } = fleet;
  for (const name of ['lab-app', 'lab-defs'])
    await sql`with made as (
        insert into fettle.software (ecosystem, manager, name, version, architecture, source_name, source_version)
        values ('debian:12', 'apt', ${name}, '2.0-1', 'amd64', ${name}, '2.0-1') returning id
      ) insert into fettle.device_offer (client_id, device_id, software_id, from_version, security, bytes, origin, codename, first_seen_at, urgency, basis)
        select d.client_id, d.id, made.id, '1.0-1', false, 1000, 'Debian', 'bookworm', ${context.now()}, 'normal', 'no-vulnerability' from fettle.device d, made`.execute(
      database.superuserDb,
    );
  return fleet;
}

type Install = Extract<InstructionRead['body'], { verb: 'install' }>;
function installsOf(at: Fleet, name: string): readonly Install[] {
  return [...at.device(name).taken.values()].flatMap(({ body }) => (body.verb === 'install' ? [body] : []));
}
async function preview(at: Fleet, body: object = {}): Promise<CallOutput<'previewSelection'>> {
  const handler = selection.handlers?.previewSelection;
  if (handler === undefined) throw new Error('nobody answers');
  return shown(await handler(callOf<'previewSelection'>(at.context, at.actor, { params: { id: at.clientId }, body })));
}

describe('lanes', () => {
  test('a proposal has the updates of one lane: which, is said where there are several', async () => {
    const at = await open();
    const none = await act(at, 'proposeDeployment', { body: proposal(at, { updateIds: 'policy' }) });
    expect(none).toMatchObject({
      code: 'deployment.several-lanes',
      errors: ['urgent', 'definitions', 'rest'].map((path) => ({ path, message: '1 update on 2 devices' })),
    });
    const body = { ...proposal(at, { updateIds: 'policy' }), lane: 'definitions' };
    const made = shown(await act(at, 'proposeDeployment', { body }));
    expect(made.lane).toBe('definitions');
    const kept = shown(await act(at, 'getDeploymentSelection', { params: { id: made.id } }));
    expect(kept.lines.map(({ name, lane, decision, devices }) => [name, lane, decision, devices])).toEqual([
      ['lab-app', 'rest', 'select', 2],
      ['lab-defs', 'definitions', 'select', 2],
      ['openssl', 'urgent', 'select', 2],
    ]);
    expect(await act(at, 'proposeDeployment', { body: { ...body, lane: 'slow' } })).toMatchObject({ code: 'request.invalid' });
    // What is named and of one lane needs no word.
    expect((await propose(at)).lane).toBe('urgent');
  });

  test('what may go at any time does, told in the share of each device, while the window of all else is closed', async () => {
    const at = await open({ window: closedToday });
    const made = shown(await act(at, 'proposeDeployment', { body: { ...proposal(at, { updateIds: 'policy' }), lane: 'definitions' } }));
    await speak(at, made.id);
    await approve(at, made.id);
    await speak(at, made.id);
    expect(installsOf(at, 'one')[0]?.share).toMatchObject({ window: { rule: 'FREQ=DAILY', durationMinutes: 2880, zone: 'UTC' } });
    const usual = await approved(at);
    await speak(at, usual);
    expect((await look(at, usual)).waitingOn.map(({ sentence }) => sentence).join(' ')).toContain('window');
  });

  test('the urgent lane has its own rings and waits for no soak of another, and a device is changed by one at a time', async () => {
    const at = await open();
    const rest = shown(await act(at, 'proposeDeployment', { body: { ...proposal(at, { updateIds: 'policy' }), lane: 'rest' } }));
    await speak(at, rest.id);
    await approve(at, rest.id);
    await speak(at, rest.id);
    // The first is soaking; the second has not begun in the lane of the rest.
    expect(installsOf(at, 'two')).toHaveLength(0);
    const hurried = await approved(at);
    await speak(at, hurried);
    expect((await look(at, hurried)).status).toBe('succeeded');
    expect(installsOf(at, 'two').map(({ header }) => header.deploymentId)).toEqual([hurried]);
    at.clock.advance({ hours: 3 });
    await speak(at, rest.id);
    expect((await look(at, rest.id)).status).toBe('succeeded');
  });

  test('while one lane has a device in hand, the other waits for it', async () => {
    const at = await open({ rings });
    const rest = shown(await act(at, 'proposeDeployment', { body: { ...proposal(at, { updateIds: 'policy' }), lane: 'rest' } }));
    await speak(at, rest.id);
    const hurried = await propose(at);
    await speak(at, hurried.id);
    await approve(at, rest.id);
    await approve(at, hurried.id);
    // Both are due; both are looked at before any device is heard of.
    const views = [await look(at, rest.id), await look(at, hurried.id)];
    const inHand = await sql<{
      n: number;
    }>`select count(*)::int as n from fettle.instruction where verb = 'install' and closed_at is null group by device_id`.execute(
      at.database.superuserDb,
    );
    expect(inHand.rows.every(({ n }) => n === 1)).toBe(true);
    expect(views.flatMap(({ runs }) => runs.map(({ phase }) => phase)).filter((phase) => phase === 'sent').length).toBeLessThanOrEqual(2);
    await speak(at, rest.id);
    await speak(at, hurried.id);
    await speak(at, rest.id);
    expect([(await look(at, rest.id)).status, (await look(at, hurried.id)).status]).toEqual(['succeeded', 'succeeded']);
  });

  test('an approval that is waited for too long is late', async () => {
    const at = await open();
    const { id } = await propose(at);
    await speak(at, id);
    expect((await look(at, id)).approvalLateAt).toMatch(/^2026-03-03T08:/);
    await approve(at, id);
    expect((await look(at, id)).approvalLateAt).toBeNull();
  });

  test('it stays late while the first of two approvals is all there is', async () => {
    const at = await open({ fourEyes: { devices: 0, clients: null, missionCritical: false, removals: false } });
    const { id } = await propose(at);
    await speak(at, id);
    await approve(at, id);
    expect((await look(at, id)).approvalLateAt).toMatch(/^2026-03-03T08:/);
  });
});

describe('what would be selected now', () => {
  test('by what is saved and by what is being written, with numbers by decision and the lines behind them', async () => {
    const at = await open();
    const saved = await preview(at);
    expect(saved.counts).toEqual([{ decision: 'select', updates: 3, devices: 2 }]);
    expect(saved.lanes.map(({ name, updates }) => [name, updates])).toEqual([
      ['urgent', 1],
      ['definitions', 1],
      ['rest', 1],
    ]);
    const rules = [
      { name: 'fresh ones wait', when: { products: ['lab-app'] }, action: { kind: 'defer', days: 7 } },
      { name: 'not that', when: { products: ['lab-defs'] }, action: { kind: 'block', because: 'It stops the scanner.' } },
    ];
    const about = { name: 'Own', owner: 'Ops', reviewAt: '2099-01-01' };
    const instead = { level: 'device', subjectId: at.device('one').id, body: { ...about, rules } };
    const written = await preview(at, { instead });
    expect(written.counts).toEqual([
      { decision: 'select', updates: 3, devices: 2 },
      { decision: 'unknown', updates: 1, devices: 1 },
      { decision: 'block', updates: 1, devices: 1 },
    ]);
    expect(written.lines.find(({ decision }) => decision === 'unknown')).toMatchObject({
      name: 'lab-app',
      deviceNames: ['one'],
      sentence: expect.stringContaining('rule 1, “fresh ones wait”'),
    });
    expect((await preview(at, { instead: { ...instead, body: { ...about, rules: [{}] } } })).problems).not.toEqual([]);
    expect((await preview(at)).counts).toEqual(saved.counts);
  });

  test('an advisory that was issued with it gives the date, which is said', async () => {
    const at = await open({ rules: [{ name: 'a week', when: {}, action: { kind: 'defer', days: 7 } }] });
    await sql`insert into fettle.feed (id, enabled, due_at) values ('osv', true, now()) on conflict do nothing`.execute(
      at.database.superuserDb,
    );
    await sql`insert into fettle.feed_file (feed, path) values ('osv', 'a')`.execute(at.database.superuserDb);
    await sql`with old as (
        insert into fettle.software (ecosystem, manager, name, version, architecture, source_name, source_version)
        values ('debian:12', 'apt', 'openssl', ${oldVersion}, 'amd64', 'openssl', '1.0-1') returning id
      ), said as (
        insert into fettle.advisory (feed, path, id, digest, kind, aliases, cves, published, severities) values ('osv', 'a', 'DSA-9001-1', '', 'security', '{}', '{}', '2026-02-27T08:00:00Z', '[]') returning key
      ) insert into fettle.software_match (software_id, advisory, fixed, security, since) select old.id, said.key, '2.0-1', true, now() from old, said`.execute(
      at.database.superuserDb,
    );
    const { lines } = await preview(at);
    expect(lines.find(({ name }) => name === 'openssl')).toMatchObject({
      decision: 'defer',
      until: '2026-03-06T08:00:00Z',
      dateSource: 'advisory',
      sentence: 'Deferred until 6 Mar 2026: rule 1, “a week” (released 2026-02-27, as its advisory says).',
    });
    expect(lines.filter(({ decision }) => decision === 'unknown')).toHaveLength(2);
  });
});

test('what a device is not brought is explained by its own policy', async () => {
  const at = await open();
  const rules = [{ name: 'never here', when: { products: ['lab-app'] }, action: { kind: 'block', because: 'The shop stands on it.' } }];
  const saved = await policies.handlers?.savePolicyLevel?.(
    callOf<'savePolicyLevel'>(at.context, at.actor, {
      body: {
        level: 'device',
        clientId: at.clientId,
        subjectId: at.device('two').id,
        body: { name: 'Own', owner: 'Ops', reviewAt: '2099-01-01', rules },
        basedOn: 0,
      },
    }),
  );
  expect(isRefusal(saved)).toBe(false);
  const { id } = await propose(at);
  await speak(at, id);
  const found = await sql<{
    entry: string;
  }>`select entry from fettle.audit_entry where subject = ${`deployment:${id}`} and action = 'deployment.basis-noted'`.execute(
    at.database.superuserDb,
  );
  expect(JSON.parse(found.rows[0]?.entry ?? 'null')).toMatchObject({
    body: {
      notWanted: [
        { name: 'lab-app', devices: 1, because: 'Blocked: rule 1, “never here”. The shop stands on it.' },
        { name: 'lab-app', devices: 1, because: 'It goes in lane “rest”, in a deployment of its own.' },
        { name: 'lab-defs', devices: 2, because: 'It goes in lane “definitions”, in a deployment of its own.' },
      ],
    },
  });
});

test.each(['lab-needed', 'lab-source'])(
  'a package manager that would bring what is pinned as %s keeps its device out of the plan',
  async (pinned) => {
    const pins = [{ package: pinned, version: '1.*', because: 'The maker supports no other.' }];
    const at = await open({ lanes: [], pins }, { one: { simulate: 'brings more' }, two: {} });
    await sql`
    insert into fettle.software (ecosystem, manager, name, version, architecture, source_name, source_version)
    select ecosystem, manager, 'lab-needed', '1.0-1', architecture, 'lab-source', '1.0-1' from fettle.software limit 1`.execute(
      at.database.superuserDb,
    );
    const { id } = await propose(at);
    await speak(at, id);
    const planned = await look(at, id);
    expect(planned.runs.map(({ deviceName }) => deviceName)).toEqual(['two']);
    expect(planned.proposal?.devices.find(({ deviceName }) => deviceName === 'one')?.because).toBe(
      `Its package manager would bring lab-needed 3.0-1, and the policy pins ${pinned} at 1.*: The maker supports no other.`,
    );
  },
);

test('a package manager that would bring what a rule blocks keeps its device out of the plan', async () => {
  const action = { kind: 'block', because: 'The till needs the old one.' } as const;
  const rules = [{ name: 'not that', when: { products: ['lab-source'], classes: ['normal'] as const }, action }];
  const at = await open({ lanes: [], rules }, { one: { simulate: 'brings more' }, two: {} });
  await sql`with made as (
      insert into fettle.software (ecosystem, manager, name, version, architecture, source_name, source_version)
      values ('debian:12', 'apt', 'lab-needed', '3.0-1', 'amd64', 'lab-source', '3.0-1') returning id
    ) insert into fettle.device_offer (client_id, device_id, software_id, from_version, security, bytes, origin, codename, first_seen_at, urgency, basis)
      select d.client_id, d.id, made.id, '1.0-1', false, 1000, 'Debian', 'bookworm', ${at.context.now()}, 'normal', 'no-vulnerability' from fettle.device d, made`.execute(
    at.database.superuserDb,
  );
  const { id } = await propose(at);
  await speak(at, id);
  const planned = await look(at, id);
  expect(planned.runs.map(({ deviceName }) => deviceName)).toEqual(['two']);
  expect(planned.proposal?.devices.find(({ deviceName }) => deviceName === 'one')?.because).toBe(
    'Its package manager would bring lab-needed 3.0-1. Blocked: rule 1, “not that”. The till needs the old one.',
  );
});
