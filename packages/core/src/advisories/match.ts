/**
 * Which advisories hold for one software. Everything is decided from what the ecosystem's own advisories say of its own versions: a version
 * of a distribution carries fixes that its number does not show, so upstream's numbers are never asked.
 */
import type { AdvisoryIndex, Statement } from './advisory-index.ts';
import { flavourOf } from './flavours.ts';
import type { EcosystemFamily } from './families.ts';
import { isForeignBuild } from './foreign-builds.ts';
import { lowest, standingOf } from './in-ranges.ts';
import { moduleVerdict } from './modules.ts';
import { unsignedSource } from './signed-source.ts';
import type { SourcePackage } from './signed-source.ts';
import type { Advisory, Match, MatchAnswer, NoFixReason, Subject, UnknownReason, Unsettled } from './types.ts';
import type { ParsedVersion } from './version-reader.ts';

/**
 * Matches one distinct software in its own ecosystem. `now` is an RFC 3339 time in UTC: an advisory withdrawn before it no longer holds.
 * Where the ecosystem names sources, source name and version are asked, else those of the package; there is no falling back from one to the
 * other.
 */
export function match(index: AdvisoryIndex, subject: Subject, now: string): MatchAnswer {
  const matches: Match[] = [];
  const unknown: Unsettled[] = [];
  const family = index.family(subject.ecosystem);
  const asked = question(index, subject);
  if (family === null) unknown.push({ advisory: null, why: 'ecosystem' });
  const statements = index.statements(subject.ecosystem, asked.name);
  if (isForeignBuild(asked.scheme, asked.version))
    return { matches: [], unknown: statements.length === 0 ? [] : [{ advisory: null, why: 'other-vendor' }] };
  for (let i = 0; i < statements.length;) {
    const advisory = statements[i]?.advisory;
    const verdict = emptyVerdict();
    for (; i < statements.length && statements[i]?.advisory === advisory; i += 1) judge(verdict, index, asked, statements[i]);
    if (advisory === undefined || isWithdrawn(advisory, now)) continue;
    if (verdict.isHit) matches.push({ advisory, fixed: verdict.fixed, noFix: verdict.fixed === null ? verdict.noFix : null });
    else if (verdict.why !== null) unknown.push({ advisory, why: verdict.why });
  }
  return { matches, unknown };
}

/**
 * Matches in several ecosystems of one device, most specific first (`ecosystemsOf`): of one advisory, or of several about the same id, the
 * first ecosystem that says anything about the package decides. A release says "no fix" where its extended stream has one.
 */
export function matchIn(index: AdvisoryIndex, subject: Subject, ecosystems: readonly string[], now: string): MatchAnswer {
  const [only] = ecosystems;
  if (only !== undefined && ecosystems.length === 1) return settled(match(index, { ...subject, ecosystem: only }, now));
  const matches: Match[] = [];
  const unknown: Unsettled[] = [];
  const decided = new Set<Advisory>();
  for (const ecosystem of ecosystems) {
    const here = { ...subject, ecosystem };
    const answer = match(index, here, now);
    matches.push(...answer.matches.filter((one) => !decided.has(one.advisory)));
    unknown.push(...answer.unknown.filter((one) => one.advisory === null || !decided.has(one.advisory)));
    for (const statement of index.statements(ecosystem, question(index, here).name)) decided.add(statement.advisory);
  }
  return settled({ matches, unknown });
}

function settled({ matches, unknown }: MatchAnswer): MatchAnswer {
  return { matches, unknown: unknown.length < 2 ? unknown : withoutRepeats(unknown) };
}

/** A subject as its ecosystem is asked for it. */
type Question = {
  readonly subject: Subject;
  readonly scheme: string | null;
  readonly name: string;
  readonly version: string;
  readonly installed: ParsedVersion | null;
};

function question(index: AdvisoryIndex, subject: Subject): Question {
  const family = index.family(subject.ecosystem);
  const { name, version } = askedOf(family, subject);
  const scheme = family?.scheme ?? null;
  return { subject, scheme, name, version, installed: scheme === null ? null : index.versions.read(scheme, version) };
}

/** The package and version by which advisories of a family may speak of a subject. */
export function askedOf(family: EcosystemFamily | null, subject: Subject): SourcePackage {
  if (family?.namedBy !== 'source') return { name: subject.name, version: subject.version };
  const source = { name: subject.sourceName ?? subject.name, version: subject.sourceVersion ?? subject.version };
  return unsignedSource(family.name, source);
}

type Verdict = { isHit: boolean; fixed: string | null; noFix: NoFixReason | null; why: UnknownReason | null };

function emptyVerdict(): Verdict {
  return { isHit: false, fixed: null, noFix: null, why: null };
}

function judge(verdict: Verdict, index: AdvisoryIndex, asked: Question, statement: Statement | undefined): void {
  if (statement === undefined) return;
  const { affected, isModular, flavour } = statement;
  const { subject } = asked;
  if (affected.architectures !== null && !coversArchitecture(affected.architectures, subject.architecture)) return;
  if (affected.repository !== null && subject.repository !== null && affected.repository !== subject.repository) return;
  if (asked.scheme === 'rpm' && flavour !== null && flavour !== flavourOf(asked.version)) return;
  const module = asked.scheme === 'rpm' ? moduleVerdict(affected.module, isModular, subject) : 'same';
  if (module === 'other') return;
  const standing = standingOf(affected, asked.scheme, asked.version, asked.installed, index.versions);
  if (standing.is === 'out') return;
  if (standing.is === 'unknown') {
    verdict.why ??= asked.scheme === null ? 'ecosystem' : asked.installed === null ? 'installed-version' : 'advisory-version';
    return;
  }
  if (module === 'unknown') {
    verdict.why ??= 'module';
    return;
  }
  verdict.isHit = true;
  verdict.noFix ??= standing.noFix;
  if (standing.fixed !== null) {
    verdict.fixed = asked.scheme === null ? standing.fixed : lowest(verdict.fixed, standing.fixed, asked.scheme, index.versions);
  }
}

/** A package for every architecture, or of one that is not known, can be meant by a statement about any. */
function coversArchitecture(architectures: readonly string[], own: string | null): boolean {
  return own === null || own === 'noarch' || own === 'all' || architectures.includes('noarch') || architectures.includes(own);
}

function isWithdrawn(advisory: Advisory, now: string): boolean {
  return advisory.withdrawn !== null && advisory.withdrawn <= now;
}

function withoutRepeats(unknown: readonly Unsettled[]): readonly Unsettled[] {
  const seen = new Set<string>();
  return unknown.filter(({ advisory, why }) => {
    const key = `${advisory?.feed ?? ''} ${advisory?.id ?? ''} ${why}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}
