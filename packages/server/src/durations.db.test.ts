/** What runs took becomes what the next is expected to take; restarts that stay pending are told. */
import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { approved, look } from './deployments/testing/acts.ts';
import { openFleet, speak } from './deployments/testing/fleet.ts';
import type { Fleet } from './deployments/testing/fleet.ts';
import { measuredIn } from './durations/index.ts';
import { restartLines } from './today/restarts.ts';
import { inClients } from './platform/database/index.ts';

let fleet: Fleet | null = null;
afterEach(async () => {
  await fleet?.close();
  fleet = null;
});

const restart: Parameters<typeof measuredIn>[0]['receipts'][number] = {
  step: 'restart',
  startedAt: '2026-03-02T08:03:00Z',
  endedAt: '2026-03-02T08:04:30Z',
  ok: true,
  commands: [],
  trouble: null,
  detail: '',
};
const result = {
  how: 'done',
  code: 'ok',
  detail: '',
  bootIdBefore: 'a',
  startedAt: '2026-03-02T08:00:00Z',
  appliedAt: '2026-03-02T08:02:05Z',
  restartDue: true,
  checksBefore: [],
  checksAfter: [],
  checksRolledBack: null,
  receipts: [restart],
  after: null,
} satisfies Parameters<typeof measuredIn>[0];

test('what a report says of time is measured, and what says nothing of it is not', () => {
  expect(measuredIn(result)).toEqual({ changeSeconds: 125, restartSeconds: 90 });
  expect(measuredIn({ ...result, receipts: [{ ...restart, startedAt: restart.endedAt }] })).toMatchObject({ restartSeconds: null });
  expect(measuredIn({ ...result, receipts: [{ ...restart, step: 'repair' }] })).toBeNull();
  expect(measuredIn({ ...result, how: 'rolled back' })).toBeNull();
  expect(measuredIn({ ...result, appliedAt: '2026-03-02T07:00:00Z' })).toBeNull();
});

test('a plan expects what was learned of the device, and says so beside the number', async () => {
  const at = await openFleet({ devices: { known: {}, fresh: {} } });
  fleet = at;
  const known = at.device('known').id;
  for (let run = 0; run < 6; run += 1)
    await sql`insert into fettle.run_duration (client_id, device_id, instruction_id, ended_at, packages, change_seconds, restart_seconds)
      values (${at.clientId}, ${known}, ${`i${run}`}, ${`2026-02-0${run + 1}T08:00:00Z`}, 1, ${100 + run}, null)`.execute(
      at.database.superuserDb,
    );
  const id = await approved(at);
  const view = await look(at, id);
  const expected = Object.fromEntries(view.runs.map((run) => [run.deviceName, run.expected]));
  expect(expected['known']).toMatchObject({ from: 'learned from 6 runs of this device' });
  expect(expected['fresh']).toMatchObject({ from: 'by the fixed rule, until there is enough history' });
  expect(expected['known']?.seconds).toBeLessThan(expected['fresh']?.seconds ?? 0);
  const shares = view.spec?.shares as readonly { deviceId: string; expectedSeconds: number }[];
  expect(shares.find(({ deviceId }) => deviceId === known)?.expectedSeconds).toBe(expected['known']?.seconds);
});

test('what a run took is kept once it is reported', async () => {
  const at = await openFleet({ devices: { one: {} } });
  fleet = at;
  const id = await approved(at);
  await speak(at, id);
  at.clock.advance({ hours: 3 });
  await speak(at, id);
  const kept = await sql<{ packages: number; change_seconds: number }>`select packages, change_seconds from fettle.run_duration`.execute(
    at.database.superuserDb,
  );
  expect(kept.rows).toEqual([{ packages: 1, change_seconds: expect.any(Number) }]);
});

test('a restart that is pending for a day stands on Today with its reason', async () => {
  const at = await openFleet({ devices: { one: {}, two: {} } });
  fleet = at;
  const runtime = JSON.stringify({
    bootId: 'b',
    restartPending: [{ kind: 'kernel', detail: 'runs 6.1.0-50, 6.1.0-56 is installed' }],
    staleServices: [],
  });
  for (const [name, since] of [
    ['one', '2026-03-01T07:00:00Z'],
    ['two', '2026-03-02T07:00:00Z'],
  ] as const)
    await sql`insert into fettle.device_inventory (client_id, device_id, runtime, restart_pending_since, scanned_at, changed_at)
      values (${at.clientId}, ${at.device(name).id}, ${runtime}, ${since}, ${since}, ${since})`.execute(at.database.superuserDb);
  const lines = await inClients(at.context.db, [at.clientId], (tx) => restartLines(tx, at.clock.now()));
  expect(lines.map(({ title, why, since }) => [title, why, since])).toEqual([
    [
      'one waits for a restart',
      'Updates are in and not in effect until then. runs 6.1.0-50, 6.1.0-56 is installed.',
      '2026-03-01T07:00:00.000Z',
    ],
  ]);
});
