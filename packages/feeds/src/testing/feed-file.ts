/** Files for tests of feeds: from the disk as the server reads them, or from what a test says they hold. */
import { createReadStream, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Feed, FeedFile, FeedRecord } from '../types.ts';

/** A file on the disk, under another path within its feed where the test wants one. */
export function fileAt(place: string | URL, path?: string): FeedFile {
  const file = typeof place === 'string' ? place : fileURLToPath(place);
  return { path: path ?? basename(file), bytes: bytesAt(file), file };
}

/** Opened only by who reads it: some archives are read by place alone. */
async function* bytesAt(file: string): AsyncGenerator<Uint8Array> {
  for await (const chunk of createReadStream(file)) if (chunk instanceof Uint8Array) yield chunk;
}

/** A file with this content, in a folder of its own below the system's folder for temporary files. */
export function fileWith(path: string, content: string | Uint8Array): FeedFile {
  const file = join(mkdtempSync(join(tmpdir(), 'fettle-feed-')), basename(path));
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
