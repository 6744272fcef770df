import { useQuery } from '@tanstack/react-query';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { paths } from '../../paths.ts';
import { oneOf, useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { RowsTable } from '../../session/RowsTable.tsx';
import { useRows } from '../../session/rows.ts';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { Age } from '../../ui/Time.tsx';
import { FoundDevices, policyHref } from './FoundList.tsx';

type Finding = CallOutput<'listPolicyFindings'>['items'][number];
type Standing = CallOutput<'listPolicyStandings'>['items'][number];

const stateWords = { good: 'Good', attention: 'Worth a look', failing: 'Can not work' } as const;

/** What the daily look found: how each client's policies stand, and every finding with the devices that it rests on. */
export function FoundTab({ client }: { client: string | undefined }): ReactNode {
  const filter = client === undefined ? {} : { clientId: client };
  const standings = useQuery(reading('listPolicyStandings', { query: filter }));
  const { part } = useListState();
  const state = oneOf(part('state'), ['open', 'gone']) ?? 'open';
  const list = useRows('listPolicyFindings', { query: { ...filter, state } });
  const other = state === 'open' ? 'gone' : 'open';
  return (
    <>
      <Section title="How policies stand" note="Looked at daily, and after what they stand on was changed.">
        <Loaded query={standings} lines={4}>
          {({ items }) => (
            <DataTable
              label="How each client’s policies stand"
              rows={items}
              rowKey={(row) => row.clientId}
              columns={[
                {
                  id: 'client',
                  title: 'Client',
                  width: '20%',
                  cell: (row: Standing) => (
                    <a href={paths.policies({ tab: 'found', client: row.clientId })}>
                      <Name of={row.clientName} />
                    </a>
                  ),
                },
                {
                  id: 'state',
                  title: 'State',
                  width: '140px',
                  cell: (row) => <StatusMark status={row.state} word={stateWords[row.state]} />,
                },
                { id: 'why', title: 'Why', wraps: true, cell: (row) => <Name of={row.sentence} wraps /> },
                { id: 'looked', title: 'Looked at', width: '120px', room: 'wide', cell: (row) => <Age at={row.lookedAt} absent="never" /> },
              ]}
              empty={<Empty title="No client in view">A client is added on the page of clients.</Empty>}
            />
          )}
        </Loaded>
      </Section>
      <Section
        title={state === 'open' ? 'What is there now' : 'What is gone'}
        actions={
          <a href={paths.policies({ tab: 'found', client: client ?? null, state: other === 'open' ? '' : other })}>
            {other === 'gone' ? 'What is gone' : 'What is there now'}
          </a>
        }
      >
        <RowsTable
          label="What was found about policies"
          list={list}
          rowKey={(row) => row.id}
          columns={[
            {
              id: 'state',
              title: 'State',
              width: '140px',
              cell: (row: Finding) => <StatusMark status={row.severity} word={stateWords[row.severity]} />,
            },
            ...(client === undefined
              ? [{ id: 'client', title: 'Client', width: '14%', cell: (row: Finding) => <Name of={row.clientName} /> }]
              : []),
            { id: 'policy', title: 'Policy', width: '16%', cell: PolicyCell },
            { id: 'what', title: 'What', wraps: true, cell: WhatCell },
            { id: 'since', title: 'Since', width: '110px', room: 'wide', cell: (row) => <Age at={row.openedAt} /> },
          ]}
          empty={
            <Empty title={state === 'open' ? 'Nothing is found' : 'Nothing is gone yet'}>
              {state === 'open'
                ? 'As far as it was looked at: see above for when that was.'
                : 'What is mended is kept here with its times.'}
            </Empty>
          }
        />
      </Section>
    </>
  );
}

function PolicyCell(row: Finding): ReactNode {
  const href = policyHref(row);
  return href === null ? (
    'none'
  ) : (
    <a href={href}>
      <Name of={row.policyName} />
    </a>
  );
}

function WhatCell(row: Finding): ReactNode {
  return (
    <>
      <Name of={row.sentence} wraps />
      <FoundDevices evidence={row.evidence} />
    </>
  );
}
