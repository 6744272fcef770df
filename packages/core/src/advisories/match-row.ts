/** One question and its answer as plain JSON, for `fettle compute match`: what a script or a test bench asks without a server. */
import { indexAdvisories } from './advisory-index.ts';
import type { AdvisoryIndex } from './advisory-index.ts';
import { lowest } from './in-ranges.ts';
import { BadShape, isObject, listAt, objectAt, requiredTextAt, textAt } from './json.ts';
import { matchIn } from './match.ts';
import { advisoriesOf } from './neutral.ts';
import { distTagOf } from './neutral-red-hat.ts';
import { readOsv } from './osv.ts';
import { isUbuntuLts } from './releases.ts';
import type { Advisory, Match, MatchAnswer, Subject, UnknownReason } from './types.ts';

export type RowFinding = {
  readonly id: string;
  /** The version that ends it; null: none is known. */
  readonly fixed: string | null;
  /** Every other id of it, CVE ids first of all; sorted. */
  readonly aliases: readonly string[];
  /** `unknown`: the installed version can not be read, so it may hold. */
  readonly state: 'affected' | 'unknown';
};

export type RowAnswer = {
  /** Sorted by id. */
  readonly findings: readonly RowFinding[];
  /** What could not be decided for another reason; `id` null: nothing can be said about this software. */
  readonly unknown: readonly { readonly id: string | null; readonly why: UnknownReason }[];
  /** Records of the row itself that could not be read, in sentences. */
  readonly problems: readonly string[];
};

/**
 * Answers one row `{ecosystem, package, version, arch?, source?, sourceVersion?, modularitylabel?, repository?}` from the index, or from
 * the row's own `osv` record, `osv` list or neutral `advisories`. Without `source` the package's name is taken for the source's, without
 * `sourceVersion` its version. `now` is an RFC 3339 time in UTC. A row that can not be read is an answer with a problem and nothing else.
 */
export function matchRow(index: AdvisoryIndex | null, row: unknown, now: string): RowAnswer {
  try {
    return answerRow(index, objectAt(row, 'The row'), now);
  } catch (error) {
    if (error instanceof BadShape) return { findings: [], unknown: [], problems: [`${error.message}.`] };
    throw error;
  }
}

function answerRow(given: AdvisoryIndex | null, row: Readonly<Record<string, unknown>>, now: string): RowAnswer {
  const subject = subjectOf(row);
  const own = ownAdvisories(row);
  const problems = own === null ? [] : own.flatMap((one) => ('problem' in one ? [one.problem] : []));
  const index = own === null ? given : indexAdvisories(own.filter((one): one is Advisory => !('problem' in one)));
  if (index === null) return { findings: [], unknown: [], problems: ['There is no feed to answer from.'] };
  const answer = matchIn(index, subject, ecosystemsOfRow(subject.ecosystem), now);
  return {
    findings: findingsOf(index, subject.ecosystem, answer),
    unknown: answer.unknown
      .filter(({ advisory, why }) => advisory === null || why !== 'installed-version')
      .map(({ advisory, why }) => ({ id: advisory?.id ?? null, why })),
    problems,
  };
}

/** The advisories that the row itself brings; null: it brings none. */
function ownAdvisories(row: Readonly<Record<string, unknown>>): readonly ReturnType<typeof readOsv>[] | null {
  const { osv, advisories } = row;
  if (isObject(osv)) return [readOsv(osv)];
  if (Array.isArray(osv)) return osv.map((record: unknown) => readOsv(record));
  return advisories === undefined || advisories === null ? null : advisoriesOf(listAt(advisories, 'advisories'));
}

function subjectOf(row: Readonly<Record<string, unknown>>): Subject {
  const name = requiredTextAt(row['package'] ?? row['name'], 'package');
  const version = textAt(row['version'], 'version') ?? '';
  return {
    ecosystem: withRelease(requiredTextAt(row['ecosystem'], 'ecosystem'), version),
    name,
    version,
    architecture: textAt(row['arch'], 'arch'),
    sourceName: textAt(row['source'], 'source') ?? name,
    sourceVersion: textAt(row['sourceVersion'], 'sourceVersion') ?? version,
    module: textAt(row['modularitylabel'], 'modularitylabel'),
    repository: textAt(row['repository'], 'repository'),
  };
}

/** `Ubuntu:20.04-ESM` is a device of 20.04 that gets what Pro publishes besides; a release that never had Pro gets nothing more. */
function ecosystemsOfRow(ecosystem: string): readonly string[] {
  const release = /^Ubuntu:(\d+\.\d+)-ESM$/.exec(ecosystem)?.[1];
  if (release === undefined) return [ecosystem];
  return isUbuntuLts(release) ? [`Ubuntu:Pro:${release}`, `Ubuntu:${release}`] : [`Ubuntu:Pro:${release}`];
}

/** Red Hat without a release: the package's own dist tag tells which. */
function withRelease(ecosystem: string, version: string): string {
  const release = ecosystem === 'Red Hat' ? distTagOf(version) : null;
  return release === null ? ecosystem : `Red Hat:${release}`;
}

function findingsOf(index: AdvisoryIndex, ecosystem: string, answer: MatchAnswer): readonly RowFinding[] {
  const found = new Map<string, RowFinding>();
  const scheme = index.family(ecosystem)?.scheme ?? null;
  for (const one of answer.matches) {
    const before = found.get(one.advisory.id);
    found.set(one.advisory.id, before === undefined ? finding(one.advisory, one.fixed, 'affected') : both(index, scheme, before, one));
  }
  for (const { advisory, why } of answer.unknown) {
    if (advisory !== null && why === 'installed-version' && !found.has(advisory.id)) {
      found.set(advisory.id, finding(advisory, null, 'unknown'));
    }
  }
  return [...found.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function finding(advisory: Advisory, fixed: string | null, state: RowFinding['state']): RowFinding {
  return { id: advisory.id, fixed, aliases: otherIds(advisory.id, [...advisory.cves, ...advisory.aliases]), state };
}

/** Two advisories about one vulnerability: it has ended when both are fulfilled, and a fix that is known counts more than none. */
function both(index: AdvisoryIndex, scheme: string | null, before: RowFinding, one: Match): RowFinding {
  const aliases = otherIds(before.id, [...before.aliases, ...one.advisory.cves, ...one.advisory.aliases]);
  return { ...before, aliases, fixed: higher(index, scheme, before.fixed, one.fixed) };
}

function higher(index: AdvisoryIndex, scheme: string | null, a: string | null, b: string | null): string | null {
  if (a === null || b === null || scheme === null) return a ?? b;
  return lowest(a, b, scheme, index.versions) === a ? b : a;
}

function otherIds(id: string, ids: readonly string[]): readonly string[] {
  return [...new Set(ids)].filter((one) => one !== id).toSorted();
}
