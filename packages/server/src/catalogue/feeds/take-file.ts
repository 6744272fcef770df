/**
 * Takes what a file of a feed says into the database, whole or not at all. A bad record spoils itself: what was known of it stays, and it is shown. A file
 * that has shrunk by half is held back until a person lets it through: a feed that is cut short must not make vulnerabilities disappear.
 */
import type { RecordProblem } from '@fettle/core/advisories';
import { feedFile, UnreadableFile } from '@fettle/feeds';
import type { Feed, FeedRecord } from '@fettle/feeds';
import { inNoClient, notify, sqlState } from '../../platform/database/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import type { Context } from '../../platform/feature.ts';
import { findUnstorable } from '../../platform/storable.ts';
import type { FileImport } from './import/advisories.ts';
import { deleteDropped, dropById, dropElsewhere, dropUnseen, keepPackages, writeAdvisories } from './import/advisories.ts';
import { batches } from './import/batches.ts';
import { fileBounds } from './import/bounds.ts';
import { dropUnseenKev, writeCves } from './import/cves.ts';
import { dropUnseenWindowsUpdates, writeLifecycles, writeWindowsUpdates } from './import/others.ts';
import { noteChangedAdvisories, noteChangedCves } from '../news.ts';
import { lockMatching } from '../matching-lock.ts';
import { queueTouched } from './queue.ts';
import { noteHeld, noteTaken, noteUnreadable, recordsOf } from './store.ts';

export type TakeWish = {
  readonly feed: Feed;
  readonly path: string;
  /** The raw file. */
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
  /** A person looked at a file that had shrunk, and lets it through: who writes that into the trail, last in the same transaction. Null: nobody did. */
  readonly letThrough: ((tx: Tx, records: number) => Promise<void>) | null;
};
export type Taken =
  | { readonly kind: 'taken'; readonly records: number; readonly problems: number }
  | { readonly kind: 'held'; readonly records: number; readonly before: number; readonly why: string }
  | { readonly kind: 'unreadable'; readonly why: string };

/** Records at a time: enough that the database is asked seldom, little enough for the memory of a small server. */
const atOnce = 2_000;
const mostProblemsShown = 200;
/** Below this a file is too small for "half of it" to mean anything. */
const fewRecords = 20;

class HeldBack extends Error {
  readonly records: number;
  readonly before: number;
  constructor(records: number, before: number) {
    super(`It has ${records} records, and had ${before}`);
    this.records = records;
    this.before = before;
  }
}

/** Reads the file and writes what it says, in one transaction. */
export async function takeFile(context: Context, wish: TakeWish): Promise<Taken> {
  const { feed, path } = wish;
  try {
    return await inNoClient(context.db, (tx) => take(context, tx, wish));
  } catch (error) {
    if (error instanceof HeldBack) {
      const why = `${error.message}: less than half. It was not taken; what was known stays.`;
      await inNoClient(context.db, (tx) => noteHeld(tx, { feed: feed.id, path, why, records: error.records }));
      return { kind: 'held', records: error.records, before: error.before, why };
    }
    if (error instanceof UnreadableFile) {
      await inNoClient(context.db, (tx) => noteUnreadable(tx, { feed: feed.id, path, why: error.message }));
      return { kind: 'unreadable', why: error.message };
    }
    // What PostgreSQL refuses of the data itself (classes 22 and 54) is a fault of the file: it must not end the other files of the feed.
    if (/^(?:22|54)/.test(sqlState(error) ?? '')) {
      const why = `It holds something that can not be stored: ${error instanceof Error ? error.message : String(error)}`;
      await inNoClient(context.db, (tx) => noteUnreadable(tx, { feed: feed.id, path, why }));
      return { kind: 'unreadable', why };
    }
    throw error;
  }
}

async function take(context: Context, tx: Tx, wish: TakeWish): Promise<Taken> {
  const { feed, path } = wish;
  const before = await recordsOf(tx, feed.id, path);
  const seen = { advisories: new Set<string>(), cves: new Set<string>(), updates: new Set<string>() };
  // Ids of records that can not be read this time: what was known of them stays.
  const kept = new Set<string>();
  const problems: RecordProblem[] = [];
  let problemCount = 0;
  let records = 0;
  const file: FileImport = {
    feed: feed.id,
    path,
    seen: seen.advisories,
    touched: new Map(),
    changed: new Set(),
    dropped: new Set(),
    keptPackages: new Map(),
  };
  const problem = (one: RecordProblem, isPart = false): void => {
    problemCount += 1;
    if (problems.length < mostProblemsShown) problems.push(one);
    if (!isPart) for (const id of idsIn(one.where)) kept.add(id);
  };

  const tooMuch = fileBounds();
  for await (const batch of batches(feed.parse(feedFile(path, wish.file)), atOnce)) {
    const good = batch.filter((record) => isStorableRecord(record, problem, kept, tooMuch));
    const advisories = good.flatMap((record) => (record.type === 'advisory' ? [record.advisory] : []));
    const cves = good.flatMap((record) => (record.type === 'cve' ? [record.cve] : []));
    const updates = good.flatMap((record) => (record.type === 'windows-update' ? [record.update] : []));
    const products = good.flatMap((record) => (record.type === 'lifecycle' ? [record.product] : []));
    for (const record of good) if (record.type === 'problem') problem(record.problem, record.keeps !== undefined);
    const parts = good.flatMap((record) => (record.type === 'problem' ? (record.keeps ?? []) : []));
    await keepPackages(tx, file, parts);
    if (feed.sameId === 'replace') await dropElsewhere(tx, file, advisories);
    await writeAdvisories(tx, file, advisories);
    await noteChangedCves(tx, await writeCves(tx, feed.id, cves));
    await writeWindowsUpdates(tx, path, updates);
    await writeLifecycles(tx, products);
    for (const record of good) if (record.type === 'deleted') await dropById(tx, file, record.id);
    for (const { id } of cves) seen.cves.add(id);
    for (const { document, kb } of updates) seen.updates.add(`${document} ${kb}`);
    records += advisories.length + cves.length + updates.length + products.length;
  }

  if (wish.letThrough === null && before >= fewRecords && records * 2 < before) throw new HeldBack(records, before);
  if (feed.whole) {
    await dropUnseen(tx, file, kept);
    await dropUnseenWindowsUpdates(tx, path, seen.updates);
    if (feed.id === 'kev') await noteChangedCves(tx, await dropUnseenKev(tx, seen.cves.union(kept)));
  }
  // Before any row that matching writes too: what holds, and which software is news.
  await lockMatching(tx, 'import');
  await deleteDropped(tx, file);
  await noteChangedAdvisories(tx, [...file.changed]);
  await queueTouched(tx, [...file.touched.values()]);
  await noteTaken(tx, {
    feed: feed.id,
    path,
    sha256: wish.sha256,
    bytes: wish.bytes,
    at: context.now(),
    records,
    problemCount,
    problems,
  });
  await notify(tx, 'match', '');
  await wish.letThrough?.(tx, records);
  return { kind: 'taken', records, problems: problemCount };
}

/** Ids that a problem's place names: a file's name within an archive, or an id in words. */
function idsIn(where: string): readonly string[] {
  const name = /([^/]+)\.json$/.exec(where)?.[1];
  const named = where.match(/[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*-\d{4}[-:][A-Za-z0-9:-]+/g) ?? [];
  return name === undefined ? named : [name, ...named];
}

const longest = { id: 200, name: 500 };

/** Some records are well formed and can not be stored (U+0000), are no such record (an id of a thousand characters) or one too many: bad records like any other. */
function isStorableRecord(
  record: FeedRecord,
  problem: (one: RecordProblem, isPart?: boolean) => void,
  kept: Set<string>,
  tooMuch: ReturnType<typeof fileBounds>,
): boolean {
  const why = whyNot(record) ?? (record.type === 'advisory' ? tooMuch(record.advisory) : null);
  if (why === null) return true;
  const id = record.type === 'advisory' ? record.advisory.id : record.type === 'cve' ? record.cve.id : null;
  if (id !== null) kept.add(id);
  // Its id is kept as it is: a million of them need not be looked for in words.
  problem({ where: id === null ? record.type : id.slice(0, longest.id), why }, id !== null);
  return false;
}

function whyNot(record: FeedRecord): string | null {
  const found = findUnstorable(record, record.type);
  if (found !== null) return `${found.path} ${found.message}.`;
  if (record.type !== 'advisory') return null;
  const { id, affected } = record.advisory;
  if (id.length > longest.id) return `Its id is longer than ${longest.id} characters.`;
  const long = affected.some(({ ecosystem, name }) => ecosystem.length > longest.id || name.length > longest.name);
  return long ? `It names a package with more than ${longest.name} characters.` : null;
}
