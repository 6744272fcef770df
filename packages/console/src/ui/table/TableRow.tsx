import type { MouseEvent, ReactNode } from 'react';
import type { Column } from './column.ts';
import { cellClass } from './parts.tsx';
import style from './DataTable.module.css';

type Props<Row> = {
  row: Row;
  index: number;
  columns: readonly Column<Row>[];
  href: string | undefined;
  current: boolean;
  measure: ((element: HTMLTableRowElement | null) => void) | undefined;
  /** null: rows of this table can not be picked. */
  picked: boolean | null;
  onPick: (on: boolean) => void;
  onFocus: () => void;
};

/** One row. Its first cell is a real link; a press anywhere else on the row follows it, unless text is being selected. */
export function TableRow<Row>({ row, index, columns, href, current, measure, picked, onPick, onFocus }: Props<Row>): ReactNode {
  return (
    <tr
      role="row"
      ref={measure}
      data-index={index}
      aria-rowindex={index + 2}
      aria-selected={picked ?? undefined}
      className={`${style.row} ${current ? style.current : ''} ${href === undefined ? '' : style.opens}`}
      onClick={href === undefined ? undefined : followRow}
      onFocus={onFocus}
    >
      {picked !== null && (
        <td role="cell" className={style.pick}>
          <label className={style.pickArea}>
            <input
              type="checkbox"
              checked={picked}
              onChange={(event) => onPick(event.currentTarget.checked)}
              aria-label={`Select row ${index + 1}`}
            />
          </label>
        </td>
      )}
      {columns.map((column, place) => (
        <td
          key={column.id}
          role="cell"
          className={cellClass(column, place)}
          data-label={column.bare === true || place === 0 ? undefined : column.title}
        >
          {place === 0 && href !== undefined ? (
            <a href={href} className={style.link} aria-current={current ? 'true' : undefined}>
              {column.cell(row)}
            </a>
          ) : (
            <div className={style.content}>{column.cell(row)}</div>
          )}
        </td>
      ))}
    </tr>
  );
}

function followRow(event: MouseEvent<HTMLTableRowElement>): void {
  const target = event.target as Element; // a press on a rendered element always has one as its target
  if (target.closest('a, button, input, label, summary, details') !== null) return;
  if ((getSelection()?.toString() ?? '') !== '') return;
  const link = event.currentTarget.querySelector<HTMLAnchorElement>(`a.${style.link}`);
  link?.dispatchEvent(
    new globalThis.MouseEvent('click', {
      bubbles: true,
      cancelable: true,
      ctrlKey: event.ctrlKey,
      metaKey: event.metaKey,
      shiftKey: event.shiftKey,
    }),
  );
}
