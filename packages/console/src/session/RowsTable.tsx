import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useReducer, useRef } from 'react';
import { steady } from './steady.ts';
import { DataTable, type DataTableProps } from '../ui/table/DataTable.tsx';
import { Problem } from './Problem.tsx';

type List<Row> = {
  readonly key: string;
  readonly settled: boolean;
  readonly rows: readonly Row[] | null;
  readonly loadMore: (() => void) | null;
  readonly error: Error | null;
  readonly retry: () => void;
};

type Props<Row> = Omit<DataTableProps<Row>, 'rows' | 'loadMore' | 'arrived'> & { readonly list: List<Row> };

/** A table over `useRows`: loads on as one scrolls, lets new rows wait above what one reads, tells a refusal instead of showing an empty list. */
export function RowsTable<Row>({ list, ...rest }: Props<Row>): ReactNode {
  const { shown, waiting, show } = useSteady(list, rest.rowKey);
  return (
    <>
      {list.error !== null && <Problem error={list.error} action={<Button onClick={list.retry}>Try again</Button>} />}
      {(list.error === null || list.rows !== null) && (
        <DataTable {...rest} rows={shown} loadMore={list.loadMore} arrived={{ count: waiting, show }} />
      )}
    </>
  );
}

function useSteady<Row>(
  list: List<Row>,
  keyOf: (row: Row) => string,
): { readonly shown: readonly Row[] | null; readonly waiting: number; readonly show: () => void } {
  const known = useRef<{ readonly key: string; readonly keys: ReadonlySet<string> }>({ key: '', keys: new Set() });
  const [, draw] = useReducer((times: number) => times + 1, 0);
  const same = known.current.key === list.key;
  const result = list.rows === null || !same || !list.settled ? null : steady(known.current.keys, list.rows, keyOf);
  const shown = result?.shown ?? list.rows;
  useEffect(() => {
    if (shown !== null && list.settled) known.current = { key: list.key, keys: new Set(shown.map(keyOf)) };
  });
  return {
    shown,
    waiting: result?.waiting ?? 0,
    show: () => {
      known.current = { key: '', keys: new Set() };
      draw();
    },
  };
}
