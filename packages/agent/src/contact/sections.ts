/** A scan as the sections that a check-in carries, and what of them is new to the server. */
import type { ChangelogFacts, InstalledPackage, Offer, Scan } from '@fettle/core/inventory';
import { canonicalise } from '@fettle/proof/canonical';
import { digestOf } from '@fettle/proof/hash';
import { setDigest } from '@fettle/proof/set-digest';
import type { CheckIn, ManagerState, SectionName, Sections } from '@fettle/protocol/agent';

export type SectionContents = {
  readonly system: Scan['system'];
  readonly runtime: Scan['runtime'];
  readonly 'apt.state': ManagerState | null;
  readonly 'apt.installed': readonly InstalledPackage[] | null;
  readonly 'apt.offers': readonly Offer[] | null;
  readonly 'apt.changelogs': readonly ChangelogFacts[] | null;
};
export type Digests = CheckIn['digests'];
/** What the server was last sent, so that the next difference is small. */
export type Sent = { readonly contents: SectionContents; readonly digests: Digests };

/** What of the scan goes into which section. A manager that could not be asked leaves its sets as the server last had them. */
function contentsOf(scan: Scan): SectionContents {
  const apt = scan.managers.find((manager) => manager.manager === 'apt');
  const state: ManagerState | null =
    apt === undefined
      ? null
      : { ok: apt.ok, trouble: apt.ok ? null : apt.trouble, lists: apt.lists, problems: apt.ok ? [...apt.problems] : [] };
  return {
    system: scan.system,
    runtime: scan.runtime,
    'apt.state': state,
    'apt.installed': apt?.ok === true ? apt.installed : null,
    'apt.offers': apt?.ok === true ? apt.offers : null,
    'apt.changelogs': apt?.ok === true ? apt.changelogs : null,
  };
}

function digestsOf(contents: SectionContents): Digests {
  return {
    system: digestOf(contents.system),
    runtime: digestOf(contents.runtime),
    ...(contents['apt.state'] === null ? {} : { 'apt.state': digestOf(contents['apt.state']) }),
    ...(contents['apt.installed'] === null ? {} : { 'apt.installed': setDigest(contents['apt.installed']) }),
    ...(contents['apt.offers'] === null ? {} : { 'apt.offers': setDigest(contents['apt.offers']) }),
    ...(contents['apt.changelogs'] === null ? {} : { 'apt.changelogs': setDigest(contents['apt.changelogs']) }),
  };
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
    if (digest === undefined || value === null) continue;
    if (section === 'system' || section === 'runtime' || section === 'apt.state') {
      sections[section] = { kind: 'value', digest, value };
      continue;
    }
    const before = have !== null && sent?.digests[section] === have ? sent.contents[section] : null;
    const change =
      before === null || !Array.isArray(value) ? { added: value, removed: [] } : difference(before as readonly unknown[], value);
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
