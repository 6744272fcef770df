/** What is known against updates, by their makers or by people: which update it is about, and on which devices it happens. */
import type { ManagerId } from '../inventory/index.ts';
import { compareVersions, schemeOf } from '../versions/index.ts';
import type { KnownIssue } from './patch-risk.ts';
import type { DeviceTier } from './types.ts';

/** An update by its source and a range of versions, both ends included and null where there is none; or one of Microsoft by its number, digits only. */
export type IssueAbout =
  | {
      readonly kind: 'source';
      readonly manager: ManagerId;
      readonly sourceName: string;
      readonly from: string | null;
      readonly to: string | null;
    }
  | { readonly kind: 'kb'; readonly kb: string };

/** On which devices it happens: all that is given must hold. `kernel` is the beginning of the running kernel's release, `package` one that is installed. */
export type IssueRule = {
  readonly ecosystems: readonly string[] | null;
  readonly architectures: readonly string[] | null;
  readonly virtualisations: readonly string[] | null;
  readonly tiers: readonly DeviceTier[] | null;
  readonly kernel: string | null;
  readonly package: string | null;
};

export type RecordedIssue = {
  readonly about: IssueAbout;
  readonly text: string;
  /** On what it happens, in the maker's words; null: on everything. */
  readonly condition: string | null;
  /** Null: no fact that Fettle has tells. */
  readonly rule: IssueRule | null;
  readonly link: string | null;
  /** `inVersion`: the first version that is free of it (or the KB); null: it no longer happens to any. */
  readonly resolved: { readonly inVersion: string | null } | null;
};

/** What of a device a rule may ask. Null: not known. */
export type IssueFacts = {
  readonly ecosystem: string | null;
  readonly architecture: string | null;
  readonly virtualisation: string | null;
  readonly tier: DeviceTier | null;
  readonly kernel: string | null;
  /** Names of installed packages, or at least of those that rules ask for. */
  readonly packages: ReadonlySet<string> | null;
};

export type OfferedUpdate = { readonly manager: ManagerId; readonly sourceName: string; readonly sourceVersion: string };

/** The issue as it stands for this update, or null where it is not about it. A version that can not be compared counts as one that has it. `facts` null: of no device in particular. */
export function issueOf(issue: RecordedIssue, update: OfferedUpdate, facts: IssueFacts | null): KnownIssue | null {
  if (!isAbout(issue.about, update)) return null;
  return {
    id: issueName(issue.about),
    text: issue.text,
    condition: issue.condition,
    affectsDevice: issue.rule === null ? (issue.condition === null ? true : null) : facts === null ? null : ruleHolds(issue.rule, facts),
    resolved: isResolved(issue, update),
    mendedIn: issue.resolved?.inVersion ?? null,
    link: issue.link,
  };
}

/** What people call it: the KB, or the source with its versions. */
export function issueName(about: IssueAbout): string {
  if (about.kind === 'kb') return `KB${about.kb}`;
  const { sourceName, from, to } = about;
  if (from !== null && from === to) return `${sourceName} ${from}`;
  if (from !== null) return to === null ? `${sourceName} from ${from} on` : `${sourceName} ${from} to ${to}`;
  return to === null ? `${sourceName}, every version` : `${sourceName} up to ${to}`;
}

/** Whether a device is one on which it happens: no as soon as one part does not hold, not known where a fact is missing. */
export function ruleHolds(rule: IssueRule, facts: IssueFacts): boolean | null {
  const parts = [
    oneOf(rule.ecosystems, facts.ecosystem),
    oneOf(rule.architectures, facts.architecture),
    oneOf(rule.virtualisations, facts.virtualisation),
    oneOf(rule.tiers, facts.tier),
    rule.kernel === null || (facts.kernel === null ? null : facts.kernel.startsWith(rule.kernel)),
    rule.package === null || (facts.packages === null ? null : facts.packages.has(rule.package)),
  ];
  if (parts.includes(false)) return false;
  return parts.includes(null) ? null : true;
}

function oneOf(wanted: readonly string[] | null, fact: string | null): boolean | null {
  if (wanted === null) return true;
  return fact === null ? null : wanted.includes(fact);
}

function isAbout(about: IssueAbout, { manager, sourceName, sourceVersion }: OfferedUpdate): boolean {
  if (about.kind === 'kb') return sourceName.toUpperCase().replace(/^KB/, '') === about.kb;
  if (about.manager !== manager || about.sourceName !== sourceName) return false;
  const scheme = schemeOf(manager);
  const isBefore = about.from !== null && compareVersions(scheme, sourceVersion, about.from) === -1;
  const isAfter = about.to !== null && compareVersions(scheme, sourceVersion, about.to) === 1;
  return !isBefore && !isAfter;
}

function isResolved({ about, resolved }: RecordedIssue, { manager, sourceVersion }: OfferedUpdate): boolean {
  if (resolved === null) return false;
  if (resolved.inVersion === null) return true;
  if (about.kind === 'kb') return false;
  const order = compareVersions(schemeOf(manager), sourceVersion, resolved.inVersion);
  return order === 0 || order === 1;
}
