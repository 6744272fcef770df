/** Of which day the bundle was that a folder's feeds came with, so that nobody goes back without wanting to. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FeedId } from '@fettle/feeds';
import { instant, list, object, digest, text } from '@fettle/proof/shape';
import { parseStrictJson } from '@fettle/proof/strict-json';
import { reasonOf, writeWholeFile } from '../keys/private-file.ts';
import { Refused } from '../refused.ts';

export type ImportedFeed = {
  readonly feed: string;
  /** When the bundle was made, RFC 3339. */
  readonly madeAt: string;
  /** Whose key signed it. */
  readonly keyid: string;
};

/** Beside the folders of the feeds; no feed has a file of this name. */
const fileName = '.fettle-bundle.json';
const readState = object({ feeds: list(object<ImportedFeed>({ feed: text(100), madeAt: instant, keyid: digest }), 1000) });

/** What was imported into this folder before; empty where nothing was. Refused where the note of it can not be read. */
export function readStanding(folder: string): readonly ImportedFeed[] {
  const file = join(folder, fileName);
  if (!existsSync(file)) return [];
  let why = '';
  try {
    const json = parseStrictJson(readFileSync(file));
    const read = json.ok ? readState(json.value, 'it') : json;
    if (read.ok) return read.value.feeds;
    why = read.problem;
  } catch (error) {
    why = reasonOf(error);
  }
  throw new Refused({
    code: 'cli.file',
    title: 'A file is not as it must be',
    detail: `${file}, which says how old the feeds in ${folder} are, can not be read: ${why}.`,
    remedy: 'Take it away if you know that the bundle is newer than what stands there.',
  });
}

/** Notes what came; what is known of other feeds stays. */
export function writeStanding(folder: string, came: readonly FeedId[], madeAt: string, keyid: string): void {
  const others = readStanding(folder).filter(({ feed }) => !came.some((one) => one === feed));
  const all = [...others, ...came.map((feed): ImportedFeed => ({ feed, madeAt, keyid }))].toSorted((a, b) => (a.feed < b.feed ? -1 : 1));
  writeWholeFile(folder, fileName, `${JSON.stringify({ feeds: all }, null, 2)}\n`);
}
