/**
 * Windows updates as Microsoft's security guide tells of them. What is missing on a device follows from its build and from what supersedes
 * what, never from the list of installed KBs alone: that list leaves out what was superseded.
 */

/**
 * What one KB is for these products: the same KB brings other products to another build, and does not mend the same vulnerabilities in all
 * of them.
 */
export type WindowsUpdateScope = {
  /** Names of the products, e.g. `Windows 10 Version 22H2 for x64-based Systems`. */
  readonly products: readonly string[];
  /** As published, e.g. `10.0.19045.4046`; null: none is named. It may be no build, of another family than the product's, or mistyped. */
  readonly fixedBuild: string | null;
  /** `Security Update`, `Monthly Rollup`, `Security Only`, `Servicing Stack Update`, …; as published. */
  readonly subType: string | null;
  /** Ids of vulnerabilities and of Microsoft's own advisories (`ADV…`); sorted, once each. */
  readonly cves: readonly string[];
};

/** One KB as one monthly document names it. KB numbers are digits without `KB`. */
export type WindowsUpdate = {
  readonly kb: string;
  /** The document that names it, e.g. `2026-Mar`. */
  readonly document: string;
  /** Day of the document's first release, `YYYY-MM-DD`; null: not said. */
  readonly released: string | null;
  /** KBs that it supersedes. */
  readonly supersedes: readonly string[];
  readonly restart: 'yes' | 'no' | 'maybe' | null;
  /** Microsoft says that issues are known of it, and where it tells of them; what they are is not in the document. Left out where it says nothing. */
  readonly knownIssue?: { readonly link: string | null };
  readonly applies: readonly WindowsUpdateScope[];
};

/** What is known of a Windows device. */
export type WindowsDevice = {
  /** The product's name as the documents spell it; case and runs of spaces do not count. */
  readonly product: string;
  /** With revision, e.g. `10.0.19045.4046`. */
  readonly build: string;
  /** KBs that the system lists, digits only; leaves out what was superseded. Empty: nothing is known. */
  readonly installedKBs: readonly string[];
};

/**
 * Updates of one product that follow upon each other. `cumulative`: the monthly line, each holds all before it. `security-only`: each month
 * alone, for systems older than Windows 10, beside the Monthly Rollup. `hotpatch`: small updates upon a quarterly baseline, for enrolled
 * devices. `other`: everything whose state the system's build does not tell (servicing stack, Internet Explorer, Secure Boot lists).
 */
export type UpdateLine = 'cumulative' | 'security-only' | 'hotpatch' | 'other';

/** Why an update counts as installed: by the build, by an installed one that supersedes it, or because the system lists it. */
export type PresentEvidence = 'build' | 'superseded' | 'listed';

export type NotJudgedReason =
  /** The documents name no build that can be read, and supersedence does not decide either. */
  | 'no-build'
  /** The build is of another family, and nothing ties the update to this product's line. */
  | 'other-family'
  /** The build contradicts the order of its line, and the device stands where this matters. */
  | 'contradictory-build'
  /** Its state does not follow from the system's build. */
  | 'other-line'
  /** Covered by the Monthly Rollup, which is judged. */
  | 'alternative'
  /** The build may come from Security Only updates, and no list of KBs tells which it was. */
  | 'two-tracks'
  /** For enrolled devices; this one shows no sign of it. */
  | 'hotpatch'
  /** Installed updates of another line (a hotpatch, Security Only) mend all that this one mends. */
  | 'covered';

export type MissingWindowsUpdate = {
  readonly kb: string;
  readonly line: UpdateLine;
  /** As published, also where it is mistyped; null: none is named, supersedence alone tells. */
  readonly build: string | null;
  /** In the order of their months. */
  readonly documents: readonly string[];
  readonly supersedes: readonly string[];
  readonly cves: readonly string[];
  /** The system lists it although its build is older: a restart is pending, or it was rolled back. */
  readonly listed: boolean;
};

export type PresentWindowsUpdate = { readonly kb: string; readonly build: string | null; readonly evidence: PresentEvidence };

/** `unknown-product`: no document names it. `build-of-another-product`: it was named, but never with a build of this family. */
export type WindowsUnknown = 'unknown-product' | 'unreadable-build' | 'build-of-another-product';

export type WindowsState =
  | { readonly state: 'unknown'; readonly why: WindowsUnknown }
  | {
      readonly state: 'judged';
      /** Oldest first: installing the last cumulative one closes all cumulative ones. */
      readonly missing: readonly MissingWindowsUpdate[];
      readonly present: readonly PresentWindowsUpdate[];
      /** Sorted; a CVE is in one of the three lists only. */
      readonly exposedCves: readonly string[];
      readonly fixedCves: readonly string[];
      readonly notJudgedCves: readonly string[];
      readonly notJudged: readonly { readonly kb: string; readonly why: NotJudgedReason }[];
    };
