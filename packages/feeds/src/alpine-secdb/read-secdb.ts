/** A secdb document to advisories: https://gitlab.alpinelinux.org/alpine/infra/docker/secdb */
import { cvesIn, isId } from '@fettle/core/advisories';
import type { Advisory, Affected } from '@fettle/core/advisories';
import { z } from 'zod';
import { objectOf } from '../fields/index.ts';
import { UnreadableFile } from '../types.ts';
import type { FeedRecord, KeptPart } from '../types.ts';

const documentSchema = z.object({
  distroversion: z.string().optional(),
  reponame: z.string().optional(),
  /** YAML writes an empty list as nothing at all. */
  packages: z.union([z.array(z.unknown()), z.literal('').transform(() => [])]),
});

const packageSchema = z.object({
  pkg: z.object({
    name: z.string().min(1).max(300),
    /** YAML writes nothing at all where there is none. */
    secfixes: z
      .union([z.record(z.string(), z.union([z.array(z.union([z.string(), z.null()])), z.literal(''), z.null()])), z.literal(''), z.null()])
      .optional(),
  }),
});

/** The key of fixes that were never needed: no version was ever affected. */
const neverAffected = '0';

type Collected = { readonly aliases: Set<string>; readonly affected: Affected[] };

/**
 * One advisory for every id of the document, with every package and fixed version that names it. A package that can not be read is a problem and the others are read.
 * Throws `UnreadableFile` where it is no such document, or neither it nor its path tells branch and repository.
 */
export function* readSecdb(document: unknown, path: string): Generator<FeedRecord> {
  const read = documentSchema.safeParse(document);
  if (!read.success) throw new UnreadableFile('The file is no secdb document.');
  const { branch, repository } = placeOf(read.data, path);
  const found = new Map<string, Collected>();
  for (const [i, item] of read.data.packages.entries()) {
    const one = packageSchema.safeParse(item);
    if (!one.success) {
      yield problem(`${path} packages[${i}]`, 'It is no package with a name and its fixes.', namedBy(item, `Alpine:${branch}`));
      continue;
    }
    const { name, secfixes } = one.data.pkg;
    for (const [fixed, texts] of Object.entries(secfixes === '' ? {} : (secfixes ?? {}))) {
      for (const text of texts === null || texts === '' ? [] : texts) {
        const where = `${path} ${name} ${fixed}`;
        if (text !== null && text.trim() !== '')
          yield* collect(found, text, { where, fixed, name, ecosystem: `Alpine:${branch}`, repository });
      }
    }
  }
  for (const [id, { aliases, affected }] of found)
    if (affected.length > 0) yield { type: 'advisory', advisory: advisory(id, [...aliases], affected) };
}

type Fix = {
  readonly where: string;
  readonly fixed: string;
  readonly name: string;
  readonly ecosystem: string;
  readonly repository: string;
};

/** Some ids were typed with an underscore or a space. What is meant is beyond doubt, and without it a flaw would not be seen. */
const misspelled = /\bCVE[_ ](?=\d{4}-\d{4})/g;

/** One text holds one or several ids: `CVE-2026-10001 XSA-1`. CVE ids name advisories of their own; others are further names of theirs. */
function* collect(found: Map<string, Collected>, text: string, fix: Fix): Generator<FeedRecord> {
  const words = text
    .replace(misspelled, 'CVE-')
    .split(/[\s,]+/)
    .filter((word) => isId(word) && /^[A-Za-z][A-Za-z0-9]*-\w/.test(word));
  const cves = cvesIn(words);
  const ids = cves.length > 0 ? cves : words.slice(0, 1);
  if (ids.length === 0) {
    yield problem(fix.where, `It names no advisory: ${text.trim().slice(0, 60)}`, null);
    return;
  }
  const others = words.filter((word) => !ids.includes(word) && cvesIn([word]).length === 0);
  for (const id of ids) {
    let known = found.get(id);
    if (known === undefined) found.set(id, (known = { aliases: new Set(), affected: [] }));
    for (const other of others) known.aliases.add(other);
    if (fix.fixed !== neverAffected) known.affected.push(affectedBy(fix));
  }
}

function affectedBy({ ecosystem, name, fixed, repository }: Fix): Affected {
  return {
    ecosystem,
    name,
    ranges: [{ introduced: '0', fixed, lastAffected: null }],
    versions: [],
    architectures: null,
    module: null,
    repository,
    noFix: null,
  };
}

function advisory(id: string, aliases: readonly string[], affected: readonly Affected[]): Advisory {
  return {
    id,
    feed: 'alpine-secdb',
    kind: 'security',
    aliases,
    cves: cvesIn([id, ...aliases]),
    summary: null,
    published: null,
    modified: null,
    withdrawn: null,
    severities: [],
    affected,
  };
}

/** The document says which branch and repository it is; older ones leave it to their place. */
function placeOf(document: z.infer<typeof documentSchema>, path: string): { readonly branch: string; readonly repository: string } {
  const parts = /(?:^|\/)(v\d+\.\d+|edge)\/(\w+)\.\w+$/.exec(path);
  const branch = document.distroversion ?? parts?.[1];
  const repository = document.reponame ?? parts?.[2];
  if (branch === undefined || repository === undefined)
    throw new UnreadableFile('Neither the document nor its place tells branch and repository.');
  return { branch: branch.replace(/^edge-.*$/, 'edge'), repository };
}

/** What stays of a package that can not be read; null: it has no name either. */
function namedBy(item: unknown, ecosystem: string): KeptPart | null {
  const name = objectOf(objectOf(item)?.['pkg'])?.['name'];
  return typeof name === 'string' ? { id: null, ecosystem, name } : null;
}

function problem(where: string, why: string, keeps: KeptPart | null): FeedRecord {
  return { type: 'problem', problem: { where, why }, ...(keeps !== null && { keeps }) };
}
