/** Matches software that waits against what feeds say of its packages: once per distinct software, whoever has it. */
import { askedOf, canonicalEcosystem, familyOf, indexAdvisories, matchIn, withoutRelease } from '@fettle/core/advisories';
import type { Advisory, Subject } from '@fettle/core/advisories';
import { inNoClient, planAnew } from '../../platform/database/index.ts';
import type { Context } from '../../platform/feature.ts';
import { lockMatching } from '../matching-lock.ts';
import { noteChangedSoftware } from '../news.ts';
import { osvEcosystems } from '../feeds/index.ts';
import { readAdvisories, takeQueued, writeMatches } from './store.ts';
import type { KeyedAdvisory, MatchRow, PackageKey, QueuedSoftware } from './store.ts';

/** Enough that each package is read once for all its versions; little enough for memory and for a short transaction. */
const atOnce = 20_000;

/** Matches up to twenty thousand that wait; `more` is false when none is left. `changed`: how many software have other advisories than before. */
export async function matchBatch(context: Context): Promise<{ readonly more: boolean; readonly changed: number }> {
  return inNoClient(context.db, async (tx) => {
    await planAnew(tx);
    await lockMatching(tx, 'match');
    const queued = await takeQueued(tx, atOnce);
    if (queued.length === 0) return { more: false, changed: 0 };
    const now = context.now();
    const rows = matchAll(queued, await readAdvisories(tx, packagesOf(queued)), now);
    const ids = queued.map(({ id }) => id);
    const changed = await writeMatches(tx, ids, rows, now);
    await noteChangedSoftware(tx, changed);
    return { more: queued.length === atOnce, changed: changed.length };
  });
}

function matchAll(queued: readonly QueuedSoftware[], keyed: readonly KeyedAdvisory[], now: string): readonly MatchRow[] {
  // An advisory that stands in several files of a feed is one; it is known by the first of its keys.
  const keys = new Map<string, number>();
  for (const { key, advisory } of keyed) if (!keys.has(nameOf(advisory))) keys.set(nameOf(advisory), key);
  const index = indexAdvisories(keyed.map(({ advisory }) => advisory));
  const rows = new Map<string, MatchRow>();
  for (const software of queued) {
    const answer = matchIn(index, subjectOf(software), osvEcosystems(software.ecosystem), now);
    const add = (advisory: Advisory, said: Pick<MatchRow, 'fixed' | 'noFix' | 'undecided'>): void => {
      const key = keys.get(nameOf(advisory));
      if (key === undefined) throw new Error(`a match names an advisory that was not read: ${advisory.id}`);
      rows.set(`${software.id} ${key}`, { softwareId: software.id, advisory: key, ...said, security: advisory.kind === 'security' });
    };
    // What could not be decided goes first: of one advisory in several ecosystems the one that holds counts.
    for (const { advisory, why } of answer.unknown) if (advisory !== null) add(advisory, { fixed: null, noFix: null, undecided: why });
    for (const { advisory, fixed, noFix } of answer.matches) add(advisory, { fixed, noFix, undecided: null });
  }
  return [...rows.values()];
}

function nameOf({ feed, id }: Advisory): string {
  return `${feed}\n${id}`;
}

/** The packages by which advisories may speak of these software: each ecosystem in its one spelling, and without its release where an advisory names none. */
function packagesOf(queued: readonly QueuedSoftware[]): readonly PackageKey[] {
  const found = new Map<string, PackageKey>();
  for (const software of queued) {
    for (const ecosystem of osvEcosystems(software.ecosystem)) {
      const { name } = askedOf(familyOf(ecosystem), subjectOf(software));
      const canonical = canonicalEcosystem(ecosystem);
      for (const spelt of new Set([canonical, withoutRelease(canonical)])) found.set(`${spelt}\n${name}`, { ecosystem: spelt, name });
    }
  }
  return [...found.values()];
}

function subjectOf(software: QueuedSoftware): Subject {
  return {
    ecosystem: '',
    name: software.name,
    version: software.version,
    architecture: software.architecture,
    sourceName: software.source_name,
    sourceVersion: software.source_version,
    module: software.module === '' ? null : software.module,
    repository: null,
  };
}
