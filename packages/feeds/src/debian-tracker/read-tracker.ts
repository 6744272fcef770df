/** The tracker's JSON: source package → vulnerability → releases. https://security-team.debian.org/security_tracker.html */
import { cvesIn, debianNumberOf, isId } from '@fettle/core/advisories';
import type { Advisory, Affected, NoFixReason, PublishedSeverity } from '@fettle/core/advisories';
import { z } from 'zod';
import type { JsonRecord } from '../read/index.ts';
import { UnreadableFile } from '../types.ts';
import type { FeedRecord, KeptPart } from '../types.ts';

const releaseSchema = z.object({
  status: z.enum(['open', 'resolved', 'undetermined']),
  fixed_version: z.string().min(1).max(1_024).optional(),
  urgency: z.string().max(100).optional(),
  nodsa: z.string().optional(),
  nodsa_reason: z.string().nullish(),
});
type Release = z.infer<typeof releaseSchema>;

const vulnerabilitySchema = z.object({
  description: z.string().optional(),
  /** An empty object is written as an empty list at times. */
  releases: z.union([z.record(z.string(), z.unknown()), z.tuple([]).transform(() => ({}))]),
});

type Collected = { summary: string | null; readonly words: Set<string>; readonly affected: Affected[] };

/** fixed_version of a release that never had the flaw. */
const neverAffected = '0';

/**
 * One advisory for every vulnerability of the document, with all its sources and releases; those that nothing is affected by are left out. What can not be read is a
 * problem, which says what of earlier statements stays for it, and the rest is read. Throws `UnreadableFile` where there is no source at all.
 */
export async function* trackerAdvisories(sources: AsyncIterable<JsonRecord>, path: string): AsyncGenerator<FeedRecord> {
  const found = new Map<string, Collected>();
  let isEmpty = true;
  for await (const source of sources) {
    isEmpty = false;
    const where = `${path} ${source.key}`;
    const wholeSource = { id: null, ecosystem: null, name: source.key };
    if ('problem' in source) yield problem(where, source.problem, wholeSource);
    else if (typeof source.value !== 'object' || source.value === null || Array.isArray(source.value))
      yield problem(where, 'It is no object.', wholeSource);
    else {
      for (const [id, value] of Object.entries(source.value)) yield* collect(found, source.key, id, value, where);
    }
  }
  if (isEmpty) throw new UnreadableFile('The file names no source package at all.');
  for (const [id, one] of found) if (one.affected.length > 0) yield { type: 'advisory', advisory: advisory(id, one) };
}

function* collect(found: Map<string, Collected>, source: string, id: string, value: unknown, where: string): Generator<FeedRecord> {
  const read = vulnerabilitySchema.safeParse(value);
  if (!read.success || !isId(id)) {
    yield problem(`${where} ${id.slice(0, 60)}`, 'It is no vulnerability with its releases.', { id, ecosystem: null, name: source });
    return;
  }
  let one = found.get(id);
  if (one === undefined) found.set(id, (one = { summary: null, words: new Set(), affected: [] }));
  one.summary ??= read.data.description ?? null;
  for (const [codename, stated] of Object.entries(read.data.releases)) {
    const release = releaseSchema.safeParse(stated);
    if (!release.success) {
      const keeps = { id, ecosystem: ecosystemOf(codename), name: source };
      yield problem(`${where} ${id} ${codename.slice(0, 60)}`, 'It is no state of a release.', keeps);
      continue;
    }
    // Two asterisks say that the urgency was taken over from elsewhere and not judged by the team.
    const urgency = release.data.urgency?.replace(/\*+$/, '');
    if (urgency !== undefined && urgency !== 'not yet assigned') one.words.add(urgency);
    const affected = affectedBy(source, codename, release.data, urgency);
    if (affected !== null) one.affected.push(affected);
  }
}

function ecosystemOf(codename: string): string {
  return `Debian:${debianNumberOf(codename) ?? codename}`;
}

function affectedBy(source: string, codename: string, release: Release, urgency: string | undefined): Affected | null {
  const fixed = release.status === 'resolved' ? (release.fixed_version ?? null) : null;
  if (fixed === neverAffected || (release.status === 'resolved' && fixed === null)) return null;
  return {
    ecosystem: ecosystemOf(codename),
    name: source,
    ranges: [{ introduced: '0', fixed, lastAffected: null }],
    versions: [],
    architectures: null,
    module: null,
    repository: null,
    noFix: fixed === null ? noFixOf(release, urgency) : null,
  };
}

/** "no-dsa" and "postponed": minor, perhaps with a point release. "ignored": never. `unimportant`: the flaw can not be used in Debian's build. */
function noFixOf(release: Release, urgency: string | undefined): NoFixReason {
  if (release.status === 'undetermined') return 'under-investigation';
  if (urgency === 'end-of-life') return 'out-of-support';
  if (release.nodsa_reason === 'ignored' || urgency === 'unimportant') return 'will-not-fix';
  return release.nodsa === undefined ? 'none-yet' : 'deferred';
}

function advisory(id: string, { summary, words, affected }: Collected): Advisory {
  return {
    id,
    feed: 'debian-tracker',
    kind: 'security',
    aliases: [],
    cves: cvesIn([id]),
    summary,
    published: null,
    modified: null,
    withdrawn: null,
    severities: [...words].map((value): PublishedSeverity => ({ type: 'word', value })),
    affected,
  };
}

function problem(where: string, why: string, keeps: KeptPart): FeedRecord {
  return { type: 'problem', problem: { where, why }, keeps };
}
