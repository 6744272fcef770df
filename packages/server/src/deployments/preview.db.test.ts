/** State for simulations and previews: what they hold, what they do not, and that nothing changes by them. */
import { DeploymentStateSchema } from '@fettle/protocol/what-if';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '../platform/feature.ts';
import { act, approve, approved, counts, propose, shown } from './testing/acts.ts';
import { openFleet, speak } from './testing/fleet.ts';
import type { Fleet } from './testing/fleet.ts';

let at: Fleet;
let waits: string;
beforeAll(async () => {
  at = await openFleet({ devices: { one: {}, two: {}, three: {} } });
  await sql`update fettle.device_offer set due = '2026-03-02T20:00:00Z', due_by = 'Cyber Essentials'`.execute(at.database.superuserDb);
  const made = await propose(at);
  await speak(at, made.id);
  waits = made.id;
});
afterAll(() => at.close());

const stranger: Actor = {
  kind: 'person',
  id: '01980000-0000-7000-8000-00000000000b',
  name: 'Eve',
  everywhere: false,
  scope: ['01980000-0000-7000-8000-00000000000c'],
  can: () => false,
  scopeFor: () => ['01980000-0000-7000-8000-00000000000c'],
};
const usual = {
  from: null,
  awayShare: 0,
  awaySeconds: 172_800,
  failShare: 0,
  refuseShare: 0,
  approveAfterSeconds: 0,
  releaseAfterSeconds: null,
  runs: 5,
  seed: 1,
};
const exported = async (id: string) => shown(await act(at, 'exportDeploymentState', { params: { id } }));
const previewed = async (id: string, body: object = {}) =>
  act(at, 'previewDeployment', { params: { id }, body: { ...usual, ...body } as typeof usual });

describe('the state of a deployment', () => {
  test('is a document that the schema reads, with devices, windows and deadlines', async () => {
    const state = await exported(waits);
    expect(DeploymentStateSchema.safeParse(JSON.parse(JSON.stringify(state))).error).toBeUndefined();
    const [deployment] = state.deployments;
    expect(deployment?.devices.map(({ name }) => name).toSorted()).toEqual(['one', 'three', 'two']);
    expect(deployment?.devices[0]).toMatchObject({
      wayBack: true,
      changes: 1,
      deadlines: [{ at: '2026-03-02T20:00:00.000Z', by: 'Cyber Essentials', what: 'openssl 2.0-1' }],
    });
  });

  test('of a mission-critical device tells what stands in for it, and is still a document that the schema reads', async () => {
    const all = at.database.superuserDb;
    await sql`update fettle.device set tier = 'mission-critical' where id = ${at.device('one').id}`.execute(all);
    const state = JSON.parse(JSON.stringify(await exported(waits)));
    expect(DeploymentStateSchema.safeParse(state).error).toBeUndefined();
    expect(JSON.stringify(state)).toContain('"standIn":{"name":"one","by":null,"required":false}');
    await sql`update fettle.device set tier = null where id = ${at.device('one').id}`.execute(all);
  });

  test('holds neither envelopes nor keys', async () => {
    const id = await approved(at, { deviceIds: [at.device('one').id] });
    const text = JSON.stringify(await exported(id));
    for (const key of [at.approver, at.root, ...at.devices.map((device) => device.key)]) expect(text).not.toContain(key.keyid);
    expect(text).not.toMatch(/payloadType|signatures|"sig"/);
    await act(at, 'cancelDeployment', { params: { id }, body: { because: 'For the test' } });
  });

  test('holds the freezes that are declared ahead, and every future keeps them', async () => {
    expect((await exported(waits)).deployments[0]).not.toHaveProperty('freezes');
    const freezeId = at.context.newId();
    await sql`insert into fettle.change_freeze (client_id, id, name, reason, scope, starts_at, ends_at, except_urgent, made_by, made_at)
      values (${at.clientId}, ${freezeId}, 'Fair', 'The stand', 'client', '2026-03-02T08:30:00Z', '2026-03-04T08:00:00Z', false, ${at.actor.id}, now())`.execute(
      at.database.superuserDb,
    );
    const state = await exported(waits);
    expect(state).toMatchObject({ freeze: null });
    expect(DeploymentStateSchema.safeParse(JSON.parse(JSON.stringify(state))).error).toBeUndefined();
    expect(state.deployments[0]?.freezes).toMatchObject([{ because: '“Fair” until Wed 4 Mar 2026, 08:00 (UTC). The stand' }]);
    const preview = shown(await previewed(waits));
    expect(preview.freezes).toHaveLength(1);
    expect(preview.holds.map(({ reason }) => reason)).toContain('freeze');
    await sql`insert into fettle.change_freeze_event (client_id, freeze_id, what, because, by, at)
      values (${at.clientId}, ${freezeId}, 'ended', 'Called off', ${at.actor.id}, ${at.context.now()})`.execute(at.database.superuserDb);
    expect((await exported(waits)).deployments[0]).not.toHaveProperty('freezes');
  });

  test('is refused of a proposal, and of what is out of reach', async () => {
    const proposal = await propose(at);
    expect(await act(at, 'exportDeploymentState', { params: { id: proposal.id } })).toMatchObject({ code: 'deployment.not-possible' });
    expect(await act(at, 'exportDeploymentState', { params: { id: waits } }, stranger)).toMatchObject({ code: 'not-found' });
    expect(await act(at, 'previewDeployment', { params: { id: waits }, body: usual }, stranger)).toMatchObject({ code: 'not-found' });
    await act(at, 'cancelDeployment', { params: { id: proposal.id }, body: { because: 'For the test' } });
  });
});

describe('a preview', () => {
  test('says when rings and devices are expected, and which deadline is met', async () => {
    const preview = shown(await previewed(waits));
    expect(preview).toMatchObject({ runs: 5, complete: true, deadlines: { devices: 3, met: 3, missed: 0 } });
    expect(preview.rings.map(({ name, passed }) => [name, passed.of])).toEqual([
      ['test', 5],
      ['broad', 5],
    ]);
    const [ring] = preview.rings;
    expect(ring?.verified.p50 !== null && ring?.verified.p50 !== undefined && ring.verified.p50 > '2026-03-02T08:00:00Z').toBe(true);
    expect(preview.names.map(({ name }) => name).toSorted()).toEqual(['one', 'three', 'two']);
  });

  test('begins the later, the later it is approved, and never without an approval', async () => {
    const end = async (approveAfterSeconds: number | null): Promise<string | null | undefined> =>
      shown(await previewed(waits, { approveAfterSeconds, runs: 1 })).deployments[0]?.finished.p50;
    const [now, later] = [await end(0), await end(7_200)];
    expect(
      Temporal.Instant.from(later ?? '')
        .since(Temporal.Instant.from(now ?? ''))
        .total('hours'),
    ).toBeCloseTo(2, 1);
    const never = shown(await previewed(waits, { approveAfterSeconds: null, runs: 1 }));
    expect(never.deployments[0]).toMatchObject({ succeeded: 0, verified: 0 });
    expect(never.holds.map(({ reason }) => reason)).toContain('approval');
  });

  test('names who would miss a deadline, and why', async () => {
    const preview = shown(await previewed(waits, { failShare: 1, runs: 2 }));
    expect(preview.deadlines.missed).toBe(3);
    expect(preview.holds.map(({ reason }) => reason)).toContain('failure budget');
    expect(preview.devices.find(({ deviceId }) => deviceId === at.device('one').id)?.why).toContain('one');
  });

  test('changes nothing', async () => {
    const before = await counts(at, waits);
    await previewed(waits, { awayShare: 0.5 });
    await exported(waits);
    expect(await counts(at, waits)).toEqual(before);
  });

  test('of one that is under way begins where it stands', async () => {
    const id = waits;
    await approve(at, id);
    await speak(at, id);
    const preview = shown(await previewed(id, { runs: 1 }));
    expect(preview.deployments[0]).toMatchObject({ succeeded: 1, verified: 3 });
  });

  test('is bounded, and begins neither in the past nor after the end', async () => {
    expect(await previewed(waits, { from: '2020-01-01T00:00:00Z' })).toMatchObject({ code: 'request.invalid' });
    expect(await previewed(waits, { from: '2030-01-01T00:00:00Z' })).toMatchObject({ code: 'request.invalid' });
    expect(await previewed(waits, { failShare: 0.7, refuseShare: 0.7 })).toMatchObject({ code: 'request.invalid' });
    expect(await previewed(waits, { runs: 10_000 })).toMatchObject({ code: 'request.too-large' });
  });
});
