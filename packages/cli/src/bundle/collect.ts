/** Which files of a folder of feeds belong into a bundle: what a feed reads, and the lists by which it finds that. */
import { closeSync, constants, existsSync, fstatSync, lstatSync, openSync, readFileSync, readSync, readdirSync, statSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { UnreadableFile } from '@fettle/feeds';
import type { Feed, FeedAddress } from '@fettle/feeds';
import { isSafePath } from './manifest.ts';
import type { BundledFile } from './manifest.ts';

const chunkBytes = 1024 * 1024;
/** A list that is larger is none. */
const largestIndex = 64 * 1024 * 1024;

export type Collected = {
  readonly files: readonly BundledFile[];
  /** Paths that are left out, with why. */
  readonly passedOver: readonly { readonly path: string; readonly why: string }[];
};

/** The files of one feed below `FOLDER/ID`, hashed, in the order of their paths. Links, unfinished downloads and what no feed reads are left out. */
export function collectFeed(folder: string, feed: Feed): Collected {
  const root = join(folder, feed.id);
  const files: BundledFile[] = [];
  const passedOver: { path: string; why: string }[] = [];
  const lists = indexPaths(root, feed);
  for (const { path, isFile } of entriesBelow(root, '')) {
    const named = `${feed.id}/${path}`;
    if (/\.part(?:\.json)?$/.test(path)) continue;
    if (!isFile) passedOver.push({ path: named, why: 'it is a link, or no file' });
    else if (!lists.has(path) && !feed.accepts(path)) passedOver.push({ path: named, why: 'the feed has no such files' });
    else if (!isSafePath(path)) passedOver.push({ path: named, why: 'its name is none that a feed uses' });
    else files.push({ path: named, ...measure(join(root, path)) });
  }
  return { files, passedOver };
}

/** True where the folder holds a folder under the name of this feed; a link is none. */
export function hasFeed(folder: string, feed: Feed): boolean {
  return lstatSync(join(folder, feed.id), { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Size, hash and time of a file; a link in its place is not followed. */
function measure(file: string): Omit<BundledFile, 'path'> {
  const hash = createHash('sha256');
  let bytes = 0;
  const modified = readPieces(file, (piece) => {
    hash.update(piece);
    bytes += piece.length;
  });
  return { bytes, sha256: hash.digest('hex'), modifiedAt: Temporal.Instant.fromEpochMilliseconds(modified).toString() };
}

/** Gives a file's content in pieces; returns when it was last changed, in milliseconds since 1970. */
export function readPieces(file: string, take: (piece: Uint8Array) => void): number {
  const handle = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const chunk = Buffer.alloc(chunkBytes);
    for (let read = readSync(handle, chunk); read > 0; read = readSync(handle, chunk)) take(chunk.subarray(0, read));
    return Math.floor(fstatSync(handle).mtimeMs);
  } finally {
    closeSync(handle);
  }
}

function* entriesBelow(root: string, below: string): Generator<{ readonly path: string; readonly isFile: boolean }> {
  const entries = readdirSync(join(root, below), { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) yield* entriesBelow(root, path);
    else yield { path, isFile: entry.isFile() };
  }
}

/** The lists that a publisher keeps of its files, as far as they are here: without them nobody who reads this folder would find the files. */
function indexPaths(root: string, feed: Feed): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting: FeedAddress[] = [...feed.addresses([])];
  for (let address = waiting.shift(); address !== undefined; address = waiting.shift()) {
    const file = join(root, address.path);
    if (address.index === null || found.has(address.path) || !isSafePath(address.path) || !existsSync(file)) continue;
    found.add(address.path);
    if (statSync(file).size > largestIndex) continue;
    try {
      waiting.push(...address.index(readFileSync(file, 'utf8')));
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
    }
  }
  return found;
}
