import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { paths } from '../../paths.ts';
import { useClientInView } from '../../session/client-in-view.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { Count } from '../../ui/Count.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';

/** Groups by rule, with how many are in each just now. */
export function GroupsTab(): ReactNode {
  const client = useClientInView();
  const query = useQuery(reading('listGroups', { query: client === undefined ? {} : { clientId: client } }));
  const make = <a href={paths.newGroup(client === undefined ? {} : { client })}>Make a group</a>;
  return (
    <Loaded query={query} lines={8}>
      {({ items }) => (
        <DataTable
          label="Groups"
          rows={items}
          rowKey={(row) => row.id}
          rowHref={(row) => paths.group(row.id)}
          columns={[
            { id: 'name', title: 'Group', width: '18%', cell: (row) => <Name of={row.name} strong /> },
            {
              id: 'of',
              title: 'Of',
              width: '16%',
              cell: (row) => (row.clientName === null ? 'the provider' : <Name of={row.clientName} />),
            },
            { id: 'rank', title: 'Rank', width: '70px', align: 'end', cell: (row) => row.rank },
            { id: 'rule', title: 'Rule', wraps: true, cell: (row) => <Name of={row.words} wraps /> },
            {
              id: 'members',
              title: 'Devices',
              width: '90px',
              align: 'end',
              cell: (row) => <Count value={row.members} href={paths.group(row.id)} label={['device', 'devices']} />,
            },
            {
              id: 'unknown',
              title: 'Not known',
              width: '100px',
              align: 'end',
              cell: (row) => (
                <Count
                  value={row.unknown}
                  href={paths.group(row.id, { answer: 'unknown' })}
                  label={['device of which it can not be said', 'devices of which it can not be said']}
                />
              ),
            },
            {
              id: 'policy',
              title: 'Its policy',
              width: '16%',
              room: 'wide',
              cell: (row) => (row.policy === null ? 'none' : <a href={paths.levelPolicy(row.policy.id)}>{row.policy.name}</a>),
            },
          ]}
          empty={
            <Empty title="No group yet" action={make}>
              A group is a rule over facts of devices: their tier, name, system, what is installed. Who is in it follows from the facts, and
              a policy can say for it what is otherwise than for the rest.
            </Empty>
          }
        />
      )}
    </Loaded>
  );
}
