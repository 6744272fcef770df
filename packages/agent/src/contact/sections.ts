/** A scan as the sections that a check-in carries, and what of them is new to the server. */
import type { ChangelogFacts, InstalledPackage, ManagerScan, Offer, Scan } from '@fettle/core/inventory';
import { canonicalise } from '@fettle/proof/canonical';
import { digestOf } from '@fettle/proof/hash';
import { setDigest } from '@fettle/proof/set-digest';
import { sectionNames, sectionsOfManager } from '@fettle/protocol/agent';
import type { CheckIn, ManagerSectionName, ManagerState, SectionName, Sections } from '@fettle/protocol/agent';

type SetItem = InstalledPackage | Offer | ChangelogFacts;
/** What the scan has to say. A section that is not there is one that could not be asked, or one of a manager that the device has not. */
export type SectionContents = { readonly system: Scan['system']; readonly runtime: Scan['runtime'] } & {
  readonly [N in ManagerSectionName<'state'>]?: ManagerState;
} & { readonly [N in ManagerSectionName<'installed' | 'offers' | 'changelogs'>]?: readonly SetItem[] };
export type Digests = CheckIn['digests'];
/** What the server was last sent, so that the next difference is small. */
export type Sent = { readonly contents: SectionContents; readonly digests: Digests };

/** What of the scan goes into which section. A manager that could not be asked leaves its sets as the server last had them. */
function contentsOf(scan: Scan): SectionContents {
  const contents: SectionContents = { system: scan.system, runtime: scan.runtime };
  return Object.assign(contents, ...scan.managers.map(contentsOfManager));
}

function contentsOfManager(scan: ManagerScan): Omit<SectionContents, 'system' | 'runtime'> {
  const names = sectionsOfManager(scan.manager);
  const { ok, lists } = scan;
  const state: ManagerState = { ok, trouble: ok ? null : scan.trouble, lists, problems: ok ? [...scan.problems] : [] };
  if (!ok) return { [names.state]: state };
  return {
    [names.state]: state,
    [names.installed]: scan.installed,
    [names.offers]: scan.offers,
    [names.changelogs]: scan.changelogs,
  };
}

/** A list is told as a set: its digest does not depend on its order. */
function digestsOf(contents: SectionContents): Digests {
  const digests: Digests = {};
  for (const section of sectionNames) {
    const value = contents[section];
    if (value !== undefined) digests[section] = isSet(value) ? setDigest(value) : digestOf(value);
  }
  return digests;
}

function isSet(value: SectionContents[SectionName]): value is readonly SetItem[] {
  return Array.isArray(value);
}

const known = new WeakMap<Scan, Sent>();

/** Contents and digests of a scan, computed once: an unchanged check-in costs no hashing. */
export function sectionsOf(scan: Scan): Sent {
  const found = known.get(scan);
  if (found !== undefined) return found;
  const contents = contentsOf(scan);
  const made = { contents, digests: digestsOf(contents) };
  known.set(scan, made);
  return made;
}

/** The sections that the server wants: as a difference where it has what was sent last, whole where not. */
export function sectionsFor(wants: readonly { section: SectionName; have: string | null }[], now: Sent, sent: Sent | null): Sections {
  const sections: Record<string, unknown> = {};
  for (const { section, have } of wants) {
    const digest = now.digests[section];
    const value = now.contents[section];
    if (digest === undefined || value === undefined) continue;
    if (!isSet(value)) {
      sections[section] = { kind: 'value', digest, value };
      continue;
    }
    const last = have !== null && sent?.digests[section] === have ? sent.contents[section] : undefined;
    const before = isSet(last) ? last : null;
    const change = before === null ? { added: value, removed: [] } : difference(before, value);
    sections[section] = { kind: 'set', digest, base: before === null ? null : have, ...change };
  }
  // Built from the same contents whose types the schema states.
  return sections as Sections;
}

function difference(before: readonly unknown[], now: readonly unknown[]): { added: unknown[]; removed: unknown[] } {
  const had = new Map(before.map((item) => [canonicalise(item), item]));
  const has = new Map(now.map((item) => [canonicalise(item), item]));
  return {
    added: [...has].filter(([text]) => !had.has(text)).map(([, item]) => item),
    removed: [...had].filter(([text]) => !has.has(text)).map(([, item]) => item),
  };
}
