import { useQuery } from '@tanstack/react-query';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { ApiKeyCreateForm } from '../../forms/api-key-create.tsx';
import { grantWords } from '../../forms/grants.ts';
import { useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { mayNot, useMe } from '../../session/me.ts';
import { useSaving } from '../../session/saving.ts';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Section } from '../../ui/Section.tsx';
import { Age } from '../../ui/Time.tsx';
import { toast } from '../../ui/toast.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { useClientNames } from './client-names.ts';

/** Keys for the CLI and scripts. */
export function KeysTab(): ReactNode {
  const me = useMe();
  const { part, change } = useListState();
  const query = useQuery(reading('listApiKeys', {}));
  const nameOf = useClientNames();
  const blocked = mayNot(me, 'people.write', 'make or revoke API keys');
  return (
    <Section
      title="API keys"
      count={query.data?.items.length ?? null}
      note="For the CLI and for scripts. A key can do what its roles allow, and can never approve."
      actions={
        <ReasonButton reason={blocked} onClick={() => change({ do: 'key' })}>
          Make a key
        </ReasonButton>
      }
    >
      <Loaded query={query} lines={3}>
        {({ items }) => (
          <DataTable
            label="API keys"
            rows={items}
            rowKey={(row) => row.id}
            columns={[
              { id: 'name', title: 'Name', width: '24%', cell: (row) => <Name of={row.name} strong /> },
              { id: 'roles', title: 'Roles', wraps: true, cell: (row) => row.grants.map((grant) => grantWords(grant, nameOf)).join(', ') },
              { id: 'made', title: 'Made', width: '130px', room: 'middle', cell: (row) => <Age at={row.createdAt} /> },
              { id: 'used', title: 'Last used', width: '130px', cell: (row) => <Age at={row.lastUsedAt} /> },
              { id: 'ends', title: 'Ends', width: '130px', cell: (row) => <Age at={row.expiresAt} absent="never" /> },
              { id: 'revoke', title: 'Action', width: '110px', bare: true, cell: (row) => <Revoke apiKey={row} blocked={blocked} /> },
            ]}
            empty={
              <Empty title="No API keys">The CLI and scripts speak to this server with one. Make it with as few roles as will do.</Empty>
            }
          />
        )}
      </Loaded>
      {part('do') === 'key' && blocked === null && (
        <DetailDrawer title="Make an API key" onClose={() => change({ do: '' })}>
          <ApiKeyCreateForm onDone={() => change({ do: '' })} />
        </DetailDrawer>
      )}
    </Section>
  );
}

type ApiKey = CallOutput<'listApiKeys'>['items'][number];

function Revoke({ apiKey, blocked }: { apiKey: ApiKey; blocked: string | null }): ReactNode {
  const revoking = useSaving('revokeApiKey', () => toast('good', 'Revoked', 'It is taken no more.'));
  return (
    <ReasonButton
      reason={blocked}
      variant="subtle"
      loading={revoking.isPending}
      aria-label={`Revoke ${apiKey.name}`}
      onClick={() => revoking.mutate({ params: { id: apiKey.id } }, { onError: (error) => toast('failing', 'Not revoked', error.message) })}
    >
      Revoke
    </ReasonButton>
  );
}
