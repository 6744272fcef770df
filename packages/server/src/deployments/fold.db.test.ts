/** The fold as it is stored: runs as rows of their own, written where they changed, and brought up from what a process remembers. */
import type { DeploymentEvent } from '@fettle/core/deployment';
import { replay } from '@fettle/core/deployment';
import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { migrate } from '../platform/database/migrate.ts';
import { readMigrations } from '../platform/database/migrations.ts';
import { APP_ROLE } from '../platform/database/names.ts';
import { MIGRATIONS_FOLDER } from '../platform/database/open.ts';
import { openClient } from '../platform/database/pool.ts';
import { inClients } from '../platform/database/index.ts';
import { silentLog } from '../platform/log.ts';
import { makeEngine } from './engine.ts';
import { reconcileDeployment } from './reconcile.ts';
import { storedState } from './stored-state.ts';
import { approved, look } from './testing/acts.ts';
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

/** Which version of each device's row stands, as PostgreSQL names the transaction that wrote it. */
async function rowsOf(at: Fleet, id: string): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ device_id: string; written: string }>`
    select device_id, xmin::text as written from fettle.deployment_run where deployment_id = ${id}`.execute(at.database.superuserDb);
  return new Map(rows.map(({ device_id, written }) => [device_id, written]));
}

async function documentOf(at: Fleet, id: string): Promise<{ waiting: string; runs: boolean }> {
  const { rows } = await sql<{ waiting: string; runs: boolean }>`
    select waiting::text, state ? 'runs' as runs from fettle.deployment_state where deployment_id = ${id}`.execute(at.database.superuserDb);
  return rows[0] ?? { waiting: '', runs: true };
}

async function mustEqualReplay(at: Fleet, id: string): Promise<void> {
  const { rows } = await sql<{ event: DeploymentEvent }>`
    select event from fettle.deployment_event where deployment_id = ${id} order by seq`.execute(at.database.superuserDb);
  const stored = await inClients(at.context.db, [at.clientId], (tx) => storedState(tx, at.clientId, id));
  expect(stored).toEqual(replay(rows.map(({ event }) => event)));
}

test('a look writes the runs that changed and no other, and one that waits for the same writes neither those nor that', async () => {
  const at = await open({ devices: { one: {}, two: {}, three: {} } });
  const id = await approved(at);
  await lookWhileDue(at, id);
  const before = await rowsOf(at, id);
  expect(before.size).toBe(3);
  expect((await documentOf(at, id)).runs).toBe(false);
  await checkIn(at, at.device('two'));
  await reconcileDeployment(at.engine, at.context, at.clientId, id);
  const after = await rowsOf(at, id);
  expect([...after].filter(([device, written]) => before.get(device) !== written).map(([device]) => device)).toEqual([at.device('two').id]);
  const { waiting } = await documentOf(at, id);
  await reconcileDeployment(at.engine, at.context, at.clientId, id);
  expect(await rowsOf(at, id)).toEqual(after);
  expect((await documentOf(at, id)).waiting).toBe(waiting);
  await mustEqualReplay(at, id);
});

test('what another process recorded in between is seen by one that remembers, whoever looks', async () => {
  const at = await open({ devices: { one: {}, two: {}, three: {} } });
  const id = await approved(at);
  const other = makeEngine([]);
  for (let turn = 0; turn < 6 && (await look(at, id)).status === 'active'; turn += 1) {
    for (const engine of turn % 2 === 0 ? [at.engine, other] : [other, at.engine]) {
      for (const device of at.devices) await checkIn(at, device);
      await reconcileDeployment(engine, at.context, at.clientId, id);
      await mustEqualReplay(at, id);
    }
    await speak(at, id);
    at.clock.advance({ hours: 3 });
  }
  expect((await look(at, id)).status).toBe('succeeded');
  expect(at.devices.map((device) => device.installs.length)).toEqual([1, 1, 1]);
});

test('what is remembered and is no past of what is stored is left alone', async () => {
  const at = await open({ devices: { one: {}, two: {} } });
  const id = await approved(at);
  await lookWhileDue(at, id);
  const known = at.engine.states.of(id);
  if (known === undefined) throw new Error('nothing is remembered of a deployment that was looked at');
  at.engine.states.keep({ ...known, seq: known.seq + 1_000, runs: {} });
  await checkIn(at, at.device('one'));
  await reconcileDeployment(at.engine, at.context, at.clientId, id);
  await mustEqualReplay(at, id);
  expect(at.engine.states.of(id)?.seq).toBeGreaterThan(known.seq);
  await speak(at, id);
  at.clock.advance({ hours: 3 });
  await speak(at, id);
  expect((await look(at, id)).status).toBe('succeeded');
  expect(at.engine.states.of(id)).toBeUndefined();
});

test('a look that is taken back leaves nothing to remember', async () => {
  let breaks = false;
  const at = await open({
    devices: { one: {}, two: {} },
    reactions: [
      async () => {
        if (breaks) throw new Error('broken');
      },
    ],
  });
  const id = await approved(at);
  await lookWhileDue(at, id);
  const before = at.engine.states.of(id);
  await checkIn(at, at.device('one'));
  breaks = true;
  await expect(reconcileDeployment(at.engine, at.context, at.clientId, id)).rejects.toThrow('broken');
  breaks = false;
  expect(at.engine.states.of(id)).toBe(before);
  await mustEqualReplay(at, id);
  await reconcileDeployment(at.engine, at.context, at.clientId, id);
  await mustEqualReplay(at, id);
});

test('deployments from before runs were rows are read as they were', async () => {
  const at = await open({ devices: { one: {}, two: {} } });
  const id = await approved(at);
  await lookWhileDue(at, id);
  const read = () => inClients(at.context.db, [at.clientId], (tx) => storedState(tx, at.clientId, id));
  const before = await read();
  const owner = await openClient({ kind: 'url', url: at.database.ownerUrl }, silentLog());
  try {
    const older = sql`update fettle.deployment_state s set state = s.state || jsonb_build_object('runs',
      (select jsonb_object_agg(r.device_id, r.run) from fettle.deployment_run r where r.deployment_id = s.deployment_id))`;
    await older.execute(at.database.superuserDb);
    await owner.query('drop table fettle.deployment_run; alter table fettle.deployment_state drop column waiting_digest;');
    await owner.query(`delete from fettle.schema_migration where name like '%runs_of_deployments.sql'`);
    expect(await migrate(owner, readMigrations(MIGRATIONS_FOLDER), APP_ROLE)).toEqual([expect.stringMatching(/runs_of_deployments/)]);
  } finally {
    await owner.end();
  }
  expect(before?.seq).toBeGreaterThan(0);
  expect(await read()).toEqual(before);
  await speak(at, id);
  at.clock.advance({ hours: 3 });
  await speak(at, id);
  expect((await look(at, id)).status).toBe('succeeded');
});
