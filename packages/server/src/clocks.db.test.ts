/** What the clocks of deadlines are counted by: times in which a device was provably off, and how long it has had what an advisory tells of. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { feedOf } from '@fettle/feeds';
import { zipOf } from '@fettle/feeds/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { feedsFeature, matchQueued, takeFile } from './catalogue/index.ts';
import { checkIn, contentsOf, enrol, installed, newAgent, offer, sync } from './devices/testing/agent.ts';
import type { TestAgent } from './devices/testing/agent.ts';
import { openStation } from './devices/testing/station.ts';
import type { Client, Station } from './devices/testing/station.ts';
import { findings, judgeQueued, recountFindings } from './findings/index.ts';
import { refreshDevices, refreshSoftware } from './findings/vulnerable-store.ts';
import { inClients } from './platform/database/index.ts';
import { answerOf } from './platform/testing/index.ts';

let station: Station;
let acme: Client;
let folder = '';
let made = 0;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fettle-files-'));
  station = await openStation();
  const { context } = station;
  await (
    await feedsFeature.start?.({ ...context, config: { ...context.config, feeds: { kind: 'off' } } })
  )?.();
  await publish();
});
afterAll(async () => {
  await station.close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  acme = await station.client(`Acme ${(made += 1)}`);
});
const superuser = () => station.given.database.superuserDb;
const later = (time: { days?: number; hours?: number; minutes?: number }): void =>
  station.given.clock.advance({ hours: (time.days ?? 0) * 24 + (time.hours ?? 0), minutes: time.minutes ?? 0 });
const now = (): string => station.context.now();

const advisory = (id: string, introduced: string) => ({
  id,
  modified: '2026-03-01T00:00:00Z',
  published: '2026-03-01T00:00:00Z',
  upstream: [id.replace(/^LAB-/, '')],
  affected: [
    {
      package: { ecosystem: 'Debian:12', name: 'lab-tls' },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced }, { fixed: '3.0.9-1' }] }],
    },
  ],
});
async function publish(): Promise<void> {
  const feed = feedOf('osv');
  if (feed === null) throw new Error('no feed osv');
  const records = [advisory('LAB-CVE-2026-10001', '0'), advisory('LAB-CVE-2026-10002', '3.0.1-1')];
  const content = zipOf(records.map((one) => ({ name: `${one.id}.json`, content: JSON.stringify(one) })));
  const file = join(folder, 'all.zip');
  writeFileSync(file, content);
  const path = 'Debian/all.zip';
  await sql`insert into fettle.feed_file (feed, path) values ('osv', ${path}) on conflict do nothing`.execute(superuser());
  const sha256 = createHash('sha256').update(content).digest('hex');
  expect(await takeFile(station.context, { feed, path, file, sha256, bytes: content.length, letThrough: null })).toMatchObject({
    kind: 'taken',
  });
}

const having = (version: string, offered = '3.0.9-1') =>
  contentsOf('lap1', [installed('lab-tls', version)], offered === version ? [] : [offer('lab-tls', offered, { from: version })]);
async function told(version = '3.0.0-1'): Promise<TestAgent> {
  const agent = newAgent(having(version));
  expect((await enrol(station.server, agent, (await station.token(acme)).text)).status).toBe(200);
  await sync(station.server, agent, { bootId: 'first', power: { upSeconds: 60, aliveBefore: null } });
  return agent;
}
async function settle(): Promise<void> {
  await matchQueued(station.context);
  await judgeQueued(station.context);
}
/** Off for so long, then started; ten minutes later it is heard. */
async function away(agent: TestAgent, time: { days: number }, bootId = 'second'): Promise<{ from: string; until: string }> {
  const from = now();
  later(time);
  const until = now();
  later({ minutes: 10 });
  await checkIn(station.server, agent, { bootId, power: { upSeconds: 600, aliveBefore: from } });
  return { from, until };
}
const absences = async ({ deviceId }: TestAgent) =>
  (
    await sql<{ from_at: string; until_at: string; proof: string }>`
    select from_at, until_at, proof from fettle.device_absence where device_id = ${deviceId} order by until_at`.execute(superuser())
  ).rows;
const queued = async ({ deviceId }: TestAgent) =>
  (
    await sql`select device_id from fettle.judge_device where device_id = ${deviceId} union select device_id from fettle.absence_news where device_id = ${deviceId}`.execute(
      superuser(),
    )
  ).rows.length;
const offerOn = async ({ deviceId }: TestAgent) => {
  const [one] = (await answerOf(await station.admin(), 'getDeviceUpdates', { params: { id: deviceId } })).items;
  if (one === undefined) throw new Error('it is offered nothing');
  return one;
};
const storedDue = async ({ deviceId }: TestAgent) =>
  (
    await sql<{
      due: string | null;
      due_by: string | null;
    }>`select due, due_by from fettle.device_offer where device_id = ${deviceId}`.execute(superuser())
  ).rows[0];

describe('a device that comes back after a silence', () => {
  test('was off where its start proves it; that is written once, and has it judged again', async () => {
    const agent = await told();
    await settle();
    const { from, until } = await away(agent, { days: 3 });
    expect(await absences(agent)).toEqual([{ from_at: from, until_at: until, proof: 'boot' }]);
    expect(await queued(agent)).toBe(1);
    await settle();
    later({ minutes: 1 });
    await checkIn(station.server, agent, { bootId: 'second', power: { upSeconds: 660, aliveBefore: from } });
    expect(await absences(agent)).toHaveLength(1);
    expect(await queued(agent)).toBe(0);
  });

  test.each([
    ['it ran and could not be reached', 'first', { upSeconds: 300_000, aliveBefore: null }, []],
    ['it has an agent that tells nothing of it', 'second', undefined, []],
    ['it started anew right before, and had run until then', 'second', { upSeconds: 60, aliveBefore: 'recently' }, []],
  ])('%s', async (_what, bootId, power, proofs) => {
    const agent = await told();
    later({ days: 3 });
    const recently = station.context.clock.now().subtract({ minutes: 5 }).toString({ smallestUnit: 'millisecond' });
    const said = power === undefined ? {} : { power: { ...power, aliveBefore: power.aliveBefore === null ? null : recently } };
    await checkIn(station.server, agent, { bootId, ...said });
    expect((await absences(agent)).map(({ proof }) => proof)).toEqual(proofs);
  });

  test('does not wait for whoever judges it, nor does any other that is heard in the same moment', async () => {
    const agent = await told();
    expect(await queued(agent)).toBe(1);
    await superuser()
      .transaction()
      .execute(async (tx) => {
        await sql`select from fettle.judge_device where device_id = ${agent.deviceId} for update`.execute(tx);
        await away(agent, { days: 3 });
      });
    expect(await absences(agent)).toHaveLength(1);
    await settle();
    expect(await queued(agent)).toBe(0);
  });

  test('what was proved stays as it is', async () => {
    const agent = await told();
    await away(agent, { days: 2 });
    await expect(sql`update fettle.device_absence set until_at = now()`.execute(superuser())).rejects.toThrow('evidence');
  });
});

describe('both clocks', () => {
  const agreed = (offDays: number | null) =>
    sql`insert into fettle.client_sla (client_id, version, body, effective_from, saved_at, saved_by, because)
      values (${acme.id}, 1, ${JSON.stringify({
        uptimePercent: null,
        recoveryTimeHours: null,
        recoveryPointHours: null,
        patch: { clock: 'offered', urgent: { count: 10, unit: 'days' }, normal: { count: 10, unit: 'days' } },
        offDays,
        exclusions: [],
        notes: '',
      })}::jsonb, '2026-01-01', now(), 'Anna', 'Contract')`.execute(superuser());
  const due = (started: string, days: number): string =>
    Temporal.Instant.from(started)
      .toZonedDateTimeISO('Europe/Zurich')
      .toPlainDate()
      .add({ days: days + 1 })
      .toZonedDateTime('Europe/Zurich')
      .toInstant()
      .toString({ smallestUnit: 'millisecond' });

  test('an agreement that leaves out such time moves the stored deadline, and shows the calendar beside it', async () => {
    await agreed(30);
    await sql`insert into fettle.client_framework (client_id, framework, since, because, set_at, set_by) values (${acme.id}, 'nis2', '2026-01-01', 'Contract', now(), 'Anna')`.execute(
      superuser(),
    );
    const agent = await told();
    const offered = now();
    await settle();
    expect(await storedDue(agent)).toEqual({ due: due(offered, 10), due_by: expect.stringContaining('Service level agreement') });
    const off = await away(agent, { days: 7 });
    await settle();
    expect((await storedDue(agent))?.due).toBe(due(offered, 17));
    const shown = await offerOn(agent);
    expect(shown.due).toEqual({ at: due(offered, 17), by: expect.stringContaining('Service level agreement') });
    expect(shown.deadlines.find(({ framework }) => framework === 'Service level agreement')).toMatchObject({
      clock: { event: 'offered', at: offered },
      at: due(offered, 17),
      otherClock: { kind: 'calendar', at: due(offered, 10), backAt: off.until },
    });
    // One that sets no day stands last.
    expect(shown.deadlines.map(({ at }) => at)).toEqual([due(offered, 17), null]);
    expect(shown.clockEvents.find(({ event }) => event === 'released')).toMatchObject({
      at: '2026-03-01T00:00:00.000Z',
      source: 'LAB-CVE-2026-10001 (feed osv)',
    });
    expect(shown.clockEvents.find(({ event }) => event === 'offered')).toMatchObject({ at: offered });
    expect(shown.clockEvents.find(({ event }) => event === 'backOnline')).toMatchObject({
      at: off.until,
      source: expect.stringMatching(/^its boot: it was off since \d{4}-\d\d-\d\d \d\d:\d\d$/),
    });
  });

  test('each absence counts, however many came after it', async () => {
    await agreed(365);
    const agent = await told();
    const offered = now();
    const many = 70;
    await sql`
      insert into fettle.device_absence (client_id, device_id, from_at, until_at, proof, boot_id, contact_before, recorded_at)
      select ${acme.id}::uuid, ${agent.deviceId}::uuid, at, at + interval '24 hours', 'boot', 'boot ' || n, at, at
      from generate_series(0, ${many - 1}::int) as n cross join lateral (select ${offered}::timestamptz + make_interval(hours => 25 * n + 1) as at) a`.execute(
      superuser(),
    );
    await settle();
    expect((await storedDue(agent))?.due).toBe(due(offered, 10 + many));
  });

  test('without such an agreement the calendar counts, and the other is shown', async () => {
    await agreed(null);
    const agent = await told();
    const offered = now();
    await settle();
    await away(agent, { days: 7 });
    await settle();
    expect((await storedDue(agent))?.due).toBe(due(offered, 10));
    expect((await offerOn(agent)).deadlines).toMatchObject([
      { at: due(offered, 10), otherClock: { kind: 'time-on', at: due(offered, 17) } },
    ]);
  });
});

test('a newer update in the place of one that ended it gives no more time', async () => {
  const agent = await told();
  const first = now();
  await settle();
  for (const version of ['3.0.9-2', '3.0.9-3']) {
    later({ days: 4 });
    agent.contents = { ...having('3.0.0-1', version), runtime: agent.contents.runtime };
    await sync(station.server, agent);
    await settle();
  }
  const { to, firstSeenAt, clockEvents } = await offerOn(agent);
  expect({ to, firstSeenAt }).toEqual({ to: '3.0.9-3', firstSeenAt: now() });
  expect(clockEvents.find(({ event }) => event === 'offered')).toMatchObject({
    at: first,
    vulnerability: 'CVE-2026-10001',
    source: expect.stringContaining('offered a version that ends it'),
  });
});

describe('an offer that is away for a look', () => {
  const offering = async (agent: TestAgent, contents: ReturnType<typeof having>): Promise<void> => {
    agent.contents = { ...contents, runtime: agent.contents.runtime };
    await sync(station.server, agent);
    await settle();
    later({ days: 1 });
  };

  test('goes on with its clock when it is offered again for the same installed version', async () => {
    const agent = await told();
    const first = now();
    await offering(agent, having('3.0.0-1', '3.0.9-2'));
    const second = (await offerOn(agent)).firstSeenAt;
    await offering(agent, having('3.0.0-1', '3.0.0-1'));
    await offering(agent, having('3.0.0-1', '3.0.9-2'));
    const { firstSeenAt, clockEvents } = await offerOn(agent);
    expect(firstSeenAt).toBe(second);
    expect(clockEvents.find(({ event }) => event === 'offered')?.at).toBe(first);
  });

  test('gives its clock to what is offered in its place, and none to what is offered for another installed version', async () => {
    const agent = await told();
    const first = now();
    await offering(agent, having('3.0.0-1', '3.0.0-1'));
    await offering(agent, having('3.0.0-1', '3.0.9-2'));
    expect((await offerOn(agent)).clockEvents.find(({ event }) => event === 'offered')?.at).toBe(first);
    await offering(agent, having('3.0.1-1', '3.0.1-1'));
    const upgraded = now();
    await offering(agent, having('3.0.1-1', '3.0.9-2'));
    const { firstSeenAt, clockEvents } = await offerOn(agent);
    expect([firstSeenAt, clockEvents.find(({ event }) => event === 'offered')?.at]).toEqual([upgraded, upgraded]);
  });

  test('is as long ago as anybody remembers: after a quarter of a year it is offered anew', async () => {
    const agent = await told();
    await offering(agent, having('3.0.0-1', '3.0.0-1'));
    later({ days: 90 });
    const again = now();
    await offering(agent, having('3.0.0-1'));
    expect((await offerOn(agent)).firstSeenAt).toBe(again);
  });
});

test('a device that was retired has nothing any more, whatever is news of its software', async () => {
  const agent = await told();
  await settle();
  const has = async () =>
    (
      await sql<{ id: number }>`select software_id as id from fettle.vulnerable_device where device_id = ${agent.deviceId}`.execute(
        superuser(),
      )
    ).rows;
  const software = (await has()).map(({ id }) => id);
  expect(software).toHaveLength(1);
  await answerOf(await station.admin(), 'retireDevice', { params: { id: agent.deviceId }, body: { because: 'sold' } });
  expect(await has()).toEqual([]);
  await inClients(station.context.db, [acme.id], async (tx) => {
    expect(await refreshSoftware(tx, acme.id, software, now())).toEqual([]);
    expect(await refreshDevices(tx, acme.id, [agent.deviceId], now())).toEqual([]);
  });
  expect(await has()).toEqual([]);
});

test('a report takes the place of its device in the queue before any of its offers: whoever judges comes in that order', async () => {
  const agent = await told();
  agent.contents = { ...having('3.0.0-1', '3.0.9-2'), runtime: agent.contents.runtime };
  let synced: Promise<unknown> = Promise.resolve();
  await superuser()
    .transaction()
    .execute(async (tx) => {
      await sql`select from fettle.judge_device where device_id = ${agent.deviceId} for update`.execute(tx);
      synced = sync(station.server, agent);
      const look = sql`select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%judge_device%'`;
      while ((await look.execute(superuser())).rows.length === 0);
      await sql`select from fettle.device_offer where device_id = ${agent.deviceId} for update nowait`.execute(tx);
    });
  await synced;
});

describe('an upgrade to a version that is vulnerable still', () => {
  const since = async (agent: TestAgent) => {
    const given = { ...(await station.admin()), handlers: findings.handlers };
    const { items } = await answerOf(given, 'getDeviceFindings', { params: { id: agent.deviceId } });
    await inClients(station.context.db, [acme.id], (tx) => recountFindings(tx, acme.id, null, now()));
    const listed = await answerOf(given, 'listFindings', { query: { clientId: acme.id } });
    for (const { id, since: at } of items) {
      expect(listed.items.find((one) => one.id === id)?.since, id).toBe(at);
      const { items: holders } = await answerOf(given, 'getAdvisoryDevices', { params: { id }, query: { clientId: acme.id } });
      expect(
        holders.map((one) => one.since),
        id,
      ).toEqual([at]);
    }
    return Object.fromEntries(items.map((one) => [one.id.slice(-5), one.since]));
  };
  const report = async (agent: TestAgent, version: string): Promise<void> => {
    agent.contents = { ...having(version), runtime: agent.contents.runtime };
    await sync(station.server, agent);
  };

  test.each([
    ['matched before it is judged', settle],
    [
      'judged before it is matched',
      async () => {
        await judgeQueued(station.context);
        await settle();
      },
    ],
  ])('goes on with the clock of what held before, and starts anew what holds for it alone: %s', async (_what, rest) => {
    // Versions that this installation has not seen: each run has its own.
    const [first, second] = [`3.0.0-${(made += 1)}`, `3.0.1-${made}`];
    const agent = await told(first);
    const began = now();
    await settle();
    expect(await since(agent)).toEqual({ '10001': began });
    later({ days: 3 });
    await report(agent, second);
    await rest();
    const upgraded = now();
    expect(await since(agent)).toEqual({ '10001': began, '10002': upgraded });
    const { clockEvents, vulnerabilities } = await offerOn(agent);
    expect(vulnerabilities).toHaveLength(2);
    expect(clockEvents.find(({ event }) => event === 'detected')).toMatchObject({
      vulnerability: vulnerabilities[0]?.id,
      at: vulnerabilities[0]?.id === 'CVE-2026-10001' ? began : upgraded,
    });
    later({ days: 3 });
    await report(agent, `3.0.2-${made}`);
    await rest();
    expect(await since(agent)).toEqual({ '10001': began, '10002': upgraded });
  });

  test('a mended version ends the clock, and the next vulnerable one begins a new one', async () => {
    const agent = await told(`3.0.0-${(made += 1)}`);
    await settle();
    later({ days: 1 });
    await report(agent, `3.0.9-${made}`);
    await judgeQueued(station.context);
    await settle();
    expect(await since(agent)).toEqual({});
    later({ days: 1 });
    await report(agent, `3.0.1-${made}`);
    await settle();
    expect(await since(agent)).toEqual({ '10001': now(), '10002': now() });
  });
});
