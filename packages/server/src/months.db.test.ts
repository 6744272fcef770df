/** Monthly reports on a real database, from what real agents report: how each deadline was met, kept when the month is over, and the same ever after. */
import { csvLines } from '@fettle/core/csv';
import { packFiles } from '@fettle/core/evidence-packs';
import { findFramework } from '@fettle/core/frameworks';
import { monthWords } from '@fettle/core/months';
import type { CallInput, CallOutput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agreementsFeature } from './agreements/index.ts';
import { decisionsFeature } from './decisions/index.ts';
import { heedDecisions } from './deployments/index.ts';
import { dropOffers, judgeQueued, queueClient } from './findings/index.ts';
import { contentsOf, enrol, installed, newAgent, offer, sync } from './devices/testing/agent.ts';
import type { TestAgent } from './devices/testing/agent.ts';
import { openStation } from './devices/testing/station.ts';
import type { Client, Station } from './devices/testing/station.ts';
import { filesOf, gatherPack, manifestOf } from './evidence-packs/build.ts';
import { monthDigest } from './months/make.ts';
import { monthRound, monthsFeature } from './months/index.ts';
import { inClients } from './platform/database/index.ts';
import { answerOf, refusalOf } from './platform/testing/index.ts';

let station: Station;
let acme: Client;
const agents = new Map<string, TestAgent>();
const names = ['accepted', 'behind', 'in-time', 'late', 'retired', 'returned'] as const;

const to = (day: string): void => station.given.clock.advance(station.context.clock.now().until(Temporal.Instant.from(day)));
const superuser = () => station.given.database.superuserDb;
const asked = async () => ({ ...(await station.admin()), handlers: monthsFeature.handlers });
const month = async (of: string) => answerOf(await asked(), 'getMonth', { params: { id: acme.id, month: of } });
const list = async () => answerOf(await asked(), 'listMonths', { params: { id: acme.id } });

/** The agent scans, and has these versions; what is older than 2.0 is offered. */
async function scans(name: string, version: string, isOffered = version === '1.0-1'): Promise<void> {
  const agent = agents.get(name);
  if (agent === undefined) throw new Error(name);
  agent.contents = {
    ...agent.contents,
    'apt.installed': [installed('lab-app', version)],
    'apt.offers': isOffered ? [offer('lab-app')] : [],
  };
  await sync(station.server, agent);
  await judgeQueued(station.context);
}

beforeAll(async () => {
  station = await openStation();
  acme = await station.client('Acme');
  const admin = await station.admin();
  const agreements = { ...admin, handlers: agreementsFeature({ changed: queueClient }).handlers };
  const sla: CallInput<'saveSla'>['body']['sla'] = {
    uptimePercent: null,
    recoveryTimeHours: null,
    recoveryPointHours: null,
    patch: { clock: 'offered', urgent: { count: 7, unit: 'days' }, normal: null },
    offDays: null,
    exclusions: [],
    notes: '',
  };
  await answerOf(agreements, 'saveSla', {
    params: { id: acme.id },
    body: { because: 'They signed', basedOn: 0, from: '2026-01-01', to: null, sla },
  });
  await sql`update fettle.offer_end_since set since = '2026-02-28T23:00:00Z'`.execute(superuser());
  await sql`update fettle.client set created_at = '2026-02-28T23:00:00Z' where client_id = ${acme.id}`.execute(superuser());
  for (const name of names) {
    const agent = newAgent(contentsOf(name, [installed('lab-app')], [offer('lab-app')]));
    expect((await enrol(station.server, agent, (await station.token(acme)).text)).status).toBe(200);
    await sync(station.server, agent);
    agents.set(name, agent);
  }
  await judgeQueued(station.context);
  const decisions = { ...admin, handlers: decisionsFeature({ changed: heedDecisions }).handlers };
  await answerOf(decisions, 'recordDecision', {
    body: {
      clientId: acme.id,
      about: { kind: 'update', manager: 'apt', sourceName: 'lab-app', sourceVersion: null },
      scope: { kind: 'devices', ids: [agents.get('accepted')?.deviceId ?? ''] },
      kind: 'exception',
      recommendation: 'Install it this week',
      clientSaid: 'refused',
      saidBy: 'Carla Brandt',
      evidence: 'Ticket 4711',
      reason: 'Their till stops',
      compensatingControl: 'The port is closed',
      startsAt: null,
      endsAt: '2026-03-20T00:00:00Z',
      reviewAt: '2026-03-15T00:00:00Z',
      workaround: null,
    },
  });

  to('2026-03-04T09:00:00Z');
  await scans('in-time', '2.1-1');
  // Package lists that are empty for a day are no end of what is owed.
  await scans('returned', '1.0-1', false);
  await inClients(station.context.db, [acme.id], (tx) =>
    dropOffers(tx, { clientId: acme.id, deviceId: agents.get('retired')?.deviceId ?? '' }, station.context.now()),
  );
  await sql`update fettle.device set status = 'retired' where name = 'retired'`.execute(superuser());
  to('2026-03-05T09:00:00Z');
  await scans('returned', '1.0-1');
  to('2026-03-08T09:00:00Z');
  await scans('returned', '2.0-1');
  to('2026-03-14T09:00:00Z');
  await scans('late', '2.0-1');
}, 90_000);
afterAll(() => station.close());

const counts = { met: 2, late: 1, open: 1, excluded: 2, owed: 4, share: 0.5 };

test('a month that runs is shown as it stands so far, and what has not begun is refused', async () => {
  const { made, missing, report, sentence } = await month('2026-03');
  expect(made).toBeNull();
  expect(missing).toContain('not over');
  expect(report.attainment).toEqual(counts);
  expect(sentence).toContain('2 of 4 updates were in by their day (50 %)');
  expect(report.byRule.map(({ rule, met, owed }) => [rule, met, owed])).toEqual([[expect.stringContaining('ervice level'), 2, 4]]);
  expect(report.missed.map(({ device, endedAt }) => [device, endedAt?.slice(0, 10) ?? null])).toEqual([
    ['behind', null],
    ['late', '2026-03-14'],
  ]);
  expect(report.latency.urgent).toEqual({ count: 3, medianDays: 6, p90Days: 12 });
  expect(report.fleet).toEqual({ devices: 5, scanned: 1, withoutMissed: 1 });
  const asker = await asked();
  for (const of of ['2026-04', '2025-12'])
    expect(await refusalOf(asker, 'getMonth', { params: { id: acme.id, month: of } })).toBe('not-found');
});

test('SQL of its own counts the same', async () => {
  const found = await sql<Record<string, number>>`
    with last as (
      select distinct on (device_id) device_id, how, ended_at <= due as in_time, decision_id is not null as decided
      from fettle.offer_end where due between '2026-02-28T23:00:00Z' and '2026-03-31T21:59:59Z' order by device_id, ended_at desc
    )
    select count(*) filter (where how = 'installed' and in_time)::int as met, count(*) filter (where how = 'installed' and not in_time and not decided)::int as late,
      (select count(*)::int from fettle.device_offer o where o.due < now() and o.device_id <> ${agents.get('accepted')?.deviceId}) as open
    from last`.execute(superuser());
  expect(found.rows).toEqual([{ met: counts.met, late: counts.late, open: counts.open }]);
});

describe('when it is over', () => {
  let kept: CallOutput<'getMonth'>;
  beforeAll(async () => {
    to('2026-04-01T03:59:00Z');
    expect(await monthRound(station.context), 'devices may still tell of the last day').toBe(0);
    to('2026-04-01T04:01:00Z');
    const both = await Promise.all([monthRound(station.context), monthRound(station.context)]);
    expect(both.toSorted()).toEqual([0, 1]);
    kept = await month('2026-03');
  });

  test('its report is made once, and bound by the audit trail', async () => {
    expect(kept.missing).toBeNull();
    expect(kept.report.attainment).toEqual(counts);
    expect(kept.report).toMatchObject({ from: '2026-02-28T23:00:00.000Z', until: '2026-03-31T22:00:00.000Z' });
    expect(monthDigest(kept.report)).toBe(kept.made?.digest);
    const audit = await sql<{ entry: string }>`select entry from fettle.audit_entry where action = 'month.reported'`.execute(superuser());
    expect(audit.rows.map(({ entry }) => entry.includes(kept.made?.digest ?? 'none'))).toEqual([true]);
    await expect(sql`update fettle.client_month set made_at = now()`.execute(superuser())).rejects.toThrow();
    await expect(sql`delete from fettle.offer_end`.execute(superuser())).rejects.toThrow();
  });

  test('what comes later changes nothing of it, and stands in the trend of the next', async () => {
    await scans('behind', '2.0-1');
    expect(await month('2026-03')).toEqual(kept);
    const next = await month('2026-04');
    expect(next.report.trend).toEqual([
      { month: '2026-03', met: 2, owed: 4 },
      { month: '2026-04', met: 0, owed: 0 },
    ]);
    expect(next.sentence).toBe('No update had to be in this month.');
    expect(await list()).toMatchObject({ running: '2026-04', items: [{ month: '2026-03', missing: null }] });
    expect(await answerOf(await asked(), 'listClientsOfMonth', { query: { month: '2026-03' } })).toMatchObject({
      items: [{ clientName: 'Acme', attainment: counts, devices: 5 }],
    });
  });

  test('it is a document that says whose days were missed, as HTML and as PDF', async () => {
    const params = { id: acme.id, month: '2026-03' };
    const asker = await asked();
    // Of a document the route table gives no type: it is what the handler returns.
    const { body: html } = (await answerOf(asker, 'getMonthDocument', { params })) as unknown as { readonly body: string };
    for (const words of [
      'whether anything else waits for you is not known',
      monthWords('2026-03'),
      'What we need from you',
      'behind',
      'still open',
      '50 %',
      kept.made?.digest ?? 'none',
    ])
      expect(html).toContain(words);
    const { body: pdf } = (await answerOf(asker, 'getMonthPdf', { params })) as unknown as { readonly body: Uint8Array };
    expect(Buffer.from(pdf).subarray(0, 5).toString('latin1')).toBe('%PDF-');
  });

  test('an evidence pack of that time lists the same deadlines, and answers by them', async () => {
    const framework = findFramework('sla');
    if (framework === null) throw new Error('there is an SLA');
    const period = { from: '2026-03-01T00:00:00.000Z', until: '2026-04-01T00:00:00.000Z', asOf: station.context.now() };
    const pack = await inClients(station.context.db, [acme.id], (tx) => gatherPack(tx, station.context, acme.id, framework, period));
    if (typeof pack === 'string') throw new Error(pack);
    const list = (path: string) =>
      csvLines(
        pack.populations
          .find((one) => one.path === path)
          ?.body.toString('utf8')
          .slice(1) ?? '',
      )
        .slice(1)
        .flatMap(({ cells }) => (cells.length > 1 ? [cells] : []));
    expect(
      list(packFiles.deadlines)
        .map((row) => `${row[1]} ${row.at(-1)}`)
        .toSorted(),
    ).toEqual([
      'accepted excluded',
      // It came in since, and late.
      'behind late',
      'in-time met',
      'late late',
      'retired excluded',
      'returned met',
    ]);
    expect(list(packFiles.exceptions).map((row) => [row[1], row[9]])).toEqual([['exception', 'Carla Brandt']]);
    expect(list(packFiles.devices)).toHaveLength(6);
    expect(list(packFiles.months).map(([of]) => of)).toEqual(['2026-03']);
    expect(pack.answers.held).toBe(true);
    expect(pack.answers.answers.map(({ state, sentence }) => [state, sentence.slice(0, 58)])).toEqual([
      ['gaps', '2 of 4 updates were in by their day (50 %); 2 were late. 2'],
    ]);
    const files = await filesOf(pack);
    expect(files.map(({ path }) => path)).toContain('answers.pdf');
    expect(manifestOf(pack, files, 'Anna').files).toHaveLength(files.length);
  });
});
