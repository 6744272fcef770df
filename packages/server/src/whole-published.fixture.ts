/** What feeds say of the software of the stories: without it no table of vulnerabilities has rows. Taken as the worker does after fetching. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { feedOf } from '@fettle/feeds';
import { zipOf } from '@fettle/feeds/testing';
import { sql } from 'kysely';
import { takeFile } from './catalogue/index.ts';
import { recountFindings } from './findings/index.ts';
import { inClients } from './platform/database/index.ts';
import type { Credentials, WholeApp } from './whole-app.fixture.ts';

/** The advisory that names this client's software alone. What it says is public; that anybody has it is not. */
export function ownAdvisory(marker: string): string {
  return `LAB-${marker}-1`;
}

const noFix = (id: string, name: string, cves: readonly string[]) => ({
  id,
  modified: '2026-01-01T00:00:00Z',
  upstream: cves,
  affected: [{ package: { ecosystem: 'Debian:12', name }, ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }] }] }],
});

/** What the devices of the stories run is past its support. */
const lifeCycles = {
  schema_version: '1.2.1',
  result: [{ name: 'debian', label: 'Debian', releases: [{ name: '12', eolFrom: '2020-01-01' }] }],
};

/** Publishes an advisory about what every device has, one about what only this client has, and that the support of their system has ended. */
export async function publishFor(app: WholeApp, marker: string): Promise<void> {
  const records = [noFix('LAB-2026-0001', 'bash', ['CVE-2026-0001']), noFix(ownAdvisory(marker), `${marker.toLowerCase()}-tool`, [])];
  const content = zipOf(records.map((one) => ({ name: `${one.id}.json`, content: JSON.stringify(one) })));
  await publish(app, 'osv', `${marker}/all.zip`, content);
  await publish(app, 'endoflife', 'products/full', Buffer.from(JSON.stringify(lifeCycles)));
}

async function publish(app: WholeApp, id: string, path: string, content: Buffer): Promise<void> {
  const feed = feedOf(id);
  if (feed === null) throw new Error(`there is no feed ${id}`);
  const file = join(app.context.config.dataFolder, `published-${path.replaceAll('/', '-')}`);
  writeFileSync(file, content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const now = app.context.now();
  await sql`insert into fettle.feed_file (feed, path, fetched_sha256, fetched_at, confirmed_at) values (${id}, ${path}, ${sha256}, ${now}, ${now}) on conflict (feed, path) do nothing`.execute(
    app.given.database.superuserDb,
  );
  const taken = await takeFile(app.context, { feed, path, file, sha256, bytes: content.length, letThrough: null });
  if (taken.kind !== 'taken') throw new Error(`not taken: ${taken.why}`);
}

/** Waits until what was published is known of the client's devices. */
export async function judged(app: WholeApp, who: Credentials, clientId: string, marker: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    await inClients(app.context.db, [clientId], (tx) => recountFindings(tx, clientId, null, app.context.now()));
    const { items } = await app.call(who, 'listFindings', { query: { clientId } });
    const { total: releases } = await app.call(who, 'listLifecycle', { query: { clientId } });
    if (releases > 0 && items.some(({ id }) => id === ownAdvisory(marker)) && items.some(({ id }) => id === 'LAB-2026-0001')) return;
    await pause(100);
  }
  throw new Error('what was published was not matched with what devices have');
}
