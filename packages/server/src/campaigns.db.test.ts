/** Campaigns on a real database: one change for several clients, each planned by itself, approved in one act, stopped by one button. */
import type { Policy } from '@fettle/core/policy';
import type { CallOutput } from '@fettle/protocol/client';
import { routes } from '@fettle/protocol/routes';
import type { RouteName } from '@fettle/protocol/routes';
import { sql } from 'kysely';
import { afterEach, describe, expect, test } from 'vitest';
import { approve, look } from './deployments/testing/acts.ts';
import { callOf, checkIn, lookWhileDue, openFleet, signedApproval, speak } from './deployments/testing/fleet.ts';
import type { Fleet } from './deployments/testing/fleet.ts';
import type { Actor, ApiRefusal } from './platform/feature.ts';
import { lockWaiters } from './platform/testing/index.ts';
import { today } from './today/index.ts';
import { campaignReaction } from './campaigns/breaks.ts';
import { emergencyRound } from './campaigns/emergency.ts';
import { laneHandlers } from './campaigns/lane.ts';
import { campaignHandlers } from './campaigns/handlers.ts';
import { planRound } from './campaigns/round.ts';

let fleet: Fleet | null = null;
afterEach(async () => {
  await fleet?.close();
  fleet = null;
});

/** The fleet's client; another that is offered the same and has no policy; a third that is offered nothing. */
type Three = { readonly at: Fleet; readonly bare: string; readonly idle: string; readonly everybody: Actor };

async function open(
  devices: Parameters<typeof openFleet>[0]['devices'] = { one: {}, two: {} },
  policy: Partial<Policy> = {},
): Promise<Three> {
  const at = (fleet = await openFleet({ devices, policy, reactions: [campaignReaction] }));
  const [bare, idle] = [await addClient(at, 'Bare'), await addClient(at, 'Idle')];
  const [site, device] = [at.context.newId(), at.context.newId()];
  const all = at.database.superuserDb;
  await sql`insert into fettle.site (client_id, id, name, zone, created_at) values (${bare}, ${site}, 'Main', 'UTC', now())`.execute(all);
  await sql`insert into fettle.device (client_id, id, site_id, key_id, name, os_name, ecosystem, mode, enrolled_at, tier)
    values (${bare}, ${device}, ${site}, 'k', 'bare', 'Debian', 'debian:12', 'manage', now(), 'mission-critical')`.execute(all);
  await sql`insert into fettle.device_offer (client_id, device_id, software_id, from_version, security, bytes, origin, codename, first_seen_at)
    values (${bare}, ${device}, ${Number(at.updateId)}, '1', true, 1, 'Debian', 'x', now())`.execute(all);
  await sql`insert into fettle.update_count (client_id, software_id, devices, withheld, security, bytes, origin, first_seen_at, from_versions, read_on, urgent, new_at)
    select client_id, software_id, count(*), 0, true, 1, 'Debian', now(), '{1}', 0, count(*), now() from fettle.device_offer group by 1, 2`.execute(
    all,
  );
  return { at, bare, idle, everybody: actorOf(at, [at.clientId, bare, idle]) };
}

async function addClient(at: Fleet, name: string): Promise<string> {
  const id = at.context.newId();
  await sql`insert into fettle.client_register values (${id})`.execute(at.database.superuserDb);
  await sql`insert into fettle.client (client_id, name, created_at) values (${id}, ${name}, now())`.execute(at.database.superuserDb);
  return id;
}

function actorOf(at: Fleet, scope: readonly string[]): Actor {
  return { ...at.actor, scope, can: (_permission, clientId) => clientId === undefined || scope.includes(clientId), scopeFor: () => scope };
}

async function call<N extends RouteName>(
  at: Fleet,
  actor: Actor,
  name: N,
  parts: Parameters<typeof callOf<N>>[2],
): Promise<CallOutput<N> | ApiRefusal> {
  const handler = campaignHandlers(at.engine)[name];
  // The table says the type for one name; the look-up by name has lost it.
  return (handler as unknown as (given: unknown) => Promise<CallOutput<N> | ApiRefusal>)(callOf<N>(at.context, actor, parts));
}
async function well<N extends RouteName>(...given: Parameters<typeof call<N>>): Promise<CallOutput<N>> {
  const answer = await call(...given);
  if (typeof answer === 'object' && answer !== null && 'refused' in answer && answer.refused === true)
    throw new Error(JSON.stringify(answer));
  return answer as CallOutput<N>;
}

const about = { kind: 'package', manager: 'apt', name: 'openssl', fixed: '2.0-1' } as const;
const words = { title: 'OpenSSL everywhere', reason: 'A test', owner: 'Ops', about, expiresInDays: 14 };
const because = 'For the test.';
type Detail = CallOutput<'getCampaign'>;
const standings = ({ items }: Detail) => Object.fromEntries(items.map((item) => [item.clientName, item.standing]));

async function proposed({ at, everybody }: Three): Promise<Detail> {
  return well(at, everybody, 'proposeCampaign', { body: { ...words, clientIds: 'all' } });
}
/** Planned, and its devices have answered. */
async function planned(three: Three): Promise<Detail & { readonly deploymentId: string }> {
  const { at, everybody } = three;
  const { id } = await proposed(three);
  await planRound(at.context);
  const after = await well(at, everybody, 'getCampaign', { params: { id } });
  const deploymentId = after.items.find(({ clientName }) => clientName === 'Client')?.deploymentId ?? '';
  await speak(at, deploymentId);
  return { ...(await well(at, everybody, 'getCampaign', { params: { id } })), deploymentId };
}

describe('a campaign', () => {
  test('says whom it would reach before anything is written', async () => {
    const { at, everybody } = await open();
    const reach = await well(at, everybody, 'previewCampaign', { body: { about, clientIds: 'all' } });
    expect(
      reach.items.map(({ clientName, devices, missionCritical, noPolicy }) => [clientName, devices, missionCritical, noPolicy]),
    ).toEqual([
      ['Bare', 1, 1, true],
      ['Client', 2, 0, false],
    ]);
    expect((await sql`select 1 from fettle.campaign`.execute(at.database.superuserDb)).rows).toEqual([]);
  });

  test('plans each client by itself: one has nothing to do, one can not be planned, one waits for its approval', async () => {
    const three = await open();
    const first = await proposed(three);
    expect([first.clients, first.standings.waiting]).toEqual([3, 3]);
    const after = await planned(three);
    expect(standings({ ...after, items: after.items })).toEqual({ Bare: 'failed', Client: 'approval', Idle: 'nothing' });
    expect(after.items.find(({ clientName }) => clientName === 'Bare')?.detail).toContain('no policy');
    expect(after.items.find(({ clientName }) => clientName === 'Idle')?.detail).toContain('openssl 2.0-1 or later');
    expect(after.breaks).toMatchObject({ devices: 2, noWayBack: 0, packages: ['openssl'] });
    expect([after.planned, after.devices]).toEqual([1, 2]);
  });

  test('is planned once, though two servers are at it and one of them looks again', async () => {
    const three = await open();
    const { id } = await proposed(three);
    const rounds = await Promise.all([planRound(three.at.context), planRound(three.at.context)]);
    await planRound(three.at.context);
    expect(rounds.reduce((sum, n) => sum + n, 0)).toBe(3);
    const made = await sql`select 1 from fettle.deployment`.execute(three.at.database.superuserDb);
    expect(made.rows).toHaveLength(1);
    expect((await well(three.at, three.everybody, 'getCampaign', { params: { id } })).standings.planning).toBe(1);
  });

  test('is approved in one act, spec by spec: one that is not of it is refused, and the other runs to its end', async () => {
    const three = await open();
    const { at, everybody } = three;
    const { id, deploymentId } = await planned(three);
    const envelope = { ...(await signedApproval(at, deploymentId)), signatures: [...(await signedApproval(at, deploymentId)).signatures] };
    const approvals = [
      { deploymentId, envelope },
      { deploymentId: at.context.newId(), envelope },
    ];
    const answer = await well(at, everybody, 'approveCampaign', { params: { id }, body: { approvals } });
    expect([answer.taken, answer.refused.length]).toEqual([1, 1]);
    for (let day = 0; day < 3; day += 1) {
      await speak(at, deploymentId);
      at.clock.advance({ hours: 3 });
    }
    expect(await look(at, deploymentId)).toMatchObject({ status: 'succeeded', campaign: { id, title: words.title } });
    const after = await well(at, everybody, 'getCampaign', { params: { id } });
    expect([standings(after)['Client'], after.verified, after.devices, after.open]).toEqual(['done', 2, 2, false]);
  });

  test('rings that soak are promoted in one act, each by itself; what is stopped is not offered', async () => {
    const three = await open({ one: {}, two: {} });
    const { at, everybody } = three;
    const { id, deploymentId } = await planned(three);
    const wait = await well(at, everybody, 'getCampaign', { params: { id } });
    expect(wait.canPromote).toContain('No ring soaks');
    const rings = [
      { deploymentId, ring: 0 },
      { deploymentId: at.context.newId(), ring: 0 },
    ];
    expect((await well(at, everybody, 'promoteCampaign', { params: { id }, body: { because, rings } })).taken).toBe(0);
    await approve(at, deploymentId);
    const item = async () => {
      const seen = await well(at, everybody, 'getCampaign', { params: { id } });
      return { canPromote: seen.canPromote, ...seen.items.find(({ clientName }) => clientName === 'Client') };
    };
    for (let hour = 0; hour < 20 && (await item()).promotable === null; hour += 1) {
      await speak(at, deploymentId);
      at.clock.advance({ minutes: 30 });
    }
    expect(await item()).toMatchObject({ canPromote: null, promotable: { ring: 0, stepsOpen: [] } });
    const stranger = actorOf(at, [three.idle]);
    expect((await well(at, stranger, 'getCampaign', { params: { id } })).canPromote).toContain('No ring soaks');

    await well(at, everybody, 'stopCampaign', { params: { id }, body: { because } });
    expect((await item()).promotable).toBeNull();
    await well(at, everybody, 'releaseCampaign', { params: { id }, body: { because } });
    await lookWhileDue(at, deploymentId);

    const answer = await well(at, everybody, 'promoteCampaign', { params: { id }, body: { because, rings } });
    expect(answer).toMatchObject({
      taken: 1,
      refused: [{ clientName: '', detail: expect.stringContaining('No client of this campaign') }],
    });
    const again = await well(at, everybody, 'promoteCampaign', { params: { id }, body: { because, rings: rings.slice(0, 1) } });
    expect([again.taken, again.refused[0]?.clientName]).toEqual([0, 'Client']);
    const recorded = await sql<{ client_id: string; subject: string }>`
      select client_id, subject from fettle.audit_entry where action = 'deployment.ring-promoted' and subject like ${`%${deploymentId}`}`.execute(
      at.database.superuserDb,
    );
    expect(recorded.rows).toEqual([{ client_id: at.clientId, subject: `deployment:${deploymentId}` }]);
    await lookWhileDue(at, deploymentId);
    expect((await look(at, deploymentId)).rings[0]).toMatchObject({ phase: 'passed', evidence: { promoted: { because } } });
  });

  test('is stopped by one button: nothing is sent, also of what is approved after it, and a release lets it go on', async () => {
    const three = await open({ one: {} });
    const { at, everybody } = three;
    const { id, deploymentId } = await planned(three);
    const stopped = await well(at, everybody, 'stopCampaign', { params: { id }, body: { because } });
    expect([standings(stopped)['Client'], stopped.stopped, stopped.canStop]).toEqual(['held', 1, 'It is stopped already.']);
    // At once, before any look: an agent that asks hears of it.
    const heard = await sql`select 1 from fettle.held_deployment where deployment_id = ${deploymentId}`.execute(at.database.superuserDb);
    expect(heard.rows).toHaveLength(1);
    const signed = await signedApproval(at, deploymentId);
    const envelope = { ...signed, signatures: [...signed.signatures] };
    await well(at, everybody, 'approveCampaign', { params: { id }, body: { approvals: [{ deploymentId, envelope }] } });
    await speak(at, deploymentId);
    expect(at.device('one').installs).toEqual([]);
    expect((await look(at, deploymentId)).holds.map(({ reason, detail }) => [reason, detail.endsWith(because)])).toEqual([
      ['campaign stop', true],
    ]);
    await well(at, everybody, 'releaseCampaign', { params: { id }, body: { because } });
    await lookWhileDue(at, deploymentId);
    await speak(at, deploymentId);
    expect(at.device('one').installs).toHaveLength(1);
  });

  test('leaves a client out for a reason, and cancels what was made for it', async () => {
    const three = await open({ one: {} });
    const { at, everybody } = three;
    const { id, deploymentId } = await planned(three);
    const after = await well(at, everybody, 'leaveOutOfCampaign', { params: { id }, body: { because, clientId: at.clientId } });
    expect(after.items.find(({ clientName }) => clientName === 'Client')).toMatchObject({ standing: 'left-out', detail: because });
    await lookWhileDue(at, deploymentId);
    await checkIn(at, at.device('one'));
    expect((await look(at, deploymentId)).status).toBe('cancelled');
    const again = await call(at, everybody, 'leaveOutOfCampaign', { params: { id }, body: { because, clientId: at.clientId } });
    expect(again).toMatchObject({ code: 'deployment.over' });
  });

  test('shows, stops and approves for the clients in reach alone', async () => {
    const three = await open({ one: {} });
    const { at, bare, everybody } = three;
    const { id, deploymentId } = await planned(three);
    const only = actorOf(at, [bare]);
    const seen = await well(at, only, 'getCampaign', { params: { id } });
    expect([seen.items.map(({ clientName }) => clientName), seen.clients, seen.devices]).toEqual([['Bare'], 1, 0]);
    const signed = await signedApproval(at, deploymentId);
    const approvals = [{ deploymentId, envelope: { ...signed, signatures: [...signed.signatures] } }];
    expect(await well(at, only, 'approveCampaign', { params: { id }, body: { approvals } })).toMatchObject({ taken: 0 });
    expect(await call(at, only, 'stopCampaign', { params: { id }, body: { because } })).toMatchObject({ code: 'deployment.not-possible' });
    expect((await well(at, everybody, 'getCampaign', { params: { id } })).stopped).toBe(0);
    const stranger = actorOf(at, [at.context.newId()]);
    expect(await call(at, stranger, 'getCampaign', { params: { id } })).toMatchObject({ code: 'not-found' });
    expect((await well(at, stranger, 'listCampaigns', { query: { limit: 50 } })).items).toEqual([]);
    const beyond = { ...words, clientIds: [at.clientId] };
    expect(await call(at, only, 'proposeCampaign', { body: beyond })).toMatchObject({ code: 'not-found' });
  });
});

describe('its forecast', () => {
  const assumed = { awayShare: 0, awaySeconds: 172_800, failShare: 0, refuseShare: 0, approveAfterSeconds: 0, releaseAfterSeconds: null };
  const ask = { ...assumed, runs: 3, seed: 1, clientId: null as string | null, after: null as string | null };
  type Forecasts = CallOutput<'forecastCampaign'>;

  test('says of each client when it is done, who is late, and what is disturbed; it is remembered until something changes', async () => {
    const three = await open({ one: {}, two: {} });
    const { at, bare, everybody } = three;
    const all = at.database.superuserDb;
    const [one, two, leaning] = [at.device('one').id, at.device('two').id, at.context.newId()];
    await sql`update fettle.device set tier = 'mission-critical', service = 'Tills' where id = ${two}`.execute(all);
    await sql`insert into fettle.device (client_id, id, site_id, key_id, name, os_name, ecosystem, mode, enrolled_at)
      select client_id, ${leaning}, site_id, 'k2', 'leaning', 'Debian', 'debian:12', 'manage', now() from fettle.device where id = ${one}`.execute(
      all,
    );
    await sql`insert into fettle.device_dependency (client_id, device_id, depends_on, kind) values (${at.clientId}, ${leaning}, ${one}, 'host')`.execute(
      all,
    );
    await sql`update fettle.device_offer set due = ${at.context.now()}::timestamptz - interval '1 day', due_by = 'Cyber Essentials' where device_id = ${two}`.execute(
      all,
    );
    const handlers = campaignHandlers(at.engine);
    // The table says the type for one name; the look-up by name has lost it.
    const forecast = async (body: Partial<typeof ask>, actor: Actor = everybody): Promise<Forecasts | ApiRefusal> =>
      (handlers.forecastCampaign as (given: unknown) => Promise<Forecasts | ApiRefusal>)(
        callOf<'forecastCampaign'>(at.context, actor, { params: { id }, body: { ...ask, ...body } as typeof ask }),
      );
    const wanted = async (body: Partial<typeof ask> = {}): Promise<Forecasts> => {
      const answer = await forecast(body);
      if ('refused' in answer) throw new Error(JSON.stringify(answer));
      return routes.forecastCampaign.response.parse(answer);
    };
    const lineOf = ({ items }: Forecasts, name = 'Client') => items.find(({ clientName }) => clientName === name);

    const { id, deploymentId } = await planned(three);
    const first = await wanted();
    expect(first.computing).toBe(0);
    expect(lineOf(first, 'Idle')).toMatchObject({ state: 'none', forecast: null });
    expect(lineOf(first, 'Bare')?.why).toContain('no policy');
    expect(lineOf(first)).toMatchObject({
      state: 'computed',
      why: '',
      forecast: {
        runs: 3,
        devices: 2,
        succeeded: 3,
        deadlines: { devices: 1, met: 0, missed: 1 },
        late: { count: 1, shown: [{ deviceName: 'two', missed: 3, never: 0, deadline: { by: 'Cyber Essentials' } }] },
        touched: { host: 1, dependant: 1, 'no-stand-in': 1, 'no-way-back': 0 },
        services: [{ name: 'Tills', devices: 1 }],
      },
    });
    const forecastNow = lineOf(first)?.forecast;
    expect((forecastNow?.verified.p50 ?? '') > at.context.now()).toBe(true);
    expect(forecastNow?.touches.shown).toContainEqual({
      kind: 'dependant',
      deviceId: leaning,
      deviceName: 'leaning',
      detail: 'It needs one.',
    });

    at.clock.advance({ minutes: 1 });
    expect(lineOf(await wanted())?.forecast?.computedAt).toBe(forecastNow?.computedAt);
    expect(lineOf(await wanted({ after: forecastNow?.computedAt ?? null }))?.forecast?.computedAt).toBe(at.context.now());
    at.clock.advance({ minutes: 11 });
    expect(lineOf(await wanted())?.forecast?.asOf).toBe(at.context.now());
    at.clock.advance({ minutes: 1 });
    const signed = await signedApproval(at, deploymentId);
    await well(at, everybody, 'approveCampaign', {
      params: { id },
      body: { approvals: [{ deploymentId, envelope: { ...signed, signatures: [...signed.signatures] } }] },
    });
    const approved = lineOf(await wanted())?.forecast;
    expect([approved?.computedAt, approved?.succeeded]).toEqual([at.context.now(), 3]);

    // What is assumed makes the difference, and is remembered by itself.
    const failing = lineOf(await wanted({ failShare: 1 }))?.forecast;
    expect([failing?.succeeded, failing?.late.count, failing?.holds.map(({ reason }) => reason)]).toEqual([0, 2, ['failure budget']]);
    expect(await forecast({ failShare: 0.7, refuseShare: 0.7 })).toMatchObject({ code: 'request.invalid' });

    const only = await forecast({}, actorOf(at, [bare]));
    expect('items' in only ? only.items.map(({ clientName }) => clientName) : only).toEqual(['Bare']);
    expect(await forecast({ clientId: at.clientId }, actorOf(at, [bare]))).toMatchObject({ code: 'not-found' });
    expect((await wanted({ clientId: at.clientId })).items).toHaveLength(1);
  });
});

const cve = 'CVE-2026-10001';
const other = 'CVE-2026-10002';

/** Besides openssl each device of the client is offered lab-app; of these offers alone it ends something. */
async function openTwo(policy: Partial<Policy>, ends: (device: string, software: string) => string | null): Promise<Three> {
  const three = await open(undefined, policy);
  const { at } = three;
  const all = at.database.superuserDb;
  await sql`with made as (insert into fettle.software (ecosystem, manager, name, version, architecture, source_name, source_version)
      values ('debian:12', 'apt', 'lab-app', '2.0-1', 'amd64', 'lab-app', '2.0-1') returning id)
    insert into fettle.device_offer (client_id, device_id, software_id, from_version, security, bytes, origin, codename, first_seen_at)
    select d.client_id, d.id, made.id, '1.0-1', true, 1000, 'Debian', 'bookworm', ${at.context.now()} from fettle.device d, made where d.client_id = ${at.clientId}`.execute(
    all,
  );
  await sql`insert into fettle.update_count (client_id, software_id, devices, withheld, security, bytes, origin, first_seen_at, from_versions, read_on, urgent, new_at)
    select client_id, software_id, count(*), 0, true, 1, 'Debian', now(), '{1}', 0, count(*), now() from fettle.device_offer group by 1, 2 on conflict do nothing`.execute(
    all,
  );
  await sql`update fettle.update_count set ended = array[${cve}, ${other}]`.execute(all);
  for (const { device, name, id, software } of (
    await sql<{ device: string; name: string; id: string; software: number }>`
      select d.name as device, s.name, d.id, s.id as software from fettle.device_offer o join fettle.device d on d.id = o.device_id join fettle.software s on s.id = o.software_id`.execute(
      all,
    )
  ).rows) {
    const ended = ends(device, name);
    if (ended === null) continue;
    await sql`with s as (insert into fettle.ended_set (digest, ids) values (${`${id} ${software}`}, array[${ended}]) returning id)
      update fettle.device_offer o set ended_set = s.id from s where o.device_id = ${id} and o.software_id = ${software}`.execute(all);
  }
  return three;
}
const aboutCve = { ...words, about: { kind: 'advisory' as const, ids: [cve] }, clientIds: 'all' as const };

test('a campaign brings to each device only what it is about there', async () => {
  const { at, everybody } = await openTwo({}, (device, software) =>
    device === 'bare' ? null : (device === 'one') === (software === 'openssl') ? cve : other,
  );
  await well(at, everybody, 'proposeCampaign', { body: aboutCve });
  await planRound(at.context);
  const asked = await sql<{ name: string; wanted: readonly { readonly name: string }[] }>`
    select d.name, a.wanted from fettle.deployment_device a join fettle.device d on d.id = a.device_id order by d.name`.execute(
    at.database.superuserDb,
  );
  expect(asked.rows.map(({ name, wanted }) => [name, wanted.map((one) => one.name)])).toEqual([
    ['one', ['openssl']],
    ['two', ['lab-app']],
  ]);
});

describe('what a policy leaves for later', () => {
  const rings = [{ name: 'all', members: { kind: 'rest' }, soak: 'PT0S', gate: { minVerified: 1, minRate: 1 } }] as const;

  test('in another lane is no good end, and is told with its numbers', async () => {
    const lanes = [{ name: 'first', takes: { products: ['openssl'] }, rings }] as const;
    const three = await openTwo({ lanes }, () => cve);
    const { at, everybody } = three;
    const { id } = await well(at, everybody, 'proposeCampaign', { body: aboutCve });
    await planRound(at.context);
    const { items } = await well(at, everybody, 'getCampaign', { params: { id } });
    const before = items.find(({ clientName }) => clientName === 'Client');
    const deploymentId = before?.deploymentId ?? '';
    expect(before).toMatchObject({ standing: 'planning', detail: 'Left: 1 update on 2 devices, which goes in lane “rest”.' });
    await speak(at, deploymentId);
    const signed = await signedApproval(at, deploymentId);
    const approvals = [{ deploymentId, envelope: { ...signed, signatures: [...signed.signatures] } }];
    await well(at, everybody, 'approveCampaign', { params: { id }, body: { approvals } });
    for (let round = 0; round < 3; round += 1) {
      await speak(at, deploymentId);
      at.clock.advance({ hours: 3 });
    }
    const after = await well(at, everybody, 'getCampaign', { params: { id } });
    expect([after.standings.part, after.standings.done, after.verified]).toEqual([1, 0, 2]);
  });

  test('because a rule defers it, or asks what nobody knows, is not “nothing to do”', async () => {
    const defer = { kind: 'defer', days: 7 } as const;
    const rules = [
      { name: 'a week', when: { products: ['lab-app'] }, action: defer, countFrom: 'first-seen' },
      { name: 'a week after its release', when: {}, action: defer },
    ] as const;
    const { at, everybody } = await openTwo({ rules }, () => cve);
    const { id } = await well(at, everybody, 'proposeCampaign', { body: aboutCve });
    await planRound(at.context);
    const after = await well(at, everybody, 'getCampaign', { params: { id } });
    expect(standings(after)).toMatchObject({ Client: 'deferred', Idle: 'nothing' });
    expect(after.items.find(({ clientName }) => clientName === 'Client')?.detail).toMatch(
      /Left: 1 update on 2 devices, which a rule defers, the first until 2026-03-\d\d; 1 update on 2 devices, which waits for a person/,
    );
  });
});

describe('the emergency lane', () => {
  async function exploited(three: Three, added: string | null): Promise<void> {
    const all = three.at.database.superuserDb;
    await sql`update fettle.update_count set ended = array[${cve}]`.execute(all);
    await sql`insert into fettle.cve (id, kev_added) values (${cve}, ${added}) on conflict (id) do update set kev_added = excluded.kev_added`.execute(
      all,
    );
  }
  const campaigns = (at: Fleet) =>
    sql<{ id: string; title: string; withdrawn_because: string | null }>`select id, title, withdrawn_because from fettle.campaign`
      .execute(at.database.superuserDb)
      .then(({ rows }) => rows);

  test('prepares one campaign for a new entry, once, and Today has it on top', async () => {
    const three = await open({ one: {} });
    const { at } = three;
    await exploited(three, '2026-03-01');
    expect([await emergencyRound(at.engine, at.context), await emergencyRound(at.engine, at.context)]).toEqual([1, 0]);
    expect((await campaigns(at)).map(({ title }) => title)).toEqual([`${cve}: known to be exploited`]);
    const seen = await today.handlers?.today?.(callOf<'today'>(at.context, three.everybody, { query: {} }));
    const [first] = seen === undefined || 'refused' in seen ? [] : seen.items;
    expect(first).toMatchObject({ kind: 'emergency', why: expect.stringContaining('For 2 clients it is not approved yet') });
  });

  test('takes by the rule of the provider what is critical from the network or said to be exploited, and nothing twice', async () => {
    const three = await open({ one: {} });
    const { at } = three;
    await exploited(three, null);
    const admin = at.database.superuserDb;
    const vector = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
    const cvss = JSON.stringify({ nvd: [{ vector, source: 'nvd' }] });
    await sql`update fettle.cve set published = ${at.context.now()}::timestamptz - interval '1 day', cvss = ${cvss}::jsonb`.execute(admin);
    const set = async (body: { on: boolean; exploited?: boolean; critical?: boolean }) =>
      laneHandlers.setEmergencyLane!(callOf<'setEmergencyLane'>(at.context, three.everybody, { body }));
    // Off where nobody set it.
    expect(await emergencyRound(at.engine, at.context)).toBe(0);
    expect(await set({ on: true, exploited: true })).toMatchObject({ on: true, exploited: true, critical: false, version: 1 });
    expect(await emergencyRound(at.engine, at.context)).toBe(0);
    expect(await set({ on: true, critical: true })).toMatchObject({ exploited: true, critical: true, version: 2 });
    const both = await Promise.all([emergencyRound(at.engine, at.context), emergencyRound(at.engine, at.context)]);
    expect(both.toSorted()).toEqual([0, 1]);
    expect((await campaigns(at)).map(({ title }) => title)).toEqual([`${cve}: critical, attacked over the network`]);
    const { rows } = await sql<{ reason: string }>`select reason from fettle.campaign`.execute(admin);
    expect(rows[0]?.reason).toContain('version 2 of the provider’s rule');
    // Into the catalogue afterwards: it is there already.
    await exploited(three, '2026-03-01');
    expect(await emergencyRound(at.engine, at.context)).toBe(0);
    expect(await campaigns(at)).toHaveLength(1);
  });

  test('of the rule is withdrawn where the score is corrected, and comes anew where the catalogue takes it', async () => {
    const three = await open({ one: {} });
    const { at } = three;
    const admin = at.database.superuserDb;
    await exploited(three, null);
    const score = (vectors: readonly string[]) =>
      sql`update fettle.cve set published = ${at.context.now()}::timestamptz - interval '1 day',
        cvss = ${JSON.stringify({ nvd: vectors.map((vector) => ({ vector, source: 'nvd' })) })}::jsonb`.execute(admin);
    await score(['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H']);
    await laneHandlers.setEmergencyLane!(callOf<'setEmergencyLane'>(at.context, three.everybody, { body: { on: true, critical: true } }));
    expect(await emergencyRound(at.engine, at.context)).toBe(1);
    // Nobody says anything of it any more, or the rule is another now: that corrects nothing.
    await score([]);
    await laneHandlers.setEmergencyLane!(callOf<'setEmergencyLane'>(at.context, three.everybody, { body: { on: true, critical: false } }));
    await emergencyRound(at.engine, at.context);
    expect((await campaigns(at))[0]?.withdrawn_because).toBeNull();
    await score(['CVSS:3.1/AV:L/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H']);
    await emergencyRound(at.engine, at.context);
    expect((await campaigns(at))[0]?.withdrawn_because).toBe(
      `${cve} is not critical and attacked over the network any more (CVSS:3.1/AV:L/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H).`,
    );
    await exploited(three, '2026-03-01');
    expect([await emergencyRound(at.engine, at.context), await emergencyRound(at.engine, at.context)]).toEqual([1, 0]);
    expect((await campaigns(at)).map(({ title }) => title)).toContain(`${cve}: known to be exploited`);
  });

  test('leaves an old entry, and everything while it is off', async () => {
    const three = await open({ one: {} });
    const { at } = three;
    await exploited(three, '2026-01-01');
    expect(await emergencyRound(at.engine, at.context)).toBe(0);
    await exploited(three, '2026-03-01');
    await sql`insert into fettle.provider_rule values ('emergency-lane', '{"on": false}', now(), 'x')`.execute(at.database.superuserDb);
    expect(await emergencyRound(at.engine, at.context)).toBe(0);
    expect(await campaigns(at)).toEqual([]);
  });

  test('a stop holds who comes back and who joins later, and one release lets all of them go', async () => {
    const three = await open({ one: {} });
    const { at, everybody, idle } = three;
    const all = at.database.superuserDb;
    await exploited(three, '2026-03-01');
    await emergencyRound(at.engine, at.context);
    await planRound(at.context);
    const [made] = await campaigns(at);
    const params = { id: made?.id ?? '' };
    expect(standings(await well(at, everybody, 'getCampaign', { params }))).toEqual({ Bare: 'nothing', Client: 'nothing' });
    await well(at, everybody, 'stopCampaign', { params, body: { because } });

    await sql`with s as (insert into fettle.ended_set (digest, ids) values ('d', array[${cve}]) returning id) update fettle.device_offer set ended_set = s.id from s`.execute(
      all,
    );
    await sql`insert into fettle.update_count (client_id, software_id, devices, withheld, security, bytes, origin, first_seen_at, from_versions, read_on, urgent, new_at, ended)
      values (${idle}, ${Number(at.updateId)}, 1, 0, true, 1, 'Debian', now(), '{1}', 0, 1, now(), array[${cve}])`.execute(all);
    at.clock.advance({ hours: 2 });
    await emergencyRound(at.engine, at.context);
    expect(await planRound(at.context)).toBe(0);
    const held = await well(at, everybody, 'getCampaign', { params });
    expect([standings(held), held.stopped]).toEqual([{ Bare: 'held', Client: 'held', Idle: 'held' }, 3]);
    expect((await sql`select 1 from fettle.deployment`.execute(all)).rows).toEqual([]);

    await well(at, everybody, 'releaseCampaign', { params, body: { because } });
    expect(await planRound(at.context)).toBe(3);
    expect(standings(await well(at, everybody, 'getCampaign', { params }))).toMatchObject({ Client: 'planning' });
  });

  test('wants two approvers by the number of clients at once, for it grows', async () => {
    const three = await open({ one: {} }, { fourEyes: { devices: null, clients: 50, missionCritical: false, removals: false } });
    const { at, everybody } = three;
    await exploited(three, '2026-03-01');
    await sql`with s as (insert into fettle.ended_set (digest, ids) values ('d', array[${cve}]) returning id) update fettle.device_offer set ended_set = s.id from s`.execute(
      at.database.superuserDb,
    );
    await emergencyRound(at.engine, at.context);
    await planRound(at.context);
    const [made] = await campaigns(at);
    const params = { id: made?.id ?? '' };
    const { items } = await well(at, everybody, 'getCampaign', { params });
    await speak(at, items.find(({ clientName }) => clientName === 'Client')?.deploymentId ?? '');
    const after = await well(at, everybody, 'getCampaign', { params });
    expect(after.items.find(({ clientName }) => clientName === 'Client')?.approvals).toEqual({ given: 0, needed: 2 });
  });

  test('withdraws what was taken back: what nobody approved is given up', async () => {
    const three = await open({ one: {} });
    const { at, everybody } = three;
    await exploited(three, '2026-03-01');
    await sql`with s as (insert into fettle.ended_set (digest, ids) values ('d', array[${cve}]) returning id) update fettle.device_offer set ended_set = s.id from s`.execute(
      at.database.superuserDb,
    );
    await emergencyRound(at.engine, at.context);
    await planRound(at.context);
    const [made] = await campaigns(at);
    const before = await well(at, everybody, 'getCampaign', { params: { id: made?.id ?? '' } });
    const deploymentId = before.items.find(({ clientName }) => clientName === 'Client')?.deploymentId ?? '';
    await speak(at, deploymentId);
    await exploited(three, null);
    await sql`insert into fettle.feed (id, enabled, due_at) values ('kev', true, now()) on conflict do nothing`.execute(
      at.database.superuserDb,
    );
    await sql`insert into fettle.feed_file (feed, path, taken_at) values ('kev', 'kev.json', now())`.execute(at.database.superuserDb);
    await emergencyRound(at.engine, at.context);
    await lookWhileDue(at, deploymentId);
    expect((await campaigns(at))[0]?.withdrawn_because).toContain('taken out of the catalogue');
    expect((await look(at, deploymentId)).status).toBe('cancelled');
  });

  test('leaves what a person approves while it is withdrawn', async () => {
    const three = await open({ one: {} });
    const { at } = three;
    const { id, deploymentId } = await planned(three);
    const all = at.database.superuserDb;
    await sql`update fettle.campaign set withdrawn_at = now(), withdrawn_because = 'It was taken out.' where id = ${id}`.execute(all);
    const inLine = await all.transaction().execute(async (tx) => {
      await sql`select 1 from fettle.deployment_state where deployment_id = ${deploymentId} for update`.execute(tx);
      const approving = approve(at, deploymentId);
      await lockWaiters(at.database, 1);
      const round = emergencyRound(at.engine, at.context);
      await lockWaiters(at.database, 2);
      return [approving, round];
    });
    await Promise.all(inLine);
    await lookWhileDue(at, deploymentId);
    expect(await look(at, deploymentId)).toMatchObject({ status: 'active', approvals: [{ name: 'Anna' }] });
  });
});
