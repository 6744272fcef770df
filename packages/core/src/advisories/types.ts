/**
 * What is published about software: advisories in one form, whichever feed they come from, and what matching says of them.
 * Versions stay texts of their ecosystem's scheme; times are RFC 3339 in UTC; absent knowledge is `null`, never a default.
 */

/** An advisory that is no security matter (ALBA, ALEA, RHBA, RHEA) is kept, and never counted as a vulnerability. */
export type AdvisoryKind = 'security' | 'bug-fix' | 'enhancement';

/** A severity as it was published. A vector is not a score: `core/risk` computes it. */
export type PublishedSeverity = {
  readonly type: 'CVSS_V2' | 'CVSS_V3' | 'CVSS_V4' | 'word';
  /** A vector, or the publisher's own word. */
  readonly value: string;
};

/**
 * Versions from `introduced` (inclusive; `0` is before everything) to `fixed` (exclusive) or `lastAffected` (inclusive).
 * Both null: everything since, no fix known.
 */
export type VersionRange = {
  readonly introduced: string;
  readonly fixed: string | null;
  readonly lastAffected: string | null;
};

/** What the publisher says where there is no fixed version. */
export type NoFixReason = 'will-not-fix' | 'deferred' | 'out-of-support' | 'under-investigation' | 'none-yet';

export type Affected = {
  /** In OSV's spelling, e.g. `Debian:12`, `Ubuntu:22.04:LTS`, `Rocky Linux:8`. */
  readonly ecosystem: string;
  /** The package as this ecosystem's advisories name it: the source package in some, the binary one in others. */
  readonly name: string;
  readonly ranges: readonly VersionRange[];
  /** Exact versions besides the ranges; a union with them. */
  readonly versions: readonly string[];
  /** Only these architectures; null: any. */
  readonly architectures: readonly string[] | null;
  /** `name:stream` of the module that it is about; null: none is named. */
  readonly module: string | null;
  /** Only from this repository (Alpine's main or community); null: any. */
  readonly repository: string | null;
  readonly noFix: NoFixReason | null;
};

export type Advisory = {
  readonly id: string;
  /** Id of the feed that said it. */
  readonly feed: string;
  readonly kind: AdvisoryKind;
  /** Other ids of the very same statement. */
  readonly aliases: readonly string[];
  /** CVE ids that it speaks of, its own included; sorted, once each. */
  readonly cves: readonly string[];
  readonly summary: string | null;
  readonly published: string | null;
  readonly modified: string | null;
  /** From this time on it no longer holds; a time in the future does not count yet. */
  readonly withdrawn: string | null;
  readonly severities: readonly PublishedSeverity[];
  readonly affected: readonly Affected[];
};

/** One record of a feed that could not be read: it spoils itself and nothing else, and is shown. */
export type RecordProblem = {
  /** Where it stands: a file's name within an archive, a line, a key. */
  readonly where: string;
  readonly why: string;
};

/** Who is asked about: one distinct software. `null` is unknown. */
export type Subject = {
  /** In OSV's spelling. */
  readonly ecosystem: string;
  readonly name: string;
  readonly version: string;
  readonly architecture: string | null;
  readonly sourceName: string | null;
  readonly sourceVersion: string | null;
  /** rpm's modularity label, `name:stream:version:context`; null: of no module. */
  readonly module: string | null;
  readonly repository: string | null;
};

/** One advisory that holds for one software. */
export type Match = {
  readonly advisory: Advisory;
  /** The version that ends it; null: there is none. Of several, the lowest that is above the installed one. */
  readonly fixed: string | null;
  readonly noFix: NoFixReason | null;
};

/** Why it can not be said whether an advisory holds. */
export type UnknownReason =
  /** The ecosystem, or the order of its versions, is not known here. */
  | 'ecosystem'
  /** The installed version can not be read, or is not known. */
  | 'installed-version'
  /** A version of the advisory can not be read. */
  | 'advisory-version'
  /** Package or advisory belong to a module stream, and it is not known to which. */
  | 'module'
  /** The package was built by somebody else than the distribution that the advisory speaks of. */
  | 'other-vendor';

/** One advisory that may hold; `advisory` null: nothing can be said about this software at all. */
export type Unsettled = { readonly advisory: Advisory | null; readonly why: UnknownReason };

/** What holds for one software, and what could not be decided: an advisory in neither list does not hold. */
export type MatchAnswer = { readonly matches: readonly Match[]; readonly unknown: readonly Unsettled[] };
