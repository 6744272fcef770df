/** Keeps a list steady under the reader's eyes while it is renewed in the background. */

export type Steady<Row> = {
  /** What is shown: known rows with their new content, and whatever comes after the last known one. */
  readonly shown: readonly Row[];
  /** How many rows wait, because they would push what is being read. */
  readonly waiting: number;
};

/**
 * Which of the renewed rows are shown. Rows that are known stay, with their new content and order; rows that are gone go; new rows
 * after the last known one are appended (they move nothing); new rows between or above wait. With nothing known all are shown.
 */
export function steady<Row>(known: ReadonlySet<string>, rows: readonly Row[], keyOf: (row: Row) => string): Steady<Row> {
  const last = rows.findLastIndex((row) => known.has(keyOf(row)));
  if (last === -1) return { shown: rows, waiting: 0 };
  const shown = rows.filter((row, index) => index > last || known.has(keyOf(row)));
  return { shown, waiting: rows.length - shown.length };
}
