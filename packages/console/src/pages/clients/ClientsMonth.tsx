import { lastMonth, monthBefore, monthWords, shareWords } from '@fettle/core/months';
import type { CallOutput } from '@fettle/protocol/client';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { paths } from '../../paths.ts';
import { oneOf, useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { FilterBar } from '../../ui/FilterBar.tsx';
import { Name } from '../../ui/Name.tsx';
import type { Column } from '../../ui/table/column.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';

type Row = CallOutput<'listClientsOfMonth'>['items'][number];

/** So many months back can be chosen. */
const choices = 12;

/** All clients by how the deadlines of a month were met, those that missed most first. */
export function ClientsMonth(): ReactNode {
  const { part, change } = useListState();
  const months = lastMonths();
  const month = oneOf(part('month'), months) ?? months[0] ?? '';
  const query = useQuery(reading('listClientsOfMonth', { query: { month } }));
  return (
    <>
      <FilterBar
        filters={[
          {
            id: 'month',
            label: 'Month',
            value: month === months[0] ? '' : month,
            options: months.map((one, index) => ({ value: index === 0 ? '' : one, label: monthWords(one) })),
          },
        ]}
        onChange={change}
      />
      <Loaded query={query} lines={8}>
        {({ items }) => (
          <DataTable
            label={`Deadlines in ${monthWords(month)}`}
            columns={columns(month)}
            rows={items}
            rowKey={(row) => row.clientId}
            rowHref={(row) => paths.client(row.clientId, { tab: 'month', ...(row.madeAt === null ? {} : { month }) })}
            empty={<Empty title="No client">Add a client to see how its deadlines are met.</Empty>}
          />
        )}
      </Loaded>
    </>
  );
}

function lastMonths(): readonly string[] {
  const months = [lastMonth(Temporal.Now.instant(), 'UTC')];
  while (months.length < choices) months.push(monthBefore(months.at(-1) ?? ''));
  return months;
}

function columns(month: string): readonly Column<Row>[] {
  return [
    { id: 'client', title: 'Client', cell: (row) => <Name of={row.clientName} /> },
    {
      id: 'share',
      title: 'In by their day',
      width: '240px',
      cell: ({ attainment }) =>
        attainment === null
          ? `no report of ${monthWords(month)}`
          : attainment.share === null
            ? 'nothing was due'
            : `${shareWords(attainment.share)}, ${attainment.met} of ${attainment.owed}`,
    },
    { id: 'late', title: 'Late', width: '90px', align: 'end', cell: (row) => row.attainment?.late ?? '' },
    { id: 'open', title: 'Open', width: '90px', align: 'end', cell: (row) => row.attainment?.open ?? '' },
    { id: 'steps', title: 'Steps failing', width: '140px', align: 'end', cell: (row) => row.failingSteps ?? '' },
    { id: 'devices', title: 'Devices', width: '110px', align: 'end', cell: (row) => row.devices ?? '' },
  ];
}
