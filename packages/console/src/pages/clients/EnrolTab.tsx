import { useQuery } from '@tanstack/react-query';
import type { CallOutput } from '@fettle/protocol/client';
import { type ReactNode, useState } from 'react';
import { reading } from '../../api.ts';
import { TokenCreateForm } from '../../forms/token-create.tsx';
import { Loaded } from '../../session/Loaded.tsx';
import { useSaving } from '../../session/saving.ts';
import { CommandLine } from '../../ui/CommandLine.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Section } from '../../ui/Section.tsx';
import { Age, Time } from '../../ui/Time.tsx';
import { toast } from '../../ui/toast.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import type { Client } from './ClientPage.tsx';
import style from './clients.module.css';

type Made = CallOutput<'createToken'>;

/** How a machine joins: make a token, run the one line on the machine. The line is shown once, since the token is not kept in the clear. */
export function EnrolTab({ client, blocked }: { client: Client; blocked: string | null }): ReactNode {
  const [made, setMade] = useState<Made | null>(null);
  const siteName = (id: string): string => client.siteList.find((site) => site.id === id)?.name ?? 'a site that is gone';
  return (
    <>
      <Section title="Enrol a machine" note="The token says which client and site the machine belongs to. It can do nothing else.">
        {blocked === null ? <TokenCreateForm client={client} onMade={setMade} /> : <Notice status="waiting" title={blocked} />}
        {made !== null && (
          <div className={style.made}>
            <Notice status="good" title="The token is made. These lines are shown only now." live>
              Good for{' '}
              {made.usesLeft === null ? 'any number of machines' : made.usesLeft === 1 ? 'one machine' : `${made.usesLeft} machines`} of the
              site {siteName(made.siteId)}, until <Time at={made.expiresAt} />.
            </Notice>
            {made.caution !== null && (
              <Notice status="attention" title="These lines work on the machine of the server only">
                {made.caution}
              </Notice>
            )}
            <CommandLine where="On the machine, as root: installs the agent and enrols it" command={made.installLine} />
            <CommandLine where="Where the agent is installed already" command={made.enrolLine} />
          </div>
        )}
      </Section>
      <Section title="Tokens in force">
        {blocked === null ? <Tokens client={client} siteName={siteName} /> : <p>Only those who may make tokens see them.</p>}
      </Section>
    </>
  );
}

function Tokens({ client, siteName }: { client: Client; siteName: (id: string) => string }): ReactNode {
  const query = useQuery(reading('listTokens', { params: { id: client.id } }));
  return (
    <Loaded query={query} lines={3}>
      {({ items }) => (
        <DataTable
          label="Enrolment tokens"
          rows={items}
          rowKey={(row) => row.id}
          columns={[
            { id: 'site', title: 'Site', cell: (row) => <Name of={siteName(row.siteId)} strong /> },
            { id: 'note', title: 'Note', width: '24%', cell: (row) => (row.note === '' ? '' : <Name of={row.note} />) },
            {
              id: 'used',
              title: 'Used',
              width: '150px',
              cell: (row) => `${row.used} times, ${row.usesLeft === null ? 'any number left' : `${row.usesLeft} left`}`,
            },
            {
              id: 'by',
              title: 'Made',
              width: '22%',
              room: 'middle',
              cell: (row) => (
                <>
                  by <Name of={row.createdBy} />, <Age at={row.createdAt} />
                </>
              ),
            },
            { id: 'until', title: 'Ends', width: '120px', cell: (row) => <Age at={row.expiresAt} /> },
            { id: 'revoke', title: 'Action', width: '110px', bare: true, cell: (row) => <Revoke id={row.id} /> },
          ]}
          empty={<Empty title="No token is in force">Make one above; it ends by itself.</Empty>}
        />
      )}
    </Loaded>
  );
}

function Revoke({ id }: { id: string }): ReactNode {
  const revoking = useSaving('revokeToken', () =>
    toast('good', 'Revoked', 'Nothing can enrol with it any more. Devices that did stay enrolled.'),
  );
  return (
    <ReasonButton
      reason={null}
      variant="subtle"
      loading={revoking.isPending}
      onClick={() => revoking.mutate({ params: { id } }, { onError: (error) => toast('failing', 'Not revoked', error.message) })}
    >
      Revoke
    </ReasonButton>
  );
}
