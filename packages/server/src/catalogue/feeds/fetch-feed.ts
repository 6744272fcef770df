/** Fetches one feed: its index where it has one, then each file that is new, each taken by itself, so that one that fails stops no other. */
import { readFile as readText } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { UnreadableFile } from '@fettle/feeds';
import type { Feed, FeedAddress } from '@fettle/feeds';
import { inNoClient } from '../../platform/database/index.ts';
import type { Context } from '../../platform/feature.ts';
import { fetchFile, isSafePath, rawFile } from './fetch-file.ts';
import { forgetRaw } from './forget-raw.ts';
import { noteConfirmed, noteFetched, readFile } from './store.ts';
import type { FeedRow } from './store.ts';
import { changesIn, folderOf, isHalf, whatToAsk } from './what-to-ask.ts';
import { takeFile } from './take-file.ts';

export type FetchedFeed = {
  /** Files that are as the publisher has them: taken now, or confirmed to be unchanged. */
  readonly good: number;
  /** One sentence each. */
  readonly troubles: readonly string[];
  /** Of a feed that can be asked for what changed, and went without trouble: when all of it was asked for, and until when it is known. */
  readonly wholeAt: string | null;
  readonly knownUntil: string | null;
};
export type FetchFeedWish = {
  readonly feed: Feed;
  readonly row: Pick<FeedRow, 'base_url' | 'whole_at' | 'known_until'>;
  readonly parts: readonly string[];
  readonly signal: AbortSignal;
  /** Called between files: the lease is renewed, a stop is noticed. */
  readonly between: () => Promise<void>;
};

/** More than any feed lists; an index that grows without end is not followed. */
const mostFiles = 20_000;
const largestIndex = 64 * 1024 * 1024;

/** The folder in which raw files of all feeds are kept, one folder a feed. */
export function rawFolder(context: Context, feed: Feed['id']): string {
  return join(context.config.dataFolder, 'feeds', feed);
}

/** The base address of a feed: what the provider set, else the folder that the server was given, else the publisher's. */
export function baseOf(context: Context, feed: Feed, row: Pick<FeedRow, 'base_url'>): string {
  if (row.base_url !== null) return row.base_url;
  const { feeds } = context.config;
  return feeds.kind === 'folder' ? `${new URL(`file://${feeds.folder}/`).href}${feed.id}` : feed.base;
}

export async function fetchFeed(context: Context, wish: FetchFeedWish): Promise<FetchedFeed> {
  const { feed, row, signal } = wish;
  const base = baseOf(context, feed, row);
  const own = folderOf(base);
  const nothing = { good: 0, wholeAt: null, knownUntil: null };
  const half = (): boolean => own !== null && isHalf(own);
  if (half()) return { ...nothing, troubles: [halfBundle] };
  const asked = context.clock.now();
  const { addresses, what } = whatToAsk(feed, row, { parts: wish.parts, base, now: asked });
  const troubles: string[] = [];
  let good = 0;
  const waiting: FeedAddress[] = [...addresses];
  // After the whole that they change, with all that its lists name.
  const later = own === null ? [] : [...(await changesIn(feed, own))];
  const next = (): FeedAddress | undefined => waiting.shift() ?? later.shift();
  const met = new Set<string>();
  for (let address = next(); address !== undefined; address = next()) {
    if (signal.aborted) break;
    if (met.has(address.path)) continue;
    met.add(address.path);
    if (met.size > mostFiles) {
      troubles.push(`It lists more than ${mostFiles} files; the rest was not fetched.`);
      break;
    }
    await wish.between();
    if (half()) break;
    if (met.size > 1) await rest(wish, base);
    const answer =
      address.index === null ? await fetchContent(context, wish, address.path) : await fetchIndex(context, wish, address, address.index);
    if (answer.trouble !== null) troubles.push(answer.trouble);
    // That nothing changed is a whole answer.
    else good += answer.further === null || what === 'changes' ? 1 : 0;
    if (answer.further !== null) waiting.push(...answer.further);
  }
  // Begun meanwhile: what was taken may be of two days, so nothing of it is said to be good, and all of it is asked for again.
  if (half()) return { ...nothing, troubles: [...troubles, halfBundle] };
  if (signal.aborted || troubles.length > 0 || good === 0) return { ...nothing, good, troubles };
  const knownUntil = feed.changes === undefined || own !== null ? null : asked.toString();
  const wholeAt = what === 'whole' ? knownUntil : null;
  await forgetRaw(context, feed, rawFolder(context, feed.id), { named: met, wholeAt: wholeAt ?? row.whole_at });
  return { good, troubles, wholeAt, knownUntil };
}

const halfBundle =
  'A bundle is being put in place in this folder, or that broke off. Where it broke off, run fettle feeds import again: it finishes that.';

/** Whether an address leads to no other machine. */
export function isOnThisMachine({ hostname }: URL): boolean {
  return ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
}

/** Leaves a publisher the time that it asks for; a folder, or a mirror on this machine, needs none. The stop ends it. */
async function rest({ feed, signal }: FetchFeedWish, base: string): Promise<void> {
  const url = URL.parse(base);
  if (feed.pauseMs === undefined || url?.protocol === 'file:' || (url !== null && isOnThisMachine(url))) return;
  await pause(feed.pauseMs, undefined, { signal }).catch(() => undefined);
}

type Step = { readonly trouble: string | null; readonly further: readonly FeedAddress[] | null };

async function fetchIndex(
  context: Context,
  { feed, row, signal }: FetchFeedWish,
  address: FeedAddress,
  read: NonNullable<FeedAddress['index']>,
): Promise<Step> {
  const folder = rawFolder(context, feed.id);
  const fetched = await fetchFile({
    base: baseOf(context, feed, row),
    path: address.path,
    folder,
    known: { etag: null, lastModified: null, sha256: null },
    signal,
  });
  if (fetched.kind === 'failed') return { trouble: fetched.why, further: [] };
  if (fetched.kind === 'new' && fetched.bytes > largestIndex)
    return { trouble: `${address.path}: this is no index, it is too large.`, further: [] };
  try {
    const further = read(await readText(rawFile(folder, address.path), 'utf8'));
    const wrong = further.find(({ path }) => !isSafePath(path));
    if (wrong !== undefined)
      return { trouble: `${address.path}: it names ${JSON.stringify(wrong.path.slice(0, 200))}, which is no path of a feed.`, further: [] };
    return { trouble: null, further };
  } catch (error) {
    return {
      trouble: `${address.path}: ${error instanceof UnreadableFile ? error.message : 'it could not be read as an index.'}`,
      further: [],
    };
  }
}

async function fetchContent(context: Context, wish: FetchFeedWish, path: string): Promise<Step> {
  const { feed, row, signal } = wish;
  const known = await inNoClient(context.db, (tx) => readFile(tx, feed.id, path));
  const untaken = known !== null && known.taken_sha256 !== known.fetched_sha256 && known.held === null;
  const fetched = await fetchFile({
    base: baseOf(context, feed, row),
    path,
    folder: rawFolder(context, feed.id),
    // Of a file that was fetched and not taken (the server died in between) nothing is known yet.
    known: known === null || untaken ? nothingKnown : { etag: known.etag, lastModified: known.last_modified, sha256: known.fetched_sha256 },
    signal,
  });
  if (fetched.kind === 'failed') return { trouble: fetched.why, further: null };
  const at = context.now();
  if (fetched.kind === 'same') {
    await inNoClient(context.db, (tx) => noteConfirmed(tx, feed.id, path, at));
    return { trouble: known?.held ?? null, further: null };
  }
  const { sha256, bytes, validators } = fetched;
  await inNoClient(context.db, (tx) => noteFetched(tx, { feed: feed.id, path, sha256, bytes, at, ...validators }));
  const taken = await takeFile(context, { feed, path, file: fetched.file, sha256, bytes, letThrough: null });
  return { trouble: taken.kind === 'taken' ? null : `${path}: ${taken.why}`, further: null };
}

const nothingKnown = { etag: null, lastModified: null, sha256: null };
