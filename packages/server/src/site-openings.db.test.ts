/** What the calendar tells of sites, on a real database: the openings of each device's own window, and what is expected to fall into them. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CallInput } from '@fettle/protocol/client';
import { calendarFeature } from './calendar/index.ts';
import { heedFreezes } from './deployments/index.ts';
import { approved } from './deployments/testing/acts.ts';
import { openFleet } from './deployments/testing/fleet.ts';
import type { Fleet } from './deployments/testing/fleet.ts';
import { freezesFeature } from './freezes/index.ts';
import { policies } from './policies/index.ts';
import { answerOf } from './platform/testing/index.ts';

let at: Fleet;
let deploymentId: string;
const handlers = { ...calendarFeature.handlers, ...policies.handlers, ...freezesFeature({ changed: heedFreezes }).handlers };
const given = () => ({ context: at.context, actor: at.actor, handlers });
const openings = (query: CallInput<'getSiteOpenings'>['query'] = {}) =>
  answerOf(given(), 'getSiteOpenings', { params: { id: at.clientId }, query });
const windows = async (query: object = {}) =>
  (await answerOf(given(), 'getCalendar', { query: { clientId: at.clientId, days: 3, ...query } })).items.filter(
    ({ kind }) => kind === 'window',
  );

beforeAll(async () => {
  at = await openFleet({
    devices: { one: {}, two: {}, three: {} },
    policy: {
      rings: [{ name: 'production', members: { kind: 'rest' }, soak: 'PT0S', gate: { minVerified: 1, minRate: 0.5 } }],
      window: { rule: 'FREQ=DAILY', start: '22:00', durationMinutes: 240 },
    },
  });
  deploymentId = await approved(at);
}, 60_000);
afterAll(() => at.close());

const firstSite = async () => {
  const { sites } = await openings();
  const [site] = sites;
  if (site === undefined) throw new Error('the fleet has a site');
  return site;
};

test('what is planned stands in the opening in which it is expected, with the time that it takes there', async () => {
  const site = await firstSite();
  expect(site).toMatchObject({
    devices: 3,
    limits: { atOnce: null, perHour: null, bandwidth: null },
    downloads: null,
    unplaced: [],
    more: 0,
  });
  expect(site.openings[0]).toMatchObject({
    opensAt: expect.stringContaining('2026-03-02T22:00'),
    wall: 'Mon 2 Mar 2026, 22:00 to Tue 3 Mar 2026, 02:00',
    policies: [{ level: 'client', lane: null, devices: 3 }],
    deployments: [{ id: deploymentId, devices: 3, held: null }],
    minutesOpen: 240,
    devices: 3,
    collisions: [],
  });
  expect(site.openings[0]?.minutesUsed).toBeGreaterThan(0);
  expect(site.openings.slice(1).every(({ deployments }) => deployments.length === 0)).toBe(true);
  expect(site.openings).toHaveLength(14);
});

test('a limit of the site makes it longer, and what there is no time for is told', async () => {
  const before = (await firstSite()).openings[0]?.minutesUsed ?? 0;
  const { id } = await firstSite();
  await sql`insert into fettle.change_limit (client_id, site_id, per_hour, at_once, changed_by, changed_at) values (${at.clientId}, ${id}, null, 1, ${at.actor.id}, now())`.execute(
    at.database.superuserDb,
  );
  const [limited] = (await firstSite()).openings;
  expect(limited).toMatchObject({ atOnce: 1 });
  expect(limited?.minutesUsed).toBeGreaterThan(before);
  await sql`update fettle.change_limit set per_hour = 1 where client_id = ${at.clientId}`.execute(at.database.superuserDb);
  const paced = (await firstSite()).openings[0];
  expect(paced?.minutesUsed).toBeGreaterThan(120);
  await sql`delete from fettle.change_limit where client_id = ${at.clientId}`.execute(at.database.superuserDb);
});

test('by the bandwidth of the site it is told when everything would be there, and who would begin before', async () => {
  const { id } = await firstSite();
  const limited = (megabits: number) =>
    sql`
    insert into fettle.change_limit (client_id, site_id, bandwidth, changed_by, changed_at)
    values (${at.clientId}, ${id}, ${JSON.stringify({ megabits, hours: null })}, ${at.actor.id}, now())
    on conflict (client_id, site_id) do update set bandwidth = excluded.bandwidth`.execute(at.database.superuserDb);
  await limited(8);
  const { downloads, limits, openings: quick } = await firstSite();
  expect(limits.bandwidth).toEqual({ megabits: 8, hours: null });
  expect(downloads).toMatchObject({ devices: 3, late: 0 });
  expect(quick[0]?.collisions).toEqual([]);
  // As large as it takes until shortly before the opening for one: the first has its packages in time, and no other.
  const seconds = Temporal.Instant.from(at.context.now()).until('2026-03-02T22:00:00Z').total('seconds');
  const bytes = Math.round(seconds * 0.9 * 1_000_000);
  await at.database.superuserDb.transaction().execute(async (tx) => {
    await sql`set local session_replication_role = replica`.execute(tx);
    await sql`update fettle.deployment_share set share = jsonb_set(share::jsonb, '{files}', ${JSON.stringify([{ bytes }])}::jsonb)::text`.execute(
      tx,
    );
  });
  const slow = await firstSite();
  expect(slow.downloads).toMatchObject({ devices: 3, late: 2 });
  expect(slow.openings[0]?.collisions).toEqual([{ kind: 'not fetched', sentence: expect.stringContaining('does not bring 2 devices of') }]);
  await sql`delete from fettle.change_limit where client_id = ${at.clientId}`.execute(at.database.superuserDb);
});

test('a freeze over what is planned is a collision, and it stands in the opening after it', async () => {
  const body = {
    clientId: at.clientId,
    name: 'Fair',
    reason: 'The stand',
    scope: { kind: 'client' as const },
    from: '2026-03-02T20:00:00Z',
    until: '2026-03-03T12:00:00Z',
    exceptUrgent: false,
  };
  const { id } = await answerOf(given(), 'declareFreeze', { body });
  const { openings: found } = await firstSite();
  expect(found[0]).toMatchObject({
    closed: { kind: 'freeze', name: 'Fair' },
    minutesOpen: 0,
    deployments: [],
    collisions: [{ kind: 'frozen', sentence: expect.stringMatching(/^A freeze keeps 3 devices of “.*” from beginning in it\.$/) }],
  });
  expect(found[1]).toMatchObject({ deployments: [{ id: deploymentId, devices: 3 }], closed: null });
  await answerOf(given(), 'endFreeze', { params: { id }, body: { because: 'Called off' } });
});

test('a device with a window of its own is told apart, and what was approved by the old one stays there', async () => {
  expect(new Set((await windows()).map(({ title }) => title)).size).toBe(1);
  const body = {
    name: 'At noon',
    owner: 'Ops',
    reviewAt: '2027-01-01',
    window: { rule: 'FREQ=DAILY', start: '12:00', durationMinutes: 60 },
  };
  const place = { level: 'device' as const, clientId: at.clientId, subjectId: at.device('one').id };
  await answerOf(given(), 'savePolicyLevel', { body: { ...place, body, basedOn: 0 } });
  const titles = new Map((await windows()).map(({ title, detail }) => [title, detail]));
  expect([...titles]).toContainEqual(['Window of At noon (device one)', expect.stringMatching(/^1 device at /)]);
  expect([...titles.values()].filter((detail) => detail.startsWith('2 devices at '))).toHaveLength(1);
  const { openings: found } = await firstSite();
  expect(found[0]).toMatchObject({ policies: [{ name: 'At noon', level: 'device', devices: 1 }], deployments: [] });
  expect(found[1]).toMatchObject({ policies: [{ devices: 2 }], deployments: [{ devices: 3 }] });
});

test('the calendar is narrowed to a site and a kind; a site of nobody is refused', async () => {
  const { id } = await firstSite();
  const all = await answerOf(given(), 'getCalendar', { query: { clientId: at.clientId, siteId: id, days: 3 } });
  expect(all).toMatchObject({ clients: { shown: 1, of: 1 }, next: null, cut: false });
  expect(new Set(all.items.map(({ kind }) => kind))).toEqual(new Set(['window', 'deployment']));
  const some = await answerOf(given(), 'getCalendar', { query: { kind: 'deployment', days: 3 } });
  expect(some.items.map(({ kind }) => kind)).toEqual(['deployment']);
  const elsewhere = '01980000-0000-7000-8000-0000000000ff';
  expect((await answerOf(given(), 'getCalendar', { query: { clientId: at.clientId, siteId: elsewhere, days: 3 } })).items).toEqual([]);
  await expect(openings({ siteId: elsewhere })).rejects.toThrow('This is no site of the client');
  const annex = at.context.newId();
  await sql`insert into fettle.site (client_id, id, name, zone, created_at) values (${at.clientId}, ${annex}, 'Annex', 'UTC', now())`.execute(
    at.database.superuserDb,
  );
  expect((await openings({ siteId: id })).sites).toEqual((await openings()).sites.filter((one) => one.id === id));
  expect((await openings({ siteId: annex })).sites).toMatchObject([{ name: 'Annex', devices: 0, openings: [], unplaced: [] }]);
  await expect(answerOf(given(), 'getCalendar', { query: { siteId: id, days: 3 } })).rejects.toThrow('say both');
});
