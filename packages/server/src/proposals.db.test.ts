/** What is proposed by itself: what lies within runs, what does not waits for a person once, and looking again makes nothing twice. */
import type { Policy } from '@fettle/core/policy';
import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { act, approve, look, shown } from './deployments/testing/acts.ts';
import { callOf, openFleet, speak } from './deployments/testing/fleet.ts';
import type { Fleet } from './deployments/testing/fleet.ts';
import { callStanding, sign } from './deployments/testing/standing.ts';
import { refuse } from './platform/feature.ts';
import { policies } from './policies/index.ts';
import { proposalHandlers } from './proposals/handlers.ts';
import { proposalRound } from './proposals/index.ts';
import { recount } from './findings/store.ts';
import { inClients, tryLock } from './platform/database/index.ts';
import { lockWaiters } from './platform/testing/index.ts';

let fleet: Fleet | null = null;
afterEach(async () => {
  await fleet?.close();
  fleet = null;
});

const rings = [{ name: 'all', members: { kind: 'rest' }, soak: 'PT0S', gate: { minVerified: 1, minRate: 1 } }] as const;
const days = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
const proposing = { kind: 'by-itself', days, at: '09:00', expiresInDays: 14 } as const;

/** A Monday, an hour before its time. The first round sees what the policy says. */
async function open(
  policy: Partial<Policy> = {},
  devices: Parameters<typeof openFleet>[0]['devices'] = { one: {}, two: {} },
): Promise<Fleet> {
  fleet = await openFleet({ devices, policy: { rings, proposing, ...policy } });
  expect(await proposalRound(fleet.engine, fleet.context)).toBe(0);
  return fleet;
}
/** The next day at noon, with all devices in contact, and what a round does then. */
async function nextDay(at: Fleet): Promise<number> {
  const noon = at.clock.now().toZonedDateTimeISO('UTC').add({ days: 1 }).with({ hour: 12, minute: 0 });
  at.clock.advance({ seconds: Math.round(noon.toInstant().since(at.clock.now()).total('seconds')) });
  await sql`update fettle.device_contact set last_seen_at = ${at.context.now()}`.execute(at.database.superuserDb);
  return proposalRound(at.engine, at.context);
}
type Made = { id: string; title: string; reason: string; part: string; keys: string[]; replaced: string | null; expires_at: string };
async function made(at: Fleet): Promise<readonly Made[]> {
  const found = await sql<Made>`
    select d.id, d.title, d.reason, p.part, p.keys, p.replaced_because as replaced, d.expires_at::text from fettle.proposal_by_itself p
    join fettle.deployment d on d.id = p.deployment_id order by p.at, d.id`.execute(at.database.superuserDb);
  return found.rows;
}
async function stands(at: Fleet) {
  const call = callOf<'listProposalLooks'>(at.context, at.actor, { query: {} });
  return shown(await proposalHandlers.listProposalLooks!(call)).items[0];
}
async function offer(at: Fleet, name: string, version: string, devices: readonly string[] = ['one', 'two']): Promise<void> {
  await sql`with s as (
    insert into fettle.software (ecosystem, manager, name, version, architecture, source_name, source_version)
      values ('debian:12', 'apt', ${name}, ${version}, 'amd64', ${name}, ${version}) returning id)
    insert into fettle.device_offer (client_id, device_id, software_id, from_version, security, bytes, origin, codename, first_seen_at)
      select d.client_id, d.id, s.id, '1.0-1', true, 1000, 'Debian', 'bookworm-security', ${at.context.now()} from fettle.device d, s where d.name = any(${[...devices]}::text[])`.execute(
    at.database.superuserDb,
  );
}
const gone = (at: Fleet, name: string) =>
  sql`delete from fettle.device_offer o using fettle.software s where s.id = o.software_id and s.name = ${name}`.execute(
    at.database.superuserDb,
  );
/** Another client with a device of its own, which is offered the same, under a policy of the same rules. */
async function addClient(at: Fleet): Promise<string> {
  const [id, site, device] = [at.context.newId(), at.context.newId(), at.context.newId()];
  const all = at.database.superuserDb;
  await sql`insert into fettle.client_register values (${id})`.execute(all);
  await sql`insert into fettle.client (client_id, name, created_at) values (${id}, 'Other', now())`.execute(all);
  await sql`insert into fettle.site (client_id, id, name, zone, created_at) values (${id}, ${site}, 'Main', 'UTC', now())`.execute(all);
  await sql`insert into fettle.device (client_id, id, site_id, key_id, name, os_name, ecosystem, mode, enrolled_at)
    values (${id}, ${device}, ${site}, 'k', 'three', 'Debian', 'debian:12', 'manage', now())`.execute(all);
  await sql`insert into fettle.device_offer (client_id, device_id, software_id, from_version, security, bytes, origin, codename, first_seen_at)
    values (${id}, ${device}, ${Number(at.updateId)}, '1.0-1', true, 1, 'Debian', 'bookworm-security', now())`.execute(all);
  await sql`insert into fettle.device_contact (client_id, device_id, ticket, last_seen_at) values (${id}, ${device}, '', now())`.execute(
    all,
  );
  const body = shown(await callStanding(at, 'getPolicy', { params: { id: at.policyId } })).body as Policy;
  const actor = { ...at.actor, scope: [id], scopeFor: () => [id] };
  const made = await policies.handlers?.createPolicy?.(callOf<'createPolicy'>(at.context, actor, { params: { id }, body: { body } }));
  shown(made ?? refuse('not-found', 'There is nobody who makes policies.'));
  return id;
}
const waits = (view: { holds: readonly { reason: string }[] }) => view.holds.map(({ reason }) => reason);
const excluded = { select: { classes: ['security', 'normal'] as const, exclude: [] }, rules: [] };

test('what lies within a standing approval is proposed at its time and runs by itself; the next day there is nothing to do, and that is said', async () => {
  const at = await open();
  expect(await stands(at)).toMatchObject({ byItself: true, lookedAt: null, nextAt: '2026-03-02T09:00:00.000Z', lanes: [] });
  const { id: standing } = await sign(at);
  expect(await proposalRound(at.engine, at.context)).toBe(0);
  at.clock.advance({ minutes: 61 });
  expect(await proposalRound(at.engine, at.context)).toBe(1);
  const [one, ...more] = await made(at);
  if (one === undefined) throw new Error('nothing was proposed');
  expect(more).toEqual([]);
  expect(one).toMatchObject({ part: 'within', title: 'Updates of 2026-03-02' });
  expect(one.reason).toMatch(
    /policy “All day”, version 1, says, for which Ops answers\. It lies within the standing approval of Anna until 2026-09-01\.$/,
  );
  // A second server, or a second round, finds it done.
  expect(await proposalRound(at.engine, at.context)).toBe(0);
  await speak(at, one.id);
  const view = await look(at, one.id);
  expect(view.runs.map(({ outcome }) => outcome)).toEqual(['verified', 'verified']);
  expect(view.approvals).toMatchObject([{ name: 'Anna', standing: true }]);
  const audit = await sql<{ entry: string }>`select entry from fettle.audit_entry where action = 'deployment.proposed'`.execute(
    at.database.superuserDb,
  );
  expect(JSON.parse(audit.rows[0]?.entry ?? '{}')).toMatchObject({
    actor: 'system:engine',
    body: { byItself: { part: 'within', standing: [{ id: standing, name: 'Anna' }] } },
  });
  await gone(at, 'openssl');
  expect(await nextDay(at)).toBe(1);
  expect(await stands(at)).toMatchObject({
    lookedAt: '2026-03-03T12:00:00.000Z',
    nextAt: '2026-03-04T09:00:00.000Z',
    trouble: null,
    lanes: [{ lane: null, sentence: 'Nothing to do.', deploymentIds: [] }],
  });
  expect(await made(at)).toHaveLength(1);
});

test('what lies outside waits for a person once; it grows where more comes, and is never there twice', async () => {
  const at = await open(excluded);
  // Nobody has signed: all of it is for a person.
  expect(await nextDay(at)).toBe(1);
  const [first] = await made(at);
  if (first === undefined) throw new Error('nothing was proposed');
  expect(first).toMatchObject({ part: 'outside', title: 'Updates of 2026-03-03, to be approved' });
  expect(first.reason).toContain('No standing approval holds for this version of the policy.');
  await speak(at, first.id);
  expect(waits(await look(at, first.id))).toEqual(['approval']);
  expect(await nextDay(at)).toBe(1);
  expect(await made(at)).toHaveLength(1);
  expect((await stands(at))?.lanes).toMatchObject([{ sentence: '2 updates wait for a person already.' }]);
  await offer(at, 'curl', '2.0-1');
  expect(await nextDay(at)).toBe(1);
  const [before, second, ...none] = await made(at);
  if (second === undefined) throw new Error('it did not grow');
  expect(none).toEqual([]);
  expect(before?.replaced).toMatch(/made another in its place/);
  expect(second.keys).toHaveLength(4);
  await speak(at, first.id);
  expect((await look(at, first.id)).status).toBe('cancelled');
  await speak(at, second.id);
  expect(await nextDay(at)).toBe(1);
  expect(await made(at)).toHaveLength(2);
  // Approved by a person it runs, and a signed policy takes over from there.
  await approve(at, second.id);
  await speak(at, second.id);
  expect((await look(at, second.id)).runs.map(({ outcome }) => outcome)).toEqual(['verified', 'verified']);
});

test('of what a person called off nothing is proposed again under the same version, and what failed is left to a person', async () => {
  const at = await open({}, { one: { install: 'failed' }, two: {} });
  await sign(at);
  expect(await nextDay(at)).toBe(1);
  const [first] = await made(at);
  await speak(at, first?.id ?? '');
  await gone(at, 'none');
  await sql`delete from fettle.device_offer where device_id = ${at.device('two').id}`.execute(at.database.superuserDb);
  // Held by its failure budget it is over for the device that failed.
  expect(await nextDay(at)).toBe(1);
  const [, second, ...more] = await made(at);
  expect(more).toEqual([]);
  expect(second).toMatchObject({ part: 'outside' });
  expect(second?.reason).toContain('It failed on this device lately');
  shown(await act(at, 'cancelDeployment', { params: { id: second?.id ?? '' }, body: { because: 'Not this one' } }));
  expect(await nextDay(at)).toBe(1);
  expect(await made(at)).toHaveLength(2);
  expect((await stands(at))?.lanes).toMatchObject([{ sentence: '1 update not proposed again, because a person called it off.' }]);
});

test('of several devices those that turn out to lie outside are left to a person, and the others run', async () => {
  const at = await open(
    { select: { classes: ['security', 'normal'], exclude: ['libnew*'] } },
    { one: {}, two: { simulate: 'brings more' } },
  );
  await sign(at);
  expect(await nextDay(at)).toBe(1);
  const [first] = await made(at);
  await speak(at, first?.id ?? '');
  const view = await look(at, first?.id ?? '');
  expect(waits(view)).toEqual([]);
  expect(view.runs.map(({ deviceName, outcome }) => [deviceName, outcome])).toEqual([['one', 'verified']]);
  await sql`delete from fettle.device_offer where device_id = ${at.device('one').id}`.execute(at.database.superuserDb);
  expect(await nextDay(at)).toBe(1);
  expect((await made(at)).map(({ part, keys }) => [part, keys.length])).toEqual([
    ['within', 2],
    ['outside', 1],
  ]);
});

test('a standing approval that is revoked, or that ends within a day, bears nothing; a proposal ends no later than it', async () => {
  const at = await open();
  await sign(at, { until: '2026-03-06T12:00:00Z' });
  expect(await nextDay(at)).toBe(1);
  expect(await made(at)).toMatchObject([{ part: 'within', expires_at: expect.stringMatching(/^2026-03-06 12:00/) }]);
  await offer(at, 'curl', '2.0-1');
  await nextDay(at);
  await nextDay(at);
  expect((await made(at)).map(({ part }) => part)).toEqual(['within', 'within']);
  await offer(at, 'nano', '2.0-1');
  await nextDay(at);
  expect((await made(at)).map(({ part }) => part)).toEqual(['within', 'within', 'outside']);
});

test('where a person proposes, and before its time, nothing is made; a time that no server saw is caught up on', async () => {
  const at = await open({ proposing: { kind: 'by-person' } });
  expect(await nextDay(at)).toBe(0);
  expect(await stands(at)).toMatchObject({ byItself: false, nextAt: null, sentence: expect.stringContaining('A person proposes') });
  const policy = shown(await callStanding(at, 'getPolicy', { params: { id: at.policyId } }));
  const body = { ...(policy.body as Policy), proposing: { ...proposing, days: ['WE'] as const } };
  shown(await callStanding(at, 'savePolicy', { params: { id: at.policyId }, body: { body, basedOn: 1 } }));
  // Tuesday: seen, and not caught up on for the Wednesday before.
  expect(await proposalRound(at.engine, at.context)).toBe(0);
  expect(await stands(at)).toMatchObject({ nextAt: '2026-03-04T09:00:00.000Z' });
  await nextDay(at);
  expect(await made(at)).toHaveLength(1);
  at.clock.advance({ hours: 24 * 9 });
  await sql`update fettle.device_contact set last_seen_at = ${at.context.now()}`.execute(at.database.superuserDb);
  await offer(at, 'curl', '2.0-1');
  expect(await proposalRound(at.engine, at.context)).toBe(1);
  expect(await proposalRound(at.engine, at.context)).toBe(0);
});

test('two servers that look at once make one proposal', async () => {
  const at = await open();
  at.clock.advance({ hours: 2 });
  const looked = await Promise.all([proposalRound(at.engine, at.context), proposalRound(at.engine, at.context)]);
  expect(looked.toSorted()).toEqual([0, 1]);
  expect(await made(at)).toHaveLength(1);
});

test('a client of which not even the time can be told ends no round, and has its turn once it can', async () => {
  const at = await open();
  at.clock.advance({ hours: 2 });
  const inZone = (zone: string) => sql`update fettle.site set zone = ${zone}`.execute(at.database.superuserDb);
  await inZone('Mars/Base');
  expect(await proposalRound(at.engine, at.context)).toBe(0);
  expect(await made(at)).toEqual([]);
  await inZone('UTC');
  expect(await proposalRound(at.engine, at.context)).toBe(1);
});

test('whoever may see no client is told of none', async () => {
  const at = await open();
  const other = callOf<'listProposalLooks'>(at.context, at.actor, { query: { clientId: '00000000-0000-4000-8000-000000000000' } });
  expect(shown(await proposalHandlers.listProposalLooks!(other)).items).toEqual([]);
});

test('what a person approves while a round gives it up stays approved', async () => {
  const at = await open(excluded);
  await nextDay(at);
  const [first] = await made(at);
  if (first === undefined) throw new Error('nothing was proposed');
  await speak(at, first.id);
  await sql`update fettle.proposal_by_itself set replaced_because = 'A newer look has made another in its place.'`.execute(
    at.database.superuserDb,
  );
  // The approval stands in line for the deployment's lock, and the round that found it unapproved behind it.
  const inLine = await at.database.superuserDb.transaction().execute(async (tx) => {
    await sql`select 1 from fettle.deployment_state where deployment_id = ${first.id} for update`.execute(tx);
    const approving = approve(at, first.id);
    await lockWaiters(at.database, 1);
    const round = proposalRound(at.engine, at.context);
    await lockWaiters(at.database, 2);
    return [approving, round];
  });
  await Promise.all(inLine);
  await speak(at, first.id);
  const view = await look(at, first.id);
  expect(view.runs.map(({ outcome }) => outcome)).toEqual(['verified', 'verified']);
});

test('a client that can not be looked at says so, and keeps no other from its proposal; where another server looks, nothing is said of it', async () => {
  const at = await open();
  const all = at.database.superuserDb;
  const other = await addClient(at);
  expect(await proposalRound(at.engine, at.context)).toBe(0);
  const fails = (how: string) =>
    sql`create or replace function fettle.fail_first() returns trigger language plpgsql as ${sql.lit(`begin
      ${how} if new.client_id = '${at.clientId}' then raise exception 'no room'; end if; return new; end`)}`.execute(all);
  await fails('');
  await sql`create trigger fail_first before insert on fettle.proposal_by_itself for each row execute function fettle.fail_first()`.execute(
    all,
  );
  await nextDay(at);
  const looks = async () => {
    const found = await sql<{ client_id: string; trouble: string | null; looked_at: string | null }>`
      select client_id, trouble, looked_at::text from fettle.proposal_look order by client_id = ${other}`.execute(all);
    return found.rows;
  };
  expect(await looks()).toMatchObject([{ trouble: expect.stringMatching(/could not be finished/) }, { client_id: other, trouble: null }]);
  const proposed = await sql<{ client_id: string }>`select client_id from fettle.proposal_by_itself`.execute(all);
  expect(proposed.rows).toEqual([{ client_id: other }]);
  // Its trouble comes while another server has just begun to look: that server's look counts.
  await sql`update fettle.proposal_look set trouble = null, looked_at = since`.execute(all);
  await fails('perform pg_advisory_xact_lock(42);');
  const key = sql`hashtextextended(${`proposals of ${at.clientId}`}, 0)`;
  const held = at.database.ownerDb;
  await held.connection().execute(async (holder) => {
    await sql`select pg_advisory_lock(42)`.execute(holder);
    const round = nextDay(at);
    await lockWaiters(at.database, 1);
    await held.connection().execute(async (looker) => {
      const turn = sql`select pg_advisory_lock(${key})`.execute(looker);
      await lockWaiters(at.database, 2);
      await sql`select pg_advisory_unlock(42)`.execute(holder);
      await Promise.all([turn, round]);
      await sql`select pg_advisory_unlock(${key})`.execute(looker);
    });
  });
  expect((await looks())[0]).toMatchObject({ trouble: null });
});

test('what was called off is asked for as long as it is offered, and forgotten long after that', async () => {
  const at = await open();
  await nextDay(at);
  const [first] = await made(at);
  shown(await act(at, 'cancelDeployment', { params: { id: first?.id ?? '' }, body: { because: 'Not this one' } }));
  at.clock.advance({ hours: 24 * 100 });
  await nextDay(at);
  expect((await stands(at))?.lanes).toMatchObject([{ sentence: '2 updates not proposed again, because a person called it off.' }]);
  expect(await made(at)).toHaveLength(1);
  await gone(at, 'openssl');
  await nextDay(at);
  expect(await made(at)).toEqual([]);
  const kept = await sql`select 1 from fettle.deployment`.execute(at.database.superuserDb);
  expect(kept.rows).toHaveLength(1);
});

test('a person has it look at once: as at its time, with a name in the audit trail, and its time stays as it is', async () => {
  const at = await open();
  await sign(at);
  const lookNow = async (actor = at.actor) =>
    proposalHandlers.lookForProposals!(callOf<'lookForProposals'>(at.context, actor, { params: { id: at.clientId } }));
  const stranger = { ...at.actor, scope: [], can: () => false, scopeFor: () => [] };
  expect(await lookNow(stranger)).toMatchObject({ refused: true, code: 'not-found' });
  const seen = shown(await lookNow());
  const [one, ...more] = await made(at);
  expect(more).toEqual([]);
  expect(one).toMatchObject({ part: 'within' });
  expect(seen).toMatchObject({ nextAt: '2026-03-02T09:00:00.000Z', lanes: [{ deploymentIds: [one?.id] }] });
  const audit = await sql<{ entry: string }>`select entry from fettle.audit_entry where action = 'proposals.looked-for'`.execute(
    at.database.superuserDb,
  );
  expect(audit.rows.map(({ entry }) => JSON.parse(entry) as object)).toMatchObject([{ body: { deploymentIds: [one?.id] } }]);
  expect(JSON.stringify(audit.rows)).toContain(at.actor.id);
  // The time that comes afterwards finds it on the way.
  at.clock.advance({ hours: 2 });
  expect(await proposalRound(at.engine, at.context)).toBe(1);
  expect(await made(at)).toHaveLength(1);
  // While another looks, and where a person proposes, it says so and makes nothing.
  await at.database.ownerDb.transaction().execute(async (tx) => {
    await tryLock(tx, `proposals of ${at.clientId}`);
    expect(await lookNow()).toMatchObject({ code: 'deployment.not-possible', detail: expect.stringContaining('under way') });
  });
  const policy = shown(await callStanding(at, 'getPolicy', { params: { id: at.policyId } }));
  const body = { ...(policy.body as Policy), proposing: { kind: 'by-person' } as const };
  shown(await callStanding(at, 'savePolicy', { params: { id: at.policyId }, body: { body, basedOn: 1 } }));
  expect(await lookNow()).toMatchObject({ code: 'deployment.not-possible', detail: expect.stringContaining('A person proposes') });
});

/** As if it had been judged so, and counted. */
async function becomes(at: Fleet, name: string, urgency: 'urgent' | 'normal'): Promise<void> {
  await sql`update fettle.device_offer o set urgency = ${urgency}, basis = 'vulnerabilities' from fettle.software s where s.id = o.software_id and s.name = ${name}`.execute(
    at.database.superuserDb,
  );
  await inClients(at.context.db, [at.clientId], (tx) => recount(tx, at.clientId, null, at.context.now()));
}

test('what becomes urgent between the times of the policy is proposed at once where that says so, within a standing approval alone', async () => {
  const at = await open({ proposing: { ...proposing, urgent: 'at-once' } });
  await sign(at);
  at.clock.advance({ minutes: 61 });
  expect(await proposalRound(at.engine, at.context)).toBe(1);
  expect(await made(at)).toHaveLength(1);
  // An hour after its time two updates come; one of them is exploited from then on.
  at.clock.advance({ minutes: 60 });
  await offer(at, 'curl', '8.0-2');
  await offer(at, 'vim', '9.0-2');
  for (const name of ['openssl', 'curl', 'vim']) await becomes(at, name, 'normal');
  expect(await proposalRound(at.engine, at.context)).toBe(0);
  at.clock.advance({ seconds: 30 });
  await becomes(at, 'curl', 'urgent');
  at.clock.advance({ seconds: 30 });
  expect(await proposalRound(at.engine, at.context)).toBe(1);
  const [, urgent, ...more] = await made(at);
  expect(more).toEqual([]);
  expect(urgent).toMatchObject({ part: 'within', reason: expect.stringContaining('It became urgent, so that it does not wait') as string });
  expect(urgent?.keys).toHaveLength(2);
  // It begins by itself; later rounds make nothing more of it, and then find nothing to do.
  await proposalRound(at.engine, at.context);
  at.clock.advance({ minutes: 6 });
  await proposalRound(at.engine, at.context);
  expect(await proposalRound(at.engine, at.context)).toBe(0);
  expect(await made(at)).toHaveLength(2);
  await speak(at, urgent?.id ?? '');
  expect((await look(at, urgent?.id ?? '')).approvals).toMatchObject([{ name: 'Anna', standing: true }]);
  // The next time of the policy is not taken for done by it, and brings the rest.
  await becomes(at, 'openssl', 'normal');
  expect(await nextDay(at)).toBe(1);
  const rest = (await made(at)).at(-1);
  expect(rest?.part).toBe('within');
  expect(rest?.keys.length).toBeGreaterThan(0);
});

test('without a standing approval, or where the policy does not say so, what becomes urgent waits for its time', async () => {
  const at = await open({ proposing: { ...proposing, urgent: 'at-once' } });
  at.clock.advance({ minutes: 1 });
  await becomes(at, 'openssl', 'urgent');
  // It looks, and leaves what a person has to approve to the next time.
  expect(await proposalRound(at.engine, at.context)).toBe(1);
  expect(await made(at)).toEqual([]);
  at.clock.advance({ minutes: 6 });
  await proposalRound(at.engine, at.context);
  expect(await proposalRound(at.engine, at.context)).toBe(0);
  await at.close();
  const other = await open();
  await sign(other);
  other.clock.advance({ minutes: 1 });
  await becomes(other, 'openssl', 'urgent');
  expect(await proposalRound(other.engine, other.context)).toBe(0);
  expect(await made(other)).toEqual([]);
});
