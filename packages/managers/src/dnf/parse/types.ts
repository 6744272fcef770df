/** What all readers of outputs have in common. */

export type Parsed<Row> = {
  readonly rows: readonly Row[];
  /**
   * Lines of which nobody here knows what they mean, as they stand. Empty where all was understood; whoever relies on the rows decides
   * whether he still may.
   */
  readonly unread: readonly string[];
};

/** A version as rpm and dnf name it. */
export type Evr = {
  /** `[epoch:]version-release`, the epoch left out where it is 0 or not told: the spelling of advisories and of `dnf list`. */
  readonly version: string;
  /** null: the output does not tell it (`rpm -qa` without a format), so the version above may lack it. */
  readonly epoch: number | null;
};

export type Rpm = Evr & { readonly name: string; readonly architecture: string };
