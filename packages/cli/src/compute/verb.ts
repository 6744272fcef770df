/** The contract of a verb of `fettle compute`: one row in, one answer out, by the same functions that the product decides with. */
export type Given = {
  /** Files or folders named by `--feed`, as absolute paths. */
  readonly feeds: readonly string[];
  /** The time that counts as now, RFC 3339. */
  readonly now: string;
};
export type Row = Readonly<Record<string, unknown>>;
export type Verb = {
  readonly description: string;
  /** Reads what all rows share, once. */
  readonly prepare: (given: Given) => Promise<(row: Row) => object>;
};

/** A field that must be text. Throws `BadRow`, which becomes this row's answer. */
export function textOf(row: Row, name: string): string {
  const value = row[name];
  if (typeof value === 'string') return value;
  throw new BadRow(
    value === undefined ? `The field ${JSON.stringify(name)} is missing.` : `The field ${JSON.stringify(name)} must be text.`,
  );
}

/** Text, or null where it is missing. */
export function optionalText(row: Row, name: string): string | null {
  const value = row[name];
  return value === undefined || value === null ? null : textOf(row, name);
}

/** The row is not what the verb takes; the next row follows all the same. */
export class BadRow extends Error {
  override readonly name = 'BadRow';
}
