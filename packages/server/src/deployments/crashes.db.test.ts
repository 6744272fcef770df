/** Nothing is lost and nothing done twice: a look that dies at any place, two servers at once, and a worker that meets errors. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { toPem } from '@fettle/proof/keys';
import { sql } from 'kysely';
import { afterEach, describe, expect, test } from 'vitest';
import { makeEngine } from './engine.ts';
import { reconcileDeployment } from './reconcile.ts';
import { approved, counts, look, propose } from './testing/acts.ts';
import { checkIn, lookWhileDue, openFleet, speak } from './testing/fleet.ts';
import type { Fleet } from './testing/fleet.ts';
import type { LookJob } from './testing/look-program.ts';
import type { DeploymentReaction } from './types.ts';
import { makeWorker, startWorker } from './worker.ts';

let fleet: Fleet | null = null;
afterEach(async () => {
  await fleet?.close();
  fleet = null;
});
async function open(...given: Parameters<typeof openFleet>): Promise<Fleet> {
  fleet = await openFleet(...given);
  return fleet;
}
const program = fileURLToPath(new URL('testing/look-program.ts', import.meta.url));
const run = promisify(execFile);

/** Looks in a process of its own, which kills itself at this place. */
async function lookAndDie(at: Fleet, id: string, place: string): Promise<unknown> {
  const job: LookJob = {
    url: at.database.url,
    serverKey: toPem(at.context.serverKey),
    now: at.context.now(),
    clientId: at.clientId,
    deploymentId: id,
  };
  const env = { ...process.env, FETTLE_TEST_SERVER_STOP_AT: place };
  return run(process.execPath, [program, JSON.stringify(job)], { env }).then(
    ({ stdout }) => stdout.trim(),
    (error: { signal?: unknown }) => error.signal,
  );
}

/** The soak is over, and the next look sends the second ring. */
async function beforeSecondRing(at: Fleet): Promise<string> {
  const id = await approved(at);
  await speak(at, id);
  at.clock.advance({ hours: 3 });
  return id;
}

describe('a server that is killed in the middle of a look', () => {
  test.each(['reconcile:decided', 'reconcile:ordered', 'reconcile:written'])(
    'at %s has done nothing, and the next look does it once',
    async (place) => {
      const at = await open({ devices: { one: {}, two: {}, three: {} } });
      const id = await beforeSecondRing(at);
      const before = await counts(at, id);
      expect(await lookAndDie(at, id, place)).toBe('SIGKILL');
      expect(await counts(at, id)).toEqual(before);
      await lookWhileDue(at, id);
      expect((await counts(at, id)).sent).toBe(3);
      await speak(at, id);
      expect((await look(at, id)).status).toBe('succeeded');
      expect(at.devices.map((device) => device.installs.length)).toEqual([1, 1, 1]);
    },
  );

  test('after the commit has done everything, and the next look adds nothing', async () => {
    const at = await open({ devices: { one: {}, two: {}, three: {} } });
    const id = await beforeSecondRing(at);
    expect(await lookAndDie(at, id, 'reconcile:committed')).toBe('SIGKILL');
    const after = await counts(at, id);
    expect(after.sent).toBe(3);
    await reconcileDeployment(at.engine, at.context, at.clientId, id);
    expect(await counts(at, id)).toEqual(after);
  });

  test('while it stores a plan leaves the proposal as it was, and the plan is made again', async () => {
    const at = await open({ devices: { one: {} } });
    const { id } = await propose(at);
    await speak(at, id, []);
    at.clock.advance({ minutes: 1 });
    await checkIn(at, at.device('one'));
    expect(await lookAndDie(at, id, 'reconcile:planned')).toBe('SIGKILL');
    expect((await look(at, id)).status).toBe('proposed');
    await lookWhileDue(at, id);
    expect((await look(at, id)).specHash).toMatch(/^[0-9a-f]{64}$/);
  });
});

test('a connection that breaks between decide and commit leaves nothing behind', async () => {
  let breaks = true;
  const breaking: DeploymentReaction = async (tx, _context, { events }) => {
    if (!breaks || !events.some(({ kind }) => kind === 'run-sent')) return;
    breaks = false;
    await sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx);
  };
  const at = await open({ devices: { one: {}, two: {} }, reactions: [breaking] });
  const id = await approved(at);
  // The packages are secured; the next look sends the first run and breaks.
  await checkIn(at, at.device('one'));
  const before = await counts(at, id);
  await expect(reconcileDeployment(at.engine, at.context, at.clientId, id)).rejects.toThrow();
  expect(await counts(at, id)).toEqual(before);
  await lookWhileDue(at, id);
  expect((await counts(at, id)).sent).toBe(1);
});

test('a report that comes while a look is under way waits for nobody, and is seen by the next one, though no hint was given', async () => {
  let meanwhile: (() => Promise<void>) | null = null;
  const at = await open({
    devices: { one: {}, two: {} },
    reactions: [
      // In the transaction of the look: what waited for its end would wait for ever.
      async () => {
        const act = meanwhile;
        meanwhile = null;
        await act?.();
      },
    ],
  });
  const id = await approved(at);
  const secured = async (): Promise<number> => {
    const found = await sql<{ count: number }>`
      select count(*)::int from fettle.deployment_event where deployment_id = ${id} and kind = 'secured'`.execute(at.database.superuserDb);
    return found.rows[0]?.count ?? 0;
  };
  await checkIn(at, at.device('one'));
  meanwhile = () => checkIn(at, at.device('two'));
  expect(await reconcileDeployment(at.engine, at.context, at.clientId, id)).toBe('looked');
  expect(meanwhile).toBeNull();
  expect(await secured()).toBe(1);
  // Another process, as after a crash: all that it knows is stored.
  const worker = makeWorker(makeEngine([]), at.context);
  expect(await worker.round()).toBeGreaterThan(0);
  expect(await secured()).toBe(2);
  expect(await worker.round()).toBe(0);
  const left = await sql`select 1 from fettle.deployment_wake`.execute(at.database.superuserDb);
  expect(left.rows).toEqual([]);
});

test('eight looks at once from four servers send each run once and number events without a gap', async () => {
  const at = await open({ devices: { one: {}, two: {}, three: {}, four: {} } });
  const id = await beforeSecondRing(at);
  const engines = Array.from({ length: 4 }, () => makeEngine([]));
  const ends = await Promise.all(
    [...engines, ...engines].map((engine, index) =>
      reconcileDeployment(engine, at.context, at.clientId, id, index % 2 === 0 ? 'wait' : 'skip'),
    ),
  );
  expect(ends).toContain('looked');
  const { sent, events } = await counts(at, id);
  expect(sent).toBe(4);
  const last = await sql<{
    last: number;
  }>`select max(seq) as last from fettle.deployment_event where deployment_id = ${id}`.execute(at.database.superuserDb);
  expect(last.rows[0]?.last).toBe(events);
});

describe('the worker', () => {
  test('looks at everything that is due, though one deployment can not be looked at', async () => {
    const at = await open({ devices: { one: {}, two: {} } });
    const broken = await approved(at, { deviceIds: [at.device('one').id] });
    const sound = await approved(at, { deviceIds: [at.device('two').id] });
    await sql`update fettle.deployment_state set state = '{"broken": true}', wake_at = ${at.context.now()} where deployment_id = ${broken}`.execute(
      at.database.superuserDb,
    );
    at.clock.advance({ hours: 7 });
    // A process that has not looked at it before reads what is stored.
    const worker = makeWorker(makeEngine([]), at.context);
    expect(await worker.round()).toBe(1);
    const wakes = await sql<{
      deployment_id: string;
      due: boolean;
    }>`select deployment_id, wake_at <= ${at.context.now()} as due from fettle.deployment_state`.execute(at.database.superuserDb);
    expect(wakes.rows.find((row) => row.deployment_id === sound)?.due).toBe(false);
    expect(wakes.rows.find((row) => row.deployment_id === broken)?.due).toBe(true);
    // Until its back-off is over it is left alone.
    expect(await worker.round()).toBe(0);
  });

  test('wakes by a hint when a device has answered, and plans by itself', async () => {
    const at = await open({ devices: { one: {} } });
    const stop = startWorker(at.engine, at.context);
    const { id } = await propose(at);
    await checkIn(at, at.device('one'));
    await expect.poll(async () => (await look(at, id)).specHash, { timeout: 4_000 }).not.toBeNull();
    await stop();
  });

  test('of two servers on one database sends each run once', async () => {
    const at = await open({ devices: { one: {}, two: {}, three: {}, four: {} } });
    const ids = [await approved(at, { deviceIds: [at.device('one').id] }), await approved(at, { deviceIds: [at.device('two').id] })];
    const workers = [makeWorker(makeEngine([]), at.context), makeWorker(makeEngine([]), at.context)];
    for (let turn = 0; turn < 4; turn += 1) {
      await Promise.all(workers.map((worker) => worker.round()));
      for (const id of ids) await speak(at, id);
      at.clock.advance({ hours: 3 });
    }
    expect(await Promise.all(ids.map(async (id) => (await look(at, id)).status))).toEqual(['succeeded', 'succeeded']);
    expect(at.devices.map((device) => device.installs.length)).toEqual([1, 1, 0, 0]);
  });
});
