/**
 * Importing a feed, matching, and applying a new list of exploited vulnerabilities, on an embedded database of its own. One process does it all, so that its peak
 * memory is that of the importing process.
 */
import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, statSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { feedOf } from '@fettle/feeds';
import type { FeedId } from '@fettle/feeds';
import { internSoftware, matchQueued, takeFile } from '@fettle/server/catalogue';
import { judgeQueued } from '@fettle/server/findings';
import { allClientIds, inClients, inNoClient } from '@fettle/server/platform/database';
import type { Db } from '@fettle/server/platform/database';
import type { Context } from '@fettle/server/platform/testing';
import { sql } from 'kysely';
import { benchContext } from './matching-context.ts';
import { distinctSoftware, exportsFor } from './matching-data.ts';
import { addBenchFleet } from './matching-fleet.ts';

const distinct = 50_000;

export async function benchMatching(devices = 1000): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'fettle-bench-'));
  chmodSync(folder, 0o711);
  const bench = await benchContext(folder);
  const { context } = bench;
  try {
    const { exports, real } = exportsFor(join(folder, 'made'));
    console.log(real ? 'Exports: those beside the checkout.' : 'Exports: made up, of the size of real ones.');
    const take = (feed: FeedId, path: string, file: string) => takeNow(context, feed, path, file);
    for (const one of exports) {
      const seconds = await timed(() => take('osv', one.path, one.file));
      console.log(`${one.path}: imported in ${seconds.toFixed(1)} s`);
    }
    console.log(
      `imported again, unchanged: ${(await timed(() => take('osv', exports[0]?.path ?? '', exports[0]?.file ?? ''))).toFixed(1)} s`,
    );
    console.log(`peak RSS of this process: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);

    const software = await distinctSoftware(exports, distinct);
    const ids = await internSoftware(context.db, software);
    const none = await timed(() => matchQueued(context));
    console.log(
      `${ids.length} distinct software matched in ${none.toFixed(1)} s, ${await count(context.db, 'software_match')} matches, no device has them`,
    );

    await addBenchFleet(context, ids, devices);
    console.log(`${devices} devices judged for the first time in ${(await timed(() => judgeQueued(context))).toFixed(1)} s`);
    await queueAll(context.db);
    const many = await timed(() => matchQueued(context));
    console.log(`matched again with ${devices} devices: ${many.toFixed(1)} s, ${(many / none).toFixed(2)} times the time without any`);

    const listed = await cvesOfOffers(context.db);
    const kev = join(folder, 'known_exploited_vulnerabilities.json');
    writeFileSync(kev, kevOf(listed.slice(0, 1_400)));
    console.log(
      `first list of exploited vulnerabilities (${Math.min(1_400, listed.length)}): ${(await timed(() => applyKev(context, take, kev))).toFixed(2)} s`,
    );
    writeFileSync(kev, kevOf([...listed.slice(0, 1_400), ...listed.slice(1_400, 1_420)]));
    const next = await timed(() => applyKev(context, take, kev));
    console.log(`a new list with 20 more applied to ${devices} devices: ${next.toFixed(2)} s`);
    console.log(`peak RSS of this process: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
  } finally {
    await bench.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function takeNow(context: Context, feedId: FeedId, path: string, file: string): Promise<void> {
  const feed = feedOf(feedId);
  if (feed === null) throw new Error(`there is no feed ${feedId}`);
  const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
  const bytes = statSync(file).size;
  await inNoClient(context.db, async (tx) => {
    await sql`insert into feed (id, enabled, due_at) values (${feedId}, true, now()) on conflict do nothing`.execute(tx);
    await sql`insert into feed_file (feed, path) values (${feedId}, ${path}) on conflict do nothing`.execute(tx);
  });
  const taken = await takeFile(context, { feed, path, file, sha256, bytes, letThrough: null });
  if (taken.kind !== 'taken') throw new Error(`${path} was not taken: ${taken.why}`);
}

async function applyKev(context: Context, take: (feed: FeedId, path: string, file: string) => Promise<void>, file: string): Promise<void> {
  await take('kev', 'known_exploited_vulnerabilities.json', file);
  await judgeQueued(context);
}

/** CVE ids that offers end, so that a list of exploited ones changes something on every device. */
async function cvesOfOffers(db: Db): Promise<readonly string[]> {
  const clients = await allClientIds(db);
  const found = await inClients(db, clients, (tx) =>
    sql<{
      id: string;
    }>`select distinct i as id from (select distinct ended_set from device_offer) o join ended_set e on e.id = o.ended_set cross join lateral unnest(e.ids) as i where i like 'CVE-%' order by 1`.execute(
      tx,
    ),
  );
  return found.rows.map((row) => row.id);
}

async function queueAll(db: Db): Promise<void> {
  await inNoClient(db, (tx) => sql`insert into match_queue select id from software on conflict do nothing`.execute(tx));
}

async function count(db: Db, table: 'software_match'): Promise<number> {
  const found = await inNoClient(db, (tx) => sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(tx));
  return found.rows[0]?.n ?? 0;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - begun) / 1e9;
}

function kevOf(ids: readonly string[]): string {
  const vulnerabilities = ids.map((cveID) => ({
    cveID,
    vendorProject: 'Bench',
    product: 'Bench',
    vulnerabilityName: 'Bench',
    dateAdded: '2026-02-20',
    shortDescription: 'Bench',
    requiredAction: 'Bench',
    dueDate: '2026-03-06',
    knownRansomwareCampaignUse: 'Unknown',
    notes: '',
    cwes: [],
  }));
  return JSON.stringify({ title: 'Bench', catalogVersion: '1', dateReleased: '2026-02-20T00:00:00Z', count: ids.length, vulnerabilities });
}
