import { stepStates, stepTitles } from '@fettle/core/checklist';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { DayField, pastDay } from '../../parts/DayField.tsx';
import { paths } from '../../paths.ts';
import { oneOf, useListState } from '../../session/list-state.ts';
import { RowsTable } from '../../session/RowsTable.tsx';
import { useRows } from '../../session/rows.ts';
import { Empty } from '../../ui/Empty.tsx';
import { FilterBar } from '../../ui/FilterBar.tsx';
import { Name } from '../../ui/Name.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { statusWord } from '../../ui/status.ts';
import { StepStrip } from '../../ui/StepStrip.tsx';
import type { Column } from '../../ui/table/column.ts';
import { Age } from '../../ui/Time.tsx';

type Row = CallOutput<'listChecklists'>['items'][number];

const stepNumbers = stepTitles.map((_, index) => String(index + 1));

/** All clients in the twelve steps, those that need a person most first; of now, or of a past day. */
export function ClientsSteps(): ReactNode {
  const { part, change } = useListState();
  const step = oneOf(part('step'), stepNumbers);
  const state = oneOf(part('state'), stepStates);
  const day = pastDay(part('day'));
  const list = useRows('listChecklists', {
    query: {
      limit: 50,
      ...(step === undefined ? {} : { step: Number(step) }),
      ...(state === undefined ? {} : { state }),
      ...(day === undefined ? {} : { day }),
    },
  });
  return (
    <>
      <FilterBar
        filters={[
          {
            id: 'step',
            label: 'Step',
            value: step ?? '',
            options: [
              { value: '', label: 'All steps' },
              ...stepTitles.map((title, index) => ({ value: String(index + 1), label: `${index + 1} ${title}` })),
            ],
          },
          {
            id: 'state',
            label: 'State',
            value: state ?? '',
            options: [{ value: '', label: 'Any state' }, ...stepStates.map((value) => ({ value, label: statusWord[value] }))],
          },
        ]}
        onChange={change}
      >
        <DayField day={day} onChange={(chosen) => change({ day: chosen })} />
      </FilterBar>
      <RowsTable
        label="Clients in the twelve steps"
        columns={columnsOf(step === undefined ? null : Number(step), day)}
        list={list}
        rowKey={(row) => row.clientId}
        rowHref={(row) => paths.client(row.clientId, { day })}
        empty={
          state === undefined ? (
            <Empty title="No clients yet">Add one first; its steps are computed within a minute.</Empty>
          ) : (
            <Empty title="No client fits">
              No client has the state “{statusWord[state]}” in {step === undefined ? 'any step' : `step ${step}`}.
            </Empty>
          )
        }
      />
    </>
  );
}

/** With one step chosen, its state and why it has it stand beside the strip. */
function columnsOf(step: number | null, day: string | undefined): readonly Column<Row>[] {
  const chosen = step === null ? [] : [chosenColumn(step)];
  return [
    { id: 'name', title: 'Client', width: step === null ? '34%' : '22%', cell: (row) => <Name of={row.clientName} strong /> },
    {
      id: 'steps',
      title: 'Twelve steps',
      width: '256px',
      cell: (row) => <StepStrip marks={row.steps.map((one) => ({ ...one, title: stepTitles[one.step - 1] ?? '' }))} />,
    },
    ...chosen,
    {
      id: 'needs',
      title: 'Needs a person',
      room: 'middle',
      wraps: true,
      ...(step === null ? {} : { width: '170px' }),
      cell: (row) => needs(row),
    },
    {
      id: 'at',
      title: 'Computed',
      width: '120px',
      room: 'middle',
      cell: (row) => (day !== undefined && row.at !== null ? day : <Age at={row.at} absent="not computed" />),
    },
  ];
}

function chosenColumn(step: number): Column<Row> {
  return {
    id: 'chosen',
    title: `Step ${step}`,
    wraps: true,
    cell: ({ steps }) => {
      const one = steps.find((each) => each.step === step);
      if (one === undefined) return null;
      return (
        <>
          <StatusMark status={one.state} /> <Name of={one.sentence} wraps />
        </>
      );
    },
  };
}

/** `2 failing, 1 to look at`: of twelve. */
function needs({ steps }: Row): string {
  const of = (state: Row['steps'][number]['state']): number => steps.filter((one) => one.state === state).length;
  const parts = [
    [of('failing'), 'failing'],
    [of('attention'), 'to look at'],
    [of('unknown'), 'unknown'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return said.length === 0 ? 'All twelve are good' : `${said.join(', ')} of ${steps.length}`;
}
