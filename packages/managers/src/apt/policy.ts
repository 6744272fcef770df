/** `apt-cache policy`: which versions are known, from where, and which one apt would take (apt_preferences(5)). */

/** One index file of a source, by the text with which apt names it. */
export type Source = { readonly file: string; readonly label: string; readonly archive: string; readonly codename: string };

export type KnownVersion = {
  readonly version: string;
  /** With the pins of this package; differs from its sources' priorities only if somebody pinned this very package. */
  readonly priority: number;
  /** Percent of the devices that are to take it yet; null: not phased. */
  readonly phased: number | null;
  readonly sources: readonly { readonly priority: number; readonly file: string }[];
};

export type PackagePolicy = {
  readonly name: string;
  readonly installed: string | null;
  readonly candidate: string | null;
  /** Newest first, as apt orders them. */
  readonly versions: readonly KnownVersion[];
};

/** dpkg's own status counts as a source in apt's output; it offers nothing. */
const statusFile = /^\/\S+\/status$/;

/** Reads `apt-cache policy` without names: the sources by the text that names them in every version table. */
export function parseSources(text: string): ReadonlyMap<string, Source> {
  const sources = new Map<string, Source>();
  let file = '';
  for (const line of text.split('\n')) {
    if (line.startsWith('Pinned packages:')) break;
    const named = /^ {0,3}-?\d+ (?<file>.+)$/.exec(line);
    if (named?.groups) {
      file = named.groups['file']?.trim() ?? '';
      if (!statusFile.test(file)) sources.set(file, { file, label: '', archive: '', codename: '' });
      continue;
    }
    const release = /^ {5}release (?<fields>.*)$/.exec(line);
    if (release?.groups && sources.has(file)) sources.set(file, { file, ...releaseFields(release.groups['fields'] ?? '') });
  }
  return sources;
}

/** `v=12,o=Debian,a=oldstable-security,n=bookworm-security,l=Debian-Security,c=main,b=amd64`; a label may itself have commas. */
function releaseFields(text: string): Omit<Source, 'file'> {
  const fields = new Map(text.split(/,(?=[voanlcb]=)/).map((part) => [part.slice(0, 1), part.slice(2)] as const));
  return { label: fields.get('l') ?? '', archive: fields.get('a') ?? '', codename: fields.get('n') ?? '' };
}

/** Reads `apt-cache policy NAME…`. null: not of the known form. A package that apt does not know is simply not in the answer. */
export function parsePolicies(text: string): ReadonlyMap<string, PackagePolicy> | null {
  const policies = new Map<string, PackagePolicy>();
  for (const block of text.split(/\n(?=\S)/)) {
    if (block.trim() === '') continue;
    const policy = parseBlock(block.split('\n'));
    if (policy === null) return null;
    policies.set(policy.name, policy);
  }
  return policies;
}

function parseBlock(lines: readonly string[]): PackagePolicy | null {
  const name = /^(\S+):$/.exec(lines[0] ?? '')?.[1];
  const installed = /^ {2}Installed: (\S+)$/.exec(lines[1] ?? '')?.[1];
  const candidate = /^ {2}Candidate: (\S+)$/.exec(lines[2] ?? '')?.[1];
  if (name === undefined || installed === undefined || candidate === undefined) return null;
  const versions: { version: string; priority: number; phased: number | null; sources: { priority: number; file: string }[] }[] = [];
  // Between: "Package pin: …" and "Version table:".
  for (const line of lines.slice(3)) {
    const version = /^ (?:\*\*\*| {3}) (\S+) (-?\d+)(?: \(phased (\d+)%\))?$/.exec(line);
    if (version) {
      versions.push({
        version: version[1] ?? '',
        priority: Number(version[2]),
        phased: version[3] === undefined ? null : Number(version[3]),
        sources: [],
      });
      continue;
    }
    const source = /^ {6,}(-?\d+) (.+)$/.exec(line);
    if (source && !statusFile.test(source[2] ?? '')) versions.at(-1)?.sources.push({ priority: Number(source[1]), file: source[2] ?? '' });
  }
  const orNone = (text: string): string | null => (text === '(none)' ? null : text);
  return { name, installed: orNone(installed), candidate: orNone(candidate), versions };
}

/** Versions above the installed one, newest first; empty where apt does not see the package as installed. */
export function newerVersions(policy: PackagePolicy): readonly KnownVersion[] {
  const at = policy.versions.findIndex((one) => one.version === policy.installed);
  return at < 0 ? [] : policy.versions.slice(0, at);
}

/** What would be the candidate if nobody had pinned this very package: the newest of the best source. */
export function unpinnedCandidate(policy: PackagePolicy): KnownVersion | null {
  const best = (one: KnownVersion): number => Math.max(-Infinity, ...one.sources.map((source) => source.priority));
  const top = Math.max(...policy.versions.map(best));
  if (top <= 0 || !Number.isFinite(top)) return null;
  return policy.versions.find((one) => best(one) === top) ?? null;
}
