/** An archive, a single document, or the list of deletions, as records. */
import { readCsaf } from '@fettle/core/advisories';
import { decode, lines, parseJson, tarEntries, wholeJson } from '../content/index.ts';
import { limits, unpacked } from '../read/index.ts';
import { UnreadableFile } from '../types.ts';
import type { FeedFile, FeedRecord } from '../types.ts';
import { idOfPath, readRow } from './addresses.ts';
import { unzstd } from './unzstd.ts';

/** The greatest documents (a kernel's) have some tens of megabytes. */
const greatestDocument = 128 * 1024 * 1024;

/** Reads what a file of this feed holds, told by its name. Throws `UnreadableFile`. */
export async function* parseRedHatCsaf(file: FeedFile): AsyncGenerator<FeedRecord> {
  if (/(?:^|\/)deletions\.csv$/.test(file.path)) yield* deletions(file);
  else if (file.path.endsWith('.tar.zst')) yield* archive(unzstd(file.bytes));
  else if (file.path.endsWith('.tar.gz')) yield* archive(unpacked(file.bytes, limits.archive));
  else yield* document(file.path, await wholeJson(file.bytes, greatestDocument));
}

/** Some 250,000 documents, of which one at a time is in memory. A broken one spoils itself only. */
async function* archive(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<FeedRecord> {
  for await (const entry of tarEntries(bytes, (name) => name.endsWith('.json'), greatestDocument)) {
    if ('problem' in entry) yield problem(entry.name, `It could not be read: ${entry.problem}.`);
    else yield* packedDocument(entry.name, entry.bytes);
  }
}

function* packedDocument(path: string, bytes: Uint8Array): Generator<FeedRecord> {
  let value: unknown;
  try {
    value = parseJson(decode(bytes));
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    yield problem(path, error.message);
    return;
  }
  yield* document(path, value);
}

function* document(path: string, value: unknown): Generator<FeedRecord> {
  const reading = readCsaf(value);
  if (reading.kind === 'problem') yield problem(path, reading.problem);
  else if (reading.kind === 'deleted') yield { type: 'deleted', id: reading.id };
  else {
    for (const why of reading.problems) yield problem(path, why);
    yield { type: 'advisory', advisory: reading.advisory };
  }
}

async function* deletions(file: FeedFile): AsyncGenerator<FeedRecord> {
  let number = 0;
  let rows = 0;
  for await (const { text } of lines(file.bytes)) {
    number += 1;
    if (text.trim() === '') continue;
    rows += 1;
    const row = readRow(text);
    const id = row === null ? null : idOfPath(row.path);
    if (id === null) yield problem(`${file.path}, line ${number}`, 'The line names no document.');
    else yield { type: 'deleted', id };
  }
  if (rows === 0) throw new UnreadableFile('The list of deletions is empty.');
}

function problem(where: string, why: string): FeedRecord {
  return { type: 'problem', problem: { where, why } };
}
