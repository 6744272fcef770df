/** OSV: https://osv.dev. One archive an ecosystem, one JSON file a record; single records and folders of them are read as well. */
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { familyOf, readOsv } from '@fettle/core/advisories';
import { limits, wholeText, zipParts } from '../read/index.ts';
import { UnreadableFile } from '../types.ts';
import type { Feed, FeedFile, FeedRecord } from '../types.ts';

export const osv: Feed = {
  id: 'osv',
  displayName: 'OSV',
  docs: ['https://osv.dev', 'https://ossf.github.io/osv-schema/', 'https://google.github.io/osv.dev/data/'],
  attribution:
    'Open Source Vulnerabilities (osv.dev). The records keep the terms of the databases that they come from, among them ' +
    'Ubuntu (CC BY-SA 4.0), GitHub (CC BY 4.0), Red Hat (CC BY 4.0) and AlmaLinux (MIT).',
  base: 'https://osv-vulnerabilities.storage.googleapis.com/',
  everyHours: 6,
  lateAfterHours: 24,
  whole: true,
  sameId: 'merge',
  parts: 'ecosystems',
  addresses(parts) {
    const families = parts.flatMap((part) => familyOf(part) ?? []).filter((family) => !hasNoArchive.has(family.name));
    return [...new Set(families.map((family) => family.name))].map((name) => ({
      path: `${name}/all.zip`,
      index: null,
    }));
  },
  accepts: (path) => /(?:\.json|(?:^|\/)all\.zip)$/.test(path),
  parse,
};

/** Ecosystems of ours that OSV does not publish. */
const hasNoArchive: ReadonlySet<string> = new Set(['Amazon Linux', 'Arch Linux', 'Fedora', 'Oracle Linux']);

async function* parse(file: FeedFile): AsyncGenerator<FeedRecord> {
  if (await isFolder(file.file)) return yield* parseFolder(file);
  if (file.path.endsWith('.zip')) return yield* parseArchive(file);
  const value = parseJson(await wholeText(file.bytes, limits.record));
  if (value === undefined) throw new UnreadableFile('The file is no JSON.');
  if (Array.isArray(value) && value.length === 0) throw new UnreadableFile('The file holds no record.');
  yield* records(value, file.path);
}

async function* parseArchive(file: FeedFile): AsyncGenerator<FeedRecord> {
  for await (const part of zipParts(file.file, (name) => name.endsWith('.json'))) {
    if ('problem' in part) yield problem(part.name, part.problem);
    else yield* records(parseJson(part.text), part.name);
  }
}

/** Each file on its own: a broken one spoils nothing else. Links are not followed. */
async function* parseFolder(file: FeedFile): AsyncGenerator<FeedRecord> {
  const entries = await readdir(file.file, { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const inner = { path: `${file.path}/${entry.name}`, file: join(file.file, entry.name) };
    if (!entry.isDirectory() && !(entry.isFile() && /\.(?:json|zip)$/.test(entry.name))) continue;
    try {
      yield* parse({ ...inner, bytes: createReadStream(inner.file) });
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      yield problem(inner.path, error.message);
    }
  }
}

function* records(value: unknown, where: string): Generator<FeedRecord> {
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) yield record(item, `${where}[${i}]`);
  } else yield value === undefined ? problem(where, 'It is no JSON.') : record(value, where);
}

function record(value: unknown, where: string): FeedRecord {
  const read = readOsv(value, osv.id);
  return 'problem' in read ? problem(where, read.problem) : { type: 'advisory', advisory: read };
}

function problem(where: string, why: string): FeedRecord {
  return { type: 'problem', problem: { where, why } };
}

/** JSON has no value `undefined`: it stands for "no JSON". */
function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
