import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { AttachFrameworkForm } from '../../forms/framework-set.tsx';
import { SaveSlaForm } from '../../forms/sla-save.tsx';
import { paths } from '../../paths.ts';
import { useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { mayNot, useMe } from '../../session/me.ts';
import { Count } from '../../ui/Count.tsx';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Section } from '../../ui/Section.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import type { Client } from './ClientPage.tsx';
import { HeldDrawer } from './HeldDrawer.tsx';
import { HeldMark, OwnTimes } from './HeldMark.tsx';
import type { Agreements } from './HeldMark.tsx';
import { SlaScopeDrawer } from './ScopePart.tsx';
import { SlaPart } from './SlaPart.tsx';

/** What this client is held to: frameworks, devices out of their scope, and what its SLA promises. */
export function AgreementsTab({ client }: { client: Client }): ReactNode {
  const query = useQuery(reading('getAgreements', { params: { id: client.id } }));
  return (
    <Loaded query={query} lines={10}>
      {(agreements) => <AgreementsView agreements={agreements} />}
    </Loaded>
  );
}

function AgreementsView({ agreements }: { agreements: Agreements }): ReactNode {
  const { part, change } = useListState();
  const blocked = mayNot(useMe(), 'agreement.write', 'change agreements');
  const close = (): void => change({ do: '', framework: '', version: '' });
  const open = agreements.frameworks.find(({ id }) => id === part('framework'));
  const doing = blocked === null ? part('do') : '';
  return (
    <>
      <Section
        title="Frameworks"
        count={agreements.frameworks.length}
        note="Each sets deadlines for updates; of several the tightest counts. A new device is in scope of all of them."
        actions={
          <ReasonButton reason={blocked} onClick={() => change({ do: 'attach' })}>
            Attach a framework
          </ReasonButton>
        }
      >
        <DataTable
          label="Frameworks of this client"
          rows={agreements.frameworks}
          rowKey={(row) => row.id}
          rowHref={(row) => paths.client(agreements.clientId, { tab: 'agreements', framework: row.id })}
          current={open?.id ?? ''}
          columns={[
            { id: 'title', title: 'Framework', wraps: true, cell: (row) => <Name of={row.title} strong wraps /> },
            { id: 'version', title: 'Version', width: '120px', room: 'middle', cell: (row) => row.version ?? 'not known' },
            { id: 'standing', title: 'State', width: '150px', cell: (row) => <HeldMark standing={row.standing} /> },
            { id: 'since', title: 'Since', width: '110px', cell: (row) => row.since },
            { id: 'until', title: 'Last day', width: '110px', room: 'middle', cell: (row) => row.until ?? 'no end' },
            {
              id: 'devices',
              title: 'In scope',
              width: '110px',
              align: 'end',
              cell: (row) => (
                <Count
                  value={row.devices}
                  of={agreements.devices}
                  href={paths.client(agreements.clientId, { tab: 'agreements', framework: row.id })}
                  label={['device in scope', 'devices in scope']}
                />
              ),
            },
            { id: 'own', title: 'Own times', width: '22%', wraps: true, cell: (row) => <OwnTimes held={row} /> },
          ]}
          empty={
            <Empty title="Held to no framework">
              Without one, no clause sets a deadline here. Attach those that the client’s contracts, insurers or laws name; the rules are
              shown before you do.
            </Empty>
          }
        />
      </Section>
      <SlaPart agreements={agreements} blocked={blocked} />
      {doing === 'attach' && (
        <DetailDrawer title="Attach a framework" onClose={close}>
          <AttachFrameworkForm agreements={agreements} onDone={close} />
        </DetailDrawer>
      )}
      {doing === 'save-sla' && (
        <DetailDrawer title="A new version of the SLA" onClose={close}>
          <SaveSlaForm agreements={agreements} onDone={close} />
        </DetailDrawer>
      )}
      {open !== undefined && <HeldDrawer agreements={agreements} held={open} blocked={blocked} onClose={close} />}
      {part('framework') === 'sla' && <SlaScopeDrawer agreements={agreements} blocked={blocked} onClose={close} />}
    </>
  );
}
