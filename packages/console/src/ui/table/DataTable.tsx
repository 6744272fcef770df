import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useDelayed } from '../delayed.ts';
import { type Column, nextSort, type Sort } from './column.ts';
import { SkeletonRows, TableHead } from './parts.tsx';
import { TableRow } from './TableRow.tsx';
import { useRowKeys } from './row-keys.ts';
import style from './DataTable.module.css';

export type DataTableProps<Row> = {
  /** What the rows are, for readers who can not see the table: `Devices`. */
  label: string;
  columns: readonly Column<Row>[];
  /** null while they are being loaded. */
  rows: readonly Row[] | null;
  rowKey: (row: Row) => string;
  /** Where a row opens; its first column becomes the link. */
  rowHref?: (row: Row) => string;
  sort?: Sort | null;
  onSort?: (sort: Sort | null) => void;
  selected?: ReadonlySet<string>;
  onSelect?: (selected: ReadonlySet<string>) => void;
  /** Shown instead of the table where there are no rows: teaches the next step. */
  empty: ReactNode;
  /** Called when the reader comes near the end; null where there is nothing more. */
  loadMore?: (() => void) | null;
  /** Rows that came meanwhile: they wait for a press instead of pushing what one reads. */
  arrived?: { readonly count: number; readonly show: () => void };
  /** A drawer scrolls by itself, so its rows are all drawn; its lists are short or come page by page. */
  inside?: 'drawer';
  /** The row whose drawer is open. */
  current?: string;
};

// From this many rows on only those in sight are drawn; below it, everything is, so that the browser's own search finds it.
const virtualFrom = 120;
const rowHeight = 37;

/** A list of things, one a row: sticky head, `j` `k` Enter, native checkboxes, order by the server, only what is in sight drawn; stacked rows on a phone. */
export function DataTable<Row>(props: DataTableProps<Row>): ReactNode {
  const { label, columns, rows, rowKey, selected, onSelect } = props;
  const skeleton = useDelayed(rows === null);
  const root = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const count = rows?.length ?? 0;
  const virtual = count > virtualFrom && props.inside !== 'drawer';
  const virtualizer = useWindowVirtualizer({ count, estimateSize: () => rowHeight, overscan: 14, scrollMargin: top, enabled: virtual });
  const keys = useRowKeys(root, count, (index) => virtual && virtualizer.scrollToIndex(index, { align: 'auto' }));

  useLayoutEffect(() => setTop((root.current?.getBoundingClientRect().top ?? 0) + window.scrollY), [count]);

  const shown = virtual ? virtualizer.getVirtualItems() : null;
  const end = useNearEnd(props.loadMore ?? null);

  if (rows !== null && rows.length === 0) return props.empty;
  const indexes = shown === null ? [...(rows ?? []).keys()] : shown.map((item) => item.index);
  const before = shown === null ? 0 : (shown[0]?.start ?? top) - top;
  const after = shown === null ? 0 : virtualizer.getTotalSize() - ((shown.at(-1)?.end ?? top) - top);
  const picks = selected !== undefined && onSelect !== undefined ? { selected, onSelect } : null;

  return (
    <div ref={root} className={style.frame} data-table>
      {props.arrived !== undefined && props.arrived.count > 0 && (
        <button type="button" className={style.arrived} onClick={props.arrived.show}>
          {props.arrived.count} new: show {props.arrived.count === 1 ? 'it' : 'them'}
        </button>
      )}
      <table
        className={style.table}
        role="table"
        aria-label={label}
        aria-rowcount={rows === null ? -1 : count + 1}
        aria-busy={rows === null}
      >
        <TableHead
          columns={columns}
          sort={props.sort ?? null}
          onSort={props.onSort === undefined ? undefined : (by, ways) => props.onSort?.(nextSort(props.sort ?? null, by, ways))}
          picked={
            picks === null || rows === null
              ? null
              : { all: rows.every((row) => picks.selected.has(rowKey(row))), some: picks.selected.size > 0 }
          }
          onPickAll={(on) => picks?.onSelect(new Set(on ? (rows ?? []).map(rowKey) : []))}
        />
        <tbody role="rowgroup">
          {rows === null && skeleton && <SkeletonRows columns={columns.length + (picks === null ? 0 : 1)} />}
          {before > 0 && <Spacer height={before} />}
          {indexes.map((index) => {
            const row = rows?.[index];
            if (row === undefined) return null;
            const key = rowKey(row);
            return (
              <TableRow
                key={key}
                row={row}
                index={index}
                columns={columns}
                href={props.rowHref?.(row)}
                current={props.current === key}
                measure={virtual ? virtualizer.measureElement : undefined}
                picked={picks === null ? null : picks.selected.has(key)}
                onPick={(on) => picks?.onSelect(withKey(picks.selected, key, on))}
                onFocus={() => keys.focused(index)}
              />
            );
          })}
          {after > 0 && <Spacer height={after} />}
        </tbody>
      </table>
      <div ref={end} />
    </div>
  );
}

/** Calls `loadMore` whenever the end of the list comes within a window's height of what is seen, in a page as in a drawer. */
function useNearEnd(loadMore: (() => void) | null): RefObject<HTMLDivElement | null> {
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (end.current === null || loadMore === null) return undefined;
    const watch = new IntersectionObserver(([entry]) => entry?.isIntersecting === true && loadMore(), { rootMargin: '0px 0px 900px' });
    watch.observe(end.current);
    return () => watch.disconnect();
  }, [loadMore]);
  return end;
}

function Spacer({ height }: { height: number }): ReactNode {
  return <tr aria-hidden="true" className={style.spacer} style={{ height }} />;
}

function withKey(keys: ReadonlySet<string>, key: string, on: boolean): ReadonlySet<string> {
  const next = new Set(keys);
  if (on) next.add(key);
  else next.delete(key);
  return next;
}
