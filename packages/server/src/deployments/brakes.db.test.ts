/** What stops a deployment: holds of people and of the engine, cancellations, and what is let go on. */
import { signStop } from '@fettle/proof/stop';
import { sql } from 'kysely';
import { afterEach, describe, expect, test } from 'vitest';
import { trustFeature } from '../trust/index.ts';
import { makeEngine } from './engine.ts';
import { reconcileDeployment } from './reconcile.ts';
import { heedStops } from './standing-still.ts';
import { act, approve, approved, counts, look, propose, shown } from './testing/acts.ts';
import { callOf, checkIn, lookWhileDue, openFleet, speak } from './testing/fleet.ts';
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
const because = 'For the test.';

describe('a hold', () => {
  test('of a person keeps everything from being sent until it is released', async () => {
    const at = await open({ devices: { one: {}, two: {} } });
    const id = await approved(at);
    const held = shown(await act(at, 'holdDeployment', { params: { id }, body: { because } }));
    expect(held.holds.map((hold) => [hold.reason, hold.detail])).toEqual([['operator', because]]);
    expect(held.commands.find(({ kind }) => kind === 'hold')).toMatchObject({ allowed: false });
    await speak(at, id);
    expect(at.devices.flatMap((device) => device.installs)).toEqual([]);
    const stands = await sql`select 1 from fettle.held_deployment where deployment_id = ${id}`.execute(at.database.superuserDb);
    expect(stands.rows).toHaveLength(1);
    const holdId = held.holds[0]?.id ?? '';
    shown(await act(at, 'releaseDeployment', { params: { id }, body: { holdId, because, acceptedDeviceIds: [] } }));
    await speak(at, id);
    expect(at.device('one').installs).toHaveLength(1);
  });

  test('stands as soon as the test ring fails, and nobody else is touched', async () => {
    const at = await open({ devices: { one: { install: 'rolled back' }, two: {}, three: {} } });
    const id = await approved(at);
    await speak(at, id);
    at.clock.advance({ hours: 48 });
    await speak(at, id);
    const halted = await look(at, id);
    expect(halted.holds.map((hold) => hold.reason)).toEqual(['failure budget']);
    expect(halted.runs.find((run) => run.deviceName === 'one')).toMatchObject({ label: 'rolled back' });
    expect([at.device('two').installs, at.device('three').installs]).toEqual([[], []]);
    expect(halted.acceptable).toEqual([{ holdId: halted.holds[0]?.id, deviceIds: [at.device('one').id] }]);
  });

  test('ends with a release that says which failure is accepted, and only such a one', async () => {
    const at = await open({ devices: { one: { install: 'failed' }, two: {}, three: {} } });
    const id = await approved(at);
    await speak(at, id);
    const holdId = (await look(at, id)).holds[0]?.id ?? '';
    const wrong = { holdId, because, acceptedDeviceIds: [at.device('two').id] };
    expect(await act(at, 'releaseDeployment', { params: { id }, body: wrong })).toMatchObject({ code: 'deployment.not-possible' });
    shown(await act(at, 'releaseDeployment', { params: { id }, body: { ...wrong, acceptedDeviceIds: [at.device('one').id] } }));
    await speak(at, id);
    at.clock.advance({ hours: 3 });
    await speak(at, id);
    const over = await look(at, id);
    expect(over.status).toBe('ended with failures');
    expect(over.runs.filter((run) => run.label === 'verified')).toHaveLength(2);
  });

  test('stands where a scan does not show what the device reported as done', async () => {
    const at = await open({ devices: { one: { install: 'not verified' }, two: {} } });
    const id = await approved(at);
    await speak(at, id);
    const run = (await look(at, id)).runs.find(({ deviceName }) => deviceName === 'one');
    expect(run).toMatchObject({ label: 'failed', code: 'run.not-verified' });
    expect(run?.detail).toContain('is still 1.0-1');
  });

  test('stands where health checks fail after the soak, and a release has them measured again', async () => {
    const checks = [{ kind: 'service', name: 'web', unit: 'web.service', timeoutSeconds: 30 }] as const;
    const at = await open({ devices: { one: { check: 'failed' }, two: {} }, policy: { checks } });
    const id = await approved(at);
    await speak(at, id);
    at.clock.advance({ hours: 3 });
    await speak(at, id);
    const held = await look(at, id);
    expect(held.rings[0]).toMatchObject({ phase: 'soaking', answer: 'failed' });
    at.device('one').behaviour.check = 'passed';
    const body = { holdId: held.holds[0]?.id ?? '', because, acceptedDeviceIds: [] };
    shown(await act(at, 'releaseDeployment', { params: { id }, body }));
    await speak(at, id);
    expect((await look(at, id)).status).toBe('succeeded');
    const asked = [...at.device('one').taken.keys()].filter((key) => key.includes(':check'));
    expect(asked).toEqual([`${id}:${at.device('one').id}:1:check`, `${id}:${at.device('one').id}:1:check:2`]);
  });
});

describe('a cancellation', () => {
  test('takes back what no device has fetched, and ends the deployment', async () => {
    const at = await open({ devices: { one: {}, two: {} } });
    const id = await approved(at);
    await speak(at, id);
    at.clock.advance({ hours: 3 });
    await lookWhileDue(at, id);
    expect((await counts(at, id)).sent).toBe(2);
    const cancelled = shown(await act(at, 'cancelDeployment', { params: { id }, body: { because } }));
    expect(cancelled.status).toBe('cancelled');
    await checkIn(at, at.device('two'));
    expect(at.device('two').installs).toEqual([]);
    expect((await look(at, id)).runs.map((run) => run.label).toSorted()).toEqual(['cancelled', 'verified']);
  });

  test('waits for a device that has begun', async () => {
    const at = await open({ devices: { one: { install: 'accepts only' }, two: {} } });
    const id = await approved(at);
    await speak(at, id);
    const cancelled = shown(await act(at, 'cancelDeployment', { params: { id }, body: { because } }));
    expect(cancelled.status).toBe('active');
    expect(Object.fromEntries(cancelled.runs.map((run) => [run.deviceName, run.label]))).toEqual({ one: 'changing', two: 'cancelled' });
    const heard = await sql`select 1 from fettle.held_deployment where deployment_id = ${id}`.execute(at.database.superuserDb);
    expect(heard.rows).toHaveLength(1);
  });
});

describe('a panic stop', () => {
  test('has open deployments looked at when it is set and when it is lifted, without waiting for their next look', async () => {
    const at = await open({ devices: { one: {} } });
    const id = await approved(at);
    const later = at.clock.now().add({ hours: 1 }).toString();
    const { handlers } = trustFeature({ stopped: heedStops });
    const holds = async () => (await look(at, id)).holds.map((hold) => hold.reason);
    for (const [version, scope, state, after] of [
      [1, at.clientId, 'stop', ['panic stop']],
      [2, at.clientId, 'go', []],
      [3, 'all', 'stop', ['panic stop']],
    ] as const) {
      await sql`update fettle.deployment_state set wake_at = ${later} where deployment_id = ${id}`.execute(at.database.superuserDb);
      const envelope = structuredClone(signStop({ scope, state, version, at: at.context.now() }, at.root)) as never;
      await handlers?.putStop?.(callOf<'putStop'>(at.context, at.actor, { body: { envelope } }));
      await lookWhileDue(at, id);
      expect(await holds()).toEqual(after);
    }
  });

  test('keeps everything from being sent while it is in force', async () => {
    const at = await open({ devices: { one: {} } });
    const { id } = await propose(at);
    await speak(at, id);
    const stop = (state: 'stop' | 'go', version: number) =>
      sql`update fettle.installation set stop_version = ${version}, stop = ${JSON.stringify([signStop({ scope: 'all', state, version, at: at.context.now() }, at.root)])}`.execute(
        at.database.superuserDb,
      );
    await stop('stop', 1);
    await approve(at, id);
    await speak(at, id);
    expect((await look(at, id)).waitingOn[0]?.sentence).toContain('panic stop');
    expect(at.device('one').taken.size).toBe(1);
    await stop('go', 2);
    at.clock.advance({ hours: 1 });
    await speak(at, id);
    expect(at.device('one').installs).toHaveLength(1);
  });
});

describe('two deployments of one device', () => {
  test('never have it in flight at once, though two servers look at the same moment', async () => {
    const at = await open({ devices: { one: { install: 'accepts only' } } });
    const ids = [await approved(at), await approved(at)];
    for (const id of ids) await lookWhileDue(at, id);
    await checkIn(at, at.device('one'));
    const engines = [makeEngine([]), makeEngine([])];
    await Promise.all(ids.map((id, index) => reconcileDeployment(engines[index] ?? at.engine, at.context, at.clientId, id, 'wait')));
    const sent = await Promise.all(ids.map((id) => counts(at, id)));
    expect(sent.map((one) => one.sent).toSorted((a, b) => a - b)).toEqual([0, 1]);
    const waiting = ids[sent.findIndex((one) => one.sent === 0)] ?? '';
    expect((await look(at, waiting)).waitingOn.map((line) => line.sentence)).toEqual(['one is busy with another deployment.']);
  });
});
