/** What all readers of outputs here have in common. */

export type Parsed<Row> = {
  readonly rows: readonly Row[];
  /** Lines of which nobody here knows what they mean, as they stand; empty where all was understood. */
  readonly unread: readonly string[];
};

/** One entry of dpkg's database that is on the device. */
export type ListedPackage = {
  readonly name: string;
  readonly version: string;
  /** null: the output does not tell it. */
  readonly architecture: string | null;
};
