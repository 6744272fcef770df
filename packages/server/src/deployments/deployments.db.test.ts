/** A small fleet through whole deployments, on a real database: propose, simulate, plan, approve, rings, verified. */
import { replay } from '@fettle/core/deployment';
import type { DeploymentEvent, DeploymentState } from '@fettle/core/deployment';
import { sql } from 'kysely';
import { afterEach, describe, expect, test } from 'vitest';
import { act, approved, approve, counts, look, propose, shown } from './testing/acts.ts';
import { openFleet, speak } from './testing/fleet.ts';
import type { Fleet } from './testing/fleet.ts';
import type { Happened } from './types.ts';

let fleet: Fleet | null = null;
afterEach(async () => {
  await fleet?.close();
  fleet = null;
});
async function open(...given: Parameters<typeof openFleet>): Promise<Fleet> {
  fleet = await openFleet(...given);
  return fleet;
}
const because = 'For the test.';

describe('a deployment that goes well', () => {
  test('goes from the proposal over both rings to verified, and tells each step', async () => {
    const at = await open({ devices: { one: {}, two: {}, three: {} } });
    const proposed = await propose(at);
    expect(proposed.status).toBe('proposed');
    expect(proposed.proposal?.devices.map((device) => device.state)).toEqual(['asked', 'asked', 'asked']);
    await speak(at, proposed.id);
    const planned = await look(at, proposed.id);
    expect(planned.status).toBe('active');
    expect(planned.waiting?.sentence).toContain('Waiting for approval');
    expect(planned.rings.map((ring) => [ring.name, ring.devices])).toEqual([
      ['test', 1],
      ['broad', 2],
    ]);
    await approve(at, proposed.id);
    await speak(at, proposed.id);
    const soaking = await look(at, proposed.id);
    expect(soaking.rings[0]).toMatchObject({ phase: 'soaking', verified: 1 });
    expect(at.device('two').installs).toEqual([]);
    expect(soaking.runs.every((run) => run.outcome !== null || run.waiting !== null)).toBe(true);
    at.clock.advance({ hours: 3 });
    await speak(at, proposed.id);
    const over = await look(at, proposed.id);
    expect(over.runs.map((run) => run.label)).toEqual(['verified', 'verified', 'verified']);
    expect(over).toMatchObject({ status: 'succeeded', waitingOn: [], verified: 3, open: 0, wakeAt: null });
    expect(at.devices.map((device) => device.installs.length)).toEqual([1, 1, 1]);
    const told = shown(await act(at, 'getDeploymentEvents', { params: { id: proposed.id }, query: { limit: 100 } }));
    expect(told.items[0]?.sentence).toContain('The deployment is over: succeeded');
    expect(told.items.at(-1)?.sentence).toContain('made the deployment "OpenSSL" for 3 devices in 2 rings');
  });

  test('has a stored fold that equals the replay of its events, and an audit entry for each look that did something', async () => {
    const at = await open({ devices: { one: {}, two: {} } });
    const id = await approved(at);
    await speak(at, id);
    at.clock.advance({ hours: 3 });
    await speak(at, id);
    const { rows } = await sql<{
      event: DeploymentEvent;
    }>`select event from fettle.deployment_event where deployment_id = ${id} order by seq`.execute(at.database.superuserDb);
    const stored = await sql<{
      state: DeploymentState;
      seq: number;
    }>`select state || jsonb_build_object('runs', (select jsonb_object_agg(device_id, run) from fettle.deployment_run where deployment_id = ${id})) as state, seq
      from fettle.deployment_state where deployment_id = ${id}`.execute(at.database.superuserDb);
    expect(stored.rows[0]?.state).toEqual(replay(rows.map((row) => row.event)));
    expect(stored.rows[0]?.seq).toBe(rows.length);
    const audit = await sql<{
      action: string;
    }>`select action from fettle.audit_entry where subject = ${`deployment:${id}`} order by seq`.execute(at.database.superuserDb);
    const actions = audit.rows.map((row) => row.action);
    expect(actions.slice(0, 3)).toEqual(['deployment.proposed', 'deployment.planned', 'deployment.approved']);
    expect(actions.at(-1)).toBe('deployment.finished');
  });

  test('leaves no instruction open when it is over', async () => {
    const at = await open({ devices: { one: {}, two: {} } });
    const id = await approved(at);
    await speak(at, id);
    at.clock.advance({ hours: 3 });
    await speak(at, id);
    const open_ = await sql`select id from fettle.instruction where deployment_id = ${id} and closed_at is null`.execute(
      at.database.superuserDb,
    );
    expect(open_.rows).toEqual([]);
  });

  test('tells its reactions every event once, in order, in the transaction', async () => {
    const heard: Happened[] = [];
    const at = await open({ devices: { one: {} }, reactions: [async (_tx, _context, happened) => void heard.push(happened)] });
    const id = await approved(at);
    await speak(at, id);
    at.clock.advance({ hours: 3 });
    await speak(at, id);
    expect(heard.flatMap((one) => one.events).length).toBe((await counts(at, id)).events);
    expect(heard[0]?.events[0]?.kind).toBe('created');
    expect(heard.at(-1)?.state.status).toBe('succeeded');
  });
});

describe('the proposal', () => {
  test('is planned without a device that does not answer, once ten minutes have passed', async () => {
    const at = await open({ devices: { one: {}, two: { simulate: 'silent' } } });
    const { id } = await propose(at);
    await speak(at, id);
    expect((await look(at, id)).status).toBe('proposed');
    at.clock.advance({ minutes: 10 });
    await speak(at, id);
    const planned = await look(at, id);
    expect(planned.rings.map((ring) => ring.devices)).toEqual([1]);
    expect(planned.proposal?.devices.find((device) => device.deviceName === 'two')).toMatchObject({ state: 'no answer' });
  });

  test('says why a device could not simulate, and goes on without it', async () => {
    const at = await open({ devices: { one: {}, two: { simulate: 'fails' } } });
    const { id } = await propose(at);
    await speak(at, id);
    const planned = await look(at, id);
    expect(planned.runs.map((run) => run.deviceName)).toEqual(['one']);
    expect(planned.proposal?.devices.find((device) => device.deviceName === 'two')).toMatchObject({ state: 'failed' });
    expect(planned.proposal?.devices[1]?.because).toContain('could not simulate');
  });

  test('lists devices that can not be asked with the reason, and is refused where none can', async () => {
    const at = await open({ devices: { one: {}, two: {}, three: {}, four: {} } });
    const all = at.database.superuserDb;
    await sql`update fettle.device set mode = 'observe' where name = 'two'`.execute(all);
    await sql`update fettle.device set status = 'quarantined', quarantined_at = now(), quarantined_because = 'two keys' where name = 'three'`.execute(
      all,
    );
    await sql`update fettle.device_contact set last_seen_at = '2026-02-20T00:00:00Z' where device_id = ${at.device('four').id}`.execute(
      all,
    );
    const proposed = await propose(at);
    expect(proposed.proposal?.devices.map((device) => [device.deviceName, device.state, device.because])).toEqual([
      ['four', 'failed', 'The device has not been in contact for a day or more.'],
      ['one', 'asked', null],
      ['three', 'failed', 'The device is in quarantine.'],
      ['two', 'failed', 'The agent of this device only observes.'],
    ]);
    expect((await counts(at, proposed.id)).instructions).toBe(1);
    const none = await act(at, 'proposeDeployment', {
      body: {
        clientId: at.clientId,
        title: 'None',
        reason: '',
        updateIds: 'policy',
        deviceIds: [at.device('two').id],
        expiresInDays: 1,
        predecessorId: null,
      },
    });
    expect(none).toMatchObject({ refused: true, code: 'deployment.nothing-to-do' });
  });

  test('that contradicts itself waits for a person, who plans without the devices in the way', async () => {
    const at = await open({ devices: { one: {}, two: {} } });
    const { id } = await propose(at, { expiresInDays: 0.06 });
    await speak(at, id);
    const stuck = await look(at, id);
    expect(stuck.status).toBe('proposed');
    expect(stuck.proposal?.problems.map((problem) => problem.code)).toContain('plan.ends-too-early');
    const refused = await act(at, 'planDeployment', { params: { id }, body: { without: [] } });
    expect(refused).toMatchObject({ code: 'deployment.contradiction' });
    const planned = shown(await act(at, 'planDeployment', { params: { id }, body: { without: [at.device('two').id] } }));
    expect(planned.status).toBe('active');
    expect(planned.rings.map((ring) => ring.name)).toEqual(['test']);
    expect(planned.proposal?.devices.find((device) => device.deviceName === 'two')?.because).toContain('left it out');
  });

  test('that nobody planned ends with its time', async () => {
    const at = await open({ devices: { one: {}, two: {} } });
    const { id } = await propose(at, { expiresInDays: 0.06 });
    await speak(at, id);
    at.clock.advance({ hours: 2 });
    await speak(at, id);
    expect((await look(at, id)).status).toBe('cancelled');
  });

  test('can be given up, and is not planned after that', async () => {
    const at = await open({ devices: { one: {} } });
    const { id } = await propose(at);
    const given = shown(await act(at, 'cancelDeployment', { params: { id }, body: { because } }));
    expect(given.status).toBe('cancelled');
    await speak(at, id);
    expect((await counts(at, id)).events).toBe(0);
    expect(await act(at, 'planDeployment', { params: { id }, body: { without: [] } })).toMatchObject({ code: 'deployment.over' });
  });

  test('takes all that the policy selects, and nothing that a device pins', async () => {
    const at = await open({ devices: { one: {}, two: {} } });
    await sql`update fettle.device_offer set withheld = 'pinned' where device_id = ${at.device('two').id}`.execute(at.database.superuserDb);
    const proposed = await propose(at, { updateIds: 'policy' });
    expect(proposed.proposal?.devices.map((device) => device.deviceName)).toEqual(['one']);
  });
});

describe('a roll-back', () => {
  test('is a new deployment that takes the devices to the versions they had', async () => {
    const at = await open({ devices: { one: {}, two: {} } });
    const id = await approved(at);
    await speak(at, id);
    expect((await look(at, id)).canRollBack).toMatchObject({ allowed: false });
    expect(shown(await act(at, 'previewRollBack', { params: { id } }))).toMatchObject({ allowed: false, sentence: expect.any(String) });
    at.clock.advance({ hours: 3 });
    await speak(at, id);
    expect((await look(at, id)).canRollBack).toEqual({ allowed: true, sentence: null });
    const ahead = shown(await act(at, 'previewRollBack', { params: { id } }));
    expect(ahead).toMatchObject({ allowed: true, sentence: null, goBack: 2, stayAsTheyAre: 0 });
    expect(ahead.devices[0]).toMatchObject({
      deviceName: 'one',
      way: 'downgrade',
      because: null,
      changes: [{ name: 'openssl', from: '2.0-1', to: '1.0-1' }],
      restart: 'not-needed',
    });
    const back = shown(await act(at, 'rollBackDeployment', { params: { id }, body: { because, deviceIds: null } }));
    expect(back).toMatchObject({ status: 'proposed', predecessorId: id });
    await speak(at, back.id);
    await approve(at, back.id);
    await speak(at, back.id);
    at.clock.advance({ hours: 3 });
    await speak(at, back.id);
    const over = await look(at, back.id);
    expect(over.status).toBe('succeeded');
    const taken = [...at.device('one').taken.values()].findLast(({ body }) => body.verb === 'rollback');
    expect(taken?.body).toMatchObject({ verb: 'rollback', share: { direction: 'back', changes: [{ from: '2.0-1', to: '1.0-1' }] } });
    expect((await look(at, id)).successorIds).toEqual([back.id]);
    expect(await act(at, 'rollBackDeployment', { params: { id: back.id }, body: { because, deviceIds: null } })).toMatchObject({
      code: 'deployment.not-possible',
    });
  });

  test('by reinstall stands in what is signed; who can not is left out with the reason', async () => {
    const at = await open({ devices: { one: {}, two: { simulate: 'as an older agent' } } });
    const id = await approved(at);
    await speak(at, id);
    at.clock.advance({ hours: 3 });
    await speak(at, id);
    const ahead = shown(await act(at, 'previewRollBack', { params: { id } }));
    expect(ahead.devices[0]?.ways).toEqual([
      { by: 'reinstall', because: null, sentence: expect.stringMatching(/^Removes openssl, keeps/) as string },
    ]);
    const body = { because, deviceIds: null, by: 'reinstall' } as const;
    const back = shown(await act(at, 'rollBackDeployment', { params: { id }, body }));
    await speak(at, back.id);
    const planned = await look(at, back.id);
    expect(JSON.stringify(planned)).toContain('It can not go back by reinstall. The agent of this device is too old for it');
    await approve(at, back.id);
    await speak(at, back.id);
    at.clock.advance({ hours: 3 });
    await speak(at, back.id);
    expect(await look(at, back.id)).toMatchObject({ status: 'succeeded', verified: 1 });
    const taken = [...at.device('one').taken.values()].findLast(({ body: told }) => told.verb === 'rollback');
    expect(taken?.body).toMatchObject({ share: { direction: 'back', by: 'reinstall', wayBack: { kind: 'reinstall' } } });
    expect(at.device('two').installs).toHaveLength(1);
    const audit = await sql`
      select * from fettle.audit_entry where subject = ${`deployment:${back.id}`} and action = 'deployment.roll-back-proposed'`.execute(
      at.database.superuserDb,
    );
    expect(JSON.stringify(audit.rows)).toContain('reinstall');
  });
});
