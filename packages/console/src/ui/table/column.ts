import type { ReactNode } from 'react';

export type Column<Row> = {
  readonly id: string;
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** CSS width; the columns without one share the rest. */
  readonly width?: string;
  readonly align?: 'start' | 'end';
  /**
   * Where the list can be sorted by it (`id` is the sort key): in both ways, or only one. Long lists are sorted where they are stored,
   * never in the browser.
   */
  readonly sorts?: 'both' | 'up' | 'down';
  /** Left out when the room is short: `wide` needs 1,200 px, `middle` 960 px. On a phone every column is a line of its row. */
  readonly room?: 'wide' | 'middle';
  /** Lets text wrap instead of cutting it. */
  readonly wraps?: boolean;
  /** No label on a phone, where the content speaks for itself. */
  readonly bare?: boolean;
};

export type Sort = { readonly by: string; readonly down: boolean };

/** `-age` is descending by age; null where no order is wished. */
export function parseSort(text: string | undefined): Sort | null {
  if (text === undefined || text === '' || text === '-') return null;
  return text.startsWith('-') ? { by: text.slice(1), down: true } : { by: text, down: false };
}

/** The text of a sort for the address. */
export function sortText(sort: Sort | null): string {
  if (sort === null) return '';
  return sort.down ? `-${sort.by}` : sort.by;
}

/** What a press on a column's head means: its first way, then the other where it has one, then as the list orders by itself. */
export function nextSort(now: Sort | null, by: string, ways: 'both' | 'up' | 'down' = 'both'): Sort | null {
  if (now === null || now.by !== by) return { by, down: ways === 'down' };
  return now.down || ways === 'up' ? null : { by, down: true };
}

/** Rows in order of `by`, for lists that are loaded whole; equal rows keep their places, `null` comes last either way. */
export function sorted<Row>(
  rows: readonly Row[],
  sort: Sort | null,
  by: Readonly<Record<string, (row: Row) => string | number | null>>,
): readonly Row[] {
  const key = sort === null ? undefined : by[sort.by];
  if (sort === null || key === undefined) return rows;
  const way = sort.down ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [left, right] = [key(a), key(b)];
    if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
    return way * (typeof left === 'number' && typeof right === 'number' ? left - right : String(left).localeCompare(String(right)));
  });
}
