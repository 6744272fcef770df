/** Matches software that waits against what feeds say of its packages: once per distinct software, whoever has it. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { askedOf, canonicalEcosystem, familyOf, indexAdvisories, matchIn, withoutRelease } from '@fettle/core/advisories';
import type { Advisory, MatchAnswer, Subject } from '@fettle/core/advisories';
import { inNoClient, planAnew } from '../../platform/database/index.ts';
import type { Context } from '../../platform/feature.ts';
import { lockMatching } from '../matching-lock.ts';
import { noteChangedSoftware } from '../news.ts';
import { osvEcosystems } from '../feeds/index.ts';
import { readAdvisories, takeQueued, writeMatches } from './store.ts';
import type { KeyedAdvisory, MatchRow, PackageKey, QueuedSoftware } from './store.ts';

/** Enough that each package is read once for all its versions; little enough for memory and for a short transaction. */
const atOnce = 20_000;
/** So many are matched while the database writes what was matched before. */
const perPiece = 2_000;
/** After so many, whoever else waits for this process has a turn. */
const perTurn = 200;

/** Matches up to twenty thousand that wait; `more` is false when none is left. `changed`: how many software have other advisories than before. */
export async function matchBatch(context: Context): Promise<{ readonly more: boolean; readonly changed: number }> {
  return inNoClient(context.db, async (tx) => {
    await planAnew(tx);
    await lockMatching(tx, 'match');
    const queued = await takeQueued(tx, atOnce);
    if (queued.length === 0) return { more: false, changed: 0 };
    const now = context.now();
    const matcher = matcherOf(await readAdvisories(tx, packagesOf(queued)), now);
    const pieces = Array.from({ length: Math.ceil(queued.length / perPiece) }, (_, n) => queued.slice(n * perPiece, (n + 1) * perPiece));
    const changed: number[] = [];
    let rows = await matchAll(pieces[0] ?? [], matcher);
    for (const [n, piece] of pieces.entries()) {
      const ids = piece.map(({ id }) => id);
      const [written, next] = await Promise.all([writeMatches(tx, ids, rows, now), matchAll(pieces[n + 1] ?? [], matcher)]);
      for (const id of written) changed.push(id);
      rows = next;
    }
    await noteChangedSoftware(tx, changed);
    return { more: queued.length === atOnce, changed: changed.length };
  });
}

type Matcher = { readonly answer: (software: QueuedSoftware) => MatchAnswer; readonly keyOf: (advisory: Advisory) => number };

function matcherOf(keyed: readonly KeyedAdvisory[], now: string): Matcher {
  // An advisory that stands in several files of a feed is one; it is known by the first of its keys.
  const byName = new Map<string, number>();
  for (const { key, advisory } of keyed) if (!byName.has(nameOf(advisory))) byName.set(nameOf(advisory), key);
  const known = new Map<Advisory, number>();
  const index = indexAdvisories(keyed.map(({ advisory }) => advisory));
  return {
    answer: (software) => matchIn(index, subjectOf(software), osvEcosystems(software.ecosystem), now),
    keyOf(advisory) {
      const key = known.get(advisory) ?? byName.get(nameOf(advisory));
      if (key === undefined) throw new Error(`a match names an advisory that was not read: ${advisory.id}`);
      known.set(advisory, key);
      return key;
    },
  };
}

async function matchAll(queued: readonly QueuedSoftware[], matcher: Matcher): Promise<readonly MatchRow[]> {
  const rows: MatchRow[] = [];
  for (const [n, software] of queued.entries()) {
    if (n % perTurn === 0) await nextTurn();
    for (const row of rowsOf(software, matcher)) rows.push(row);
  }
  return rows;
}

function rowsOf(software: QueuedSoftware, { answer, keyOf }: Matcher): Iterable<MatchRow> {
  const { matches, unknown } = answer(software);
  const rows = new Map<number, MatchRow>();
  const add = (advisory: Advisory, said: Pick<MatchRow, 'fixed' | 'noFix' | 'undecided'>): void => {
    const key = keyOf(advisory);
    rows.set(key, { softwareId: software.id, advisory: key, ...said, security: advisory.kind === 'security' });
  };
  // What could not be decided goes first: of one advisory in several ecosystems the one that holds counts.
  for (const { advisory, why } of unknown) if (advisory !== null) add(advisory, { fixed: null, noFix: null, undecided: why });
  for (const { advisory, fixed, noFix } of matches) add(advisory, { fixed, noFix, undecided: null });
  return rows.values();
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
