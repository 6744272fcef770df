import type { Hold } from '@fettle/core/deployment';
import { goesBackToSnapshot } from '@fettle/core/rollback';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestContext } from '../platform/testing/index.ts';
import type { TestContext } from '../platform/testing/index.ts';
import { client, contact, deployment, device, notice, policy, report, todayFor, update } from './testing/world.ts';
import type { Client } from './testing/world.ts';
import type { Today } from './types.ts';

/** Devices that nothing else is known of. */
const [x, y, z] = [
  '00000000-0000-7000-8000-000000000001',
  '00000000-0000-7000-8000-000000000002',
  '00000000-0000-7000-8000-000000000003',
] as const;

let given: TestContext;
let acme: Client;
beforeEach(async () => {
  given = await openTestContext();
  acme = await client(given, 'Acme');
});
afterEach(() => given.close());

/** Somebody of one client: the provider's own lines are not theirs. */
const look = (of: Client = acme) => todayFor(given, [{ role: 'technician', clientId: of.id }]);
const brief = ({ items }: Today) => items.map(({ kind, title, action }) => [kind, title, action.path]);
const hold = (reason: Hold['reason']): Hold => ({
  id: `hold-${reason}`,
  reason,
  since: given.context.now(),
  ring: 0,
  detail: '2 of 3 devices failed',
  by: 'engine',
});

test('with nothing to do Today is empty, and says how much it looked at', async () => {
  expect(await look()).toEqual({ items: [], next: [], counts: { clients: 1, devices: 0, silent: 0, updates: 0, urgent: 0 } });
});

test('a client with devices and without a policy needs one', async () => {
  await device(given, acme, { name: 'web1' });
  expect(brief(await look())).toEqual([['policy lint', 'Acme has no policy', `/policies?client=${acme.id}`]]);
});

test('a window that never opens and a review that is overdue want a person', async () => {
  await device(given, acme, { name: 'web1' });
  const id = await policy(given, acme, {
    window: { rule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', start: '02:00', durationMinutes: 60 },
    reviewAt: '2026-03-01',
  }); // a day that does not exist
  expect(brief(await look())).toEqual([
    ['policy lint', 'The policy of Acme is to be looked at again', `/policies/${id}`],
    ['policy lint', 'The window of Acme never opens', `/policies/${id}`],
  ]);
  given.clock.set(Temporal.Instant.from('2026-03-01T12:00:00Z'));
  expect((await look()).items.map(({ title }) => title)).toEqual(['The window of Acme never opens']);
});

test('devices that are quarantined, silent or could not be asked have a line each, and only one', async () => {
  await policy(given, acme);
  const twin = await device(given, acme, { name: 'twin', quarantinedBecause: 'Two tickets came with one counter', lastSeenHoursAgo: 30 });
  const gone = await device(given, acme, { name: 'gone', lastSeenHoursAgo: 25, trouble: { cause: 'x', nextStep: 'y' } });
  const locked = await device(given, acme, {
    name: 'locked',
    trouble: { cause: 'Another program holds the lock', nextStep: 'Wait for it.' },
  });
  await device(given, acme, { name: 'well', lastSeenHoursAgo: 23 });
  const found = await look();
  expect(brief(found)).toEqual([
    ['quarantine', 'twin is quarantined', `/devices/${twin}`],
    ['could not ask', 'The package manager of locked could not be asked', `/devices/${locked}`],
    ['silent device', 'gone is silent', `/devices/${gone}`],
  ]);
  expect(found.items[0]?.why).toMatch(/^Two tickets came with one counter\. Say whether/);
  expect(found.items[1]?.why).toBe('Another program holds the lock. Wait for it.');
  expect(found.items[2]?.since).toBe('2026-03-01T08:00:00.000Z');
  expect(found.counts).toMatchObject({ devices: 4, silent: 2 });
});

test('a device that was to go back to a snapshot and is not heard since is told before it counts as silent', async () => {
  await policy(given, acme);
  const lost = await device(given, acme, { name: 'lost', lastSeenHoursAgo: 2 });
  await device(given, acme, { name: 'off', lastSeenHoursAgo: 2 });
  const told = { deviceId: lost, deploymentId: null, phase: 'restarting' };
  await report(given, acme, { ...told, status: 'progress', line: goesBackToSnapshot, of: { instructionId: 'i-back', seq: 2 } });
  expect(brief(await look())).toEqual([['silent device', 'lost was to go back to a snapshot, and is silent', `/devices/${lost}`]]);
  given.clock.set(given.context.clock.now().add({ minutes: 1 }));
  await report(given, acme, { deviceId: lost, deploymentId: null, status: 'ended', of: { instructionId: 'i-back', seq: 3 } });
  expect(brief(await look())).toEqual([]);
});

test('a device that could not refresh its lists is not taken for one that misses nothing', async () => {
  await policy(given, acme);
  const spoilt = await device(given, acme, { name: 'spoilt', listsTrouble: { cause: 'A signature does not fit', nextStep: 'Ask.' } });
  const found = await look();
  expect(brief(found)).toEqual([['could not ask', 'spoilt could not refresh its lists of updates', `/devices/${spoilt}`]]);
  expect(found.items[0]?.why).toBe('A signature does not fit. Ask.');
});

test('many devices of one client that are silent make one line', async () => {
  await policy(given, acme);
  for (let i = 0; i < 6; i++) await device(given, acme, { name: `d${i}`, lastSeenHoursAgo: 48 });
  expect(brief(await look())).toEqual([['silent device', '6 devices are silent', `/devices?client=${acme.id}&health=unknown`]]);
});

test('an approval that is waited for stands with its end, other holds with what ends them', async () => {
  const policyId = await policy(given, acme);
  const a = await deployment(given, acme, {
    title: 'March',
    policyId,
    holds: [hold('approval')],
    runs: [{ deviceId: x, outcome: null }],
  });
  const b = await deployment(given, acme, { title: 'April', policyId, holds: [hold('operator')] });
  const found = await look();
  expect(brief(found)).toEqual([
    ['hold', '“April” is on hold: held by a person', `/deployments/${b}`],
    ['approval', '“March” waits for an approval', `/deployments/${a}`],
  ]);
  expect(found.items[1]).toMatchObject({ by: '2026-03-16T09:00:00.000Z', why: expect.stringMatching(/^One device in 2 rings\./) });
  expect(found.items[0]?.why).toBe('2 of 3 devices failed. It goes on by: a release.');
});

test('an approval that is waited for longer than its lane allows is late', async () => {
  const policyId = await policy(given, acme);
  const id = await deployment(given, acme, {
    title: 'March',
    policyId,
    holds: [hold('approval')],
    runs: [{ deviceId: x, outcome: null }],
  });
  const effective = JSON.stringify({ lanes: [{ name: 'urgent', takes: {}, approvalDays: 1 }] });
  const { superuserDb } = given.database;
  await sql`update fettle.deployment set lane = 'urgent', effective = ${effective}::jsonb where id = ${id}`.execute(superuserDb);
  const [soon] = (await look()).items;
  expect(soon).toMatchObject({ title: '“March” waits for an approval' });
  given.clock.set(Temporal.Instant.from(soon?.by ?? ''));
  const [late] = (await look()).items;
  expect(late).toMatchObject({ title: '“March” waits for an approval, late', by: soon?.by });
  expect(late?.why).toMatch(/^Lane “urgent” wants it within one day\. One device/);
});

test('a proposal wants its plan when all have answered, or an hour after some have not', async () => {
  const policyId = await policy(given, acme);
  const [a, b] = [await device(given, acme, { name: 'a' }), await device(given, acme, { name: 'b' })];
  const waiting = await deployment(given, acme, {
    title: 'Half',
    policyId,
    proposal: [
      { deviceId: a, answered: true },
      { deviceId: b, answered: false },
    ],
  });
  const ready = await deployment(given, acme, {
    title: 'Whole',
    policyId,
    proposal: [
      { deviceId: a, answered: true },
      { deviceId: b, answered: true, simulated: false },
    ],
  });
  const found = await look();
  expect(brief(found)).toEqual([['approval', '“Whole” can be planned', `/deployments/${ready}`]]);
  expect(found.items[0]?.why).toMatch(/^2 of 2 devices have answered; 1 could not simulate it\./);
  given.clock.advance({ minutes: 60 });
  expect(brief(await look())).toContainEqual(['approval', '“Half” waits for answers', `/deployments/${waiting}`]);
});

test('failures that nobody accepted are told, unless the hold on them tells it', async () => {
  const policyId = await policy(given, acme);
  const runs = [
    { deviceId: x, outcome: 'failed' },
    { deviceId: y, outcome: 'rolled back' },
    { deviceId: z, outcome: 'verified' },
  ] as const;
  const accepted = { [x]: { attempt: 1, outcome: 'failed', at: given.context.now() } } as const;
  const open = await deployment(given, acme, { title: 'Open', policyId, runs, accepted });
  await deployment(given, acme, { title: 'Held', policyId, runs, holds: [hold('failure budget')] });
  const settled = { ...accepted, [y]: { attempt: 1, outcome: 'rolled back', at: given.context.now() } } as const;
  await deployment(given, acme, { title: 'Settled', policyId, runs, accepted: settled });
  const found = await look();
  expect(found.items.filter(({ kind }) => kind === 'failed run').map(({ title, action }) => [title, action.path])).toEqual([
    ['One device of “Open” failed', `/deployments/${open}`],
  ]);
  expect(found.items.filter(({ kind }) => kind === 'hold')).toHaveLength(1);
});

test('an acceptance of an earlier attempt does not settle a later failure', async () => {
  const policyId = await policy(given, acme);
  const accepted = { [x]: { attempt: 0, outcome: 'failed', at: given.context.now() } } as const;
  await deployment(given, acme, { title: 'Again', policyId, runs: [{ deviceId: x, outcome: 'failed' }], accepted });
  expect((await look()).items.map(({ title }) => title)).toEqual(['One device of “Again” failed']);
});

test('an end with failures stays until something follows it, everything is accepted, or a fortnight has passed', async () => {
  const policyId = await policy(given, acme);
  const ended = { policyId, status: 'ended with failures', runs: [{ deviceId: x, outcome: 'missed' }] } as const;
  const first = await deployment(given, acme, { title: 'First', ...ended });
  await deployment(given, acme, {
    title: 'Accepted',
    ...ended,
    accepted: { [x]: { attempt: 1, outcome: 'missed', at: given.context.now() } },
  });
  expect(brief(await look())).toEqual([['failed run', '“First” ended with failures', `/deployments/${first}`]]);
  await deployment(given, acme, { title: 'Second', policyId, predecessorId: first });
  expect((await look()).items).toEqual([]);
  await deployment(given, acme, { title: 'Third', ...ended });
  expect((await look()).items).toHaveLength(1);
  given.clock.advance({ hours: 14 * 24 });
  expect((await look()).items).toEqual([]);
});

test('what a device refused is told with the reason, until it takes it or the deployment is over', async () => {
  const policyId = await policy(given, acme);
  const [a, b] = [await device(given, acme, { name: 'a' }), await device(given, acme, { name: 'b' })];
  const open = await deployment(given, acme, { title: 'March', policyId });
  const over = await deployment(given, acme, { title: 'Over', policyId, status: 'cancelled' });
  await report(given, acme, { deviceId: a, deploymentId: open, status: 'refused', code: 'refused.limits' });
  given.clock.advance({ seconds: 1 });
  await report(given, acme, { deviceId: b, deploymentId: open, status: 'refused', code: 'refused.limits' });
  await report(given, acme, { deviceId: a, deploymentId: over, status: 'refused', code: 'refused.limits' });
  await report(given, acme, { deviceId: b, deploymentId: null, status: 'refused', code: 'refused.of-the-future' });
  const found = await look();
  expect(new Map(found.items.map(({ title, action }) => [title, action.path]))).toEqual(
    new Map([
      ['b and another device refused “March”', `/deployments/${open}`],
      ['b refused what it was told', `/devices/${b}`],
    ]),
  );
  expect(found.items.map(({ why }) => why)).toEqual(
    expect.arrayContaining(['The limits on the device do not allow it. The device says so.', 'refused.of-the-future. The device says so.']),
  );
  given.clock.advance({ minutes: 1 });
  await report(given, acme, { deviceId: a, deploymentId: open, status: 'accepted' });
  expect((await look()).items.map(({ title }) => title)).toContain('b refused “March”');
  await report(given, acme, { deviceId: b, deploymentId: open, status: 'accepted' });
  expect((await look()).items.map(({ title }) => title)).toEqual(['b refused what it was told']);
});

test('urgent updates without a deployment make one line a client; what is in one, normal or withheld everywhere is left out', async () => {
  const policyId = await policy(given, acme);
  await update(given, acme, 'openssl', { security: true, devices: 9 });
  await update(given, acme, 'curl', { security: true, devices: 4 });
  await update(given, acme, 'bash', { security: true, devices: 2, withheld: 2 });
  await update(given, acme, 'vim', { security: false });
  const found = await look();
  expect(brief(found)).toEqual([['urgent updates', '2 urgent updates have no deployment', `/updates?client=${acme.id}&urgency=urgent`]]);
  expect(found.items[0]?.why).toMatch(/^openssl, curl, on up to 9 devices:/);
  expect(found.counts).toMatchObject({ updates: 4, urgent: 3 });
  const d = await device(given, acme, { name: 'd' });
  await deployment(given, acme, { title: 'March', policyId, proposal: [{ deviceId: d, answered: false }] });
  expect(brief(await look())).toEqual([
    ['urgent updates', 'An urgent update for curl has no deployment', `/updates?client=${acme.id}&urgency=urgent`],
  ]);
});

test('a notice that did not arrive is told until one arrives, or the contact is no more', async () => {
  const [carla, removed] = [await contact(given, acme), await contact(given, acme)];
  await notice(given, acme, carla, 'rejected');
  await notice(given, acme, carla, 'waiting');
  await notice(given, acme, removed, 'rejected');
  await given.database.superuserDb.updateTable('contact').set({ removed_at: given.context.now() }).where('id', '=', removed).execute();
  const found = await look();
  expect(brief(found)).toEqual([['notice failed', 'One notice did not reach Carla', `/clients/${acme.id}?tab=people`]]);
  expect(found.items[0]?.why).toMatch(/^There is no such mailbox\./);
  given.clock.advance({ minutes: 5 });
  await notice(given, acme, carla, 'delivered');
  expect((await look()).items).toEqual([]);
});

test('what Fettle does next stands in order: looks, soaks, windows; what is held does nothing', async () => {
  const policyId = await policy(given, acme);
  await device(given, acme, { name: 'd' });
  const wakeAt = '2026-03-02T10:00:00.000Z';
  const soak = await deployment(given, acme, {
    title: 'Soak',
    policyId,
    wakeAt,
    waiting: { what: 'soak', ring: 0, until: '2026-03-02T21:00:00.000Z' },
  });
  const late = await deployment(given, acme, { title: 'Late', policyId, wakeAt: '2026-03-02T08:00:00.000Z' });
  await deployment(given, acme, { title: 'Held', policyId, wakeAt, holds: [hold('operator')] });
  // Sunday, 02:00 in Zurich.
  expect((await look()).next).toEqual([
    { at: '2026-03-02T09:00:00.000Z', sentence: '“Late”: Fettle looks again.', path: `/deployments/${late}` },
    { at: '2026-03-02T21:00:00.000Z', sentence: '“Soak”: ring test has soaked and is judged.', path: `/deployments/${soak}` },
    { at: '2026-03-08T01:00:00.000Z', sentence: 'The window of Acme opens: policy “Standard”.', path: `/policies/${policyId}` },
  ]);
  given.clock.set(Temporal.Instant.from('2026-03-08T01:01:00Z'));
  expect((await look()).next.at(-1)?.at).toBe('2026-03-15T01:00:00.000Z');
});

test('nobody sees a line of a client that is not theirs, and one client can be asked for alone', async () => {
  const bolt = await client(given, 'Bolt');
  for (const of of [acme, bolt]) await device(given, of, { name: 'gone', lastSeenHoursAgo: 48 });
  const mine = await look(bolt);
  expect(new Set(mine.items.map(({ clientId, clientName }) => `${clientId} ${clientName}`))).toEqual(new Set([`${bolt.id} Bolt`]));
  expect(mine.counts).toMatchObject({ clients: 1, devices: 1 });
  const all = await todayFor(given, [
    { role: 'reader', clientId: acme.id },
    { role: 'reader', clientId: bolt.id },
  ]);
  expect(all.counts).toMatchObject({ clients: 2, devices: 2, silent: 2 });
  const one = await todayFor(
    given,
    [
      { role: 'reader', clientId: acme.id },
      { role: 'reader', clientId: bolt.id },
    ],
    acme.id,
  );
  expect(new Set(one.items.map(({ clientName }) => clientName))).toEqual(new Set(['Acme']));
});
