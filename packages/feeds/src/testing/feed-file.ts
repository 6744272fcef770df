/** Files for tests of feeds: from the disk as the server reads them, or from what a test says they hold. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { feedFile } from '../feed-file.ts';
import type { Feed, FeedFile, FeedRecord } from '../types.ts';

/** A file on the disk, under another path within its feed where the test wants one. */
export function fileAt(place: string | URL, path?: string): FeedFile {
  const file = typeof place === 'string' ? place : fileURLToPath(place);
  return feedFile(path ?? basename(file), file);
}

/** A file with this content, in a folder of its own that goes when the test ends. Only within a test. */
export function fileWith(path: string, content: string | Uint8Array): FeedFile {
  const folder = mkdtempSync(join(tmpdir(), 'fettle-feed-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, basename(path));
  writeFileSync(file, content);
  return fileAt(file, path);
}

/** Everything that a feed reads from a file. */
export async function recordsOf(feed: Pick<Feed, 'parse'>, file: FeedFile): Promise<readonly FeedRecord[]> {
  return await Array.fromAsync(feed.parse(file));
}

/** Only what is known of CVEs. */
export function cvesOf(records: readonly FeedRecord[]): readonly Extract<FeedRecord, { type: 'cve' }>['cve'][] {
  return records.flatMap((record) => (record.type === 'cve' ? [record.cve] : []));
}

/** Only the problems. */
export function problemsOf(records: readonly FeedRecord[]): readonly Extract<FeedRecord, { type: 'problem' }>['problem'][] {
  return records.flatMap((record) => (record.type === 'problem' ? [record.problem] : []));
}
