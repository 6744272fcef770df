/** What a provider does about feeds: a catalogue is fetched from a folder by the running worker, shrinks, is held, and is let through. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { CallOutput } from '@fettle/protocol/client';
import type { Person, WholeApp } from './whole-app.fixture.ts';

export async function tellFeedStory(app: WholeApp, anna: Person): Promise<void> {
  const { credentials } = anna;
  const kev = { params: { id: 'kev' } };
  const path = 'known_exploited_vulnerabilities.json';
  publish(app, path, 40);
  await app.call(credentials, 'setFeed', { ...kev, body: { enabled: true, base: null, parts: null } });
  await until(app, anna, (feed) => feed.records === 40);
  publish(app, path, 10);
  await app.call(credentials, 'fetchFeed', kev);
  await until(app, anna, (feed) => feed.state === 'held');
  await app.call(credentials, 'letFeedThrough', { ...kev, body: { path, records: 10, because: 'The publisher says so.' } });
}

function publish(app: WholeApp, path: string, count: number): void {
  const { feeds } = app.context.config;
  if (feeds.kind !== 'folder') throw new Error('the whole app reads feeds from a folder');
  const vulnerabilities = Array.from({ length: count }, (_, n) => ({
    cveID: `CVE-2026-${70_000 + n}`,
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
  }));
  mkdirSync(join(feeds.folder, 'kev'), { recursive: true });
  const catalogue = { title: 'Lab', catalogVersion: '1', dateReleased: '2026-02-20T00:00:00Z', count, vulnerabilities };
  writeFileSync(join(feeds.folder, 'kev', path), JSON.stringify(catalogue));
}

/** The worker runs beside; bounded by the test's own time. */
async function until(app: WholeApp, anna: Person, isSo: (feed: CallOutput<'getFeed'>) => boolean): Promise<void> {
  while (!isSo(await app.call(anna.credentials, 'getFeed', { params: { id: 'kev' } }))) await pause(50);
}
