/** What passed before a change and fails later is found, kept, and decided once; what failed before, or was accepted, is not. */
import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { approved, look, shown } from './deployments/testing/acts.ts';
import { callOf, openFleet, speak } from './deployments/testing/fleet.ts';
import type { Fleet } from './deployments/testing/fleet.ts';
import { inHandOf, reportOf, work } from './deployments/testing/device.ts';
import { openInstructions, takeReports } from './instructions/index.ts';
import { inClients } from './platform/database/index.ts';
import { checksAgainLines } from './today/checks-again.ts';
import { regressionLines } from './today/regressions.ts';
import { askAgain, findRegressions, planChecksAgain } from './regressions/index.ts';
import { regressionHandlers } from './regressions/handlers.ts';

let fleet: Fleet | null = null;
afterEach(async () => {
  await fleet?.close();
  fleet = null;
});

const web = { kind: 'service', name: 'web', unit: 'web.service', timeoutSeconds: 30 } as const;

/** A device that was changed and verified, whose checks are asked again after one and seven days. */
async function changed(): Promise<{ readonly at: Fleet; readonly id: string }> {
  const ring = { name: 'all', members: { kind: 'rest' }, soak: 'PT0S', gate: { minVerified: 1, minRate: 1 } } as const;
  const aftercare = { dependants: 'not-asked', againAfterDays: [1, 7] } as const;
  const at = await openFleet({ devices: { web: {} }, policy: { checks: [web], rings: [ring], aftercare }, reactions: [planChecksAgain] });
  fleet = at;
  const id = await approved(at);
  await speak(at, id);
  expect((await look(at, id)).status).toBe('succeeded');
  return { at, id };
}

/** Days pass; what is due is asked, and answered. */
async function answerAfter(at: Fleet, days: number): Promise<number> {
  at.clock.advance({ hours: 24 * days + 1 });
  const asked = await askAgain(at.context);
  const device = at.device('web');
  const asking = [{ clientId: at.clientId, deviceId: device.id }];
  const open = await inClients(at.context.db, [at.clientId], (tx) => openInstructions(tx, asking, at.context.now()));
  for (const row of open.get(device.id) ?? [])
    for (const body of work(device, row.envelope, at.context.serverKey, at.context.now())) {
      const { report, envelope } = reportOf(device, row.id, body, at.context.now());
      await inClients(at.context.db, [at.clientId], (tx) =>
        takeReports(tx, at.context, [{ clientId: at.clientId, report, envelope }], [findRegressions], () => undefined),
      );
    }
  expect(inHandOf(device)).toEqual([]);
  return asked;
}

async function listed(at: Fleet, state: 'open' | 'decided' | 'all' = 'all') {
  const call = callOf<'listRegressions'>(at.context, at.actor, { query: { state, limit: 50 } });
  return shown(await regressionHandlers.listRegressions!(call)).items;
}
async function decide(at: Fleet, id: string, body: { what: 'accept' | 'fixed' | 'roll-back'; because: string; rollbackId: string | null }) {
  return regressionHandlers.decideRegression!(callOf<'decideRegression'>(at.context, at.actor, { params: { id }, body }));
}

test('checks are asked again after the days of the policy, each once, and what is well is no regression', async () => {
  const { at } = await changed();
  expect(await askAgain(at.context)).toBe(0);
  expect(await answerAfter(at, 1)).toBe(1);
  expect(await askAgain(at.context)).toBe(0);
  expect(await answerAfter(at, 6)).toBe(1);
  expect(await listed(at)).toEqual([]);
});

const today = (at: Fleet) => inClients(at.context.db, [at.clientId], (tx) => checksAgainLines(tx, at.context.clock.now()));

async function again(at: Fleet, id: string) {
  return shown(await regressionHandlers.getChecksAgain!(callOf<'getChecksAgain'>(at.context, at.actor, { params: { id } })));
}

test('how the questions stand is told: planned, awaited until a time, and not known where nobody answered by then', async () => {
  const { at, id } = await changed();
  const none = { planned: 0, waiting: 0, passed: 0, failed: 0, notMeasured: 0, refused: 0, unknown: 0, notAsked: 0, nextAt: null };
  const planned = { ...none, devices: 1, planned: 1, nextAt: expect.any(String) };
  expect(await again(at, id)).toEqual({
    items: [
      { ...planned, days: 1 },
      { ...planned, days: 7 },
    ],
    silent: [],
  });
  at.clock.advance({ hours: 25 });
  const asked = at.context.now();
  expect(await askAgain(at.context)).toBe(1);
  const until = Temporal.Instant.from(asked).add({ hours: 72 }).toString({ smallestUnit: 'millisecond' });
  const silent = { days: 1, deviceId: at.device('web').id, deviceName: 'web', askedAt: asked, until };
  expect(await again(at, id)).toMatchObject({
    items: [{ waiting: 1, planned: 0, nextAt: null }, {}],
    silent: [{ ...silent, state: 'waiting' }],
  });
  expect(await today(at)).toEqual([]);
  at.clock.advance({ hours: 72, minutes: 1 });
  expect(await again(at, id)).toMatchObject({ items: [{ ...none, unknown: 1 }, {}], silent: [{ ...silent, state: 'unknown' }] });
  expect(await today(at)).toMatchObject([
    {
      kind: 'checks again',
      title: 'One device has not answered for checks after “OpenSSL”',
      why: 'web did not answer within 3 days: how they are since the change is not known.',
      action: { path: `/deployments/${id}` },
    },
  ]);
  // Nothing is asked a second time because of it, and no regression is made of silence.
  expect(await askAgain(at.context)).toBe(0);
  expect(await listed(at)).toEqual([]);
  at.device('web').behaviour.check = 'failed';
  expect(await answerAfter(at, 4)).toBe(1);
  expect((await again(at, id)).items).toEqual([
    { ...none, days: 1, devices: 1, unknown: 1 },
    { ...none, days: 7, devices: 1, failed: 1 },
  ]);
  // It passed before the change: what is on Today from now on is the regression.
  expect(await today(at)).toEqual([]);
  expect(
    await regressionHandlers.getChecksAgain!(callOf<'getChecksAgain'>(at.context, at.actor, { params: { id: at.clientId } })),
  ).toMatchObject({
    code: 'not-found',
  });
});

test('a device in quarantine is asked once it is back, and not passed over', async () => {
  const { at } = await changed();
  const set = (values: string) => sql`update fettle.device set ${sql.raw(values)} where name = 'web'`.execute(at.database.superuserDb);
  await set("status = 'quarantined', quarantined_at = now(), quarantined_because = 'two keys'");
  at.clock.advance({ hours: 25 });
  expect(await askAgain(at.context)).toBe(0);
  await set("status = 'active', quarantined_at = null, quarantined_because = null");
  expect(await askAgain(at.context)).toBe(0);
  expect(await answerAfter(at, 1)).toBe(1);
});

test('one that fails now is found, stands on Today, and is decided by one person once', async () => {
  const { at, id } = await changed();
  at.device('web').behaviour.check = 'failed';
  await answerAfter(at, 1);
  const [found] = await listed(at, 'open');
  expect(found).toMatchObject({
    deploymentId: id,
    deviceName: 'web',
    check: 'web',
    days: 1,
    sentence: 'web passed before the change and failed 1 day after the change.',
    decision: null,
    mayDecide: true,
  });
  const lines = await inClients(at.context.db, [at.clientId], (tx) => regressionLines(tx));
  expect(lines).toMatchObject([{ kind: 'regression', title: 'One device is worse since “OpenSSL”' }]);
  // The same again is not told twice while it is open.
  await answerAfter(at, 6);
  expect(await listed(at)).toHaveLength(1);
  const wrong = await decide(at, found?.id ?? '', { what: 'roll-back', because: 'It is worse', rollbackId: id });
  expect(wrong).toMatchObject({ refused: true, code: 'request.invalid' });
  expect(
    shown(await decide(at, found?.id ?? '', { what: 'accept', because: 'The page is gone for good', rollbackId: null })),
  ).toMatchObject({
    decision: { what: 'accept', because: 'The page is gone for good' },
    mayDecide: false,
  });
  expect(await decide(at, found?.id ?? '', { what: 'fixed', because: 'And yet', rollbackId: null })).toMatchObject({
    code: 'regression.decided',
  });
  expect(await listed(at, 'open')).toEqual([]);
  const { rows } = await sql<{
    action: string;
  }>`select action from fettle.audit_entry where action like 'regression.%' order by seq`.execute(at.database.superuserDb);
  expect(rows.map(({ action }) => action)).toEqual(['regression.found', 'regression.decided']);
});

test('one that failed before the change already is not blamed on it', async () => {
  const { at } = await changed();
  const old = [{ name: 'web', answer: 'failed', detail: '', durationMs: 1 }];
  await sql`alter table fettle.report disable trigger all`.execute(at.database.superuserDb);
  await sql`update fettle.report set body = jsonb_set(body, '{result,install,checksBefore}', ${JSON.stringify(old)}::jsonb) where body #>> '{result,verb}' = 'install'`.execute(
    at.database.superuserDb,
  );
  at.device('web').behaviour.check = 'failed';
  await answerAfter(at, 1);
  expect(await listed(at)).toEqual([]);
});

test('what could not be measured, or answers well later, is told on Today and taken off it again', async () => {
  const { at } = await changed();
  at.device('web').behaviour.check = 'cannot tell';
  expect(await answerAfter(at, 1)).toBe(1);
  expect(await today(at)).toMatchObject([
    {
      title: 'Checks after “OpenSSL” are not known to be well on one device',
      why: 'On web the checks could not be measured.',
    },
  ]);
  at.device('web').behaviour.check = 'passed';
  expect(await answerAfter(at, 6)).toBe(1);
  expect(await today(at)).toEqual([]);
});
