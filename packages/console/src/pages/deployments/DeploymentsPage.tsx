import type { ReactNode } from 'react';
import { paths } from '../../paths.ts';
import { useClientInView } from '../../session/client-in-view.ts';
import { oneOf, useListState } from '../../session/list-state.ts';
import { RowsTable } from '../../session/RowsTable.tsx';
import { useRows } from '../../session/rows.ts';
import { Empty } from '../../ui/Empty.tsx';
import { FilterBar } from '../../ui/FilterBar.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { deploymentColumns } from './columns.tsx';

/** What is changing, what each waits for and until when; and what is over. */
export function DeploymentsPage(): ReactNode {
  const client = useClientInView();
  const { part, change } = useListState();
  const status = oneOf(part('status'), ['open', 'ended']);
  const list = useRows('listDeployments', {
    query: { ...(client === undefined ? {} : { clientId: client }), ...(status === undefined ? {} : { status }) },
  });
  return (
    <>
      <PageHeader
        title="Deployments"
        lead="What is changing and what it waits for."
        actions={<a href={paths.newDeployment({ client })}>Propose what the policy selects</a>}
      />
      <FilterBar
        filters={[
          {
            id: 'status',
            label: 'Open or ended',
            value: status ?? '',
            options: [
              { value: '', label: 'Open and ended' },
              { value: 'open', label: 'Open' },
              { value: 'ended', label: 'Ended' },
            ],
          },
        ]}
        onChange={change}
      />
      <RowsTable
        label="Deployments"
        columns={deploymentColumns(client === undefined)}
        list={list}
        rowKey={(row) => row.id}
        rowHref={(row) => paths.deployment(row.id)}
        empty={
          status === undefined ? (
            <Empty title="No deployments yet" action={<a href={paths.updates({ client })}>Look at the updates</a>}>
              A deployment brings chosen updates to devices, ring by ring, in the windows of their policy. Choose updates and propose them,
              or propose all that the policy selects. Nothing changes before a person has approved the spec.
            </Empty>
          ) : (
            <Empty title={status === 'open' ? 'Nothing is open' : 'Nothing has ended yet'}>
              {status === 'open' ? 'No deployment is under way or waits for anything.' : 'Ended deployments stay here with their reports.'}
            </Empty>
          )
        }
      />
    </>
  );
}
