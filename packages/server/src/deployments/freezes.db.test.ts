/** Freezes bind deployments: of everybody, of a client, a site or a ring; nothing new starts, what runs is finished, and when one is over the work goes on by itself. */
import type { CallInput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import { afterEach, describe, expect, test } from 'vitest';
import { freezesFeature } from '../freezes/index.ts';
import { inClients } from '../platform/database/index.ts';
import { answerOf } from '../platform/testing/index.ts';
import { frozenDeployments, heedFreezes } from './index.ts';
import { readShares } from './read.ts';
import { act, approved, look, propose } from './testing/acts.ts';
import { checkIn, lookWhileDue, openFleet, speak } from './testing/fleet.ts';
import type { Fleet } from './testing/fleet.ts';

let fleet: Fleet | null = null;
afterEach(async () => {
  await fleet?.close();
  fleet = null;
});
async function open(...given: Parameters<typeof openFleet>): Promise<Fleet> {
  fleet = await openFleet(...given);
  return fleet;
}

const handlers = freezesFeature({ changed: heedFreezes }).handlers;
type Body = CallInput<'declareFreeze'>['body'];
const hours = (at: Fleet, n: number) => at.clock.now().add({ hours: n }).toString({ smallestUnit: 'second' });

const declare = (at: Fleet, change: Partial<Body> = {}) => {
  const usual = { clientId: at.clientId, name: 'Christmas trade', reason: 'The tills must run', scope: { kind: 'client' as const } };
  const body = { ...usual, from: null, until: hours(at, 48), exceptUrgent: false, ...change };
  return answerOf({ context: at.context, actor: at.actor, handlers }, 'declareFreeze', { body });
};
const end = (at: Fleet, id: string) =>
  answerOf({ context: at.context, actor: at.actor, handlers }, 'endFreeze', { params: { id }, body: { because: 'The fair is cancelled' } });
const installsOf = (at: Fleet) => Object.fromEntries(at.devices.map(({ name, installs }) => [name, installs.length]));
const frozenAt = (at: Fleet, name: string) =>
  inClients(at.context.db, [at.clientId], (tx) => frozenDeployments(tx, at.context, at.clientId, at.device(name).id));
const oneRing = {
  rings: [{ name: 'production', members: { kind: 'rest' }, soak: 'PT0S', gate: { minVerified: 1, minRate: 0.5 } }],
} as const;
const actions = async (at: Fleet) =>
  (
    await sql<{ action: string }>`select action from fettle.audit_entry where action like 'freeze.%' order by at, seq`.execute(
      at.database.superuserDb,
    )
  ).rows.map(({ action }) => action);

/** Approved, secured, and the instruction to change sent; no device has fetched it yet. */
async function sentTo(at: Fleet): Promise<string> {
  const id = await approved(at);
  await lookWhileDue(at, id);
  for (const device of at.devices) await checkIn(at, device);
  await lookWhileDue(at, id);
  return id;
}

describe('a freeze of the client, declared while a deployment runs', () => {
  test('no further device starts, what runs is finished, and when it is ended the work goes on by itself', async () => {
    const at = await open({ devices: { one: { install: 'accepts only' }, two: {}, three: {} }, policy: { ...oneRing } });
    const id = await sentTo(at);
    await checkIn(at, at.device('one'));
    await lookWhileDue(at, id);
    const { id: freezeId } = await declare(at);
    // Before any look: an instruction that is open is handed out no more, and who has one is told that it is held.
    await checkIn(at, at.device('two'));
    expect(at.device('two').installs).toEqual([]);
    expect(await frozenAt(at, 'one')).toEqual([id]);
    await speak(at, id);
    const held = await look(at, id);
    expect(held.holds).toEqual([
      expect.objectContaining({ reason: 'freeze', detail: '“Christmas trade” until Wed 4 Mar 2026, 08:00 (UTC). The tills must run' }),
    ]);
    at.clock.advance({ hours: 1 });
    await speak(at, id);
    expect(installsOf(at)).toEqual({ one: 0, two: 0, three: 0 });
    // What had begun is still followed: it is neither stopped nor called off.
    expect((await look(at, id)).runs.find(({ deviceName }) => deviceName === 'one')).toMatchObject({ label: 'changing' });
    expect(held.commands.find(({ kind }) => kind === 'release')).toMatchObject({ allowed: false });
    await end(at, freezeId);
    expect(await frozenAt(at, 'one')).toEqual([]);
    await speak(at, id);
    expect((await look(at, id)).holds.filter(({ reason }) => reason === 'freeze')).toEqual([]);
    expect(installsOf(at)).toMatchObject({ two: 1, three: 1 });
    expect(await actions(at)).toEqual(['freeze.declared', 'freeze.ended']);
  });

  test('it begins and ends by its time alone', async () => {
    const at = await open({ devices: { one: {}, two: {} } });
    await declare(at, { from: hours(at, 1), until: hours(at, 30) });
    const id = await approved(at);
    await speak(at, id);
    expect(installsOf(at)).toEqual({ one: 1, two: 0 });
    at.clock.advance({ hours: 3 });
    await speak(at, id);
    expect((await look(at, id)).holds.map(({ reason }) => reason)).toEqual(['freeze']);
    expect(installsOf(at)).toEqual({ one: 1, two: 0 });
    at.clock.advance({ hours: 28 });
    await speak(at, id);
    expect(installsOf(at)).toEqual({ one: 1, two: 1 });
    expect((await look(at, id)).status).toBe('succeeded');
  });

  test('of all clients it binds this one; two at once hold until the later ends', async () => {
    const at = await open({ devices: { one: {} } });
    const id = await approved(at);
    const all = await declare(at, { clientId: null, name: 'Data centre', scope: { kind: 'all' }, until: hours(at, 10) });
    await declare(at, { until: hours(at, 20) });
    await speak(at, id);
    expect((await look(at, id)).holds[0]?.detail).toContain('Christmas trade');
    at.clock.advance({ hours: 11 });
    await speak(at, id);
    expect(installsOf(at)).toEqual({ one: 0 });
    at.clock.advance({ hours: 10 });
    await speak(at, id);
    expect(installsOf(at)).toEqual({ one: 1 });
    expect(all).toMatchObject({ clientId: null, of: 'all clients' });
    const refused = await answerOf({ context: at.context, actor: at.actor, handlers }, 'endFreeze', {
      params: { id: all.id },
      body: { because: 'Too late' },
    }).catch((error: unknown) => String(error));
    expect(refused).toContain('freeze.over');
  });
});

describe('a freeze of a part', () => {
  test('of a site: only its devices wait, each with its words, and the others go on', async () => {
    const at = await open({ devices: { one: {}, two: {} }, policy: { ...oneRing } });
    const site = at.context.newId();
    await sql`insert into fettle.site (client_id, id, name, zone, created_at) values (${at.clientId}, ${site}, 'Branch', 'UTC', ${at.context.now()})`.execute(
      at.database.superuserDb,
    );
    await sql`update fettle.device set site_id = ${site} where id = ${at.device('two').id}`.execute(at.database.superuserDb);
    const freeze = await declare(at, { scope: { kind: 'sites', ids: [site] } });
    expect(freeze).toMatchObject({ of: 'Branch', standing: 'in-force', mayEnd: true });
    const id = await approved(at);
    await speak(at, id);
    const seen = await look(at, id);
    expect(seen.holds).toEqual([]);
    expect(installsOf(at)).toEqual({ one: 1, two: 0 });
    expect(seen.waitingOn).toContainEqual({
      sentence: 'two waits for the freeze “Christmas trade” to end on Wed 4 Mar 2026, 08:00 (UTC).',
      until: '2026-03-04T08:00:00.000Z',
      deviceId: at.device('two').id,
    });
    expect(await frozenAt(at, 'one')).toEqual([]);
    expect(await frozenAt(at, 'two')).toEqual([id]);
    at.clock.advance({ hours: 49 });
    await speak(at, id);
    expect((await look(at, id)).status).toBe('succeeded');
  });

  test('of a ring by its name: the rings before it go on', async () => {
    const at = await open({ devices: { one: {}, two: {} } });
    await declare(at, { scope: { kind: 'rings', names: ['Broad'] }, until: hours(at, 30) });
    const id = await approved(at);
    await speak(at, id);
    at.clock.advance({ hours: 3 });
    await speak(at, id);
    const seen = await look(at, id);
    expect(installsOf(at)).toEqual({ one: 1, two: 0 });
    expect(seen.rings.map(({ phase }) => phase)).toEqual(['passed', 'open']);
    expect(seen.waitingOn.map(({ sentence }) => sentence).join()).toContain('two waits for the freeze “Christmas trade”');
    at.clock.advance({ hours: 28 });
    await speak(at, id);
    expect((await look(at, id)).status).toBe('succeeded');
  });
});

describe('except urgent', () => {
  const urgent = (at: Fleet, says: string, ...names: string[]) =>
    sql`update fettle.device_offer set urgency = ${says} where device_id = any(${names.map((name) => at.device(name).id)}::uuid[])`.execute(
      at.database.superuserDb,
    );

  test('lets a deployment through of which every update was urgent when it was planned, whatever is judged later', async () => {
    const at = await open({ devices: { one: {}, two: {} }, policy: { ...oneRing } });
    await urgent(at, 'urgent', 'one', 'two');
    const id = await approved(at);
    await urgent(at, 'normal', 'one', 'two');
    await declare(at, { exceptUrgent: true });
    await speak(at, id);
    expect(installsOf(at)).toEqual({ one: 1, two: 1 });
  });

  test('holds one of which a single update was not', async () => {
    const at = await open({ devices: { one: {}, two: {} }, policy: { ...oneRing } });
    await urgent(at, 'urgent', 'one');
    await urgent(at, 'normal', 'two');
    const id = await approved(at);
    await urgent(at, 'urgent', 'two');
    await declare(at, { exceptUrgent: true });
    await speak(at, id);
    expect(installsOf(at)).toEqual({ one: 0, two: 0 });
    expect((await look(at, id)).holds.map(({ reason }) => reason)).toEqual(['freeze']);
  });
});

describe('a plan', () => {
  test('promises no opening that lies in a freeze', async () => {
    const at = await open({ devices: { one: {} } });
    await declare(at, { until: hours(at, 24 * 60) });
    const proposed = await propose(at);
    await speak(at, proposed.id);
    const seen = await look(at, proposed.id);
    expect(seen.status).toBe('proposed');
    expect(seen.proposal?.problems.map(({ code }) => code)).toEqual(['plan.freeze']);
    const refused = await act(at, 'planDeployment', { params: { id: proposed.id }, body: { without: [] } });
    expect(refused).toMatchObject({ code: 'deployment.contradiction' });
  });

  test('tells devices the holidays of the lists that its policy names, as days', async () => {
    const at = await open({ devices: { one: {} } });
    const list = await answerOf({ context: at.context, actor: at.actor, handlers }, 'createHolidayList', {
      body: {
        clientId: null,
        name: 'Public holidays',
        holidays: [
          { day: '2026-03-03', name: 'A feast' },
          { day: '2027-12-25', name: 'Far away' },
        ],
      },
    });
    await sql`alter table fettle.policy_version disable trigger evidence_stays`.execute(at.database.superuserDb);
    const name = (id: string) =>
      sql`update fettle.policy_version set body = jsonb_set(body, '{window,closedOn}', to_jsonb(array[${id}::text]))`.execute(
        at.database.superuserDb,
      );
    await name(list.id);
    const id = await approved(at);
    const [share] = await inClients(at.context.db, [at.clientId], (tx) => readShares(tx, at.clientId, id, null));
    expect(share?.window).toEqual({ zone: 'UTC', rule: 'FREQ=DAILY', start: '00:00', durationMinutes: 1440, except: ['2026-03-03'] });
    const used = await answerOf({ context: at.context, actor: at.actor, handlers }, 'removeHolidayList', {
      params: { id: list.id },
      body: { because: 'No more' },
    }).catch((error: unknown) => String(error));
    expect(used).toContain('holidays.in-use');
    await name(at.context.newId());
    const other = await propose(at);
    await speak(at, other.id);
    expect((await look(at, other.id)).proposal?.problems.map(({ code }) => code)).toEqual(['plan.holidays-gone']);
  });
});
