/**
 * The note by which an import that broke off is finished. It is written when all of a bundle was unpacked beside the folder and found to be what was signed, and taken
 * away when all of it stands in its place: whoever comes next goes on forward, because there is nothing left that could be found wrong.
 */
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { importNote } from '@fettle/feeds';
import type { FeedId } from '@fettle/feeds';
import { digest, instant, list, object, text } from '@fettle/proof/shape';
import { parseStrictJson } from '@fettle/proof/strict-json';
import { reasonOf, writeWholeFile } from '../keys/private-file.ts';
import { Refused } from '../refused.ts';
import { feedIn } from './manifest.ts';
import { moveRest } from './move-all.ts';
import { isAlive, ownerOfRoom } from './room.ts';
import { writeStanding } from './standing.ts';

export type ImportNote = {
  /** The name of the folder in which it was unpacked; it names the process that works on it. */
  readonly room: string;
  readonly madeAt: string;
  readonly keyid: string;
  /** What comes, `FEED/PATH`. */
  readonly paths: readonly string[];
};
const readNote = object<ImportNote>({ room: text(400), madeAt: instant, keyid: digest, paths: list(text(1000), 200_000) });

export function writeNote(into: string, note: ImportNote): void {
  writeWholeFile(into, importNote, `${JSON.stringify(note)}\n`);
}

export function removeNote(into: string): void {
  rmSync(join(into, importNote), { force: true });
}

/** Whether the note names this room, or can not be read: what is in it is needed until the import is finished. */
export function isNoted(into: string, room: string): boolean {
  try {
    return noteOf(into)?.room === room;
  } catch {
    return true;
  }
}

/** Refused where a bundle is being put in place in this folder, or was not put in place whole: what stands there is of two days. */
export function refuseHalf(folder: string): void {
  if (!existsSync(join(folder, importNote))) return;
  throw new Refused({
    code: 'cli.bundle-half',
    title: 'A bundle is not whole in its place',
    detail: `A bundle is being put in place in ${folder}, or that broke off: some of its files are of the bundle, others are older.`,
    remedy: `Run fettle feeds import --into ${folder} again: it finishes what was begun.`,
  });
}

/**
 * Finishes an import that broke off. Returns the paths that can not be put in place any more, because what was unpacked is gone: whoever imports now must bring them.
 * Refused where another process works on it.
 */
export function finishImport(into: string, parent: string): readonly string[] {
  const note = noteOf(into);
  const owner = note === null ? null : ownerOfRoom(note.room);
  if (owner !== null && owner.pid !== process.pid && isAlive(owner)) {
    throw new Refused({
      code: 'cli.bundle-busy',
      title: 'Another import is under way',
      detail: `The process ${owner.pid} is putting a bundle in place in ${into}.`,
      remedy: 'Wait until it has ended, then try again.',
    });
  }
  forgetRooms(into, parent, note?.room ?? null);
  if (note === null) return [];
  const own = join(parent, note.room);
  const missing = moveRest(join(own, 'new'), into, note.paths);
  if (missing.length > 0) return missing;
  writeStanding(into, [...new Set(note.paths.flatMap((path) => feedIn(path) ?? []))] satisfies FeedId[], note.madeAt, note.keyid);
  removeNote(into);
  rmSync(own, { recursive: true, force: true });
  return [];
}

function noteOf(into: string): ImportNote | null {
  const file = join(into, importNote);
  if (!existsSync(file)) return null;
  let why: string;
  try {
    const json = parseStrictJson(readFileSync(file));
    const read = json.ok ? readNote(json.value, 'it') : json;
    const isKnown = read.ok && read.value.paths.every((path) => feedIn(path) !== null) && ownerOfRoom(read.value.room) !== null;
    if (isKnown) return read.value;
    why = read.ok ? 'it names what is no path of a feed, or no folder of an import' : read.problem;
  } catch (error) {
    why = reasonOf(error);
  }
  throw new Refused({
    code: 'cli.file',
    title: 'A file is not as it must be',
    detail: `${file}, which says how far an import came, can not be read: ${why}.`,
    remedy: 'Take it away, and import the newest bundle again.',
  });
}

/** What processes left that were ended before they had written their note. */
function forgetRooms(into: string, parent: string, noted: string | null): void {
  for (const name of existsSync(parent) ? readdirSync(parent) : []) {
    const owner = name === noted || !name.startsWith(`.${basename(into)}.`) ? null : ownerOfRoom(name);
    if (owner !== null && !isAlive(owner)) rmSync(join(parent, name), { recursive: true, force: true });
  }
}
