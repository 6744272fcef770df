/** What is published meets what devices have: every state, what could be seen of a device, who may see it, and how fast the list is. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { feedOf } from '@fettle/feeds';
import { zipOf } from '@fettle/feeds/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { feedsFeature, matchQueued, takeFile } from './catalogue/index.ts';
import { contentsOf, enrol, installed, newAgent, offer, sync } from './devices/testing/agent.ts';
import type { Contents, TestAgent } from './devices/testing/agent.ts';
import { openStation } from './devices/testing/station.ts';
import type { Client, Station } from './devices/testing/station.ts';
import { makeActor } from './people/index.ts';
import { inClients } from './platform/database/index.ts';
import { answerOf, refusalOf } from './platform/testing/index.ts';
import type { CallGiven } from './platform/testing/index.ts';
import { findings, judgeQueued, recountFindings, settleCounts } from './findings/index.ts';

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

/** Takes a file as the worker does after fetching it. */
async function take(id: string, path: string, content: string | Buffer): Promise<void> {
  const feed = feedOf(id);
  if (feed === null) throw new Error(`no feed ${id}`);
  const file = join(folder, `${(made += 1)}`);
  writeFileSync(file, content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const now = station.context.now();
  await sql`insert into fettle.feed_file (feed, path, fetched_sha256, fetched_at, confirmed_at) values (${id}, ${path}, ${sha256}, ${now}, ${now}) on conflict do nothing`.execute(
    superuser(),
  );
  await sql`update fettle.feed set last_ok_at = ${now} where id = ${id}`.execute(superuser());
  const taken = await takeFile(station.context, { feed, path, file, sha256, bytes: content.length, letThrough: null });
  expect(taken).toMatchObject({ kind: 'taken', problems: 0 });
}

const advisory = (id: string, name: string, fixed: string | null, ecosystem = 'Debian:12') => ({
  id,
  summary: `About ${name}`,
  modified: '2026-02-01T00:00:00Z',
  published: '2026-02-01T00:00:00Z',
  upstream: [id.replace(/^LAB-/, '')],
  affected: [
    {
      package: { ecosystem, name },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, ...(fixed === null ? [] : [{ fixed }])] }],
    },
  ],
});

async function publish(): Promise<void> {
  const records = [
    advisory('LAB-CVE-2026-10001', 'lab-tls', '3.0.2-1'),
    advisory('LAB-CVE-2026-10002', 'lab-tls', null),
    advisory('LAB-CVE-2026-10003', 'lab-web', '2.0-1'),
    advisory('LAB-CVE-2026-10004', 'linux', '6.1.50-1'),
    advisory('LAB-CVE-2026-10005', 'lab-alone', null),
    advisory('LAB-CVE-2026-10006', 'lab-odd', 'not a version'),
  ];
  await take('osv', 'Debian/all.zip', zipOf(records.map((one) => ({ name: `${one.id}.json`, content: JSON.stringify(one) }))));
  const kev = {
    title: 'Catalogue',
    catalogVersion: '2026.02.20',
    dateReleased: '2026-02-20T10:00:00Z',
    count: 1,
    vulnerabilities: [
      {
        cveID: 'CVE-2026-10003',
        vendorProject: 'Lab',
        product: 'Lab',
        vulnerabilityName: 'Lab',
        dateAdded: '2026-02-20',
        shortDescription: 'Lab',
        requiredAction: 'Lab',
        dueDate: '2026-03-06',
        knownRansomwareCampaignUse: 'Known',
        notes: '',
        cwes: [],
      },
    ],
  };
  await take('kev', 'known_exploited_vulnerabilities.json', JSON.stringify(kev));
  const scores =
    '#model_version:v2026.01.01,score_date:2026-02-20T00:00:00+0000\ncve,epss,percentile\nCVE-2026-10001,0.50000,0.90000\nCVE-2026-10003,0.25000,0.80000\n';
  await take('epss', 'epss_scores-2026-02-20.csv', scores);
  const cve = {
    id: 'CVE-2026-10001',
    published: '2026-02-01T00:00:00.000',
    vulnStatus: 'Analyzed',
    metrics: {
      cvssMetricV31: [
        {
          source: 'nvd@nist.gov',
          type: 'Primary',
          cvssData: { version: '3.1', vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' },
        },
      ],
    },
  };
  await take('nvd', 'nvd-0.json', JSON.stringify({ totalResults: 1, vulnerabilities: [{ cve }] }));
}

/** Matches, judges and counts, as the workers do. */
async function settle(clientId = acme.id): Promise<void> {
  const { context } = station;
  await matchQueued(context);
  await judgeQueued(context);
  await settleCounts(context);
  await inClients(context.db, [clientId], (tx) => recountFindings(tx, clientId, null, context.now()));
}
async function told(contents: Contents, of: Client = acme): Promise<TestAgent> {
  const agent = newAgent(contents);
  expect((await enrol(station.server, agent, (await station.token(of)).text)).status).toBe(200);
  await sync(station.server, agent);
  return agent;
}
const given = async (): Promise<CallGiven> => ({ ...(await station.admin()), handlers: findings.handlers });
async function readerOf(...clients: readonly Client[]): Promise<CallGiven> {
  const grants = clients.map((client) => ({ role: 'reader' as const, clientId: client.id }));
  const actor = makeActor(
    { kind: 'person', id: station.context.newId(), name: 'Ben' },
    grants,
    clients.map((client) => client.id),
  );
  return { context: station.context, handlers: findings.handlers, actor };
}
const onDevice = async ({ deviceId }: TestAgent, query = {}) =>
  answerOf(await given(), 'getDeviceFindings', { params: { id: deviceId }, query });
const list = async (query = {}) => answerOf(await given(), 'listFindings', { query: { clientId: acme.id, ...query } });
const statesOf = (items: readonly { id: string; state: string }[]): Record<string, string> =>
  Object.fromEntries(items.map(({ id, state }) => [id.slice(-5), state]));

const withTls = (more: Partial<Contents> = {}): Contents => ({
  ...contentsOf('web1', [installed('lab-tls', '3.0.1-1'), installed('lab-web')], [offer('lab-tls', '3.0.3-1', { from: '3.0.1-1' })]),
  ...more,
});
const failed: Contents['apt.state'] = {
  ok: false,
  trouble: { code: 'apt.lock', cause: 'It is locked.', retry: 'later', nextStep: 'Wait.', excerpt: '' },
  lists: { refreshedAt: null, lastAttempt: null },
  problems: [],
};

describe('how a device stands', () => {
  test('a fix that is offered, one that no source has, and none at all', async () => {
    const device = await told(withTls());
    await settle();
    const { items, totals, coverage } = await onDevice(device);
    expect(statesOf(items)).toEqual({ '10001': 'fix-offered', '10002': 'no-fix', '10003': 'fix-not-offered' });
    expect(totals).toEqual({ findings: 3, fixOffered: 1, fixNotOffered: 1, noFix: 1, restartPending: 0, unknown: 0 });
    expect(coverage).toMatchObject({ known: true, settling: false, ecosystems: ['Debian:12'], feeds: [{ id: 'osv', state: 'current' }] });
    // The one that is known to be exploited stands first, then by EPSS.
    expect(items.map(({ id }) => id.slice(-5))).toEqual(['10003', '10001', '10002']);
    expect(items[1]).toMatchObject({
      severity: { score: 9.8, word: 'critical', source: 'nvd@nist.gov' },
      epss: 0.5,
      software: [{ software: { name: 'lab-tls', version: '3.0.1-1' }, fixed: '3.0.2-1', offered: '3.0.3-1' }],
    });
  });

  test('an offer that is held back says by what', async () => {
    const device = await told(withTls({ 'apt.offers': [offer('lab-tls', '3.0.3-1', { from: '3.0.1-1', withheld: 'pinned' })] }));
    await settle();
    const found = (await onDevice(device)).items.find(({ id }) => id.endsWith('10001'));
    expect(found?.software).toMatchObject([{ state: 'fix-offered', withheld: 'pinned', why: expect.stringContaining('pinned') }]);
  });

  test('where the package manager could not be asked, "not offered" is not known', async () => {
    const device = await told(withTls({ 'apt.offers': [], 'apt.state': failed }));
    await settle();
    expect(statesOf((await onDevice(device)).items)).toEqual({ '10001': 'unknown', '10002': 'no-fix', '10003': 'unknown' });
  });

  test('an advisory of which nobody can say whether it holds is not known: it makes nothing urgent, and is not left out', async () => {
    const contents = contentsOf('web1', [installed('lab-odd')], [offer('lab-odd', '2.0-1', { from: '1.0-1', class: 'normal' })]);
    const device = await told(contents);
    await settle();
    const { items, totals } = await onDevice(device);
    expect(items).toMatchObject([
      {
        id: 'LAB-CVE-2026-10006',
        state: 'unknown',
        software: [{ state: 'unknown', why: expect.stringContaining('names a version that can not be read') }],
      },
    ]);
    expect(totals).toMatchObject({ findings: 1, unknown: 1, fixOffered: 0, noFix: 0 });
    expect((await list({ state: 'unknown' })).items).toMatchObject([{ id: 'LAB-CVE-2026-10006', devices: 1, unknown: 1, urgentOn: 0 }]);
    const devices = await answerOf(await given(), 'getAdvisoryDevices', { params: { id: 'CVE-2026-10006' }, query: { clientId: acme.id } });
    expect(devices.items).toMatchObject([{ deviceName: 'web1', state: 'unknown' }]);
    const updates = await answerOf(await station.admin(), 'getDeviceUpdates', { params: { id: device.deviceId } });
    expect(updates.items).toMatchObject([{ urgency: 'normal', basis: 'no-vulnerability', vulnerabilities: [] }]);
    expect(updates.items[0]?.reasons.join(' ')).toContain('Whether LAB-CVE-2026-10006 holds for the installed version can not be said');
  });

  const kernel = (release: string, version: string) =>
    installed(`linux-image-${release}`, version, { sourceName: 'linux', sourceVersion: version });
  const [old, good] = [kernel('6.1.0-40-amd64', '6.1.40-1'), kernel('6.1.0-50-amd64', '6.1.50-1')];
  test.each([
    ['the old one runs and nothing newer is there', [old], '6.1.0-40-amd64', 'fix-not-offered'],
    ['the good one is installed and the old one runs', [old, good], '6.1.0-40-amd64', 'restart-pending'],
    ['the good one runs, the old one is still on the disk', [old, good], '6.1.0-50-amd64', undefined],
    ['nobody knows the kernel that runs', [old, good], '5.10.0-made-here', 'unknown'],
  ])('kernels: %s', async (_what, kernels, running, state) => {
    const contents = contentsOf('web1', kernels);
    const device = await told({ ...contents, system: { ...contents.system, kernel: running } });
    await settle();
    expect(statesOf((await onDevice(device)).items)['10004']).toBe(state);
    expect((await list({ text: '10004' })).items.map(({ devices }) => devices)).toEqual(state === undefined ? [] : [1]);
  });

  test('after the update it is gone, everywhere', async () => {
    const device = await told(withTls());
    await settle();
    device.contents = {
      ...device.contents,
      'apt.installed': [installed('lab-tls', '3.0.3-1'), installed('lab-web', '2.0-1')],
      'apt.offers': [],
    };
    await sync(station.server, device);
    await settle();
    expect(statesOf((await onDevice(device)).items)).toEqual({ '10002': 'no-fix' });
    expect((await list()).items.map(({ id }) => id.slice(-5))).toEqual(['10002']);
  });
});

describe('what could be seen', () => {
  const on = (id: string, versionId: string): Contents => {
    const contents = contentsOf('web1', [installed('lab-tls', '3.0.1-1')]);
    return { ...contents, system: { ...contents.system, os: { id, versionId, prettyName: `${id} ${versionId}` } } };
  };

  test('a system of which no feed that was taken speaks has no number, not 0', async () => {
    const device = await told(on('rocky', '9.3'));
    await settle();
    const { coverage, totals } = await onDevice(device);
    expect(totals).toBeNull();
    expect(coverage).toMatchObject({ known: false, feeds: [], why: expect.stringContaining('Rocky Linux:9') });
    expect(await list()).toMatchObject({ items: [], total: 0, uncovered: 1 });
  });

  test('a system that no feed publishes for says so', async () => {
    const device = await told(on('labos', '1'));
    await settle();
    expect((await onDevice(device)).coverage).toMatchObject({ known: false, ecosystems: [], why: expect.stringContaining('labos 1') });
  });

  test('a system that takes packages of another one unchanged is compared by its advisories, but for what others built', async () => {
    const lab = installed('lab-tls', '3.0.1-1');
    const kernel = installed('linux-image-rpi', '1:6.1.20-1+rpt1', { sourceName: 'linux' });
    const contents = contentsOf('web1', [lab, kernel, installed('lab-web', '1.9-1', { sourceVersion: '1.9-1+rpi1' })]);
    const os = { id: 'raspbian', versionId: '12', prettyName: 'Raspbian GNU/Linux 12 (bookworm)' };
    const device = await told({ ...contents, system: { ...contents.system, os } });
    await settle();
    const { coverage, items } = await onDevice(device);
    expect(items.map(({ id }) => id)).toEqual(['LAB-CVE-2026-10001', 'LAB-CVE-2026-10002']);
    expect(coverage).toMatchObject({ known: true, ecosystems: ['Debian:12'], feeds: [{ id: 'osv' }] });
    expect(coverage.why).toContain('Raspbian takes packages from Debian unchanged');
    expect(coverage.why).toContain('somebody else than the distribution built them: lab-web, linux-image-rpi.');
    const stream = await told(on('centos', '9'));
    await settle();
    expect((await onDevice(stream)).coverage).toMatchObject({ known: false, why: expect.stringContaining('runs ahead of Red Hat') });
  });

  test('a device that was covered and has nothing has 0, and by whose word', async () => {
    const device = await told(contentsOf('web1', [installed('lab-quiet')]));
    await settle();
    expect(await onDevice(device)).toMatchObject({ totals: { findings: 0 }, coverage: { known: true, feeds: [{ id: 'osv' }] } });
    expect(await list()).toMatchObject({ uncovered: 0 });
  });
});

describe('over all devices', () => {
  test('one row an advisory, with its numbers; filtered, sorted, paged by key', async () => {
    await told(withTls());
    await told({ ...withTls(), system: { ...withTls().system, hostname: 'web2' } });
    await settle();
    const { items, total } = await list();
    expect(total).toBe(3);
    expect(items.map(({ id }) => id.slice(-5))).toEqual(['10003', '10001', '10002']);
    expect(items[0]).toMatchObject({
      kevAdded: '2026-02-20',
      epss: 0.25,
      devices: 2,
      clients: 1,
      fixNotOffered: 2,
      cves: ['CVE-2026-10003'],
      packages: ['lab-web'],
    });
    expect(items[1]).toMatchObject({ devices: 2, fixOffered: 2, severity: { score: 9.8 }, urgentOn: expect.any(Number) });
    const ids = async (query: object) => (await list(query)).items.map(({ id }) => id.slice(-5));
    expect(await ids({ state: 'no-fix' })).toEqual(['10002']);
    expect(await ids({ kev: 'yes' })).toEqual(['10003']);
    expect(await ids({ text: 'LAB-WEB' })).toEqual(['10003']);
    expect(await ids({ text: 'cve-2026-10001' })).toEqual(['10001']);
    for (const sort of ['kev', 'epss', 'devices', 'id']) {
      const paged: string[] = [];
      for (let after: string | undefined; ;) {
        const page = await list({ sort, limit: 1, ...(after === undefined ? {} : { after }) });
        expect(page.total).toBe(3);
        paged.push(...page.items.map(({ id }) => id.slice(-5)));
        if (page.next === null) break;
        after = page.next;
      }
      expect(paged).toEqual(await ids({ sort }));
    }
    expect(await refusalOf(await given(), 'listFindings', { query: { after: 'nonsense' } })).toBe('request.invalid');
  });

  test('an advisory tells what every feed says, and a CVE id leads to what is about it', async () => {
    await told(withTls());
    await settle();
    const asked = await given();
    const one = await answerOf(asked, 'getAdvisory', { params: { id: 'LAB-CVE-2026-10001' }, query: { clientId: acme.id } });
    expect(one).toMatchObject({
      statements: [
        {
          feed: { id: 'osv', state: 'current' },
          summary: 'About lab-tls',
          affected: [{ ecosystem: 'Debian:12', package: 'lab-tls', ranges: [{ introduced: '0', fixed: '3.0.2-1' }] }],
          elsewhere: 0,
        },
      ],
      cves: [{ id: 'CVE-2026-10001', epss: { score: 0.5, day: '2026-02-20' }, kev: null }],
      kevKnown: true,
      severity: { score: 9.8 },
      counted: { devices: 1, fixOffered: 1 },
    });
    const cve = await answerOf(asked, 'getAdvisory', { params: { id: 'CVE-2026-10003' }, query: { clientId: acme.id } });
    expect(cve).toMatchObject({
      statements: [{ id: 'LAB-CVE-2026-10003' }],
      cves: [{ kev: { added: '2026-02-20', ransomware: true } }],
      // Counted under the id that its publisher gave it.
      counted: { devices: 1, fixNotOffered: 1, clients: 1 },
    });
    const devices = await answerOf(asked, 'getAdvisoryDevices', { params: { id: 'CVE-2026-10003' }, query: { clientId: acme.id } });
    expect(devices.items).toMatchObject([
      {
        deviceName: 'web1',
        state: 'fix-not-offered',
        restartPending: false,
        kernel: '6.1.0',
        software: [{ advisory: 'LAB-CVE-2026-10003', feed: 'osv' }],
      },
    ]);
    expect(await refusalOf(asked, 'getAdvisory', { params: { id: 'LAB-NONE' }, query: {} })).toBe('not-found');
  });

  test('counting what changed comes to the same as counting all', async () => {
    const { context } = station;
    const counted = async () =>
      (await sql`select * from fettle.finding_count where client_id = ${acme.id} order by advisory`.execute(superuser())).rows;
    const ids = async () =>
      (
        await sql<{ id: number }>`
          select distinct id from (select unnest(installed) as id, client_id from fettle.device_inventory union all select software_id, client_id from fettle.device_offer) x
          where client_id = ${acme.id}`.execute(superuser())
      ).rows.map(({ id }) => id);
    const devices = [await told(withTls()), await told({ ...withTls(), system: { ...withTls().system, hostname: 'web2' } })];
    const steps: Partial<Contents>[] = [
      { 'apt.offers': [] },
      { 'apt.offers': [offer('lab-tls', '3.0.3-1', { from: '3.0.1-1', withheld: 'pinned' }), offer('lab-web', '2.0-1')] },
      { 'apt.installed': [installed('lab-tls', '3.0.3-1'), installed('lab-web')], 'apt.offers': [offer('lab-web', '2.0-1')] },
      { 'apt.installed': [installed('lab-quiet')], 'apt.offers': [] },
    ];
    await settle();
    for (const step of steps) {
      const before = await ids();
      for (const device of devices.slice(0, step['apt.installed'] === undefined ? 1 : 2)) {
        device.contents = { ...device.contents, ...step };
        await sync(station.server, device);
      }
      await matchQueued(context);
      await judgeQueued(context);
      const changed = [...before, ...(await ids())];
      await inClients(context.db, [acme.id], (tx) => recountFindings(tx, acme.id, changed, context.now()));
      const some = await counted();
      await inClients(context.db, [acme.id], (tx) => recountFindings(tx, acme.id, null, context.now()));
      expect(some).toEqual(await counted());
    }
    expect(await counted()).toEqual([]);
  });

  test('devices come by pages', async () => {
    for (const hostname of ['a', 'b', 'c']) await told({ ...withTls(), system: { ...withTls().system, hostname } });
    await settle();
    const asked = await given();
    const names: string[] = [];
    for (let after: string | undefined; ;) {
      const query = { clientId: acme.id, limit: 2, ...(after === undefined ? {} : { after }) };
      const page = await answerOf(asked, 'getAdvisoryDevices', { params: { id: 'LAB-CVE-2026-10002' }, query });
      names.push(...page.items.map(({ deviceName }) => deviceName));
      if (page.next === null) break;
      after = page.next;
    }
    expect(names).toEqual(['a', 'b', 'c']);
  });

  test('nobody sees what others have', async () => {
    const other = await station.client(`Quokka ${(made += 1)}`);
    const theirs = await told(contentsOf('theirs', [installed('lab-alone')]), other);
    await told(withTls());
    await settle(other.id);
    await settle();
    const ours = await readerOf(acme);
    expect((await answerOf(ours, 'listFindings', { query: {} })).items.map(({ id }) => id)).not.toContain('LAB-CVE-2026-10005');
    expect((await answerOf(ours, 'listFindings', { query: { clientId: other.id } })).items).toEqual([]);
    const params = { id: 'LAB-CVE-2026-10005' };
    expect((await answerOf(ours, 'getAdvisory', { params, query: {} })).counted).toBeNull();
    expect((await answerOf(ours, 'getAdvisoryDevices', { params, query: {} })).items).toEqual([]);
    expect(await refusalOf(ours, 'getDeviceFindings', { params: { id: theirs.deviceId }, query: {} })).toBe('not-found');
    expect((await answerOf(await readerOf(other), 'getAdvisoryDevices', { params, query: {} })).items).toMatchObject([
      { deviceName: 'theirs' },
    ]);
  });
});
