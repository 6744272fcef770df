/** Which configured sources have lists on the device. Without a source's lists nobody knows what it offers. */
import type { Trouble } from '@fettle/core/inventory';
import type { Machine } from '../machine/index.ts';
import type { ScanMode } from '../types.ts';
import { listOptions, ownFolders } from './arguments.ts';
import { ask, patience, succeeded } from '../kit/index.ts';
import { excerptOf, translateFailure, troubleOf } from './translate.ts';

export type ListGaps = {
  /** Nobody can say what is offered at all. */
  readonly none: Trouble | null;
  /** Sources that are not in the answer. */
  readonly some: readonly Trouble[];
};

/**
 * Compares the sources (`apt-get update --print-uris`, which fetches nothing) with the lists folder. A source counts as fetched when its
 * signed index is there: apt keeps that only once all that it names is there too.
 */
export async function missingLists(machine: Machine, mode: ScanMode): Promise<ListGaps> {
  const asked = await ask(machine, 'question', ['apt-get', ...listOptions(mode), '-q', '--print-uris', 'update']);
  if (!succeeded(asked)) return { none: translateFailure(asked, patience.question, 'apt-get'), some: [] };
  const sources = parseSourceUris(asked.stdout);
  if (sources.length === 0) return { none: troubleOf('apt.no-sources', {}, excerptOf(asked)), some: [] };
  const present = new Set(await machine.readDir(await listsFolder(machine, mode)));
  const missing = sources.filter((one) => !present.has(one.file) && !present.has(one.file.replace(/InRelease$/, 'Release')));
  if (missing.length === sources.length) return { none: troubleOf('apt.no-lists', {}), some: [] };
  return { none: null, some: missing.map((one) => troubleOf('apt.source-without-lists', { source: one.uri })) };
}

/** Where the lists are; a device may have moved its own (apt-config(8)). */
async function listsFolder(machine: Machine, mode: ScanMode): Promise<string> {
  if (mode.lists === 'own') return ownFolders(mode.folders).lists;
  const asked = await ask(machine, 'question', ['apt-config', 'shell', 'LISTS', 'Dir::State::lists/d']);
  return /^LISTS='(\/[^']*?)\/?'$/m.exec(asked.stdout)?.[1] ?? '/var/lib/apt/lists';
}

/** Lines of `'URI' FILE SIZE HASH`; the signed index of each source has a name that ends in InRelease. */
export function parseSourceUris(text: string): readonly { readonly uri: string; readonly file: string }[] {
  return text.split('\n').flatMap((line) => {
    const found = /^'([^']+)' (\S+InRelease) /.exec(line);
    return found ? [{ uri: found[1] ?? '', file: found[2] ?? '' }] : [];
  });
}
