/** Which software on a device comes from its publisher, and so ends when the publisher says, whatever the distribution does. */
import type { Software } from '../inventory/index.ts';
import { publisherRows } from './publisher-rows.ts';
import type { PublisherRow } from './publisher-rows.ts';

/** Counts what `publisherOf` decides by: software that was looked at by an older version is looked at again. Raise it with every change of the rows or of how a version is read. */
export const publishersVersion = 1;

export type Published = {
  /** endoflife.date's name of it. */
  readonly product: string;
  /** What its cycles are compared with: the one in the package's name, else the first two numbers of the version, so that no two patches of a release differ. */
  readonly version: string;
};

type Found = { readonly row: PublisherRow; readonly cycle: string | null };

const byName: ReadonlyMap<string, PublisherRow> = new Map(
  Object.entries(publisherRows).flatMap(([manager, rows]) =>
    rows.flatMap((row) => (row.names instanceof RegExp ? [] : row.names.map((name) => [`${manager}\n${name}`, row] as const))),
  ),
);

/** What the software is as its publisher's own; null: it is the distribution's, or nothing tells where it came from. */
export function publisherOf({ manager, name, version }: Pick<Software, 'manager' | 'name' | 'version'>): Published | null {
  const found = rowOf(manager, name);
  if (found === null || found.row.mark?.test(version) === false) return null;
  return { product: found.row.product, version: found.cycle ?? releaseOf(version) };
}

function rowOf(manager: Software['manager'], name: string): Found | null {
  const named = byName.get(`${manager}\n${name}`);
  if (named !== undefined) return { row: named, cycle: null };
  for (const row of publisherRows[manager]) {
    const match = row.names instanceof RegExp ? row.names.exec(name) : null;
    if (match !== null) return { row, cycle: match.groups?.['cycle'] ?? null };
  }
  return null;
}

/** `20.10` of `5:20.10.24~3-0~debian-bullseye`. What comes before a release (`17~rc1-1.pgdg120+1`) says so, for it belongs to none; a text without numbers stays. */
function releaseOf(version: string): string {
  const upstream = version.replace(/^\d+:/, '');
  const numbers = /^\d+(?:\.\d+)*/.exec(upstream)?.[0];
  if (numbers === undefined) return upstream;
  const release = numbers.split('.').slice(0, 2).join('.');
  return /^[~._-]?(?:alpha|beta|rc|preview|snapshot|dev)/i.test(upstream.slice(numbers.length)) ? `${release}-preview` : release;
}
