import { type ReactNode, useEffect, useRef } from 'react';
import type { Column, Sort } from './column.ts';
import style from './DataTable.module.css';

/** The classes of a column's cells: alignment, the room it needs, whether its text wraps. */
export function cellClass<Row>(column: Column<Row>, place: number): string {
  return [
    style.cell,
    place === 0 && style.first,
    column.align === 'end' && style.end,
    column.room === 'wide' && style.wide,
    column.room === 'middle' && style.middle,
    column.wraps === true && style.wraps,
  ]
    .filter(Boolean)
    .join(' ');
}

type HeadProps<Row> = {
  columns: readonly Column<Row>[];
  sort: Sort | null;
  onSort: ((by: string, ways: 'both' | 'up' | 'down') => void) | undefined;
  picked: { readonly all: boolean; readonly some: boolean } | null;
  onPickAll: (on: boolean) => void;
};

/** The sticky head: names, order, and a box that picks every loaded row. */
export function TableHead<Row>({ columns, sort, onSort, picked, onPickAll }: HeadProps<Row>): ReactNode {
  return (
    <>
      <colgroup>
        {picked !== null && <col style={{ width: 36 }} />}
        {columns.map((column) => (
          <col key={column.id} className={cellClass(column, 1)} style={column.width === undefined ? undefined : { width: column.width }} />
        ))}
      </colgroup>
      <thead role="rowgroup" className={style.head}>
        <tr role="row" aria-rowindex={1}>
          {picked !== null && (
            <th role="columnheader" className={style.pick}>
              <label className={style.pickArea}>
                <AllBox all={picked.all} some={picked.some} onChange={onPickAll} />
              </label>
            </th>
          )}
          {columns.map((column, place) => {
            const on = sort?.by === column.id ? sort : null;
            return (
              <th
                key={column.id}
                role="columnheader"
                scope="col"
                className={cellClass(column, place)}
                aria-sort={on === null ? undefined : on.down ? 'descending' : 'ascending'}
              >
                {column.sorts !== undefined && onSort !== undefined ? (
                  <button type="button" onClick={() => onSort(column.id, column.sorts ?? 'both')} className={style.sort}>
                    {column.title}
                    <span aria-hidden="true" className={on === null ? style.arrowOff : style.arrow}>
                      {(on?.down ?? column.sorts === 'down') ? '↓' : '↑'}
                    </span>
                  </button>
                ) : (
                  column.title
                )}
              </th>
            );
          })}
        </tr>
      </thead>
    </>
  );
}

function AllBox({ all, some, onChange }: { all: boolean; some: boolean; onChange: (on: boolean) => void }): ReactNode {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current !== null) box.current.indeterminate = some && !all;
  }, [all, some]);
  return (
    <input
      ref={box}
      type="checkbox"
      checked={all}
      onChange={(event) => onChange(event.currentTarget.checked)}
      aria-label="Select all loaded rows"
    />
  );
}

/** Grey lines in the place of rows, so that nothing jumps when they come. */
export function SkeletonRows({ columns, rows = 8 }: { columns: number; rows?: number }): ReactNode {
  return Array.from({ length: rows }, (_, row) => (
    <tr key={row} className={style.row} aria-hidden="true">
      {Array.from({ length: columns }, (__, cell) => (
        <td key={cell} className={style.cell}>
          <span className={style.bone} style={{ width: `${38 + ((row * 7 + cell * 13) % 5) * 11}%` }} />
        </td>
      ))}
    </tr>
  ));
}
