/** CVE records as files: one record as JSON, or a whole repository of them as zip or tar. */
import { packingOf, parseJson, wholeJson } from '../content/index.ts';
import { UnreadableFile } from '../types.ts';
import type { FeedFile, FeedRecord } from '../types.ts';
import { archiveEntries } from './archive-entries.ts';
import { cveRecords } from './record.ts';

/** The largest record is about 4 MB. */
const greatestRecord = 32 * 1024 * 1024;

/** A record's own file; the repositories hold lists and documents besides. */
const recordName = /(?:^|\/)CVE-\d{4}-\d{4,19}\.json$/;

/** Reads a record or an archive of records; what it is the first bytes tell. */
export async function* readVulnrichment(file: FeedFile): AsyncGenerator<FeedRecord> {
  if (isArchive(file.path)) {
    yield* ofArchive(file);
    return;
  }
  const { packing, bytes } = await packingOf(file.bytes);
  if (packing === 'zip') {
    yield* ofArchive({ ...file, bytes });
    return;
  }
  const records = cveRecords(await wholeJson(bytes, greatestRecord), file.path);
  if (records === null) throw new UnreadableFile('The JSON is no CVE record.');
  yield* records;
}

/** By name: a tar has no mark of its own in its first bytes. */
function isArchive(path: string): boolean {
  return /\.(?:zip|tar|tgz|tar\.gz)$/i.test(path) || /(?:^|\/)(?:zip|tar\.gz)\//.test(path);
}

async function* ofArchive(file: FeedFile): AsyncGenerator<FeedRecord> {
  let found = false;
  for await (const entry of archiveEntries(file, (name) => recordName.test(name), greatestRecord)) {
    found = true;
    yield* 'problem' in entry ? [problem(entry.name, entry.problem)] : ofEntry(entry.name, entry.text);
  }
  if (!found) throw new UnreadableFile('The archive has no CVE record.');
}

function ofEntry(name: string, text: string): readonly FeedRecord[] {
  try {
    return cveRecords(parseJson(text), name) ?? [problem(name, 'It is no CVE record.')];
  } catch (error) {
    if (error instanceof UnreadableFile) return [problem(name, error.message)];
    throw error;
  }
}

function problem(where: string, why: string): FeedRecord {
  return { type: 'problem', problem: { where, why } };
}
