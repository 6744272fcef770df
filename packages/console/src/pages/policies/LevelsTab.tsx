import { useQuery } from '@tanstack/react-query';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { paths } from '../../paths.ts';
import { useClientInView } from '../../session/client-in-view.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { Age } from '../../ui/Time.tsx';
import { levelWords } from '../../parts/level-words.ts';

export type LevelRow = CallOutput<'listPolicyLevels'>['items'][number];

/** Everything that any level says just now, the provider's first. */
export function LevelsTab(): ReactNode {
  const client = useClientInView();
  const query = useQuery(reading('listPolicyLevels', { query: client === undefined ? {} : { clientId: client } }));
  return (
    <Loaded query={query} lines={8}>
      {({ items, more }) => (
        <>
          {more && (
            <Notice status="attention" title="There are more than are shown">
              Choose a client to see all of its own.
            </Notice>
          )}
          <DataTable
            label="Policies of all levels"
            rows={items}
            rowKey={(row) => row.id}
            rowHref={(row) => paths.levelPolicy(row.id)}
            columns={[
              { id: 'name', title: 'Policy', width: '17%', cell: (row) => <Name of={row.name} strong /> },
              { id: 'level', title: 'Of', width: '20%', wraps: true, cell: (row) => <Name of={levelWords(row)} wraps /> },
              ...(client === undefined
                ? [
                    {
                      id: 'client',
                      title: 'Client',
                      width: '15%',
                      cell: (row: LevelRow) => (row.clientName === null ? 'all' : <Name of={row.clientName} />),
                    },
                  ]
                : []),
              {
                id: 'says',
                title: 'Says',
                wraps: true,
                cell: (row) => <Name of={row.says.length === 11 ? 'every setting' : row.says.map(({ label }) => label).join(', ')} wraps />,
              },
              { id: 'state', title: 'State', width: '150px', cell: StateCell },
              { id: 'saved', title: 'Saved', width: '110px', room: 'wide', cell: (row) => <Age at={row.savedAt} /> },
            ]}
            empty={
              <Empty title="No policy yet" action={<a href={paths.editLevel({ level: 'provider' })}>Say what holds for all clients</a>}>
                The provider says what holds everywhere; a client, a site, a group or a single device says only what is otherwise there.
              </Empty>
            }
          />
        </>
      )}
    </Loaded>
  );
}

function StateCell(row: LevelRow): ReactNode {
  if (row.problems.length > 0) return <StatusMark status="failing" word="Can not be read" />;
  const [first] = row.lint;
  if (first === undefined) return <StatusMark status="good" word="Nothing to say" quiet />;
  return <StatusMark status={first.severity} word={first.severity === 'failing' ? 'Can not work' : 'Worth a look'} />;
}
