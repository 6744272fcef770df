/**
 * Red Hat's statements in the neutral form: `raw.Entries`, each for a set of platforms that are numbered and not named. Which release a
 * number belongs to is read from the fixed versions that are published for it: their dist tag (`.el8_4`) names the release.
 */
import { canonicalEcosystem } from './families.ts';
import { BadShape, isObject, listAt, objectAt, textAt, textsAt } from './json.ts';
import type { JsonObject } from './json.ts';
import type { Affected, NoFixReason } from './types.ts';

/** What one statement is about, with the advisory's own ids apart from the vulnerability's. */
export type NeutralStatement = {
  readonly id: string;
  readonly vendorIds: readonly string[];
  readonly affected: Affected;
};

/** The major release in an rpm's dist tag: `8` of `2.2.5-17.el8_10` and `7.2-1.module+el8.0.0+4664`; null: it has none. */
export function distTagOf(version: string): string | null {
  return /[.+_]el(\d+)(?![a-z0-9])/.exec(version)?.[1] ?? null;
}

/** For each platform number the major release that its fixed versions are built for; one that is used for several is left out. */
export function mainLinesOf(neutral: readonly unknown[]): ReadonlyMap<number, string> {
  const lines = new Map<number, string>();
  const several = new Set<number>();
  for (const entry of neutral.flatMap(entriesOf)) {
    const release = typeof entry['FixedVersion'] === 'string' ? distTagOf(entry['FixedVersion']) : null;
    if (release === null) continue;
    for (const platform of platformsOf(entry)) {
      if ((lines.get(platform) ?? release) !== release) several.add(platform);
      lines.set(platform, release);
    }
  }
  for (const platform of several) lines.delete(platform);
  return lines;
}

/** The statements of one advisory's entries, one for every vulnerability and release. */
export function redHatEntries(
  id: string,
  raw: JsonObject,
  plain: Omit<Affected, 'ranges' | 'architectures' | 'noFix'>,
  lines: ReadonlyMap<number, string>,
): readonly NeutralStatement[] {
  return listAt(raw['Entries'], `${id}: Entries`).flatMap((value, i) => {
    const entry = objectAt(value, `${id}: Entries[${i}]`);
    const status = entry['Status'];
    if (status === notAffected) return [];
    const fixedText = textAt(entry['FixedVersion'], `${id}: FixedVersion`) ?? '';
    // Epoch 0 is what is meant where none is written: both forms are one version.
    const fixed = fixedText === '' ? null : fixedText.replace(/^0:/, '');
    const arches = textsAt(entry['Arches'], `${id}: Arches`);
    const cves = vulnerabilitiesOf(entry, id);
    return ecosystemsOfEntry(entry, fixed, plain.ecosystem, lines).flatMap((ecosystem) => {
      const affected: Affected = {
        ...plain,
        ecosystem,
        ranges: [{ introduced: '0', fixed, lastAffected: null }],
        architectures: arches.length === 0 ? null : arches,
        noFix: fixed === null && typeof status === 'number' ? (reasons.get(status) ?? null) : null,
      };
      return cves.map((cve) => ({ id: cve, vendorIds: cve === id ? [] : [id], affected }));
    });
  });
}

const notAffected = 1;
const reasons: ReadonlyMap<number, NoFixReason> = new Map([
  [2, 'none-yet'],
  [4, 'under-investigation'],
  [5, 'will-not-fix'],
  [6, 'deferred'],
  [7, 'out-of-support'],
]);

/** An advisory's entry names its vulnerabilities; the entry of a vulnerability without a fix is about itself. */
function vulnerabilitiesOf(entry: JsonObject, id: string): readonly string[] {
  const named = listAt(entry['Cves'], `${id}: Cves`).flatMap((cve) => (isObject(cve) && typeof cve['ID'] === 'string' ? [cve['ID']] : []));
  return named.length === 0 ? [id] : named;
}

function ecosystemsOfEntry(
  entry: JsonObject,
  fixed: string | null,
  ecosystem: string,
  lines: ReadonlyMap<number, string>,
): readonly string[] {
  if (ecosystem !== 'Red Hat') return [ecosystem];
  const own = fixed === null ? null : distTagOf(fixed);
  const releases = own === null ? platformsOf(entry).flatMap((platform) => lines.get(platform) ?? []) : [own];
  return [...new Set(releases)].map((release) => canonicalEcosystem(`Red Hat:${release}`));
}

function platformsOf(entry: JsonObject): readonly number[] {
  const listed = entry['Affected'];
  if (listed !== undefined && listed !== null && !Array.isArray(listed)) throw new BadShape('Affected is no list');
  return (listed ?? []).filter((platform: unknown): platform is number => typeof platform === 'number');
}

function entriesOf(one: unknown): readonly JsonObject[] {
  const raw = isObject(one) ? one['raw'] : null;
  const entries = isObject(raw) ? raw['Entries'] : null;
  return Array.isArray(entries) ? entries.filter(isObject).filter((entry) => Array.isArray(entry['Affected'])) : [];
}
