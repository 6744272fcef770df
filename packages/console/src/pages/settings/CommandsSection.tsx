import { purposeWords } from '@fettle/core/deployment';
import type { CallOutput } from '@fettle/protocol/client';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { CommandLine, Fingerprint } from '../../ui/CommandLine.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { Time } from '../../ui/Time.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { useClientNames } from './client-names.ts';
import style from './settings.module.css';

type Command = CallOutput<'listCommands'>['items'][number];

/** The commands that the root key signed. They are signed and withdrawn where that key is; here they are seen. */
export function CommandsSection(): ReactNode {
  const query = useQuery(reading('listCommands', { query: { removed: 'no' } }));
  const nameOf = useClientNames();
  return (
    <Section
      title="Signed commands"
      note="Scripts that the root key signed, for checks and around changes. A device runs one only where its own limits file allows signed scripts."
    >
      <div className={style.stack}>
        <Loaded query={query} lines={3}>
          {({ items }) => (
            <DataTable
              label="Signed commands"
              rows={items}
              rowKey={(row) => row.document}
              columns={[
                { id: 'name', title: 'Command', width: '22%', wraps: true, cell: (row) => <Name of={row.name} strong wraps /> },
                { id: 'purpose', title: 'For', width: '16%', wraps: true, cell: (row) => purposeWords[row.purpose] },
                {
                  id: 'clients',
                  title: 'Of',
                  width: '16%',
                  wraps: true,
                  cell: (row) =>
                    row.clients === '*' ? 'all clients' : row.clients.map((id) => nameOf(id) ?? 'a client out of your reach').join(', '),
                },
                { id: 'until', title: 'Until', width: '200px', wraps: true, cell: (row) => <Until command={row} /> },
                {
                  id: 'hash',
                  title: 'Document',
                  wraps: true,
                  cell: (row) => <Fingerprint label={`Command ${row.name}`} text={row.document} />,
                },
              ]}
              empty={
                <Empty title="No command is signed yet">
                  So no device runs any script. Sign one where the root key is, and hand it in; policies can then name it.
                </Empty>
              }
            />
          )}
        </Loaded>
        <CommandLine
          where="Where the root key is"
          command="fettle trust sign-command SCRIPT --name 'back up the shop' --purpose before-change"
        />
        <CommandLine where="Then anywhere" command="fettle command add SCRIPT.command.json" />
      </div>
    </Section>
  );
}

function Until({ command }: { command: Command }): ReactNode {
  if (command.state === 'withdrawn') return <StatusMark status="failing" word="withdrawn" />;
  if (command.state === 'expired') return <StatusMark status="failing" word="over" />;
  return <Time at={command.expiresAt} />;
}
