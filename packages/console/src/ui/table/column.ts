import type { ReactNode } from 'react';

export type Column<Row> = {
  readonly id: string;
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** CSS width; the columns without one share the rest. */
  readonly width?: string;
  readonly align?: 'start' | 'end';
  /** True where the server can sort by it (`id` is the sort key): lists are sorted where they are stored, never in the browser. */
  readonly sorts?: boolean;
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

/** What a press on a column's head means: first ascending, then descending, then as the server orders by itself. */
export function nextSort(now: Sort | null, by: string): Sort | null {
  if (now === null || now.by !== by) return { by, down: false };
  return now.down ? null : { by, down: true };
}
