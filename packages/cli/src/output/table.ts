/** Tables that fit the terminal: the widest columns give way first, and what is cut ends in `…`. Away from a terminal nothing is cut. */
import { clean } from './clean.ts';
import type { Tone } from './paint.ts';
import type { Screen } from './screen.ts';
import { cut, pad, widthOf } from './text-width.ts';

export type Cell = string | number | null | { readonly text: string; readonly tone: Tone };
export type Column = {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** Never narrower than this many columns: ids and versions that a person wants to copy. */
  readonly atLeast?: number;
};

const gap = 2;
const narrowest = 6;

/** Rows under their titles. A cell that is null is unknown and says so with a question mark. */
export function table(screen: Screen, columns: readonly Column[], rows: readonly (readonly Cell[])[]): string {
  const cells = rows.map((row) => columns.map((_, index) => read(row[index] ?? null)));
  const natural = columns.map((column, index) => Math.max(widthOf(column.title), ...cells.map((row) => widthOf(row[index]?.text ?? ''))));
  const least = columns.map((column, index) => Math.min(natural[index] ?? 0, Math.max(column.atLeast ?? narrowest, widthOf(column.title))));
  const widths = screen.width === null ? natural : fit(natural, least, screen.width);
  const line = (parts: readonly { text: string; tone: Tone }[]): string =>
    parts
      .map(({ text, tone }, index) => {
        const width = widths[index] ?? 0;
        const shown = cut(text, width);
        const isLast = index === parts.length - 1 && columns[index]?.align !== 'right';
        return screen.paint(isLast ? shown : pad(shown, width, columns[index]?.align), tone);
      })
      .join(' '.repeat(gap))
      .trimEnd();
  return [line(columns.map(({ title }) => ({ text: title, tone: 'muted' as const }))), ...cells.map(line)].join('\n');
}

/** Takes from the widest column that still may give, until the row fits or none may. */
export function fit(natural: readonly number[], least: readonly number[], total: number): readonly number[] {
  const widths = [...natural];
  const room = total - gap * (natural.length - 1);
  for (let over = sum(widths) - room; over > 0; over -= 1) {
    const at = widths.reduce((best, width, index) => (width > (least[index] ?? 0) && width > (widths[best] ?? -1) ? index : best), -1);
    if (at === -1) return widths;
    widths[at] = (widths[at] ?? 0) - 1;
  }
  return widths;
}

function read(cell: Cell): { text: string; tone: Tone } {
  if (cell === null) return { text: '?', tone: 'muted' };
  if (typeof cell === 'object') return { text: clean(cell.text), tone: cell.tone };
  return { text: typeof cell === 'number' ? String(cell) : clean(cell), tone: 'plain' };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
