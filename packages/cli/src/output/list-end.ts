/** How many rows a list shows, and what it says where there are more. */
import { usage } from '../refused.ts';

/** `--limit`: a number of rows, or null for all. */
export function mostRows(limit: string): number | null {
  if (limit === 'all') return null;
  const number = Number(limit);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw usage(`--limit takes a number of rows or "all", not ${JSON.stringify(limit)}.`);
}

/** The last line of a list that was cut; nothing where it is whole. */
export function listEnd(page: { readonly items: readonly unknown[]; readonly next: string | null; readonly total?: number }): string {
  if (page.next === null) return '';
  const of = page.total === undefined ? 'and there are more' : `of ${page.total}`;
  return `\n${page.items.length} shown, ${of}: --limit all shows all.`;
}
