/** Takes a bundle in: nothing stands in the folder before all of it was unpacked beside it and found to be what was signed. */
import { closeSync, fsyncSync, mkdirSync, openSync, rmSync, statSync, utimesSync, writeSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { FeedId } from '@fettle/feeds';
import { reasonOf } from '../keys/private-file.ts';
import { Refused } from '../refused.ts';
import { finishImport, isNoted, removeNote, writeNote } from './import-note.ts';
import { feedIn, manifestName, mostManifestBytes, openManifest, signerName } from './manifest.ts';
import type { BundledFile, Manifest } from './manifest.ts';
import { HalfMoved, moveAll } from './move-all.ts';
import { newRoom } from './room.ts';
import { readStanding, writeStanding } from './standing.ts';
import { BadTar, tarReader } from './tar-read.ts';
import type { TarReader } from './tar-read.ts';

export type ImportWish = {
  /** Absolute path of the bundle. */
  readonly file: string;
  /** Absolute path of the folder of feeds; made where there is none. */
  readonly into: string;
  /** Fingerprint of the key that must have signed it. */
  readonly trust: string;
  /** Also where what stands there came with a newer bundle. */
  readonly older: boolean;
  readonly say: (line: string) => void;
};

/** Imports the bundle, whole or not at all. Refused for anything that is not as it was signed. */
export function readBundle({ file, into, trust, older, say }: ImportWish): Manifest {
  const parent = guarded(into, () => roomFor(into));
  // Before anything of this bundle is read: what an earlier import left is whole whatever becomes of this one.
  const missing = guarded(into, () => finishImport(into, parent));
  const room = newRoom(into);
  const beside = join(parent, room);
  const handle = guarded(file, () => openSync(file, 'r'));
  try {
    const reader = tarReader(handle);
    const manifest = readHead(reader, trust);
    if (!older) refuseOlder(into, manifest);
    refuseGap(missing, manifest);
    guarded(beside, () => mkdirSync(beside, { recursive: true, mode: 0o755 }));
    unpack(reader, manifest, beside, say);
    putInPlace({ into, parent, room, trust, wasHalf: missing.length > 0, say }, manifest);
    return manifest;
  } catch (error) {
    if (error instanceof BadTar) throw refused(`The bundle can not be read: ${error.message}.`);
    throw error;
  } finally {
    closeSync(handle);
    // As long as the note names it, it holds the only copy of what is not in place.
    if (!isNoted(into, room)) rmSync(beside, { recursive: true, force: true });
  }
}

/** A process that is ended in here leaves its note, and the next import finishes this one. */
function putInPlace({ into, parent, room, trust, wasHalf, say }: Place, manifest: Manifest): void {
  const beside = join(parent, room);
  const paths = manifest.files.map(({ path }) => path);
  guarded(into, () => mkdirSync(into, { recursive: true, mode: 0o755 }));
  writeNote(into, { room, madeAt: manifest.madeAt, keyid: trust, paths });
  try {
    guarded(into, () => moveAll(join(beside, 'new'), into, join(beside, 'old'), paths, (path) => say(`Putting ${path} in place`)));
  } catch (error) {
    if (error instanceof HalfMoved) throw stillHalf(into, error);
    // What was moved went back, so nothing is half: unless it was before.
    if (!wasHalf) removeNote(into);
    throw error;
  }
  writeStanding(into, feedsOf(manifest), manifest.madeAt, trust);
  removeNote(into);
}

type Place = Pick<ImportWish, 'into' | 'trust' | 'say'> & {
  readonly parent: string;
  /** The name of the folder below `parent` in which it was unpacked. */
  readonly room: string;
  /** An earlier import was not finished, and this one brings what it left open. */
  readonly wasHalf: boolean;
};

/** The note stays, and what was unpacked. */
function stillHalf(into: string, { message }: HalfMoved): Refused {
  return new Refused({
    code: 'cli.bundle-half',
    title: 'A bundle is not whole in its place',
    detail: `A file of the bundle could not be put into ${into}, nor all of those before it taken back: ${message}.`,
    remedy: `See to the room on the disk and who may write there, then run fettle feeds import --into ${into} again: it finishes what was begun.`,
  });
}

/** What an earlier import left open and can not finish must come with this one: else the folder stays half. */
function refuseGap(missing: readonly string[], { files }: Manifest): void {
  const coming = new Set(files.map(({ path }) => path));
  const gap = missing.find((path) => !coming.has(path));
  if (gap === undefined) return;
  throw refused(
    `An earlier import broke off, what it had unpacked is gone, and this bundle does not bring ${gap}. Take the same bundle as then.`,
  );
}

/** The feeds that a bundle brings, each once. */
export function feedsOf(manifest: Manifest): readonly FeedId[] {
  return [...new Set(manifest.files.flatMap(({ path }) => feedIn(path) ?? []))];
}

/** Beside the folder; within it where it is a file system of its own, because files are moved from here to there. */
function roomFor(into: string): string {
  const parent = dirname(into);
  const own = statSync(into, { throwIfNoEntry: false });
  const around = statSync(parent, { throwIfNoEntry: false });
  return own !== undefined && own.dev !== around?.dev ? into : parent;
}

function readHead(reader: TarReader, trust: string): Manifest {
  const envelope = small(reader, manifestName, 2 * mostManifestBytes);
  const signer = small(reader, signerName, 1000);
  const opened = openManifest(envelope, signer.toString('utf8'), trust);
  if (!opened.ok) throw refused(opened.why);
  return opened.manifest;
}

function small(reader: TarReader, name: string, most: number): Buffer {
  const entry = reader.next();
  if (entry?.name !== name)
    throw refused(`Where ${name} must stand is ${entry === null ? 'the end' : JSON.stringify(entry.name)}: this is no bundle of feeds.`);
  if (entry.bytes > most) throw refused(`Its ${name} is too large.`);
  return Buffer.concat([...reader.content()].map((piece) => Buffer.from(piece)));
}

function refuseOlder(into: string, { madeAt, files }: Manifest): void {
  const coming = new Set<string>(files.flatMap(({ path }) => feedIn(path) ?? []));
  const newer = readStanding(into).find((one) => coming.has(one.feed) && Temporal.Instant.compare(one.madeAt, madeAt) > 0);
  if (newer === undefined) return;
  throw new Refused({
    code: 'cli.bundle-older',
    title: 'The bundle is older than what is there',
    detail: `This bundle was made at ${madeAt}; what ${into} has of ${newer.feed} came with one of ${newer.madeAt}.`,
    remedy: 'Take the newer bundle, or say --older where you want to go back.',
  });
}

function unpack(reader: TarReader, { files }: Manifest, beside: string, say: (line: string) => void): void {
  const known = new Set(files.map(({ path }) => path));
  for (const expected of files) {
    const entry = reader.next();
    if (entry === null) throw refused(`${expected.path} is missing.`);
    if (!known.has(entry.name)) throw refused(`It holds ${JSON.stringify(entry.name.slice(0, 200))}, of which its manifest says nothing.`);
    if (entry.name !== expected.path) throw refused(`Where ${expected.path} must stand is ${entry.name}.`);
    if (entry.bytes !== expected.bytes) throw refused(`${expected.path} has ${entry.bytes} bytes and not ${expected.bytes}.`);
    say(`Checking ${expected.path}`);
    unpackFile(reader, expected, join(beside, 'new', expected.path));
  }
  const more = reader.next();
  if (more !== null) throw refused(`It holds ${JSON.stringify(more.name.slice(0, 200))}, of which its manifest says nothing.`);
}

function unpackFile(reader: TarReader, { path, sha256, modifiedAt }: BundledFile, target: string): void {
  const hash = createHash('sha256');
  guarded(target, () => {
    mkdirSync(dirname(target), { recursive: true, mode: 0o755 });
    const handle = openSync(target, 'wx', 0o644);
    try {
      for (const piece of reader.content()) {
        hash.update(piece);
        for (let at = 0; at < piece.length;) at += writeSync(handle, piece, at);
      }
      // Before its name stands anywhere: a machine that loses power must not leave empty files under good names.
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    const modified = Temporal.Instant.from(modifiedAt).epochMilliseconds / 1000;
    utimesSync(target, modified, modified);
  });
  if (hash.digest('hex') !== sha256) throw refused(`${path} is not what was signed.`);
}

function guarded<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof Refused || !(error instanceof Error) || !('code' in error)) throw error;
    throw new Refused({
      code: 'cli.file',
      title: 'A file is not as it must be',
      detail: `${path}: ${reasonOf(error)}.`,
      remedy: 'Check the path, the room on the disk, and who may read and write there.',
    });
  }
}

function refused(detail: string): Refused {
  return new Refused({
    code: 'cli.bundle',
    title: 'The bundle is not taken',
    detail,
    remedy: 'Nothing was changed. Fetch the bundle again, and compare the fingerprint with whoever made it.',
  });
}
