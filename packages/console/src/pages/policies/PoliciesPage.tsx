import type { ReactNode } from 'react';
import { paths } from '../../paths.ts';
import { useClientInView } from '../../session/client-in-view.ts';
import { oneOf, useListState } from '../../session/list-state.ts';
import { RowsTable } from '../../session/RowsTable.tsx';
import { useRows } from '../../session/rows.ts';
import { Count } from '../../ui/Count.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { Age } from '../../ui/Time.tsx';
import type { Column } from '../../ui/table/column.ts';
import { FoundTab } from './FoundTab.tsx';
import { GroupsTab } from './GroupsTab.tsx';
import { LevelsTab } from './LevelsTab.tsx';
import { StandingTab } from './StandingTab.tsx';
import type { PolicyRow } from './types.ts';
import style from './policies.module.css';

/** What applies where: each client's policy, when it opens next, and what is unwise about it. */
export function PoliciesPage(): ReactNode {
  const client = useClientInView();
  const { part } = useListState();
  const tab = oneOf(part('tab'), ['clients', 'levels', 'groups', 'standing', 'found']) ?? 'clients';
  const href = (id: string): string => paths.policies({ tab: id === 'clients' ? '' : id, client: client ?? null });
  return (
    <>
      <PageHeader
        title="Policies"
        lead="What is selected, through which rings, in which windows, with which checks."
        actions={
          tab === 'groups' ? (
            <a href={paths.newGroup({ client: client ?? null })}>Make a group</a>
          ) : tab === 'levels' ? (
            <a href={paths.editLevel({ client: client ?? null })}>Say what is otherwise</a>
          ) : undefined
        }
      />
      <Tabs
        label="Views of policies"
        current={tab}
        tabs={[
          { id: 'clients', label: 'Of clients', href: href('clients') },
          { id: 'levels', label: 'All levels', href: href('levels') },
          { id: 'groups', label: 'Groups', href: href('groups') },
          { id: 'standing', label: 'Standing approvals', href: href('standing') },
          { id: 'found', label: 'What was found', href: href('found') },
        ]}
      />
      {tab === 'clients' && <ClientsTab client={client} />}
      {tab === 'levels' && <LevelsTab />}
      {tab === 'groups' && <GroupsTab />}
      {tab === 'standing' &&
        (client === undefined ? (
          <Empty title="Choose a client" action={<a href={paths.clients()}>Choose a client</a>}>
            A standing approval is given for one client: what its policy grants to its devices, until an end.
          </Empty>
        ) : (
          <StandingTab clientId={client} href={(more) => paths.policies({ tab: 'standing', client, ...more })} />
        ))}
      {tab === 'found' && <FoundTab client={client} />}
    </>
  );
}

function ClientsTab({ client }: { client: string | undefined }): ReactNode {
  const list = useRows('listPolicies', { query: client === undefined ? {} : { clientId: client } });
  return (
    <RowsTable
      label="Policies"
      columns={columns(client === undefined)}
      list={list}
      rowKey={(row) => row.id}
      rowHref={(row) => paths.policy(row.id)}
      empty={
        <Empty
          title="No policy yet"
          action={
            client === undefined ? <a href={paths.clients()}>Choose a client</a> : <a href={paths.newPolicy(client)}>Make the policy</a>
          }
        >
          A client’s policy says what is selected, through which rings, and when its devices may change. Without one nothing can be proposed
          there.
        </Empty>
      }
    />
  );
}

function columns(showClient: boolean): readonly Column<PolicyRow>[] {
  return [
    { id: 'name', title: 'Policy', width: '16%', cell: (row) => <Name of={row.name} strong /> },
    ...(showClient
      ? [{ id: 'client', title: 'Client', width: '16%', cell: (row) => <Name of={row.clientName} /> } satisfies Column<PolicyRow>]
      : []),
    { id: 'next', title: 'Opens next', width: '20%', wraps: true, cell: Next },
    { id: 'lint', title: 'State', wraps: true, cell: LintCell },
    {
      id: 'devices',
      title: 'Devices',
      width: '90px',
      align: 'end',
      cell: (row) => <Count value={row.devices} href={paths.devices({ client: row.clientId })} label={['device', 'devices']} />,
    },
    { id: 'version', title: 'Version', width: '84px', align: 'end', room: 'wide', cell: (row) => row.version },
    { id: 'saved', title: 'Saved', width: '120px', room: 'wide', cell: (row) => <Age at={row.savedAt} /> },
  ];
}

function Next(row: PolicyRow): ReactNode {
  if (row.nextOpening === null) return <StatusMark status="failing" word="Never" />;
  return (
    <>
      {row.nextOpening.wall}
      <div className={style.small}>
        <Age at={row.nextOpening.opensAt} zone={row.nextOpening.zone} />, {row.nextOpening.zone}
      </div>
    </>
  );
}

function LintCell(row: PolicyRow): ReactNode {
  const [first] = row.lint;
  if (first === undefined) return <StatusMark status="good" word="Nothing to say" quiet />;
  const more = row.lint.length === 1 ? '' : ` And ${row.lint.length - 1} more.`;
  return (
    <>
      <StatusMark status={first.severity} word={first.severity === 'failing' ? 'Can not work' : 'Worth a look'} />
      <div className={style.small}>
        <Name of={`${first.sentence}${more}`} wraps />
      </div>
    </>
  );
}
