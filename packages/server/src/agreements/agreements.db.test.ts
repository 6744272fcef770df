/** Agreements on a real database: every route, what holds on which day, and who is told of it. */
import type { AgreedTimes, SlaBody } from '@fettle/protocol/agreements';
import type { CallOutput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addClient } from '../clients/index.ts';
import { queueClient } from '../findings/index.ts';
import { makeActor } from '../people/index.ts';
import { allClientIds, inClients, inNoClient } from '../platform/database/index.ts';
import { answerOf, callRoute, openTestContext, refusalOf } from '../platform/testing/index.ts';
import type { CallGiven, TestContext } from '../platform/testing/index.ts';
import { turnDays } from './days.ts';
import { agreementsFeature, frameworksOf } from './index.ts';

type Client = { readonly id: string; readonly siteId: string; readonly name: string };
let given: TestContext;
let acme: Client;
let made = 0;
const superuser = () => given.database.superuserDb;
/** Clients of which was told that something changed, in order. */
const told: string[] = [];
const feature = agreementsFeature({
  changed: async (tx, clientId) => {
    told.push(clientId);
    await queueClient(tx, clientId);
  },
});

beforeAll(async () => {
  given = await openTestContext();
});
beforeEach(async () => {
  acme = await client(`Acme ${(made += 1)}`);
  told.length = 0;
});
afterAll(() => given.close());

const because = 'The contract says so';
async function client(name: string): Promise<Client> {
  const { newId, now, db } = given.context;
  const row = { clientId: newId(), name, siteId: newId(), siteName: 'Main', zone: 'Europe/Zurich', at: now() };
  await inNoClient(db, (tx) => addClient(tx, row));
  return { id: row.clientId, siteId: row.siteId, name };
}
async function admin(): Promise<CallGiven> {
  const { context } = given;
  const who = { kind: 'person' as const, id: context.newId(), name: 'Anna' };
  const actor = makeActor(who, [{ role: 'administrator', clientId: null }], await allClientIds(context.db));
  return { context, handlers: feature.handlers, actor };
}
const shown = async () => answerOf(await admin(), 'getAgreements', { params: { id: acme.id } });
const held = (day: string) => inClients(given.context.db, [acme.id], (tx) => frameworksOf(tx, acme.id, day));
const heldIds = async (day: string) => (await held(day)).map(({ framework }) => `${framework.id} ${framework.version}`);

async function attach(framework: string, more: { since?: string; own?: AgreedTimes | null } = {}) {
  const body = { because, since: more.since ?? '2026-01-01', own: more.own ?? null };
  return answerOf(await admin(), 'setFramework', { params: { id: acme.id, framework }, body });
}
async function end(framework: string, until: string) {
  return answerOf(await admin(), 'endFramework', { params: { id: acme.id, framework }, body: { because, until } });
}
async function scope(framework: string, deviceIds: readonly string[], inScope: boolean) {
  return answerOf(await admin(), 'setDeviceScope', {
    params: { id: acme.id, framework },
    body: { because, deviceIds: [...deviceIds], inScope },
  });
}
const times = (urgent: number, normal: number | null): AgreedTimes => ({
  clock: 'offered',
  urgent: { count: urgent, unit: 'hours' },
  normal: normal === null ? null : { count: normal, unit: 'days' },
});
const promise: SlaBody = {
  uptimePercent: 99.5,
  recoveryTimeHours: 8,
  recoveryPointHours: 24,
  patch: times(72, 30),
  offDays: null,
  exclusions: ['The old till'],
  notes: '',
};
async function save(basedOn: number, from: string, more: { to?: string | null; sla?: Partial<SlaBody> } = {}) {
  const body = { because, basedOn, from, to: more.to ?? null, sla: { ...promise, ...more.sla } };
  return answerOf(await admin(), 'saveSla', { params: { id: acme.id }, body });
}
async function device(name: string): Promise<string> {
  const id = given.context.newId();
  await sql`
    insert into fettle.device (client_id, id, site_id, key_id, name, os_name, ecosystem, mode, enrolled_at)
    values (${acme.id}, ${id}, ${acme.siteId}, ${`key of ${id}`}, ${name}, 'Debian', 'debian:12', 'manage', now())`.execute(superuser());
  return id;
}
const queued = async () => {
  const found = await sql<{ id: string }>`select device_id as id from fettle.judge_device where client_id = ${acme.id}`.execute(
    superuser(),
  );
  return found.rows.map(({ id }) => id).toSorted();
};
const trail = async () => {
  const found = await sql<{ action: string; subject: string; entry: string }>`
    select action, subject, entry from fettle.audit_entry where client_id = ${acme.id} and action like 'agreement.%' order by seq`.execute(
    superuser(),
  );
  return found.rows;
};
const one = (answer: CallOutput<'getAgreements'>, id: string) => answer.frameworks.find((framework) => framework.id === id);

test('a new client is held to nothing', async () => {
  expect(await shown()).toMatchObject({
    clientName: acme.name,
    today: '2026-03-02',
    devices: 0,
    frameworks: [],
    sla: { holds: null, versions: [], outOfScope: [] },
  });
  expect(await held('2026-03-02')).toEqual([]);
});

test('the list has every pack that can be attached, with its rules in words, and what was not yet checked', async () => {
  const { items } = await answerOf(await admin(), 'listFrameworks', {});
  expect(items.length).toBeGreaterThan(10);
  expect(items.map(({ id }) => id)).not.toContain('sla');
  expect(items.find(({ id }) => id === 'pci-dss-4.0.1')).toMatchObject({
    title: 'PCI DSS 4.0.1',
    asksOwnTimes: true,
    rules: [
      { clause: '6.3.3', time: 'one month', clock: 'its release', duration: { count: 1, unit: 'months' }, own: false, confirmed: true },
      { clause: '6.3.3', time: 'set by the organisation', duration: null, own: true },
    ],
    duties: expect.arrayContaining([expect.objectContaining({ clause: '6.5.1', confirmed: false, every: null })]),
  });
  expect(items.some(({ rules }) => rules.some(({ confirmed }) => !confirmed))).toBe(true);
  expect(items.find(({ id }) => id === 'bod-26-04')?.asksOwnTimes).toBe(false);
});

describe('frameworks', () => {
  test('one is attached from a day on, with own times, and recorded', async () => {
    const answer = await attach('iso-27001', { since: '2026-02-01', own: times(48, 14) });
    expect(one(answer, 'iso-27001')).toMatchObject({
      standing: 'holds',
      since: '2026-02-01',
      until: null,
      own: times(48, 14),
      because,
      devices: 0,
      outOfScope: [],
      framework: { id: 'iso-27001' },
    });
    expect(await shown()).toEqual(answer);
    const [found] = await held('2026-03-02');
    expect(found?.own).toEqual({
      clock: 'offered',
      urgent: { count: 48, unit: 'hours', calendar: 'to-the-hour' },
      normal: { count: 14, unit: 'days', calendar: 'calendar-days' },
    });
    expect(await trail()).toMatchObject([{ action: 'agreement.framework-set', subject: 'framework:iso-27001' }]);
    expect(JSON.parse((await trail())[0]?.entry ?? '{}')).toMatchObject({ body: { since: '2026-02-01', own: times(48, 14), because } });
    expect(told).toEqual([acme.id]);
  });

  test('it holds from its first day to its last, both included', async () => {
    await attach('nis2', { since: '2026-03-10' });
    expect(one(await end('nis2', '2026-03-20'), 'nis2')).toMatchObject({ standing: 'not-begun', until: '2026-03-20' });
    const days = ['2026-03-09', '2026-03-10', '2026-03-20', '2026-03-21'];
    expect(await Promise.all(days.map(async (day) => (await held(day)).length))).toEqual([0, 1, 1, 0]);
  });

  test('what was attached by mistake never held, and can be attached again', async () => {
    await attach('nis2', { since: '2026-03-01' });
    expect(one(await end('nis2', '2026-02-28'), 'nis2')).toMatchObject({ standing: 'ended' });
    expect(await held('2026-03-01')).toEqual([]);
    expect(one(await attach('nis2', { since: '2026-03-02' }), 'nis2')).toMatchObject({ standing: 'holds', until: null });
    expect((await trail()).map(({ action }) => action)).toEqual([
      'agreement.framework-set',
      'agreement.framework-ended',
      'agreement.framework-set',
    ]);
  });

  test.each([
    ['one that there is not', 'pci-dss-9', null, 'not-found'],
    ['another spelling of one that there is', 'pci-dss', null, 'not-found'],
    ['the SLA, which is saved and not attached', 'sla', null, 'request.invalid'],
    ['own times where the framework leaves none', 'bod-26-04', times(48, 14), 'request.invalid'],
    ['own times that name no time', 'nis2', { clock: 'offered' as const, urgent: null, normal: null }, 'request.invalid'],
  ])('is refused: %s', async (_name, framework, own, code) => {
    const input = { params: { id: acme.id, framework }, body: { because, since: '2026-01-01', own } };
    expect(await refusalOf(await admin(), 'setFramework', input)).toBe(code);
    expect(await trail()).toEqual([]);
    expect(told).toEqual([]);
  });

  test('an end before the beginning, and of one that was never attached, is refused', async () => {
    await attach('nis2', { since: '2026-03-10' });
    const ask = (framework: string, until: string) => ({ params: { id: acme.id, framework }, body: { because, until } });
    expect(await refusalOf(await admin(), 'endFramework', ask('nis2', '2026-03-08'))).toBe('request.invalid');
    expect(await refusalOf(await admin(), 'endFramework', ask('dora', '2026-03-12'))).toBe('not-found');
    expect(one(await shown(), 'nis2')).toMatchObject({ until: null });
  });

  test('days that there are not are no days', async () => {
    const input = { params: { id: acme.id, framework: 'nis2' }, body: { because, since: '2026-02-30', own: null } };
    await expect(callRoute(await admin(), 'setFramework', input)).rejects.toThrow();
  });
});

describe('scope', () => {
  test('devices are in scope until somebody says why not, and can come back', async () => {
    const [till, office] = [await device('till'), await device('office')];
    await attach('pci-dss-4.0.1');
    await attach('nis2');
    expect(one(await scope('pci-dss-4.0.1', [office, office], false), 'pci-dss-4.0.1')).toMatchObject({
      devices: 1,
      outOfScope: [{ deviceId: office, deviceName: 'office', because }],
    });
    const outOf = async () =>
      Object.fromEntries((await held('2026-03-02')).map(({ framework, outOfScope }) => [framework.id, [...outOfScope]]));
    expect(await outOf()).toEqual({ 'pci-dss-4.0.1': [office], nis2: [] });
    expect(one(await scope('pci-dss-4.0.1', [office, till], true), 'pci-dss-4.0.1')).toMatchObject({ devices: 2, outOfScope: [] });
    expect(await outOf()).toEqual({ 'pci-dss-4.0.1': [], nis2: [] });
    expect((await trail()).slice(-2)).toMatchObject([{ action: 'agreement.scope-set' }, { action: 'agreement.scope-set' }]);
  });

  test('the SLA has a scope of its own, once there is one', async () => {
    const till = await device('till');
    const ask = { params: { id: acme.id, framework: 'sla' }, body: { because, deviceIds: [till], inScope: false } };
    expect(await refusalOf(await admin(), 'setDeviceScope', ask)).toBe('not-found');
    await save(0, '2026-01-01');
    expect((await scope('sla', [till], false)).sla.outOfScope).toMatchObject([{ deviceId: till, because }]);
    expect([...((await held('2026-03-02'))[0]?.outOfScope ?? [])]).toEqual([till]);
  });

  test('is refused for devices of others and for a framework that the client was never held to', async () => {
    const mine = await device('till');
    const other = acme;
    acme = await client('Other');
    const theirs = await device('theirs');
    acme = other;
    await attach('nis2');
    const ask = (framework: string, deviceIds: string[]) => ({
      params: { id: acme.id, framework },
      body: { because, deviceIds, inScope: false },
    });
    expect(await refusalOf(await admin(), 'setDeviceScope', ask('nis2', [mine, theirs]))).toBe('request.invalid');
    expect(await refusalOf(await admin(), 'setDeviceScope', ask('dora', [mine]))).toBe('not-found');
    expect(one(await shown(), 'nis2')?.outOfScope).toEqual([]);
  });

  test('a retired device is counted nowhere', async () => {
    const gone = await device('gone');
    await attach('nis2');
    await scope('nis2', [gone], false);
    await sql`update fettle.device set status = 'retired', retired_at = now() where id = ${gone}`.execute(superuser());
    expect(one(await shown(), 'nis2')).toMatchObject({ devices: 0, outOfScope: [] });
  });
});

describe('the SLA', () => {
  test('versions are added, and say what is other than before', async () => {
    expect(await save(0, '2026-01-01')).toMatchObject({ sla: { holds: 1, versions: [{ version: 1, standing: 'holds', changed: [] }] } });
    const answer = await save(1, '2026-03-01', {
      sla: { patch: times(48, null), offDays: 30, exclusions: ['The lab'], recoveryTimeHours: null },
    });
    expect(answer.sla.holds).toBe(2);
    expect(answer.sla.versions).toMatchObject([
      {
        version: 2,
        standing: 'holds',
        changed: [
          'Recovery time: not promised, before 8 hours',
          'Urgent updates: 48 hours, before 72 hours',
          'Normal updates: not promised, before 30 days',
          'Time that a device was off: does not count, up to 30 days, before counts',
          'From: 2026-03-01, before 2026-01-01',
          'Excluded now: The lab',
          'Excluded no longer: The old till',
        ],
      },
      { version: 1, standing: 'replaced', because, body: promise },
    ]);
    expect((await trail()).map(({ subject }) => subject)).toEqual(['sla:1', 'sla:2']);
  });

  test('the version of the day stands among the frameworks, with its times', async () => {
    await save(0, '2026-01-01');
    await save(1, '2026-03-01', { to: '2026-03-31', sla: { patch: times(48, null), offDays: 30 } });
    expect((await held('2026-02-28'))[0]?.framework).toEqual(expect.not.objectContaining({ offTime: expect.anything() }));
    expect((await held('2026-03-31'))[0]?.framework.offTime).toEqual({ mostDays: 30 });
    expect(await Promise.all(['2025-12-31', '2026-02-28', '2026-03-31', '2026-04-01'].map(heldIds))).toEqual([
      [],
      ['sla 1'],
      ['sla 2'],
      [],
    ]);
    const [sla] = await held('2026-03-02');
    expect(sla?.framework.rules.map(({ clause, duration, clock }) => [clause, duration?.count ?? null, clock.of])).toEqual([
      ['urgent', 48, ['offered']],
      ['normal', null, ['offered']],
    ]);
  });

  test('one that promises no times sets no deadline', async () => {
    await save(0, '2026-01-01', { sla: { patch: { clock: 'offered', urgent: null, normal: null } } });
    expect(await held('2026-03-02')).toEqual([]);
    expect((await shown()).sla.holds).toBe(1);
  });

  test('is refused where somebody saved meanwhile, and where it ends before it begins', async () => {
    await save(0, '2026-01-01');
    const ask = (basedOn: number, to: string | null) => ({
      params: { id: acme.id },
      body: { because, basedOn, from: '2026-03-01', to, sla: promise },
    });
    expect(await refusalOf(await admin(), 'saveSla', ask(0, null))).toBe('conflict.changed');
    expect(await refusalOf(await admin(), 'saveSla', ask(2, null))).toBe('conflict.changed');
    expect(await refusalOf(await admin(), 'saveSla', ask(1, '2026-02-28'))).toBe('request.invalid');
    expect((await shown()).sla.versions).toHaveLength(1);
  });

  test('of two that save at once one is told that the other did', async () => {
    const person = await admin();
    const input = { params: { id: acme.id }, body: { because, basedOn: 0, from: '2026-03-01', to: null, sla: promise } };
    const answers = await Promise.all([callRoute(person, 'saveSla', input), callRoute(person, 'saveSla', input)]);
    expect(answers.filter((answer) => 'refused' in answer)).toMatchObject([{ code: 'conflict.changed' }]);
  });

  test('a version that was saved is never changed', async () => {
    await save(0, '2026-01-01');
    const change = sql`update fettle.client_sla set effective_to = '2026-01-02'`.execute(superuser());
    await expect(change).rejects.toThrow();
  });
});

test('a client that is not there, or out of reach, has no agreements', async () => {
  const person = await admin();
  const id = '0192a000-0000-7000-8000-00000000dead';
  expect(await refusalOf(person, 'getAgreements', { params: { id } })).toBe('not-found');
  const body = { because, basedOn: 0, from: '2026-01-01', to: null, sla: promise };
  expect(await refusalOf(person, 'saveSla', { params: { id }, body })).toBe('not-found');
});

describe('who counts by agreements', () => {
  test('every change queues the devices of the client', async () => {
    const [till, office] = [await device('till'), await device('office')];
    const changes = [
      () => attach('nis2'),
      () => scope('nis2', [till], false),
      () => save(0, '2026-01-01'),
      () => end('nis2', '2026-12-31'),
    ];
    for (const change of changes) {
      await sql`delete from fettle.judge_device`.execute(superuser());
      await change();
      expect(await queued()).toEqual([till, office].toSorted());
    }
  });

  test('is told on the day on which something begins, and on the day after it ended, once', async () => {
    const before = given.clock.now();
    await attach('nis2', { since: '2026-03-05' });
    await end('nis2', '2026-03-10');
    await save(0, '2026-03-08', { to: '2026-03-20' });
    await turnDays(given.context, async () => undefined);
    told.length = 0;
    const days: string[] = [];
    for (let day = 0; day < 25; day += 1) {
      const turned = await turnDays(given.context, async (_tx, clientId) => void told.push(clientId));
      if (turned.includes(acme.id)) days.push(given.context.now().slice(0, 10));
      expect(await turnDays(given.context, async () => undefined)).toEqual([]);
      given.clock.advance({ hours: 24 });
    }
    expect(days).toEqual(['2026-03-05', '2026-03-08', '2026-03-11', '2026-03-21']);
    expect(told.filter((id) => id === acme.id)).toHaveLength(4);
    given.clock.set(before);
  });

  test('is told once of all that happened while the server was down', async () => {
    const before = given.clock.now();
    await attach('nis2', { since: '2026-03-05' });
    await save(0, '2026-03-08');
    given.clock.advance({ hours: 24 * 60 });
    expect(await turnDays(given.context, async () => undefined)).toContain(acme.id);
    expect(await turnDays(given.context, async () => undefined)).toEqual([]);
    given.clock.set(before);
  });
});
