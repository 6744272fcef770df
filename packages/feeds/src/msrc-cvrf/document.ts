/**
 * What a CVRF document says that matters here, in one shape for its XML and its JSON form. Nothing is judged yet: texts are as published.
 */

export type CvrfRemediation = {
  /** `Vendor Fix`, `Known Issue`, …; the JSON form of version 2 says 2 for `Vendor Fix` and 5 for `Known Issue`. */
  readonly type: string;
  /** The KB's number in those that matter. */
  readonly description: string;
  readonly subType: string;
  readonly fixedBuild: string;
  readonly supercedence: string;
  readonly restartRequired: string;
  readonly url: string;
  readonly productIds: readonly string[];
};

export type CvrfVulnerability = {
  readonly type: 'vulnerability';
  /** Its place among its siblings, for messages. */
  readonly ordinal: number;
  /** A CVE id, or one of Microsoft's own (`ADV…`). */
  readonly id: string;
  readonly vectors: readonly string[];
  /** Times of its revisions. */
  readonly revisions: readonly string[];
  readonly remediations: readonly CvrfRemediation[];
};

export type CvrfPart =
  | { readonly type: 'document'; readonly id: string }
  | { readonly type: 'released'; readonly at: string }
  | { readonly type: 'product'; readonly id: string; readonly name: string }
  | CvrfVulnerability;
