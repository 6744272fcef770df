/** The NVD is asked for everything once a week, and for what changed in between: by a server that answers as the API's page says. */
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { feedOf } from '@fettle/feeds';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inNoClient } from '../../platform/database/index.ts';
import { openTestContext } from '../../platform/testing/index.ts';
import type { TestContext } from '../../platform/testing/index.ts';
import { fetchDue, feedsFeature } from './index.ts';
import { endLease, leaseDue, readFeeds, setDue, setFeed } from './store.ts';

type Cve = { readonly id: string; readonly lastModified: string; readonly published: string; readonly vulnStatus: string };
let given: TestContext;
let server: Server;
let base = '';
let folder = '';
let asked: URLSearchParams[] = [];
let published: Cve[] = [];
const cve = (id: string, lastModified: string): Cve => ({ id, lastModified, published: '2026-01-01T00:00:00.000', vulnStatus: 'Received' });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fettle-nvd-'));
  // https://nvd.nist.gov/developers/vulnerabilities: both dates or none, 120 days at most, 2,000 a page; what is wrong is answered with 404.
  server = createServer((request, response) => {
    const query = new URL(request.url ?? '', 'http://nvd').searchParams;
    asked.push(query);
    const [from, to] = [query.get('lastModStartDate'), query.get('lastModEndDate')];
    const days = from === null || to === null ? 0 : (Date.parse(to) - Date.parse(from)) / 86_400_000;
    const start = Number(query.get('startIndex'));
    const size = Number(query.get('resultsPerPage'));
    if ((from === null) !== (to === null) || Number.isNaN(days) || days < 0 || days > 120 || !(size >= 1 && size <= 2000))
      return void response.writeHead(404, { message: 'Invalid request.' }).end();
    const fitting = published.filter(({ lastModified }) => {
      const at = Date.parse(`${lastModified}Z`);
      return from === null || to === null || (at >= Date.parse(from) && at <= Date.parse(to));
    });
    const vulnerabilities = fitting.slice(start, start + size).map((one) => ({ cve: one }));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({ resultsPerPage: vulnerabilities.length, startIndex: start, totalResults: fitting.length, vulnerabilities }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  given = await openTestContext({ FETTLE_DATA: folder });
  const { context } = given;
  await (
    await feedsFeature.start?.({ ...context, config: { ...context.config, feeds: { kind: 'off' } } })
  )?.();
  const address = server.address();
  base = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
  await sql`update fettle.feed set enabled = id = 'nvd', base_url = ${base}`.execute(given.database.superuserDb);
});
afterAll(async () => {
  await given.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

/** What the feed is told of one round; the pause that the NVD asks for between two requests is not waited for. */
async function round(): Promise<{ readonly whole: boolean; readonly pages: number; readonly known: readonly string[] }> {
  asked = [];
  await sql`update fettle.feed set due_at = ${given.context.now()} where id = 'nvd'`.execute(given.database.superuserDb);
  await fetchDue(given.context);
  const known = await sql<{ id: string }>`select id from fettle.cve order by id`.execute(given.database.superuserDb);
  const row = await sql<{
    last_trouble: string | null;
    last_ok_at: string;
  }>`select last_trouble, last_ok_at from fettle.feed where id = 'nvd'`.execute(given.database.superuserDb);
  expect(row.rows[0]).toMatchObject({ last_trouble: null, last_ok_at: expect.anything() });
  return { whole: asked.every((query) => !query.has('lastModStartDate')), pages: asked.length - 1, known: known.rows.map(({ id }) => id) };
}
const raw = () =>
  readdirSync(join(folder, 'feeds', 'nvd'), { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map(({ name }) => name);

test('everything first, then what changed, and everything again after a week, after too long a silence, and of another place', async () => {
  const feed = feedOf('nvd');
  const now = () => given.context.now().replace(/Z$/, '');
  published = [cve('CVE-2026-10001', '2026-01-01T00:00:00.000')];
  expect(await round()).toEqual({ whole: true, pages: 1, known: ['CVE-2026-10001'] });

  given.clock.advance({ hours: 24 });
  expect(await round()).toEqual({ whole: false, pages: 0, known: ['CVE-2026-10001'] });

  given.clock.advance({ hours: 24 });
  // Dated a little before the last round: the answers overlap.
  published.push(
    cve('CVE-2026-10002', Temporal.Instant.from(`${now()}Z`).subtract({ hours: 24, minutes: 30 }).toString().replace(/Z$/, '')),
  );
  expect(await round()).toEqual({ whole: false, pages: 1, known: ['CVE-2026-10001', 'CVE-2026-10002'] });
  expect(raw().filter((name) => feed?.changes?.untilOf(`rest/json/cves/${name}`) !== null).length).toBeGreaterThan(1);

  given.clock.advance({ hours: 5 * 24 });
  published.push(cve('CVE-2026-10003', '2025-01-01T00:00:00.000'));
  expect(await round()).toEqual({ whole: true, pages: 1, known: ['CVE-2026-10001', 'CVE-2026-10002', 'CVE-2026-10003'] });
  expect(raw().filter((name) => feed?.changes?.untilOf(`rest/json/cves/${name}`) !== null)).toEqual([]);
  const rows = await sql`select path from fettle.feed_file where feed = 'nvd' and path like '%lastModEndDate%'`.execute(
    given.database.superuserDb,
  );
  expect(rows.rows).toEqual([]);

  await sql`update fettle.feed set known_until = ${Temporal.Instant.from(given.context.now())
    .subtract({ hours: 121 * 24 })
    .toString()} where id = 'nvd'`.execute(given.database.superuserDb);
  expect((await round()).whole).toBe(true);

  given.clock.advance({ hours: 24 });
  expect((await round()).whole).toBe(false);
  const wish = { id: 'nvd', enabled: true, baseUrl: `${base}/mirror`, parts: null, now: given.context.now() } as const;
  await inNoClient(given.context.db, (tx) => setFeed(tx, wish));
  expect((await round()).whole).toBe(true);
});

test('another address that is set while the former is asked is asked for everything', async () => {
  await round();
  given.clock.advance({ hours: 24 });
  const now = given.context.now();
  await inNoClient(given.context.db, async (tx) => {
    await setDue(tx, 'nvd', now);
    const leased = await leaseDue(tx, ['nvd'], now, now);
    if (leased === null) throw new Error('it is not due');
    await setFeed(tx, { id: 'nvd', enabled: true, baseUrl: `${base}/other`, parts: null, now });
    await endLease(tx, { id: 'nvd', leased, dueAt: now, okAt: now, wholeAt: now, knownUntil: now, trouble: null });
    expect((await readFeeds(tx)).find(({ id }) => id === 'nvd')).toMatchObject({ whole_at: null, known_until: null });
  });
  expect((await round()).whole).toBe(true);
});
