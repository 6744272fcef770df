/** What judging and matching owe when rules change, when a process dies in the middle of news, and when nobody needs what they keep. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { matchingVersion } from '@fettle/core/advisories';
import { judgingVersion } from '@fettle/core/findings';
import { feedOf } from '@fettle/feeds';
import { zipOf } from '@fettle/feeds/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { feedsFeature, matchQueued, takeFile } from './catalogue/index.ts';
import { lockMatching } from './catalogue/matching-lock.ts';
import { contentsOf, enrol, installed, newAgent, offer, sync } from './devices/testing/agent.ts';
import type { TestAgent } from './devices/testing/agent.ts';
import { openStation } from './devices/testing/station.ts';
import type { Client, Station } from './devices/testing/station.ts';
import { inClients, inNoClient } from './platform/database/index.ts';
import { forgetSets } from './findings/forget-sets.ts';
import { judgeQueued } from './findings/judge.ts';
import { basisOf, queueOutdated } from './findings/judge-basis.ts';
import { fixedDevices } from './findings/said.ts';
import { internSets } from './findings/sets-store.ts';

let station: Station;
let folder = '';
let made = 0;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fettle-files-'));
  station = await openStation();
  const { context } = station;
  await (
    await feedsFeature.start?.({ ...context, config: { ...context.config, feeds: { kind: 'off' } } })
  )?.();
});
afterAll(async () => {
  await station.close();
  rmSync(folder, { recursive: true });
});
let acme: Client;
beforeEach(async () => {
  acme = await station.client(`Acme ${(made += 1)}`);
});
const superuser = () => station.given.database.superuserDb;
const never = () => false;

async function take(id: string, path: string, content: string | Buffer): Promise<void> {
  const feed = feedOf(id);
  if (feed === null) throw new Error(`no feed ${id}`);
  const file = join(folder, `${(made += 1)}`);
  writeFileSync(file, content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  await sql`insert into fettle.feed_file (feed, path) values (${id}, ${path}) on conflict do nothing`.execute(superuser());
  expect(await takeFile(station.context, { feed, path, file, sha256, bytes: content.length, letThrough: null })).toMatchObject({
    kind: 'taken',
  });
}
const publish = (fixed: string) =>
  take(
    'osv',
    'Debian/all.zip',
    zipOf([
      {
        name: 'LAB-CVE-2026-10001.json',
        content: JSON.stringify({
          id: 'LAB-CVE-2026-10001',
          modified: '2026-02-01T00:00:00Z',
          upstream: ['CVE-2026-10001'],
          affected: [
            {
              package: { ecosystem: 'Debian:12', name: 'lab-tls' },
              ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed }] }],
            },
          ],
        }),
      },
    ]),
  );
async function told(client: Client, hostname: string): Promise<TestAgent> {
  const contents = contentsOf(
    hostname,
    [installed('lab-tls', '3.0.1-1')],
    [offer('lab-tls', '3.0.3-1', { from: '3.0.1-1', class: 'normal' })],
  );
  const agent = newAgent(contents);
  expect((await enrol(station.server, agent, (await station.token(client)).text)).status).toBe(200);
  await sync(station.server, agent);
  return agent;
}
const judged = async (client: Client) =>
  (
    await sql<{ ids: string[] | null }>`
      select e.ids from fettle.device_offer o left join fettle.ended_set e on e.id = o.ended_set where o.client_id = ${client.id}`.execute(
      superuser(),
    )
  ).rows.map(({ ids }) => ids ?? []);
const waiting = async (client: Client) =>
  (
    await sql<{ device_id: string }>`select device_id from fettle.judge_device where client_id = ${client.id} order by 1`.execute(
      superuser(),
    )
  ).rows.length;
async function settle(): Promise<void> {
  await matchQueued(station.context);
  await judgeQueued(station.context);
}

test('news that was taken is left with each client: who was not judged by it when the process died is judged by it then', async () => {
  const other = await station.client(`Quokka ${(made += 1)}`);
  await publish('2.0-1');
  await told(acme, 'web1');
  await told(other, 'web1');
  await settle();
  await publish('3.0.2-1');
  await matchQueued(station.context);
  let asked = 0;
  await judgeQueued(station.context, () => (asked += 1) > 2);
  expect([...(await judged(acme)), ...(await judged(other))].flat()).toEqual(['CVE-2026-10001']);
  await judgeQueued(station.context);
  expect([...(await judged(acme)), ...(await judged(other))]).toEqual([['CVE-2026-10001'], ['CVE-2026-10001']]);
  expect((await sql`select 1 from fettle.judge_news`.execute(superuser())).rows).toEqual([]);
});

test('the first list of exploited vulnerabilities, and every other basis, has each device judged once more, and once only', async () => {
  for (const name of ['a', 'b', 'c']) await told(acme, name);
  await settle();
  await queueOutdated(station.context, never);
  expect(await waiting(acme)).toBe(0);
  await take('kev', 'known_exploited_vulnerabilities.json', JSON.stringify(kevOf('CVE-2026-19999')));
  // Stopped after the first piece, it goes on with the next.
  let asked = 0;
  await queueOutdated(station.context, () => (asked += 1) > 1, { size: 1 });
  const begun = await waiting(acme);
  await queueOutdated(station.context, never, { size: 1 });
  expect([begun <= 1, await waiting(acme)]).toEqual([true, 3]);
  await judgeQueued(station.context);
  await queueOutdated(station.context, never);
  expect(await waiting(acme)).toBe(0);
});

test('a client that can not be judged holds up no other, and is judged once it can be', async () => {
  const other = await station.client(`Quokka ${(made += 1)}`);
  await publish('2.0-1');
  await told(acme, 'web1');
  await told(other, 'web1');
  await settle();
  const bad = await told(acme, 'web2');
  const good = await told(other, 'web2');
  await sql`update fettle.site set zone = 'Nowhere/Atall' where client_id = ${acme.id}`.execute(superuser());
  await sql`insert into fettle.client_framework (client_id, framework, since, because, set_at, set_by)
    select id, 'cyber-essentials', '2026-01-01', 'Contract', now(), 'Anna' from unnest(${[acme.id, other.id]}::uuid[]) as g (id)`.execute(
    superuser(),
  );
  await publish('3.0.2-1');
  await settle();
  expect(await judged(other)).toEqual([['CVE-2026-10001'], ['CVE-2026-10001']]);
  expect(await judged(acme)).toEqual([[], []]);
  expect([good.deviceId, await waiting(other), bad.deviceId, await waiting(acme)]).toEqual([good.deviceId, 0, bad.deviceId, 1]);
  await sql`update fettle.site set zone = 'Europe/Zurich' where client_id = ${acme.id}`.execute(superuser());
  await settle();
  expect([await waiting(acme), ...(await judged(acme))]).toEqual([0, ['CVE-2026-10001'], ['CVE-2026-10001']]);
});

describe('of two servers of different releases', () => {
  const judgedBy = async () =>
    (
      await sql<{ version: number; basis: string; gave_way: string | null }>`
        select version, basis, gave_way from fettle.judged_by where client_id = ${acme.id}`.execute(superuser())
    ).rows[0];
  const anHourLater = () => station.given.clock.advance({ minutes: 61 });

  test('the older one leaves devices to the newer, for an hour, and queues none of them again', async () => {
    await told(acme, 'web1');
    await settle();
    await told(acme, 'web2');
    const now = station.context.now();
    await sql`update fettle.judged_by set version = ${judgingVersion + 1}, basis = 'newer', since = ${now} where client_id = ${acme.id}`.execute(
      superuser(),
    );
    await judgeQueued(station.context);
    expect(await waiting(acme)).toBe(1);
    anHourLater();
    await judgeQueued(station.context);
    expect(await waiting(acme)).toBe(0);
    await queueOutdated(station.context, never);
    expect([await waiting(acme), (await judgedBy())?.basis]).toEqual([0, 'newer']);
  });

  test('one whose rules gave way to others does not bring them back within an hour', async () => {
    await told(acme, 'web1');
    await settle();
    const own = (await judgedBy())?.basis;
    const now = station.context.now();
    await sql`update fettle.judged_by set basis = 'other', gave_way = ${own}, since = ${now} where client_id = ${acme.id}`.execute(
      superuser(),
    );
    await queueOutdated(station.context, never);
    expect(await waiting(acme)).toBe(0);
    anHourLater();
    await queueOutdated(station.context, never);
    expect([await waiting(acme), await judgedBy()]).toEqual([1, { version: judgingVersion, basis: own, gave_way: 'other' }]);
  });

  test('the newer one has all devices judged anew, in whatever state it finds them', async () => {
    await told(acme, 'web1');
    await settle();
    await sql`update fettle.judged_by set version = ${judgingVersion - 1}, gave_way = basis, basis = 'older', queued_to = null where client_id = ${acme.id}`.execute(
      superuser(),
    );
    await queueOutdated(station.context, never);
    expect([await waiting(acme), (await judgedBy())?.version]).toEqual([1, judgingVersion]);
  });
});

test('an import holds nothing that matching waits for until matching is done', async () => {
  await publish('3.0.2-1');
  await told(acme, 'web1');
  await settle();
  let imported: Promise<unknown> = Promise.resolve();
  await inNoClient(station.context.db, async (tx) => {
    await lockMatching(tx, 'match');
    imported = take('osv', 'Debian/all.zip', zipOf([]));
    const look = sql`select 1 from pg_stat_activity where wait_event = 'advisory'`;
    while ((await look.execute(superuser())).rows.length === 0);
    const held = await sql`select software_id from software_match for update nowait`.execute(tx);
    expect(held.rows.length).toBeGreaterThan(0);
  });
  await imported;
  await settle();
  expect(await judged(acme)).toEqual([[]]);
});

test('an offer that a classed bug fix made urgent is judged again when its software is news, also where it ends vulnerabilities', async () => {
  const device = await told(acme, 'web1');
  await settle();
  const [old] = (
    await sql<{ id: number }>`select id from fettle.software where name = 'lab-tls' and version = '3.0.1-1'`.execute(superuser())
  ).rows;
  const asked = async (urgency: string, basis: string, ruled: string | null) => {
    await sql`update fettle.device_offer set urgency = ${urgency}, basis = ${basis}, ruled = ${ruled} where device_id = ${device.deviceId}`.execute(
      superuser(),
    );
    return inClients(station.context.db, [acme.id], (tx) => fixedDevices(tx, acme.id, [old?.id ?? 0]));
  };
  expect(await asked('urgent', 'vulnerabilities', null)).toEqual([device.deviceId]);
  expect(await asked('urgent', 'no-vulnerability', null)).toEqual([device.deviceId]);
  expect(await asked('normal', 'no-vulnerability', 'urgent')).toEqual([device.deviceId]);
  expect(await asked('urgent', 'unmatched', null)).toEqual([]);
  expect(await asked('normal', 'vulnerabilities', null)).toEqual([]);
});

test('a basis is another where code, rules or the catalogue are others, and the same otherwise', () => {
  const given = { code: 1, data: { urgency: { version: '1' } }, kevKnown: true };
  expect(basisOf({ ...given })).toBe(basisOf(given));
  const others = [
    { ...given, code: 2 },
    { ...given, data: { urgency: { version: '2' } } },
    { ...given, kevKnown: false },
  ];
  expect(new Set([given, ...others].map(basisOf)).size).toBe(4);
});

test('a newer version of matching matches all software once more, in pieces; an older one leaves it', async () => {
  await publish('3.0.2-1');
  await told(acme, 'web1');
  await settle();
  const matches = async () => (await sql`select 1 from fettle.software_match`.execute(superuser())).rows.length;
  const before = await matches();
  expect(before).toBeGreaterThan(0);
  await sql`delete from fettle.software_match`.execute(superuser());
  await sql`update fettle.matched_by set version = ${matchingVersion + 1}`.execute(superuser());
  await matchQueued(station.context);
  expect(await matches()).toBe(0);
  await sql`update fettle.matched_by set version = ${matchingVersion - 1}`.execute(superuser());
  await matchQueued(station.context);
  expect(await matches()).toBe(before);
  await sql`delete from fettle.software_match`.execute(superuser());
  await matchQueued(station.context);
  expect(await matches()).toBe(0);
  await sql`update fettle.matched_by set version = ${matchingVersion}, queued_to = 0`.execute(superuser());
  await matchQueued(station.context);
  expect(await matches()).toBe(before);
});

test('sets that no offer names are forgotten; those that an offer names, and those that a judge is about to write, stay', async () => {
  const { context } = station;
  await publish('3.0.2-1');
  const device = await told(acme, 'web1');
  await settle();
  expect(await judged(acme)).toEqual([['CVE-2026-10001']]);
  await inNoClient(context.db, (tx) => internSets(tx, [['CVE-2026-30001'], ['CVE-2026-30002']]));
  const sets = async () =>
    (await sql<{ ids: string[] }>`select ids from fettle.ended_set order by ids`.execute(superuser())).rows.map(({ ids }) => ids[0]);
  await inClients(context.db, [acme.id], async (tx) => {
    const [id] = await internSets(tx, [['CVE-2026-30002']]);
    expect(await forgetSets(context)).toBeGreaterThanOrEqual(1);
    expect(await sets()).toEqual(['CVE-2026-10001', 'CVE-2026-30002']);
    await sql`update device_offer set ended_set = ${id} where client_id = ${acme.id} and device_id = ${device.deviceId}`.execute(tx);
  });
  expect(await forgetSets(context)).toBe(await others());
  expect(await judged(acme)).toEqual([['CVE-2026-30002']]);

  /** Whether offers of earlier tests name the first set still. */
  async function others(): Promise<number> {
    return (
      await sql`select 1 from fettle.device_offer o join fettle.ended_set e on e.id = o.ended_set where 'CVE-2026-10001' = any(e.ids)`.execute(
        superuser(),
      )
    ).rows.length > 0
      ? 0
      : 1;
  }
});

test('a set that is forgotten while a judge asks for it is added anew', async () => {
  const { context } = station;
  const [before] = await inNoClient(context.db, (tx) => internSets(tx, [['CVE-2026-30003']]));
  let asked: Promise<readonly (number | null)[]> = Promise.resolve([]);
  await inNoClient(context.db, async (tx) => {
    await sql`delete from ended_set where id = ${before}`.execute(tx);
    asked = inNoClient(context.db, (other) => internSets(other, [['CVE-2026-30003']]));
    await untilOneWaits();
  });
  const [after] = await asked;
  expect(after).not.toBe(before);
  expect((await sql`select 1 from fettle.ended_set where id = ${after}`.execute(superuser())).rows).toHaveLength(1);
});

/** Bounded by the test's own time. */
async function untilOneWaits(): Promise<void> {
  const look = sql`select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%ended_set%'`;
  while ((await look.execute(superuser())).rows.length === 0);
}

const kevOf = (...ids: readonly string[]) => ({
  title: 'Catalogue',
  catalogVersion: '2026.02.20',
  dateReleased: '2026-02-20T10:00:00Z',
  count: ids.length,
  vulnerabilities: ids.map((cveID) => ({
    cveID,
    vendorProject: 'Lab',
    product: 'Lab',
    vulnerabilityName: 'Lab',
    dateAdded: '2026-02-20',
    shortDescription: 'Lab',
    requiredAction: 'Lab',
    dueDate: '2026-03-06',
    knownRansomwareCampaignUse: 'Unknown',
    notes: '',
    cwes: [],
  })),
});
