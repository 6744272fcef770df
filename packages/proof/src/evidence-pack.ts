/**
 * The evidence pack, format `fettle-evidence-pack/1`: files, a manifest with the digest of each, and the audit trail of the client (`audit.jsonl`, `evidence-file.ts`) in which one entry holds
 * the digest of the manifest. So whoever trusts the key of the server, or the provider's root key, need trust nobody else.
 */
import { canonicalise } from './canonical.ts';
import { verifyEvidence } from './evidence-file.ts';
import { readEvidenceLine } from './evidence-lines.ts';
import type { EvidenceReport } from './evidence-report.ts';
import { digest, instant, list, object, text, wholeNumber, word } from './shape.ts';
import type { Reader } from './shape.ts';
import { parseStrictJson, parseStrictJsonText } from './strict-json.ts';
import { sha256Hex } from './hash.ts';

/** Paths within the pack that are no files of the manifest. */
export const manifestPath = 'manifest.json';
export const trailPath = 'audit.jsonl';
/** The entry of the trail that holds the digest of the manifest. */
export const packAction = 'evidence-pack.made';

export type PackedFile = { readonly path: string; readonly bytes: number; readonly sha256: string };
export type PackManifest = {
  readonly format: 'fettle-evidence-pack/1';
  readonly client: { readonly id: string; readonly name: string };
  readonly framework: { readonly id: string; readonly title: string; readonly version: string };
  /** The period, `until` left out. */
  readonly from: string;
  readonly until: string;
  readonly madeAt: string;
  readonly madeBy: string;
  /** Every file of the pack but the manifest itself and the trail, by path. */
  readonly files: readonly PackedFile[];
};

const mostFiles = 10_000;
const readManifest: Reader<PackManifest> = object<PackManifest>({
  format: word('fettle-evidence-pack/1'),
  client: object({ id: text(100), name: text(1000) }),
  framework: object({ id: text(100), title: text(1000), version: text(1000) }),
  from: instant,
  until: instant,
  madeAt: instant,
  madeBy: text(1000),
  files: list(object<PackedFile>({ path: text(1000), bytes: wholeNumber(0), sha256: digest }), mostFiles),
});

/** As it stands in the pack: the canonical form (RFC 8785), whose SHA-256 is what the trail holds. */
export function manifestText(manifest: PackManifest): string {
  return canonicalise(manifest);
}

/** A file as it was found. `damaged`: it could not be unpacked, and why. */
export type FoundFile = { readonly path: string; readonly bytes: number; readonly sha256: string | null; readonly damaged: string | null };

export type PackProblem = { readonly code: string; readonly path: string | null; readonly detail: string };
export type PackReport = {
  /** As of an audit export; a pack is no better proven than its trail. */
  readonly verdict: EvidenceReport['verdict'];
  /** Null: it can not be read. */
  readonly manifest: Omit<PackManifest, 'files'> | null;
  readonly files: number;
  readonly problems: readonly PackProblem[];
  readonly trail: EvidenceReport | null;
};

/** Compares what was found in a pack with its manifest, that with the trail, and verifies the trail by `trust` (as `verifyEvidence` does). Null: there is no such file, or it is damaged. */
export function verifyPack(given: {
  readonly manifest: Uint8Array | null;
  readonly trail: string | null;
  readonly files: readonly FoundFile[];
  readonly trust: string | null;
}): PackReport {
  const problems: PackProblem[] = [];
  const say = (code: string, path: string | null, detail: string): number => problems.push({ code, path, detail });
  const seen = new Set<string>();
  const twice = given.files.flatMap(({ path }) => (seen.size === seen.add(path).size ? [path] : []));
  for (const path of new Set(twice)) say('pack.file-twice', path, `${path} is in the pack more than once.`);
  const manifest = given.manifest === null ? null : manifestOf(given.manifest);
  if (manifest === null)
    say('pack.no-manifest', manifestPath, 'The manifest is not there, or is none of the format fettle-evidence-pack/1.');
  else problems.push(...compareFiles(manifest, given.files));
  const trail = given.trail === null ? null : verifyEvidence(given.trail, { trust: given.trust });
  if (trail === null) say('pack.no-trail', trailPath, 'The audit trail is not there, or is damaged: nothing says who made this pack.');
  for (const { code, detail } of trail?.problems ?? []) say(code, trailPath, detail);
  if (given.manifest !== null && manifest !== null && given.trail !== null)
    problems.push(...compareTrail(manifest, sha256Hex(given.manifest), given.trail, trail));
  return {
    verdict: problems.length > 0 ? 'broken' : (trail?.verdict ?? 'broken'),
    manifest: manifest === null ? null : withoutFiles(manifest),
    files: manifest?.files.length ?? 0,
    problems,
    trail,
  };
}

function withoutFiles({ files: _, ...rest }: PackManifest): Omit<PackManifest, 'files'> {
  return rest;
}

function manifestOf(bytes: Uint8Array): PackManifest | null {
  const parsed = parseStrictJson(bytes);
  if (!parsed.ok) return null;
  const read = readManifest(parsed.value, 'the manifest');
  return read.ok ? read.value : null;
}

function compareFiles({ files }: PackManifest, found: readonly FoundFile[]): readonly PackProblem[] {
  const there = new Map(found.map((file) => [file.path, file]));
  const known = new Set([manifestPath, trailPath, ...files.map(({ path }) => path)]);
  return [
    ...files.flatMap(({ path, bytes, sha256 }): PackProblem[] => {
      const file = there.get(path);
      if (file === undefined)
        return [{ code: 'pack.file-missing', path, detail: `${path} stands in the manifest and is not in the pack.` }];
      if (file.damaged !== null) return [{ code: 'pack.file-changed', path, detail: `${path} can not be unpacked: ${file.damaged}` }];
      if (file.sha256 === sha256 && file.bytes === bytes) return [];
      return [{ code: 'pack.file-changed', path, detail: `${path} is not what the manifest says: its SHA-256 is another.` }];
    }),
    ...found
      .filter(({ path }) => !known.has(path))
      .map(({ path }) => ({ code: 'pack.file-extra', path, detail: `${path} is in the pack and not in the manifest.` })),
  ];
}

/** The trail must be that of the client, and one of its entries, proven where any is, must hold this manifest. */
function compareTrail(manifest: PackManifest, sha256: string, trail: string, report: EvidenceReport | null): readonly PackProblem[] {
  const problems: PackProblem[] = [];
  if (report !== null && report.chain !== manifest.client.id)
    problems.push({ code: 'pack.other-trail', path: trailPath, detail: 'The audit trail is of another client than the manifest.' });
  const holds = trail.split('\n').some((line) => {
    const read = readEvidenceLine(line);
    return read.kind === 'entry' && isOfManifest(read.line.entry, sha256);
  });
  if (!holds)
    problems.push({
      code: 'pack.not-in-trail',
      path: manifestPath,
      detail: 'No entry of the audit trail holds the SHA-256 of this manifest.',
    });
  return problems;
}

function isOfManifest(entry: string, sha256: string): boolean {
  const parsed = parseStrictJsonText(entry);
  if (!parsed.ok || typeof parsed.value !== 'object' || parsed.value === null) return false;
  const { action, body } = parsed.value as { readonly action?: unknown; readonly body?: unknown };
  return action === packAction && typeof body === 'object' && body !== null && (body as { readonly digest?: unknown }).digest === sha256;
}
