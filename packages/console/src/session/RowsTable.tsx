import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { DataTable, type DataTableProps } from '../ui/table/DataTable.tsx';
import { Problem } from './Problem.tsx';

type Props<Row> = Omit<DataTableProps<Row>, 'rows' | 'loadMore'> & {
  readonly list: {
    readonly rows: readonly Row[] | null;
    readonly loadMore: (() => void) | null;
    readonly error: Error | null;
    readonly retry: () => void;
  };
};

/** A table over `useRows`: loads on as one scrolls, tells a refusal instead of showing an empty list. */
export function RowsTable<Row>({ list, ...rest }: Props<Row>): ReactNode {
  return (
    <>
      {list.error !== null && <Problem error={list.error} action={<Button onClick={list.retry}>Try again</Button>} />}
      {(list.error === null || list.rows !== null) && <DataTable {...rest} rows={list.rows} loadMore={list.loadMore} />}
    </>
  );
}
