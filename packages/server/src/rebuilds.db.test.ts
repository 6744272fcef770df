/** A change that ended badly, whose way back is a rebuild: it is awaited of a person, reported, and the device compared with before. */
import type { RebuildPlan } from '@fettle/core/deployment';
import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { approved, look, shown } from './deployments/testing/acts.ts';
import type { Behaviour } from './deployments/testing/device.ts';
import { callOf, checkIn, openFleet, speak } from './deployments/testing/fleet.ts';
import type { Fleet } from './deployments/testing/fleet.ts';
import { scanned } from './deployments/testing/scanned.ts';
import { inClients } from './platform/database/index.ts';
import { awaitRebuilds, compareRebuilds } from './rebuilds/index.ts';
import { rebuildHandlers } from './rebuilds/handlers.ts';
import { rebuildLines } from './today/rebuilds.ts';
import { buildReport } from './evidence/index.ts';
import { failedWayLines } from './today/ways-failed.ts';

let fleet: Fleet | null = null;
afterEach(async () => {
  await fleet?.close();
  fleet = null;
});

const web = { kind: 'service', name: 'web', unit: 'web.service', timeoutSeconds: 30 } as const;
const rebuild: RebuildPlan = { by: 'operations on duty', from: 'share images, web-2026', minutes: 90, steps: 'Wiki, page “web anew”' };

/** One device whose only way back is a rebuild has its change behind it. */
async function changed(install: Behaviour['install']): Promise<{ readonly at: Fleet; readonly id: string }> {
  const at = await openFleet({
    devices: { web: { install }, spare: { install: 'done' } },
    policy: { checks: [web], rollback: 'automatic', ways: [{ tiers: ['unsaid'], packages: [], ways: [{ kind: 'rebuild', rebuild }] }] },
    reactions: [awaitRebuilds],
  });
  fleet = at;
  const id = await approved(at);
  await speak(at, id);
  return { at, id };
}

async function listed(at: Fleet, state: 'open' | 'over' | 'all' = 'open') {
  return shown(await rebuildHandlers.listRebuilds!(callOf<'listRebuilds'>(at.context, at.actor, { query: { state, limit: 50 } }))).items;
}
async function report(at: Fleet, id: string, body: { what: 'done' | 'dropped'; note: string; nowDeviceId?: string | null }) {
  return rebuildHandlers.reportRebuild!(
    callOf<'reportRebuild'>(at.context, at.actor, { params: { id }, body: { nowDeviceId: null, ...body } }),
  );
}
const lines = (at: Fleet) => inClients(at.context.db, [at.clientId], (tx) => rebuildLines(tx, at.context.clock.now()));

/** Its scan sees this version, it answers what it is asked, and it is compared. */
async function lookedAt(at: Fleet, version: string, name = 'web'): Promise<number> {
  at.clock.advance({ minutes: 10 });
  await scanned(at, name, { version, offered: true, scannedAt: at.context.now() });
  await checkIn(at, at.device(name));
  return compareRebuilds(at.context);
}

test('is approved as the way back, awaited once the change ended badly, and over when the device is as before', async () => {
  const { at, id } = await changed('failed and is in');
  expect((await look(at, id)).runs.find(({ deviceName }) => deviceName === 'web')).toMatchObject({ label: 'failed' });
  const [awaited] = await listed(at);
  expect(awaited).toMatchObject({ deploymentId: id, deviceName: 'web', state: 'awaited', ...rebuild, mayReport: true, words: [] });
  expect(await lines(at)).toMatchObject([
    {
      kind: 'rebuild',
      title: 'Rebuild awaited: web',
      why: expect.stringContaining('operations on duty, from share images, web-2026') as string,
    },
  ]);
  const rebuildId = awaited?.id ?? '';

  // The new version is still in after it was said to be done.
  expect(shown(await report(at, rebuildId, { what: 'done', note: 'From the image of Sunday' }))).toMatchObject({ state: 'reported' });
  expect(await compareRebuilds(at.context)).toBe(0);
  expect(await lines(at)).toEqual([]);
  expect(await lookedAt(at, '2.0-1')).toBe(1);
  expect(await listed(at)).toMatchObject([{ state: 'differs', differs: ['openssl was at 1.0-1 and is at 2.0-1.'] }]);
  expect(await lines(at)).toMatchObject([{ title: 'web was built anew, and is other than before' }]);

  // The old version is in, but a check is worse.
  at.device('web').behaviour.check = 'failed';
  shown(await report(at, rebuildId, { what: 'done', note: 'Once more' }));
  expect(await lookedAt(at, '1.0-1')).toBe(1);
  expect(await listed(at)).toMatchObject([{ state: 'differs', differs: ['The check “web” passed before and fails now.'] }]);

  at.device('web').behaviour.check = 'passed';
  shown(await report(at, rebuildId, { what: 'done', note: 'And the unit file' }));
  expect(await lookedAt(at, '1.0-1')).toBe(1);
  expect(await listed(at)).toEqual([]);
  expect(await listed(at, 'over')).toMatchObject([{ state: 'back', notKnown: ['Configuration was not compared.'], mayReport: false }]);
  expect(await report(at, rebuildId, { what: 'dropped', note: 'Too late' })).toMatchObject({ refused: true, code: 'rebuild.over' });
  expect(await lines(at)).toEqual([]);
  const all = at.database.superuserDb;
  const trials = await sql<{
    passed: boolean;
  }>`select passed from fettle.way_back_trial where way_back = 'rebuild' order by attempt`.execute(all);
  expect(trials.rows.map(({ passed }) => passed)).toEqual([false, false, true]);
  const audit = await sql<{ action: string }>`select action from fettle.audit_entry where action like 'rebuild.%' order by seq`.execute(
    all,
  );
  const round = ['rebuild.reported', 'rebuild.compared'];
  expect(audit.rows.map(({ action }) => action)).toEqual(['rebuild.awaited', ...round, ...round, ...round]);
});

test('of a device that nobody heard of is awaited, is another device afterwards, and an answer that never comes is said', async () => {
  const { at, id } = await changed('accepts only');
  expect(await listed(at)).toEqual([]);
  at.clock.advance({ hours: 24 * 9 });
  await speak(at, id, [at.device('spare')]);
  expect((await look(at, id)).runs.find(({ deviceName }) => deviceName === 'web')).toMatchObject({ label: 'unknown' });
  const [awaited] = await listed(at);
  const rebuildId = awaited?.id ?? '';
  const elsewhere = { what: 'done', note: 'New disk', nowDeviceId: at.context.newId() } as const;
  expect(await report(at, rebuildId, elsewhere)).toMatchObject({ refused: true, code: 'rebuild.device-away' });
  const spare = at.device('spare');
  expect(await report(at, rebuildId, { what: 'dropped', note: 'No', nowDeviceId: spare.id })).toMatchObject({ code: 'request.invalid' });
  spare.behaviour.check = 'silent';
  shown(await report(at, rebuildId, { what: 'done', note: 'New disk', nowDeviceId: spare.id }));
  expect(await lookedAt(at, '1.0-1', 'spare')).toBe(0);
  at.clock.advance({ hours: 25 });
  expect(await lines(at)).toMatchObject([{ title: 'web was built anew, and was not looked at since' }]);
  at.clock.advance({ hours: 48 });
  expect(await compareRebuilds(at.context)).toBe(1);
  expect(await listed(at)).toMatchObject([{ state: 'differs', differs: [] }]);
  shown(await report(at, rebuildId, { what: 'dropped', note: 'It was replaced by a service' }));
  expect(await listed(at, 'over')).toMatchObject([
    { state: 'dropped', sentence: 'It is not to be built anew: It was replaced by a service' },
  ]);
});

test('is awaited at a person’s word, of a device that was told to change and has it as its approved way back', async () => {
  const { at, id } = await changed('accepts only');
  const web = at.device('web').id;
  const wish = (deploymentId: string, deviceId: string) =>
    rebuildHandlers.awaitRebuild!(
      callOf<'awaitRebuild'>(at.context, at.actor, { params: { id: deploymentId }, body: { deviceId, because: 'It does not start' } }),
    );
  expect(await wish(at.context.newId(), web)).toMatchObject({ refused: true, code: 'not-found' });
  expect(await wish(id, at.context.newId())).toMatchObject({ code: 'rebuild.not-possible' });
  expect(shown(await wish(id, web))).toMatchObject({ state: 'awaited', because: 'It does not start', ...rebuild });
  expect(await wish(id, web)).toMatchObject({ code: 'rebuild.not-possible', detail: expect.stringContaining('already') as string });
  const [line] = await lines(at);
  expect(line?.why).toMatch(/^Somebody has it built anew, and its way back is a rebuild by operations on duty/);
  // It was not told to change yet: the second ring waits for the first.
  expect(await wish(id, at.device('spare').id)).toMatchObject({ detail: expect.stringContaining('not told to change') as string });
});

test('is not awaited where the last look saw everything as before, nor where the change is in', async () => {
  const { at } = await changed('failed');
  expect(await listed(at, 'all')).toEqual([]);
});

/** What the installation report says of ways back. */
async function reported(at: Fleet, id: string): Promise<readonly string[]> {
  const report = await inClients(at.context.db, [at.clientId], (tx) => buildReport(tx, at.clientId, id));
  return report === null || report === 'no spec' ? [] : report.rollbacks.map(({ sentence }) => sentence);
}

test('is offered where the approved way back failed and the plan names a rebuild after it', async () => {
  const at = await openFleet({
    devices: { web: { install: 'could not go back' }, spare: { install: 'done' } },
    policy: {
      rollback: 'automatic',
      failureBudget: 1,
      ways: [{ tiers: ['unsaid'], packages: [], ways: [{ kind: 'downgrade' }, { kind: 'reinstall' }, { kind: 'rebuild', rebuild }] }],
    },
    reactions: [awaitRebuilds],
  });
  fleet = at;
  const id = await approved(at);
  await speak(at, id);
  const run = (await look(at, id)).runs.find(({ deviceName }) => deviceName === 'web');
  expect(run?.wayBackFailed).toMatchObject({
    tried: 'downgrade',
    next: [
      { way: 'reinstall', can: 'roll-back' },
      { way: 'a rebuild by operations on duty', can: 'rebuild', rebuild },
    ],
  });
  // Of the one that stands, too: whoever approved it saw what comes after.
  expect((await look(at, id)).runs.find(({ deviceName }) => deviceName === 'spare')?.waysAfter).toMatchObject([
    { way: 'reinstall' },
    { way: 'a rebuild by operations on duty' },
  ]);
  expect(await reported(at, id)).toEqual([
    expect.stringMatching(
      /It went by downgrade\. After that the plan of its policy names: reinstall \(.*; a rebuild by operations on duty \(/,
    ),
  ]);
  const today = () => inClients(at.context.db, [at.clientId], (tx) => failedWayLines(tx, at.context.clock.now()));
  const web = at.device('web').id;
  expect(await today()).toMatchObject([
    { kind: 'failed run', title: 'One device of “OpenSSL” could not go back', action: { path: `/deployments/${id}?device=${web}` } },
  ]);
  // Nobody approved it for this change: it is awaited only at a person's word.
  expect(await listed(at, 'all')).toEqual([]);
  const wish = (deviceId: string) =>
    rebuildHandlers.awaitRebuild!(
      callOf<'awaitRebuild'>(at.context, at.actor, { params: { id }, body: { deviceId, because: 'Neither version is whole' } }),
    );
  expect(await wish(at.device('spare').id)).toMatchObject({ code: 'rebuild.not-possible' });
  expect(shown(await wish(web))).toMatchObject({ state: 'awaited', ...rebuild });
  expect(await today()).toEqual([]);
  expect(await lines(at)).toMatchObject([{ title: 'Rebuild awaited: web' }]);
});

test('is not offered where the way back that failed is the last of the plan; Today tells of it for two weeks', async () => {
  const at = await openFleet({
    devices: { web: { install: 'could not go back' } },
    policy: { rollback: 'automatic', ways: [{ tiers: ['unsaid'], packages: [], ways: [{ kind: 'downgrade' }] }] },
  });
  fleet = at;
  const id = await approved(at);
  await speak(at, id);
  expect((await look(at, id)).runs[0]?.wayBackFailed).toEqual({ tried: 'downgrade', next: [] });
  expect(await reported(at, id)).toEqual([expect.stringContaining('the plan of its policy names no way after that')]);
  const today = () => inClients(at.context.db, [at.clientId], (tx) => failedWayLines(tx, at.context.clock.now()));
  expect(await today()).toHaveLength(1);
  at.clock.advance({ hours: 24 * 15 });
  expect(await today()).toEqual([]);
});
