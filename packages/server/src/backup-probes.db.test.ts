/** Devices are asked for their backups by a signed command that their policy names; what they say counts for them, and what can not be read is told. */
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BackupRule } from '@fettle/core/rollback';
import { callOf, openFleet, checkIn } from './deployments/testing/fleet.ts';
import type { Fleet } from './deployments/testing/fleet.ts';
import { handInCommand } from './deployments/testing/hand-in.ts';
import type { HandedIn } from './deployments/testing/hand-in.ts';
import { inClients, tryLock } from './platform/database/index.ts';
import { isRefusal, providerId } from './platform/feature.ts';
import { policies } from './policies/index.ts';
import { askProbes, rollbackRows } from './rollback/index.ts';
import { clientsWithProbes } from './rollback/probe-store.ts';
import { heedStops } from './deployments/index.ts';
import { trustFeature } from './trust/index.ts';

const trust = trustFeature({ stopped: heedStops });

let at: Fleet;
let probe: HandedIn;
beforeEach(async () => {
  at = await openFleet({ devices: { db: {}, other: {} } });
  probe = await handInCommand(at, 'last backup', 'probe');
  const rule: BackupRule = {
    tiers: ['unsaid', 'standard'],
    maxAgeHours: 24,
    restoreTestDays: null,
    recoverWithinMinutes: null,
    missing: 'warn',
    probe: { command: probe.command, everyHours: 6 },
  };
  const place = { level: 'device' as const, clientId: at.clientId, subjectId: at.device('db').id };
  const body = { ...place, body: { name: 'Own', owner: 'Ops', reviewAt: '2099-01-01', backup: [rule] }, basedOn: 0 };
  const actor = { ...at.actor, scopeFor: () => [providerId, at.clientId] };
  const saved = await policies.handlers?.savePolicyLevel?.(callOf<'savePolicyLevel'>(at.context, actor, { body }));
  if (saved === undefined || isRefusal(saved)) throw new Error(JSON.stringify(saved));
});
afterEach(() => at.close());

/** It writes this to the next question, and comes by. */
async function writes(output: string): Promise<void> {
  at.device('db').behaviour.probe = output;
  await checkIn(at, at.device('db'));
}
const asked = (name: string) => [...at.device(name).taken.values()].filter(({ body }) => body.verb === 'probe');
const row = async () => {
  const rows = await inClients(at.context.db, [at.clientId], (tx) => rollbackRows(tx, at.clientId, at.context.now()));
  return rows.find(({ deviceName }) => deviceName === 'db');
};
const hoursAgo = (hours: number) => at.clock.now().subtract({ hours }).toString({ smallestUnit: 'second' });

test('a device is asked once an interval, alone, and what it says of its backups is a fact of that source', async () => {
  expect(await askProbes(at.context)).toBe(1);
  expect(await askProbes(at.context)).toBe(0);
  await writes(
    `{"backups":[{"at":"${hoursAgo(2)}","ok":true,"kind":"image"},{"at":"${hoursAgo(30)}","ok":true,"what":"restore-test","seconds":90}]}\n`,
  );
  await checkIn(at, at.device('other'));
  expect(asked('db')).toMatchObject([{ body: { command: probe.command, commands: [{ script: probe.script }] } }]);
  expect(asked('other')).toEqual([]);
  expect(await row()).toMatchObject({
    backup: { at: expect.stringContaining(hoursAgo(2).slice(0, 16)) as string, ok: true, source: 'probe' },
    restoreTest: { ok: true, seconds: 90, source: 'probe' },
  });
  at.clock.advance({ hours: 5 });
  expect(await askProbes(at.context)).toBe(0);
  at.clock.advance({ hours: 1 });
  expect(await askProbes(at.context)).toBe(1);
});

test.each([
  ['no list today', 'It wrote no line of JSON'],
  ['{"backups":[{"at":"2026-13-01T00:00:00Z","ok":true}]}', 'is no time'],
  ['{"backups":[{"at":"2099-01-01T00:00:00Z","ok":true}]}', 'its time lies in the future'],
])('what can not be read is not guessed: %s', async (output, because) => {
  await askProbes(at.context);
  await writes(output);
  const found = await row();
  expect(found?.backup).toBeNull();
  expect(found?.reasons.find(({ code }) => code === 'backup.probe-failed')?.sentence).toContain(because);
});

test('one that was removed is not run any more, and that is told', async () => {
  const { document } = probe.command;
  await trust.handlers?.removeCommand?.(callOf<'removeCommand'>(at.context, at.actor, { params: { document } }));
  expect(await askProbes(at.context)).toBe(0);
  await checkIn(at, at.device('db'));
  expect(asked('db')).toEqual([]);
  expect((await row())?.reasons.find(({ code }) => code === 'backup.probe-failed')?.sentence).toContain('was removed');
});

test('while one server asks the devices of a client, another leaves them', async () => {
  await at.database.ownerDb.transaction().execute(async (tx) => {
    expect(await tryLock(tx, `backup probes of ${at.clientId}`)).toBe(true);
    expect(await askProbes(at.context)).toBe(0);
  });
  expect(await askProbes(at.context)).toBe(1);
  await checkIn(at, at.device('db'));
  expect(asked('db')).toHaveLength(1);
});

test('policies of a client that names no probe are not laid together', async () => {
  const all = at.database.superuserDb;
  expect(await inClients(at.context.db, [at.clientId], clientsWithProbes)).toEqual([at.clientId]);
  await sql`update fettle.policy set removed_at = now() where level = 'device'`.execute(all);
  expect(await inClients(at.context.db, [at.clientId], clientsWithProbes)).toEqual([]);
  expect(await askProbes(at.context)).toBe(0);
});
