import type { CallOutput } from '@fettle/protocol/client';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { AuditActionEndForm } from '../../forms/audit-action-end.tsx';
import { AuditIntervalForm } from '../../forms/audit-interval.tsx';
import { AuditStartForm } from '../../forms/audit-start.tsx';
import { paths } from '../../paths.ts';
import { useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { Time } from '../../ui/Time.tsx';
import type { Column } from '../../ui/table/column.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { AuditView } from './AuditView.tsx';
import { actionColumns, auditStatus } from './audit-columns.tsx';
import type { Client } from './ClientPage.tsx';
import style from './clients.module.css';
import { OwnSteps } from './OwnSteps.tsx';

type Audits = CallOutput<'listProcessAudits'>;

/** The audits of the client's process: when the next is due, each one, open actions, and the provider's own steps; or one of them whole. */
export function AuditsTab({ client }: { client: Client }): ReactNode {
  const { part } = useListState();
  const query = useQuery(reading('listProcessAudits', { params: { id: client.id } }));
  const number = /^\d{1,5}$/.test(part('audit')) ? Number(part('audit')) : null;
  return (
    <Loaded query={query} lines={10}>
      {(audits) =>
        number === null ? <AuditList client={client} audits={audits} /> : <AuditView client={client} audits={audits} number={number} />
      }
    </Loaded>
  );
}

function AuditList({
  client,
  audits: { standing, interval, draft, audits, actions, ownSteps, mayWrite },
}: {
  client: Client;
  audits: Audits;
}): ReactNode {
  const { part, change } = useListState();
  const close = (): void => change({ do: '', action: '' });
  const blocked = mayWrite ? null : 'You may not audit this client: it needs the permission client.write.';
  const doing = mayWrite ? part('do') : '';
  const action = actions.find(({ id }) => id === part('action'));
  return (
    <>
      <Section
        title="Audit of the process"
        note="A named person looks at the twelve steps on a day: findings, who does what by when, and what it comes to. What is concluded never changes."
        actions={
          <>
            {draft === null ? (
              <ReasonButton variant="filled" reason={blocked} onClick={() => change({ do: 'start' })}>
                Start an audit…
              </ReasonButton>
            ) : (
              <ReasonButton variant="filled" reason={blocked} onClick={() => change({ audit: String(draft) })}>
                Continue audit {draft}
              </ReasonButton>
            )}
            <ReasonButton reason={blocked} onClick={() => change({ do: 'interval' })}>
              Change the interval…
            </ReasonButton>
          </>
        }
      >
        <p>
          <StatusMark status={auditStatus(standing)} word={standing.sentence} />
        </p>
        <p>
          Once in {interval.months} {interval.months === 1 ? 'month' : 'months'},{' '}
          {interval.own ? 'which is this client’s own interval' : 'as the provider says'}.
        </p>
      </Section>
      <Section title="Audits" count={audits.length}>
        <DataTable
          label="Audits"
          columns={columns}
          rows={audits}
          rowKey={(row) => String(row.number)}
          rowHref={(row) => paths.client(client.id, { tab: 'audits', audit: String(row.number) })}
          empty={<Empty title="The process was never audited">Start one: it stays a draft until it is concluded.</Empty>}
        />
      </Section>
      <Section title="Open actions" count={actions.length}>
        <DataTable
          label="Open actions"
          columns={actionColumns({ clientId: client.id, mayEnd: mayWrite, ofAudit: null })}
          rows={actions}
          rowKey={(row) => row.id}
          empty={<p>No action of a concluded audit is open.</p>}
        />
      </Section>
      {ownSteps.length > 0 && <OwnSteps steps={ownSteps} />}
      {doing === 'start' && (
        <DetailDrawer title="Start an audit" onClose={close}>
          <AuditStartForm clientId={client.id} onDone={(number) => change({ do: '', audit: String(number) })} />
        </DetailDrawer>
      )}
      {doing === 'interval' && (
        <DetailDrawer title="How often this client is audited" onClose={close}>
          <AuditIntervalForm clientId={client.id} interval={interval} onDone={close} />
        </DetailDrawer>
      )}
      {action !== undefined && mayWrite && (
        <DetailDrawer title="End an action" onClose={close}>
          <div className={style.agreement}>
            <AuditActionEndForm clientId={client.id} action={action} onDone={close} />
          </div>
        </DetailDrawer>
      )}
    </>
  );
}

const columns: readonly Column<Audits['audits'][number]>[] = [
  { id: 'number', title: 'Audit', width: '90px', cell: (row) => `Audit ${row.number}` },
  {
    id: 'concluded',
    title: 'Concluded',
    width: '320px',
    cell: (row) => (row.concludedAt === null ? <StatusMark status="waiting" word="A draft" quiet /> : <Time at={row.concludedAt} />),
  },
  { id: 'auditor', title: 'Auditor', wraps: true, cell: (row) => <Name of={row.auditor} wraps /> },
  { id: 'findings', title: 'Findings', width: '100px', align: 'end', cell: (row) => row.findings },
  { id: 'open', title: 'Actions open', width: '130px', align: 'end', cell: (row) => `${row.openActions} of ${row.actions}` },
];
