/**
 * Findings from the package managers' own word. Urgency is thin here and says so: an update is urgent exactly when it comes from
 * a security pocket, or a security advisory of its repository speaks of it. CVE ids explain it and do not decide it, because a changelog may name them in any update.
 */
import { byPackage } from '../inventory/keys.ts';
import { managerTable } from '../inventory/managers.ts';
import type { ChangelogFacts, ManagerId, ManagerScan, Offer, Scan } from '../inventory/types.ts';
import type { Finding, FindingReason, FindingsAnswer } from './types.ts';

/** One finding for each offer of the scan, sorted by name, architecture and version. */
export function findingsOf(scan: Pick<Scan, 'managers'>): FindingsAnswer {
  return {
    findings: scan.managers.flatMap((manager) => (manager.ok ? managerFindings(manager) : [])),
    unasked: scan.managers.flatMap((manager) => (manager.ok ? [] : [{ manager: manager.manager, trouble: manager.trouble }])),
  };
}

function managerFindings(scan: Extract<ManagerScan, { ok: true }>): readonly Finding[] {
  const sourceVersions = new Map(
    scan.installed.map((item) => [versionKey(item.name, item.architecture, item.version), item.sourceVersion]),
  );
  const changelogs = new Map(scan.changelogs.map((facts) => [versionKey(facts.sourceName, facts.from, facts.to), facts]));
  return scan.offers
    .map((offer) => finding(scan.manager, offer, changelogOf(offer, sourceVersions, changelogs)))
    .toSorted((a, b) => byPackage({ ...a, version: a.to }, { ...b, version: b.to }));
}

/** The changelog of exactly this step of the source package; another step may name other CVE ids, so nothing near it will do. */
function changelogOf(
  offer: Offer,
  sourceVersions: ReadonlyMap<string, string>,
  changelogs: ReadonlyMap<string, ChangelogFacts>,
): ChangelogFacts | null {
  const from = sourceVersions.get(versionKey(offer.name, offer.architecture, offer.from)) ?? offer.from;
  return changelogs.get(versionKey(offer.sourceName, from, offer.sourceVersion)) ?? null;
}

function finding(manager: ManagerId, offer: Offer, changelog: ChangelogFacts | null): Finding {
  const named = changelog?.cves ?? null;
  const cves = named === null ? null : [...new Set(named)].toSorted();
  return {
    manager,
    name: offer.name,
    architecture: offer.architecture,
    from: offer.from,
    to: offer.to,
    sourceName: offer.sourceName,
    sourceVersion: offer.sourceVersion,
    class: offer.class,
    cves,
    urgency: offer.class === 'security' ? 'urgent' : 'normal',
    reasons: [classReason(manager, offer), cveReason(manager, cves), ...withheldReasons(offer)],
    withheld: offer.withheld,
    bytes: offer.bytes,
  };
}

/** The codes are the same whatever tells: a security pocket, or an advisory of the repository. */
function classReason(manager: ManagerId, offer: Offer): FindingReason {
  const origin = [offer.origin.label, offer.origin.archive].filter((word) => word !== '').join(', ');
  const where = origin === '' ? '' : ` (${origin})`;
  const words = {
    pocket: [`It is offered by the security pocket${where}.`, `No security pocket offers it${where}.`],
    advisory: [
      `A security advisory of its repository speaks of it${where}.`,
      `No security advisory of its repository speaks of it${where}.`,
    ],
  } as const;
  const [yes, no] = words[managerTable[manager].securityBy];
  return offer.class === 'security' ? { code: 'security-pocket', sentence: yes } : { code: 'no-security-pocket', sentence: no };
}

function cveReason(manager: ManagerId, cves: readonly string[] | null): FindingReason {
  const words = {
    pocket: { unknown: 'its changelog was not read', names: 'Its changelog names' },
    advisory: { unknown: 'no advisory speaks of this version', names: 'Its advisories name' },
  } as const;
  const { unknown, names } = words[managerTable[manager].securityBy];
  if (cves === null) return { code: 'cves-unknown', sentence: `Which CVE ids it mends is not known: ${unknown}.` };
  if (cves.length === 0) return { code: 'names-no-cves', sentence: `${names} no CVE ids.` };
  return { code: 'names-cves', sentence: `${names} ${cves.join(', ')}.` };
}

const withheldSentences = {
  pinned: 'It is pinned on the device: the package manager keeps the installed version.',
  phased: 'Its distribution brings it out in phases and it is not this device’s turn yet.',
  'kept-back': 'The package manager keeps it back by itself: it needs further packages to be installed or removed.',
} as const satisfies Record<NonNullable<Offer['withheld']>, string>;

/** Why the package manager would not install an offer by itself; empty where it would. */
export function withheldReasons(offer: Pick<Offer, 'withheld'>): readonly FindingReason[] {
  return offer.withheld === null ? [] : [{ code: 'withheld', sentence: withheldSentences[offer.withheld] }];
}

function versionKey(...parts: readonly [string, string, string]): string {
  return JSON.stringify(parts);
}
