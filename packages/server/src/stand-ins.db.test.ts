/** Stand-ins of mission-critical devices: named by people, kept with their history, held against what both devices tell. */
import type { Policy } from '@fettle/core/policy';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { act, look, shown } from './deployments/testing/acts.ts';
import { callOf, openFleet, speak } from './deployments/testing/fleet.ts';
import type { Fleet } from './deployments/testing/fleet.ts';
import { policies } from './policies/index.ts';
import { policyLintHandlers } from './policy-lint/handlers.ts';
import { policyRound } from './policy-lint/index.ts';
import { isRefusal } from './platform/feature.ts';
import { standInHandlers } from './stand-ins/handlers.ts';

let at: Fleet;
const told: string[][] = [];
const handlers = standInHandlers(async (_tx, _context, clientIds) => void told.push([...clientIds]));
const admin = () => at.database.superuserDb;

beforeAll(async () => {
  const rings = [
    { name: 'tried first', members: { kind: 'stand-ins' }, soak: 'PT0S', gate: { minVerified: 1, minRate: 1 } },
    { name: 'rest', members: { kind: 'rest' }, soak: 'PT0S', gate: { minVerified: 1, minRate: 1 } },
  ] as const;
  at = await openFleet({ devices: { 'db-1': {}, 'db-1-test': {}, gone: {} }, policy: { rings } });
  const system = JSON.stringify({ os: { id: 'debian', versionId: '12' }, architecture: 'x86_64', virtualisation: 'kvm' });
  await sql`insert into fettle.device_inventory (client_id, device_id, changed_at, system) select client_id, id, now(), ${system}::jsonb from fettle.device
    on conflict (client_id, device_id) do update set system = excluded.system`.execute(admin());
  await sql`update fettle.device set tier = 'mission-critical' where id = ${at.device('db-1').id}`.execute(admin());
  await sql`update fettle.device set status = 'retired' where id = ${at.device('gone').id}`.execute(admin());
});
afterAll(() => at.close());

const said = () => ({
  clientId: at.clientId,
  deviceId: at.device('db-1').id,
  place: 'Rack 4',
  differs: 'Half of the memory',
  credentialsAt: 'Vault, entry db-1-test',
  note: null,
  reviewAt: '2026-05-01',
});
const byDevice = (name: string) => ({ standIn: { kind: 'device' as const, deviceId: at.device(name).id } });
const outside = { standIn: { kind: 'outside' as const, name: 'the rack' } };
type Named = typeof outside | ReturnType<typeof byDevice>;
const record = (body: Named & Partial<Omit<ReturnType<typeof said>, 'place' | 'note'>> & { place?: string | null; note?: string | null }) =>
  handlers.recordStandIn!(callOf<'recordStandIn'>(at.context, at.actor, { body: { ...said(), ...body } }));
const standings = async () =>
  shown(
    await handlers.listStandInStandings!(
      callOf<'listStandInStandings'>(at.context, at.actor, { params: { id: at.clientId }, query: { limit: 50 } }),
    ),
  );
const found = async () => {
  at.clock.advance({ minutes: 1 });
  await policyRound(at.context);
  const call = callOf<'listPolicyFindings'>(at.context, at.actor, { query: { state: 'open', limit: 100 } });
  return shown(await policyLintHandlers.listPolicyFindings!(call)).items.filter(({ code }) => code.startsWith('stand-in-'));
};

test('a mission-critical device without a stand-in is told by the daily look, with what mends it', async () => {
  expect((await standings()).items).toMatchObject([
    { deviceName: 'db-1', standing: 'failing', standIn: null, reasons: [{ code: 'stand-in.none' }] },
  ]);
  const all = await found();
  expect(all).toMatchObject([{ code: 'stand-in-none', severity: 'attention', evidence: { names: [{ name: 'db-1' }] } }]);
  expect(all[0]?.sentence).toMatch(
    /^db-1: It is mission-critical, and no stand-in is named for it\. Name the device on which its changes are tried first\.$/,
  );
});

/** The rings that the policy would have now, each with its devices; and where each stand-in is. */
async function ringsNow() {
  const { body } = shown(await policies.handlers!.getPolicy!(callOf<'getPolicy'>(at.context, at.actor, { params: { id: at.policyId } })));
  const call = callOf<'previewPolicy'>(at.context, at.actor, { params: { id: at.clientId }, body: { body } });
  const { rings, coverage } = shown(await policies.handlers!.previewPolicy!(call));
  return { rings: rings.map(({ devices }) => devices.map(({ name }) => name)), standIns: coverage?.standIns };
}

/** The policy with these devices in its first ring, and the rest after it. */
async function saveRings(basedOn: number, deviceIds: readonly string[]): Promise<void> {
  const { body } = shown(await policies.handlers!.getPolicy!(callOf<'getPolicy'>(at.context, at.actor, { params: { id: at.policyId } })));
  const [first, rest] = (body as Policy).rings;
  const saved = { ...(body as Policy), rings: [{ ...first, members: { kind: 'devices', deviceIds } }, rest] };
  const call = callOf<'savePolicy'>(at.context, at.actor, { params: { id: at.policyId }, body: { body: saved, basedOn } });
  shown(await policies.handlers!.savePolicy!(call));
}

test('both devices are held against each other, and the look follows', async () => {
  at.clock.advance({ minutes: 1 });
  const made = shown(await record(byDevice('db-1-test')));
  expect(made).toMatchObject({ standIn: { kind: 'device', name: 'db-1-test' }, differs: 'Half of the memory', ended: null, mayEnd: true });
  expect(told.at(-1)).toEqual([at.clientId]);
  expect(await standings()).toMatchObject({
    counts: { good: 1, attention: 0, failing: 0 },
    items: [{ standing: 'good', differences: [] }],
  });
  expect(await found()).toEqual([]);
  await sql`update fettle.device_inventory set system = jsonb_set(system, '{os,versionId}', '"11"') where device_id = ${at.device('db-1-test').id}`.execute(
    admin(),
  );
  expect((await standings()).items).toMatchObject([
    { standing: 'attention', reasons: [{ code: 'stand-in.differs' }], differences: [{ what: 'version', device: '12', standIn: '11' }] },
  ]);
  at.clock.advance({ hours: 25 });
  expect((await found()).map(({ code }) => code).toSorted()).toEqual(['stand-in-differs', 'stand-in-silent']);
});

test.each<[string, () => Parameters<typeof record>[0], string]>([
  ['itself', () => byDevice('db-1'), 'standIn.deviceId'],
  ['a retired device', () => byDevice('gone'), 'standIn.deviceId'],
  ['for a retired device', () => ({ ...outside, deviceId: at.device('gone').id }), 'deviceId'],
  ['a device that is not there', () => ({ standIn: { kind: 'device', deviceId: at.clientId } }), 'standIn.deviceId'],
  ['one outside without a place', () => ({ ...outside, place: null }), 'place'],
  ['a password', () => ({ ...outside, credentialsAt: 'root, password: hunter2' }), 'credentialsAt'],
  ['a password in the note', () => ({ ...outside, note: 'pwd=hunter2' }), 'note'],
  ['a review in years', () => ({ ...outside, reviewAt: '2029-01-01' }), 'reviewAt'],
  ['a review that is over', () => ({ ...outside, reviewAt: '2026-01-01' }), 'reviewAt'],
])('refused: %s', async (_what, body, path) => {
  expect(await record(body())).toMatchObject({ code: 'request.invalid', errors: [{ path }] });
});

test('a mission-critical device stands in for nobody; another client’s person names none', async () => {
  await sql`update fettle.device set tier = 'mission-critical' where id = ${at.device('db-1-test').id}`.execute(admin());
  expect(await record(byDevice('db-1-test'))).toMatchObject({ code: 'request.invalid' });
  await sql`update fettle.device set tier = 'low' where id = ${at.device('db-1-test').id}`.execute(admin());
  const stranger = { ...at.actor, scopeFor: () => [] };
  const body = { ...said(), ...outside };
  expect(await handlers.recordStandIn!(callOf<'recordStandIn'>(at.context, stranger, { body }))).toMatchObject({ code: 'not-found' });
});

test('the newest record counts; what it took the place of, and what was ended, stays to be read', async () => {
  const { id } = shown(await record(outside));
  expect((await standings()).items).toMatchObject([
    { standing: 'good', differences: [], standIn: { standIn: { kind: 'outside', name: 'the rack' } } },
  ]);
  const end = () =>
    handlers.endStandIn!(callOf<'endStandIn'>(at.context, at.actor, { params: { id }, body: { because: 'The rack is gone' } }));
  expect(shown(await end()).ended).toMatchObject({ because: 'The rack is gone' });
  const again = await end();
  expect(isRefusal(again) && again.code).toBe('decision.not-possible');
  const call = callOf<'listStandIns'>(at.context, at.actor, { query: { state: 'all', limit: 50, deviceId: at.device('db-1').id } });
  const all = shown(await handlers.listStandIns!(call)).items;
  expect(all.map(({ standIn, ended }) => [standIn.kind, ended?.because])).toEqual([
    ['outside', 'The rack is gone'],
    ['device', 'It was recorded anew.'],
  ]);
  const trail = await sql<{ action: string }>`select action from fettle.audit_entry where action like 'stand-in.%' order by seq`.execute(
    admin(),
  );
  expect(trail.rows.map(({ action }) => action)).toEqual(['stand-in.recorded', 'stand-in.recorded', 'stand-in.ended']);
  for (const table of ['stand_in', 'stand_in_end'])
    await expect(sql`delete from ${sql.table(`fettle.${table}`)}`.execute(admin())).rejects.toThrow(/evidence|change/i);
});

test('a ring of stand-ins has those of the devices of a deployment, and it is said whose is in it', async () => {
  expect(await ringsNow()).toMatchObject({
    rings: [[], ['db-1', 'db-1-test']],
    standIns: [{ name: 'db-1', place: 'none', standIn: null }],
  });
  shown(await record(outside));
  expect(await ringsNow()).toMatchObject({ rings: [[], ['db-1', 'db-1-test']], standIns: [{ place: 'outside', standIn: { id: null } }] });
  shown(await record(byDevice('db-1-test')));
  expect(await ringsNow()).toMatchObject({
    rings: [['db-1-test'], ['db-1']],
    standIns: [
      {
        place: 'before',
        ring: 1,
        standInRing: 0,
        sentence: 'db-1 is represented by db-1-test, which is in ring “tried first”, before it.',
      },
    ],
  });

  await sql`update fettle.device_contact set last_seen_at = ${at.context.now()}`.execute(admin());
  const proposed = async (deviceIds: string[]) => {
    const asked = {
      clientId: at.clientId,
      title: 'openssl',
      reason: 'It is due',
      updateIds: [at.updateId],
      expiresInDays: 7,
      predecessorId: null,
    };
    const made = shown(await act(at, 'proposeDeployment', { body: { ...asked, deviceIds } }));
    await speak(at, made.id);
    const { runs, rings } = await look(at, made.id);
    shown(await act(at, 'cancelDeployment', { params: { id: made.id }, body: { because: 'Only looked at' } }));
    return Object.fromEntries(runs.map(({ deviceName, ring }) => [deviceName, rings[ring]?.name]));
  };
  // Alone, it stands for nobody there.
  expect(await proposed([at.device('db-1-test').id])).toEqual({ 'db-1-test': 'rest' });
  expect(await proposed([at.device('db-1').id, at.device('db-1-test').id])).toEqual({ 'db-1': 'rest', 'db-1-test': 'tried first' });
});

test('a stand-in in the ring of its device, or in a later one, is told by the daily look, until a ring before has it', async () => {
  shown(await record(byDevice('db-1-test')));
  const before = async () => (await found()).filter(({ code }) => code === 'stand-in-not-before');
  expect(await before()).toEqual([]);
  const [db, stand] = [at.device('db-1').id, at.device('db-1-test').id];
  await saveRings(1, [db]);
  const [late] = await before();
  expect(late).toMatchObject({ severity: 'attention', evidence: { names: [{ name: 'db-1' }] } });
  expect(late?.sentence).toMatch(/^db-1 is represented by db-1-test, which is in ring “rest” and in none before it\. Put the stand-in/);
  await saveRings(2, [db, stand]);
  expect(await before()).toHaveLength(1);
  await saveRings(3, [stand]);
  expect(await before()).toEqual([]);
});
