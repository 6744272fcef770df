/** From a publisher's file to what devices are told: taken, held back, spoilt by one bad record, matched, judged. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RuntimeState } from '@fettle/core/inventory';
import { zipOf } from '@fettle/feeds/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { contentsOf, enrol, installed, newAgent, offer, sync } from './devices/testing/agent.ts';
import type { Contents, TestAgent } from './devices/testing/agent.ts';
import { openStation } from './devices/testing/station.ts';
import type { Client, Station } from './devices/testing/station.ts';
import { findings, judgeQueued, settleCounts } from './findings/index.ts';
import { inClients } from './platform/database/index.ts';
import { answerOf, refusalOf } from './platform/testing/index.ts';
import { feedsFeature, fetchDue, matchQueued } from './catalogue/index.ts';

let station: Station;
let acme: Client;
let mirror = '';
let made = 0;
beforeAll(async () => {
  mirror = mkdtempSync(join(tmpdir(), 'fettle-mirror-'));
  station = await openStation({ FETTLE_FEEDS: mirror, FETTLE_DATA: mkdtempSync(join(tmpdir(), 'fettle-data-')) });
});
afterAll(async () => {
  await station.close();
  rmSync(mirror, { recursive: true });
});
beforeEach(async () => {
  acme = await station.client(`Acme ${(made += 1)}`);
});

function publish(path: string, content: string | Buffer | object): void {
  const file = join(mirror, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content));
}
const archive = (...records: readonly { readonly id: string }[]): Buffer =>
  zipOf(records.map((record) => ({ name: `${record.id}.json`, content: JSON.stringify(record) })));

const advisory = (id: string, fixed: string | null, more: object = {}) => ({
  id,
  modified: '2026-02-01T00:00:00Z',
  published: '2026-02-01T00:00:00Z',
  upstream: [id.replace(/^[A-Z]+-(?=CVE)/, '')],
  affected: [
    {
      package: { ecosystem: 'Debian:12', name: 'openssl' },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, ...(fixed === null ? [] : [{ fixed }])] }],
    },
  ],
  ...more,
});
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

/** Fetches what is due, matches and judges, as the workers do. */
async function settle(): Promise<void> {
  const { context } = station;
  await fetchDue(context);
  await matchQueued(context);
  await judgeQueued(context);
  await settleCounts(context);
}
async function ask(id: string): Promise<void> {
  await answerOf(await feedGiven(), 'fetchFeed', { params: { id } });
}
const feedGiven = async () => ({ ...(await station.admin()), handlers: feedsFeature.handlers });
const shown = async (id: string) => answerOf(await feedGiven(), 'getFeed', { params: { id } });
async function told(contents: Contents): Promise<TestAgent> {
  const agent = newAgent(contents);
  expect((await enrol(station.server, agent, (await station.token(acme)).text)).status).toBe(200);
  await sync(station.server, agent);
  return agent;
}
const missing = async ({ deviceId }: TestAgent) =>
  (await answerOf(await station.admin(), 'getDeviceUpdates', { params: { id: deviceId } })).items;
const updates = async () =>
  (await answerOf({ ...(await station.admin()), handlers: findings.handlers }, 'listUpdates', { query: { clientId: acme.id } })).items;
const waitingToBeJudged = async ({ clientId, deviceId }: TestAgent) =>
  inClients(station.context.db, [clientId], async (tx) => {
    const found = await tx.selectFrom('judge_device').select('device_id').where('device_id', '=', deviceId).execute();
    return found.length > 0;
  });
const withOpenssl = () =>
  contentsOf('web1', [installed('openssl', '3.0.1-1')], [offer('openssl', '3.0.3-1', { from: '3.0.1-1', class: 'normal' })]);

describe('a feed', () => {
  beforeAll(async () => {
    const { context } = station;
    await (
      await feedsFeature.start?.({ ...context, config: { ...context.config, feeds: { kind: 'off' } } })
    )?.();
  });

  test('is taken from a folder, matched with what devices have, and makes an update urgent that nobody called a security update', async () => {
    publish('osv/Debian/all.zip', archive(advisory('DEBIAN-CVE-2026-10001', '3.0.2-1'), advisory('DEBIAN-CVE-2026-10002', null)));
    publish('kev/known_exploited_vulnerabilities.json', kevOf('CVE-2026-10001'));
    const device = await told(withOpenssl());
    await settle();
    const [update] = await missing(device);
    expect(update).toMatchObject({ urgency: 'urgent', class: 'normal', basis: 'vulnerabilities' });
    expect(update?.vulnerabilities.map(({ id, kevAdded }) => [id, kevAdded])).toEqual([['CVE-2026-10001', '2026-02-20']]);
    expect(update?.reasons[0]).toContain('The catalogue of known exploited vulnerabilities has it.');
    expect(await updates()).toMatchObject([{ urgency: 'urgent', urgentOn: 1, cves: ['CVE-2026-10001'] }]);
    expect(await shown('osv')).toMatchObject({ state: 'current', parts: ['Debian:12'], records: 2, problems: 0 });
  });

  test('that takes a record back takes the urgency back, and software that came before the feed is matched by it', async () => {
    publish('kev/known_exploited_vulnerabilities.json', kevOf('CVE-2026-19999'));
    const device = await told(withOpenssl());
    await ask('kev');
    await settle();
    expect(await missing(device)).toMatchObject([{ urgency: 'normal', basis: 'vulnerabilities' }]);
    publish('osv/Debian/all.zip', archive(advisory('DEBIAN-CVE-2026-10002', null)));
    await ask('osv');
    await settle();
    expect(await missing(device)).toMatchObject([{ urgency: 'normal', basis: 'no-vulnerability', vulnerabilities: [] }]);
  });

  test('with a bad record loses that record alone, and shows it', async () => {
    const broken = { name: 'DEBIAN-CVE-2026-10003.json', content: '{"id": "DEBIAN-CVE-2026-1000' };
    const good = advisory('DEBIAN-CVE-2026-10001', '3.0.2-1');
    publish('osv/Debian/all.zip', zipOf([broken, { name: `${good.id}.json`, content: JSON.stringify(good) }]));
    await ask('osv');
    await settle();
    const feed = await shown('osv');
    expect(feed).toMatchObject({ state: 'current', records: 1, problems: 1 });
    expect(feed.problemList).toMatchObject([{ path: 'Debian/all.zip', where: expect.stringContaining('10003') }]);
  });

  test('that is cut short is not taken: what was known stays', async () => {
    publish('osv/Debian/all.zip', archive(advisory('DEBIAN-CVE-2026-10001', '3.0.2-1')));
    await ask('osv');
    await settle();
    publish('osv/Debian/all.zip', archive(advisory('DEBIAN-CVE-2026-10001', '3.0.2-1')).subarray(0, 100));
    await ask('osv');
    await settle();
    const feed = await shown('osv');
    expect(feed).toMatchObject({ state: 'trouble', records: 1 });
    expect(feed.files[0]?.unreadable).toBeTruthy();
    expect(await missing(await told(withOpenssl()))).toHaveLength(1);
  });

  test('is weighed by what is known of the device: another exposure is another urgency', async () => {
    publish('osv/Debian/all.zip', archive(advisory('DEBIAN-CVE-2026-10001', '3.0.2-1')));
    await ask('osv');
    const device = await told(withOpenssl());
    await settle();
    expect(await updates()).toMatchObject([{ urgency: 'normal', urgentOn: 0 }]);
    await answerOf(await station.admin(), 'updateDevice', { params: { id: device.deviceId }, body: { exposure: 'internet' } });
    await settle();
    expect(await updates()).toMatchObject([{ urgency: 'urgent', urgentOn: 1 }]);
    expect((await missing(device))[0]?.reasons.join(' ')).toContain('BOD 26-04');
  });

  test('is weighed by what listens on the device and at which addresses, unless a person says who reaches it', async () => {
    publish('osv/Debian/all.zip', archive(advisory('DEBIAN-CVE-2026-10001', '3.0.2-1')));
    await ask('osv');
    const contents = withOpenssl();
    const device = await told({ ...contents, system: { ...contents.system, addresses: ['10.0.0.5', '8.8.8.8'] } });
    const listen = async (...listening: NonNullable<RuntimeState['listening']>) => {
      device.contents = { ...device.contents, runtime: { ...contents.runtime, listening } };
      await sync(station.server, device);
    };
    const https = { protocol: 'tcp', address: '0.0.0.0', ports: [443] } as const;
    const inside = { protocol: 'tcp', address: '10.0.0.5', ports: [5432] } as const;
    const shownDevice = async () => answerOf(await station.admin(), 'getDevice', { params: { id: device.deviceId } });
    const saidExposure = async (exposure: 'internal' | null) =>
      answerOf(await station.admin(), 'updateDevice', { params: { id: device.deviceId }, body: { exposure } });
    await settle();
    // An agent that does not tell what listens: it may be reached, which is the safe side, and that is said.
    expect(await shownDevice()).toMatchObject({ exposure: null, exposureMeasured: { value: null, listening: null } });
    expect((await missing(device))[0]).toMatchObject({ urgency: 'urgent' });
    expect((await missing(device))[0]?.vulnerabilities[0]?.defaulted).toContainEqual(
      expect.objectContaining({ input: 'device.exposure', value: 'internet', why: expect.stringContaining('safe side') }),
    );

    await listen(inside);
    await settle();
    expect(await updates()).toMatchObject([{ urgency: 'normal' }]);
    await listen(https, inside);
    await settle();
    expect(await updates()).toMatchObject([{ urgency: 'urgent' }]);
    expect(await shownDevice()).toMatchObject({
      exposureMeasured: {
        value: 'internet',
        why: expect.stringContaining('tcp 443'),
        contradiction: null,
        listening: [{ reach: 'internet' }, { reach: 'internal' }],
      },
    });

    // Another socket with the same answer: nobody is judged again.
    await listen({ ...https, ports: [80, 443] });
    expect(await waitingToBeJudged(device)).toBe(false);

    expect(await saidExposure('internal')).toMatchObject({
      exposureMeasured: { contradiction: expect.stringContaining('set it to internal') },
    });
    await settle();
    expect(await updates()).toMatchObject([{ urgency: 'normal' }]);
    await saidExposure(null);
    await settle();
    expect(await updates()).toMatchObject([{ urgency: 'urgent' }]);

    // The public address goes, the socket stays.
    device.contents = { ...device.contents, system: { ...device.contents.system, addresses: ['10.0.0.5'] } };
    await sync(station.server, device);
    await settle();
    expect(await updates()).toMatchObject([{ urgency: 'normal' }]);
  });

  test('whose advisory is withdrawn from a day on holds until that day, and no longer', async () => {
    publish('osv/Debian/all.zip', archive(advisory('DEBIAN-CVE-2026-10001', '3.0.2-1', { withdrawn: '2026-03-03T00:00:00Z' })));
    await ask('osv');
    await told(withOpenssl());
    await settle();
    expect(await updates()).toMatchObject([{ cves: ['CVE-2026-10001'] }]);
    station.given.clock.advance({ hours: 20 });
    await settle();
    expect(await updates()).toMatchObject([{ cves: null, urgency: 'normal' }]);
  });

  test('that shrinks by half is held, a person lets it through, and that stands in the trail', async () => {
    const many = Array.from({ length: 40 }, (_, n) => advisory(`DEBIAN-CVE-2026-2${String(n).padStart(4, '0')}`, '3.0.2-1'));
    publish('osv/Debian/all.zip', archive(...many));
    await ask('osv');
    await settle();
    expect(await shown('osv')).toMatchObject({ records: 40 });
    publish('osv/Debian/all.zip', archive(...many.slice(0, 15)));
    await ask('osv');
    await settle();
    const held = await shown('osv');
    expect(held).toMatchObject({ state: 'held', records: 40, files: [{ held: { records: 15 } }] });
    const given = await feedGiven();
    const let15 = { params: { id: 'osv' }, body: { path: 'Debian/all.zip', records: 15, because: 'The publisher moved them.' } };
    expect(await refusalOf(given, 'letFeedThrough', { ...let15, body: { ...let15.body, records: 14 } })).toBe('feed.not-held');
    expect(await answerOf(given, 'letFeedThrough', let15)).toMatchObject({ records: 15 });
    expect(await refusalOf(given, 'letFeedThrough', let15)).toBe('feed.not-held');
  });

  test('whose publisher is silent becomes late, and lowers nothing', async () => {
    station.given.clock.advance({ hours: 30 });
    expect(await shown('osv')).toMatchObject({ state: 'late', records: 15 });
  });

  test('takes no address that would carry a password or leave the forms that it knows', async () => {
    const given = await feedGiven();
    const set = (base: string | null, parts: string[] | null = null) => ({ params: { id: 'kev' }, body: { enabled: true, base, parts } });
    for (const base of ['ftp://example.org', 'https://me:secret@example.org', 'http://example.org', 'nonsense', 'https://example.org/?a=b'])
      expect(await refusalOf(given, 'setFeed', set(base))).toBe('request.invalid');
    expect(await refusalOf(given, 'setFeed', set(null, ['Debian:12']))).toBe('request.invalid');
    expect(await answerOf(given, 'setFeed', set('https://mirror.example.org/kev'))).toMatchObject({
      ownBase: 'https://mirror.example.org/kev',
    });
    expect(await refusalOf(given, 'getFeed', { params: { id: 'none' } })).toBe('not-found');
  });
});
