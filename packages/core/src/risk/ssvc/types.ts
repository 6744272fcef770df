/** A decision point: what is asked, with the words that may be answered, worst last where they have an order. */
export type DecisionPoint = {
  readonly name: string;
  readonly namespace: 'ssvc' | 'cisa';
  readonly key: string;
  readonly version: string;
  /** Word and key of each value; words are lower case. */
  readonly values: readonly (readonly [word: string, key: string])[];
};

/** One published decision table. */
export type SsvcTable = {
  /** Our short name. */
  readonly id: string;
  readonly name: string;
  readonly namespace: 'ssvc' | 'cisa';
  readonly key: string;
  readonly version: string;
  /** Further names; the stem of the published file among them. */
  readonly aliases: readonly string[];
  readonly inputs: readonly DecisionPoint[];
  readonly outcome: DecisionPoint;
  /**
   * The table as one reads it: `words of all inputs but the last | one letter for each value of the last`. `letters` says which outcome a
   * letter is.
   */
  readonly grid: readonly string[];
  readonly letters: Readonly<Record<string, string>>;
};
