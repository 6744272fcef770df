/** Campaigns on a real database: one change for several clients, each planned by itself, approved in one act, stopped by one button. */
import type { CallOutput } from '@fettle/protocol/client';
import type { RouteName } from '@fettle/protocol/routes';
import { sql } from 'kysely';
import { afterEach, describe, expect, test } from 'vitest';
import { look } from './deployments/testing/acts.ts';
import { callOf, checkIn, lookWhileDue, openFleet, signedApproval, speak } from './deployments/testing/fleet.ts';
import type { Fleet } from './deployments/testing/fleet.ts';
import type { Actor, ApiRefusal } from './platform/feature.ts';
import { today } from './today/index.ts';
import { campaignReaction } from './campaigns/breaks.ts';
import { emergencyRound } from './campaigns/emergency.ts';
import { campaignHandlers } from './campaigns/handlers.ts';
import { planRound } from './campaigns/round.ts';

let fleet: Fleet | null = null;
afterEach(async () => {
  await fleet?.close();
  fleet = null;
});

/** The fleet's client; another that is offered the same and has no policy; a third that is offered nothing. */
type Three = { readonly at: Fleet; readonly bare: string; readonly idle: string; readonly everybody: Actor };

async function open(devices: Parameters<typeof openFleet>[0]['devices'] = { one: {}, two: {} }): Promise<Three> {
  const at = (fleet = await openFleet({ devices, reactions: [campaignReaction] }));
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
    expect((await look(at, deploymentId)).status).toBe('succeeded');
    const after = await well(at, everybody, 'getCampaign', { params: { id } });
    expect([standings(after)['Client'], after.verified, after.devices, after.open]).toEqual(['done', 2, 2, false]);
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

describe('the emergency lane', () => {
  const cve = 'CVE-2026-10001';
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
});
