/** The affected packages of an OSV record: https://ossf.github.io/osv-schema/#affected-fields */
import { familyOf } from './families.ts';
import { BadShape, isObject, listAt, objectAt, requiredTextAt, textAt, textsAt } from './json.ts';
import type { JsonObject } from './json.ts';
import { isAboutModule, streamOf, streamsNamedIn } from './modules.ts';
import { rangeOfEvents } from './osv-events.ts';
import { versionsBeside } from './osv-versions.ts';
import type { Affected, VersionRange } from './types.ts';

/**
 * The statements of one `affected` entry; none where it names no package (a Git repository only). One entry is several statements where a
 * modular advisory names two streams, and where the publisher lists the binary packages of a source package.
 */
export function affectedOf(one: JsonObject, where: string, summary: string | null): readonly Affected[] {
  if (one['package'] === undefined || one['package'] === null) return [];
  const named = objectAt(one['package'], `${where}.package`);
  const ecosystem = requiredTextAt(named['ecosystem'], `${where}.package.ecosystem`);
  const name = requiredTextAt(named['name'], `${where}.package.name`);
  const scheme = familyOf(ecosystem)?.scheme ?? null;
  const ranges = listAt(one['ranges'], `${where}.ranges`).flatMap((range, i) =>
    rangesOf(objectAt(range, `${where}.ranges[${i}]`), `${where}.ranges[${i}]`, scheme),
  );
  const plain: Affected = {
    ecosystem,
    name,
    ranges,
    versions: versionsBeside(ranges, textsAt(one['versions'], `${where}.versions`), scheme),
    architectures: null,
    module: null,
    repository: null,
    noFix: null,
  };
  const binaries = listedBinaries(one, ecosystem);
  if (binaries !== null) return withBinaries(plain, binaries);
  const streams = scheme === 'rpm' ? streamsOf(one, textAt(named['purl'], `${where}.package.purl`), plain, summary) : [];
  return streams.length === 0 ? [plain] : streams.map((module) => ({ ...plain, module }));
}

function rangesOf(range: JsonObject, where: string, scheme: string | null): readonly VersionRange[] {
  const type = requiredTextAt(range['type'], `${where}.type`);
  if (type === 'GIT') return [];
  if (type !== 'ECOSYSTEM' && type !== 'SEMVER') throw new BadShape(`${where}.type is none that is known: ${type.slice(0, 40)}`);
  return rangeOfEvents(listAt(range['events'], `${where}.events`), where, type === 'SEMVER' ? 'semver' : scheme);
}

/**
 * SUSE and openSUSE name the source package and list what was built from it, each with its own version; their devices are matched by
 * binary.
 */
function listedBinaries(one: JsonObject, ecosystem: string): ReadonlyMap<string, string> | null {
  const family = familyOf(ecosystem)?.name;
  if (family !== 'SUSE' && family !== 'openSUSE') return null;
  const specific = one['ecosystem_specific'];
  const lists = isObject(specific) && Array.isArray(specific['binaries']) ? specific['binaries'] : [];
  const found = new Map<string, string>();
  for (const list of lists) {
    if (!isObject(list)) continue;
    for (const [name, version] of Object.entries(list)) if (typeof version === 'string' && version !== '') found.set(name, version);
  }
  return found.size === 0 ? null : found;
}

function withBinaries(source: Affected, binaries: ReadonlyMap<string, string>): readonly Affected[] {
  const built = [...binaries].map(([name, version]) => ({
    ...source,
    name,
    ranges: source.ranges.map((range) => (range.fixed === null ? range : { ...range, fixed: version })),
  }));
  return binaries.has(source.name) ? built : [source, ...built];
}

/** Module streams that a record names in its own fields or in the package's purl; else in the summary, if its versions are modular ones. */
function streamsOf(one: JsonObject, purl: string | null, plain: Affected, summary: string | null): readonly string[] {
  const said = statedStream(one['ecosystem_specific']) ?? statedStream(one['database_specific']) ?? streamOfPurl(purl);
  if (said !== null) return [said];
  return summary !== null && isAboutModule(plain) ? streamsNamedIn(summary) : [];
}

function statedStream(specific: unknown): string | null {
  if (!isObject(specific)) return null;
  const label = specific['modularitylabel'] ?? specific['rpmmod'] ?? specific['module'];
  if (typeof label !== 'string') return null;
  const stream = specific['stream'];
  return streamOf(typeof stream === 'string' && !label.includes(':') ? `${label}:${stream}` : label);
}

/** The qualifier `rpmmod` of https://github.com/package-url/purl-spec/blob/main/types-doc/rpm-definition.md as Red Hat writes it. */
function streamOfPurl(purl: string | null): string | null {
  const label = purl === null ? undefined : /[?&]rpmmod=([^&#]+)/.exec(purl)?.[1];
  return label === undefined ? null : streamOf(label.replaceAll('%3A', ':').replaceAll('%3a', ':'));
}
