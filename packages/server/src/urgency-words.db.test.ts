/** What people say of the urgency of updates, over real rows: it counts where it was said, until it ends, and never silently. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { feedOf } from '@fettle/feeds';
import { zipOf } from '@fettle/feeds/testing';
import type { CallInput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { feedsFeature, matchQueued, takeFile } from './catalogue/index.ts';
import { contentsOf, enrol, installed, newAgent, offer, sync } from './devices/testing/agent.ts';
import type { TestAgent } from './devices/testing/agent.ts';
import { openStation } from './devices/testing/station.ts';
import type { Client, Station } from './devices/testing/station.ts';
import { findings, judgeQueued, offersOf, queueOffers, rulesSay, settleCounts } from './findings/index.ts';
import { inClients } from './platform/database/index.ts';
import { answerOf, refusalOf } from './platform/testing/index.ts';
import { endWords, urgencyWordsFeature } from './urgency-words/index.ts';

let station: Station;
let acme: Client;
let till: TestAgent;
let made = 0;
let folder = '';
const parts = { changed: queueOffers, rulesSay };
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
beforeEach(async () => {
  acme = await station.client(`Acme ${(made += 1)}`);
  till = await enrolled('till', 'lab-app', 'lab-web');
});

/** What one `paying` device is offered of lab-app names a vulnerability in its changelog. Both are offered from the security pocket, of which no advisory is known: urgent by the rules. `-doc` packages come from the plain archive. */
async function enrolled(host: string, ...names: readonly string[]): Promise<TestAgent> {
  const offers = names.map((name) => offer(name, '2.0-1', name.endsWith('-doc') ? { class: 'normal' } : {}));
  const contents = contentsOf(
    host,
    names.map((name) => installed(name)),
    offers,
  );
  if (host === 'paying') contents['apt.changelogs'] = [{ sourceName: 'lab-app', from: '1.0-1', to: '2.0-1', cves: ['CVE-2026-10001'] }];
  const agent = newAgent(contents);
  expect((await enrol(station.server, agent, (await station.token(acme)).text)).status).toBe(200);
  await sync(station.server, agent);
  await judgeQueued(station.context);
  await settleCounts(station.context);
  return agent;
}

/** A bug fix of lab-doc, with the class that its publisher gives it, and all that follows from it. */
async function publish(severity: string): Promise<void> {
  const feed = feedOf('osv');
  if (feed === null) throw new Error('no such feed');
  const path = 'Debian/all.zip';
  const ranges = [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '2.0-1' }] }];
  const affected = [{ package: { ecosystem: 'Debian:12', name: 'lab-doc' }, ranges }];
  const record = { id: 'ALBA-2026:1', modified: '2026-02-01T00:00:00Z', affected, database_specific: { severity } };
  const content = zipOf([{ name: 'ALBA-2026:1.json', content: JSON.stringify(record) }]);
  const file = join(folder, severity);
  writeFileSync(file, content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  await sql`insert into fettle.feed_file (feed, path) values ('osv', ${path}) on conflict do nothing`.execute(superuser());
  const taken = await takeFile(station.context, { feed, path, file, sha256, bytes: content.length, letThrough: null });
  expect(taken).toMatchObject({ kind: 'taken', problems: 0 });
  await matchQueued(station.context);
}

const superuser = () => station.given.database.superuserDb;
const asAdmin = async () => ({ ...(await station.admin()), handlers: { ...urgencyWordsFeature(parts).handlers, ...findings.handlers } });
const day = (n: number) =>
  station.context.clock
    .now()
    .add({ hours: 24 * n })
    .toString({ fractionalSecondDigits: 3 });
type Body = CallInput<'recordUrgencyWord'>['body'];
const aboutApp = { kind: 'update', manager: 'apt', sourceName: 'lab-app', sourceVersion: null } as const;
const lowered = (change: Partial<Body> = {}): Body => ({
  clientId: acme.id,
  about: aboutApp,
  scope: { kind: 'client' },
  says: 'normal',
  fault: null,
  reason: 'The till is closed in May',
  endsAt: day(30),
  ...change,
});
const say = async (change: Partial<Body> = {}) => answerOf(await asAdmin(), 'recordUrgencyWord', { body: lowered(change) });
const revoke = async (id: string) =>
  answerOf(await asAdmin(), 'revokeUrgencyWord', { params: { id }, body: { because: 'It is open again' } });
const waiting = async () =>
  (await sql<{ device_id: string }>`select device_id from fettle.judge_device where client_id = ${acme.id}`.execute(superuser())).rows.map(
    (row) => row.device_id,
  );
/** As it is stored, once everything that waits was judged. */
async function stored(agent: TestAgent, name: string) {
  await judgeQueued(station.context);
  const found = await sql<{ urgency: string; ruled: string | null; word: string | null; due: string | null; due_by: string | null }>`
    select o.urgency, o.ruled, o.word, o.due, o.due_by from fettle.device_offer o join fettle.software s on s.id = o.software_id
    where o.device_id = ${agent.deviceId} and s.name = ${name}`.execute(superuser());
  return found.rows[0];
}
const shown = async (agent: TestAgent, name: string) =>
  (await inClients(station.context.db, [acme.id], (tx) => offersOf(tx, acme.id, agent.deviceId, station.context.now()))).find(
    (one) => one.name === name,
  );

/** A contract that gives urgent updates 10 days from their offer, and the others 60. */
const agree = () =>
  sql`insert into fettle.client_sla (client_id, version, body, effective_from, saved_at, saved_by, because)
    values (${acme.id}, 1, ${JSON.stringify({
      uptimePercent: null,
      recoveryTimeHours: null,
      recoveryPointHours: null,
      patch: { clock: 'offered', urgent: { count: 10, unit: 'days' }, normal: { count: 60, unit: 'days' } },
      offDays: null,
      exclusions: [],
      notes: '',
    })}::jsonb, '2026-01-01', now(), 'Anna', 'Contract')`.execute(superuser());

describe('an update that is lowered', () => {
  test('is normal where it was said, and everybody sees who, why, until when and what the rules say', async () => {
    await enrolled('office', 'lab-web');
    const before = await stored(till, 'lab-app');
    expect(before).toMatchObject({ urgency: 'urgent', ruled: null, word: null });
    const word = await say();
    expect(await waiting(), 'only who is offered it').toEqual([till.deviceId]);
    expect(await stored(till, 'lab-app')).toEqual({ ...before, urgency: 'normal', ruled: 'urgent', word: word.id });
    expect((await stored(till, 'lab-web'))?.urgency).toBe('urgent');
    const one = await shown(till, 'lab-app');
    expect(one?.reasons[0]).toMatch(/^[0-9a-f-]{36} decided normal until 20.*, where the rules say urgent: The till is closed in May$/);
    expect(one?.word).toMatchObject({
      id: word.id,
      says: 'normal',
      holdsFor: 'the whole client',
      ruled: { urgency: 'urgent' },
      notFollowed: null,
    });
    expect(one?.word?.ruled?.reasons.length).toBeGreaterThan(0);
    await settleCounts(station.context);
    const { items } = await answerOf(await asAdmin(), 'listUpdates', { query: { clientId: acme.id } });
    const update = items.find(({ name }) => name === 'lab-app');
    expect(update).toMatchObject({ urgency: 'normal', urgentOn: 0, said: [{ says: 'normal', clientName: acme.name }] });
    const listed = await answerOf(await asAdmin(), 'listUrgencyWords', { query: { updateId: update?.id ?? '' } });
    expect(listed.items).toMatchObject([
      { id: word.id, standing: 'in-force', effect: { offers: 1, otherwise: 1, kept: 0, because: one?.word?.ruled?.reasons } },
    ]);
  });

  test('keeps the deadline that it has as an urgent one, and one that is raised gets none that is earlier', async () => {
    await agree();
    await sql`insert into fettle.cve_epss (id, score, percentile, day, model, highest) values ('CVE-2026-10001', 0.9, 0.99, '2026-03-01', 'v1', 0.9) on conflict do nothing`.execute(
      superuser(),
    );
    till = await enrolled('paying', 'lab-app', 'lab-doc');
    const [urgent, normal] = [await stored(till, 'lab-app'), await stored(till, 'lab-doc')];
    const days = (due: string | null | undefined) =>
      Math.floor(
        station.context.clock
          .now()
          .until(due ?? '')
          .total('hours') / 24,
      );
    expect([urgent?.urgency, days(urgent?.due)]).toEqual(['urgent', 10]);
    expect([normal?.urgency, days(normal?.due)]).toEqual(['normal', 60]);
    const lowering = await say();
    const raising = await say({ says: 'urgent', endsAt: null, about: { ...aboutApp, sourceName: 'lab-doc' } });
    expect(await stored(till, 'lab-app')).toEqual({ ...urgent, urgency: 'normal', ruled: 'urgent', word: lowering.id });
    expect(await stored(till, 'lab-doc')).toEqual({ ...normal, urgency: 'urgent', ruled: 'normal', word: raising.id });
  });

  test('says for which devices that holds, by their first names', async () => {
    const others = [await enrolled('b-1', 'lab-app'), await enrolled('b-2', 'lab-app'), await enrolled('b-3', 'lab-app')];
    await say({ scope: { kind: 'devices', ids: [till, ...others].map((one) => one.deviceId) } });
    await judgeQueued(station.context);
    expect((await shown(till, 'lab-app'))?.word?.holdsFor).toBe('b-1, b-2, b-3 and 1 more');
  });

  test('and others beside it are told each with its own reasons, asked of the rules once a client', async () => {
    const doc = await enrolled('doc', 'lab-doc');
    const raised = { says: 'urgent', endsAt: null, about: { ...aboutApp, sourceName: 'lab-doc' } } as const;
    await say();
    await say({ about: { ...aboutApp, sourceName: 'lab-web' } });
    await say(raised);
    await judgeQueued(station.context);
    let asked = 0;
    const counting = urgencyWordsFeature({
      ...parts,
      rulesSay: (...given) => {
        asked += 1;
        return rulesSay(...given);
      },
    });
    const { items } = await answerOf({ ...(await station.admin()), handlers: counting.handlers }, 'listUrgencyWords', {
      query: { clientId: acme.id },
    });
    const ruledOn = async (agent: TestAgent, name: string) => (await shown(agent, name))?.word?.ruled?.reasons;
    expect(Object.fromEntries(items.map(({ sourceName, effect }) => [sourceName, effect.because]))).toEqual({
      'lab-app': await ruledOn(till, 'lab-app'),
      'lab-doc': await ruledOn(doc, 'lab-doc'),
      'lab-web': await ruledOn(till, 'lab-web'),
    });
    expect(items.every(({ effect }) => effect.because.length > 0)).toBe(true);
    expect(asked).toBe(1);
  });

  test('is urgent again when that is taken back, and when its day has come', async () => {
    const first = await say();
    expect((await stored(till, 'lab-app'))?.urgency).toBe('normal');
    expect(await revoke(first.id)).toMatchObject({ standing: 'revoked', effect: { offers: 1 } });
    expect(await stored(till, 'lab-app')).toMatchObject({ urgency: 'urgent', word: null });
    expect(await refusalOf(await asAdmin(), 'revokeUrgencyWord', { params: { id: first.id }, body: { because: 'Again' } })).toBe(
      'decision.not-possible',
    );
    await say({ endsAt: day(2) });
    expect((await stored(till, 'lab-app'))?.urgency).toBe('normal');
    await endWords(station.context, parts);
    expect(await waiting(), 'nothing has ended').toEqual([]);
    station.given.clock.advance({ hours: 49 });
    await endWords(station.context, parts);
    expect(await waiting()).toEqual([till.deviceId]);
    expect(await stored(till, 'lab-app')).toMatchObject({ urgency: 'urgent', word: null, ruled: null });
    await endWords(station.context, parts);
    expect(await waiting(), 'told once').toEqual([]);
  });

  test.each<[string, Partial<Body>]>([
    ['without an end', { endsAt: null }],
    ['for longer than 90 days', { endsAt: '2030-01-01T00:00:00Z' }],
    ['for a device of another client', { scope: { kind: 'devices', ids: ['01900000-0000-7000-8000-000000000000'] } }],
    ['that nobody is offered', { about: { kind: 'offered', updateId: '2147483647', everyVersion: false } }],
  ])('%s is refused', async (_name, change) => {
    expect(await refusalOf(await asAdmin(), 'recordUrgencyWord', { body: lowered(change) })).toBe('request.invalid');
    expect(await waiting()).toEqual([]);
  });
});

describe('a fault', () => {
  test('that ends behind what else was said of the update is no longer among what the rules say there; that is asked once', async () => {
    const one = await enrolled('one', 'lab-doc');
    const about = { ...aboutApp, sourceName: 'lab-doc' };
    await say({
      about,
      says: 'fault',
      fault: { kind: 'stability', evidence: 'Ticket 4711', seenSince: null },
      endsAt: day(2),
    });
    await say({ about });
    expect(await stored(one, 'lab-doc')).toMatchObject({ urgency: 'normal', ruled: 'urgent' });
    const before = station.context.now();
    station.given.clock.advance({ hours: 49 });
    await endWords(station.context, parts, before);
    expect(await waiting()).toEqual([one.deviceId]);
    expect(await stored(one, 'lab-doc')).toMatchObject({ urgency: 'normal', ruled: null });
    await endWords(station.context, parts, station.context.now());
    expect(await waiting()).toEqual([]);
  });

  test('that a person saw makes the update urgent on the device that shows it, and on no other', async () => {
    const [one, two] = [await enrolled('one', 'lab-doc'), await enrolled('two', 'lab-doc')];
    expect((await stored(one, 'lab-doc'))?.urgency).toBe('normal');
    const about = { ...aboutApp, sourceName: 'lab-doc' };
    const fault = { kind: 'stability', evidence: 'Ticket 7', seenSince: '2026-03-01T00:00:00Z' } as const;
    const scope = { kind: 'devices' as const, ids: [one.deviceId] };
    const word = await say({ about, says: 'fault', fault, scope, reason: 'It stops twice a day', endsAt: null });
    expect(await waiting()).toEqual([one.deviceId]);
    expect(await stored(one, 'lab-doc')).toMatchObject({ urgency: 'urgent', ruled: 'normal', word: word.id });
    expect(await stored(two, 'lab-doc')).toMatchObject({ urgency: 'normal', word: null });
    expect((await shown(one, 'lab-doc'))?.reasons[0]).toMatch(
      /^It mends a fault of stability that this device shows \(a person saw it\): It stops twice a day \([0-9a-f-]{36} since 2026-03-01: Ticket 7\)$/,
    );
  });

  test('that the maker’s class shows makes it urgent, once the bug fix holds for what is installed; a person may lower it', async () => {
    const one = await enrolled('one', 'lab-doc');
    await publish('Moderate');
    expect(await stored(one, 'lab-doc')).toMatchObject({ urgency: 'normal' });
    await publish('Important');
    expect(await stored(one, 'lab-doc')).toMatchObject({ urgency: 'urgent', word: null, ruled: null });
    expect((await shown(one, 'lab-doc'))?.reasons[0]).toMatch(
      /its maker classed the update so\): ALBA-2026:1 is a bug fix that its publisher calls important/,
    );
    await say({ about: { ...aboutApp, sourceName: 'lab-doc' } });
    expect(await stored(one, 'lab-doc')).toMatchObject({ urgency: 'normal', ruled: 'urgent' });
  });
});

test('what was said can not be changed, not even by the owner of its rows', async () => {
  const { id } = await say();
  await revoke(id);
  for (const change of [
    sql`update fettle.urgency_word set reason = 'x'`,
    sql`delete from fettle.urgency_word where id = ${id}`,
    sql`delete from fettle.urgency_word_event`,
  ])
    await expect(change.execute(superuser())).rejects.toThrow(/evidence/);
});
