/** Writes a bundle: hashes first, then writes, and gives up where a file changed between. */
import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { feeds } from '@fettle/feeds';
import type { Feed } from '@fettle/feeds';
import type { SigningKey } from '@fettle/proof/keys';
import { reasonOf } from '../keys/private-file.ts';
import { Refused } from '../refused.ts';
import { collectFeed, hasFeed, readPieces } from './collect.ts';
import type { Collected } from './collect.ts';
import { refuseHalf } from './import-note.ts';
import { manifestName, sealManifest, signerName } from './manifest.ts';
import type { BundledFile, Manifest } from './manifest.ts';
import { tarEnd, tarHeader, tarPadding } from './tar-write.ts';

export type ExportWish = {
  /** Absolute path of the folder of feeds. */
  readonly from: string;
  /** Absolute path of the bundle; what is there is replaced once the new one is whole. */
  readonly out: string;
  readonly key: SigningKey;
  /** null: all that the folder has. */
  readonly wanted: readonly Feed[] | null;
  /** RFC 3339. */
  readonly madeAt: string;
  readonly say: (line: string) => void;
};

export type Exported = { readonly file: string; readonly manifest: Manifest; readonly passedOver: Collected['passedOver'] };

/** Makes the bundle. Refused where a wanted feed has no file, or a file can not be read or changes meanwhile. */
export function writeBundle({ from, out, key, wanted, madeAt, say }: ExportWish): Exported {
  refuseHalf(from);
  const here = feeds.filter((feed) => hasFeed(from, feed)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const files: BundledFile[] = [];
  const passedOver: { path: string; why: string }[] = [];
  for (const feed of wanted ?? here) {
    say(`Hashing ${feed.displayName}`);
    const collected = here.includes(feed) ? guarded(from, () => collectFeed(from, feed)) : { files: [], passedOver: [] };
    if (wanted !== null && collected.files.length === 0) throw refused(`${from} has no file of the feed ${feed.id}.`);
    files.push(...collected.files);
    passedOver.push(...collected.passedOver);
  }
  if (files.length === 0) throw refused(`${from} has no file of any feed.`);
  const manifest = { kind: 'fettle-feed-bundle', version: 1, madeAt, files } as const satisfies Manifest;
  const beside = `${out}.${process.pid}.new`;
  try {
    guarded(out, () => writeAll(beside, from, manifest, key, say));
    guarded(out, () => renameSync(beside, out));
  } finally {
    rmSync(beside, { force: true });
  }
  return { file: out, manifest, passedOver };
}

function writeAll(file: string, from: string, manifest: Manifest, key: SigningKey, say: (line: string) => void): void {
  const handle = openSync(file, 'wx', 0o644);
  try {
    const madeAt = Temporal.Instant.from(manifest.madeAt).epochMilliseconds / 1000;
    writeEntry(handle, manifestName, Buffer.from(JSON.stringify(sealManifest(manifest, key))), madeAt);
    writeEntry(handle, signerName, Buffer.from(`${key.publicKey}\n`), madeAt);
    for (const entry of manifest.files) {
      say(`Writing ${entry.path}`);
      copyEntry(handle, from, entry);
    }
    writeWhole(handle, tarEnd);
  } finally {
    closeSync(handle);
  }
}

function writeEntry(handle: number, name: string, content: Uint8Array, modified: number): void {
  for (const part of [tarHeader(name, content.length, modified), content, tarPadding(content.length)]) writeWhole(handle, part);
}

function copyEntry(handle: number, from: string, { path, bytes, sha256, modifiedAt }: BundledFile): void {
  writeWhole(handle, tarHeader(path, bytes, Temporal.Instant.from(modifiedAt).epochMilliseconds / 1000));
  const hash = createHash('sha256');
  let written = 0;
  guarded(path, () =>
    readPieces(join(from, path), (piece) => {
      hash.update(piece);
      written += piece.length;
      writeWhole(handle, piece);
    }),
  );
  if (written !== bytes || hash.digest('hex') !== sha256)
    throw new Refused({
      code: 'cli.bundle-changed',
      title: 'A file changed meanwhile',
      detail: `${path} changed while the bundle was made.`,
      remedy: 'Try again when no feed is being fetched.',
    });
  writeWhole(handle, tarPadding(bytes));
}

function writeWhole(handle: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(handle, bytes, at);
}

function guarded<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof Refused || !(error instanceof Error) || !('code' in error)) throw error;
    throw refused(`${path}: ${reasonOf(error)}.`);
  }
}

function refused(detail: string): Refused {
  return new Refused({
    code: 'cli.bundle-source',
    title: 'The bundle can not be made',
    detail,
    remedy:
      'Name the folder in which a server keeps its feeds (feeds below FETTLE_DATA), or one of the same layout: a folder a feed, by its id.',
  });
}
