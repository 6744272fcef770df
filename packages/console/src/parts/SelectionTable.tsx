import type { ReactNode } from 'react';
import { Count } from '../ui/Count.tsx';
import { Name } from '../ui/Name.tsx';
import { StatusMark } from '../ui/StatusMark.tsx';
import type { Column } from '../ui/table/column.ts';
import { DataTable } from '../ui/table/DataTable.tsx';
import { type SelectionLine, selectionWords } from './selection-words.ts';

type Props = {
  lines: readonly SelectionLine[];
  more: number;
  empty: ReactNode;
  /** Whether devices are counted: not where it is about one. */
  counted?: boolean;
};

const devicesColumn: Column<SelectionLine> = {
  id: 'devices',
  title: 'Devices',
  width: '80px',
  align: 'end',
  cell: (row) => <Count value={row.devices} label={['device', 'devices']} />,
};

/** Updates with what was decided of each and why: which rule, and what it rests on. */
export function SelectionTable({ lines, more, empty, counted = true }: Props): ReactNode {
  const laned = lines.some(({ lane }) => lane !== null);
  const columns: readonly Column<SelectionLine>[] = [
    { id: 'name', title: 'Update', width: '18%', cell: (row) => <Name of={row.name} strong /> },
    { id: 'version', title: 'Version', width: '16%', wraps: true, cell: (row) => row.version },
    {
      id: 'decision',
      title: 'Is',
      width: '170px',
      cell: (row) => <StatusMark status={selectionWords[row.decision].status} word={selectionWords[row.decision].word} quiet />,
    },
    ...(laned ? [{ id: 'lane', title: 'Lane', width: '110px', cell: (row: SelectionLine) => <Name of={row.lane ?? ''} /> }] : []),
    ...(counted ? [devicesColumn] : []),
    { id: 'because', title: 'Because', wraps: true, cell: (row) => <Name of={row.sentence} wraps /> },
  ];
  return (
    <>
      <DataTable
        label="What was decided of each update"
        rows={lines}
        rowKey={(row) => `${row.softwareId} ${row.decision} ${row.lane ?? ''} ${row.sentence}`}
        columns={columns}
        empty={empty}
      />
      {more > 0 && <p>And {more} more that are not shown.</p>}
    </>
  );
}
