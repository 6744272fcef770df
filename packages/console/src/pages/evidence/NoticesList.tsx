import type { CallInput, CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { paths } from '../../paths.ts';
import { useListState } from '../../session/list-state.ts';
import { RowsTable } from '../../session/RowsTable.tsx';
import { useRows } from '../../session/rows.ts';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { Name } from '../../ui/Name.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import type { Status } from '../../ui/status.ts';
import { Age, Time } from '../../ui/Time.tsx';
import type { Column } from '../../ui/table/column.ts';
import style from './evidence.module.css';

type Notice = CallOutput<'listNotices'>['items'][number];

/** Messages to the people affected, with what became of each. `base` is the address of the list, to which the open one is added. */
export function NoticesList({
  query,
  base,
  showClient,
}: {
  query: NonNullable<CallInput<'listNotices'>['query']>;
  base: string;
  showClient: boolean;
}): ReactNode {
  const { part, change } = useListState();
  const list = useRows('listNotices', { query });
  const open = list.rows?.find((row) => row.id === part('notice'));
  return (
    <div data-keep-scroll>
      <RowsTable
        label="Notices"
        list={list}
        rowKey={(row) => row.id}
        rowHref={(row) => `${base}${base.includes('?') ? '&' : '?'}notice=${row.id}`}
        current={part('notice')}
        columns={columns(showClient)}
        empty={
          <Empty title="No notices yet">
            Contacts of a client are told what is planned, what moved, what began, how it ended, and what does not take place. The notices
            of a deployment appear here when it is planned.
          </Empty>
        }
      />
      {open !== undefined && (
        <DetailDrawer title={<Name of={open.subject} wraps />} onClose={() => change({ notice: '' })}>
          <NoticeDetail notice={open} />
        </DetailDrawer>
      )}
    </div>
  );
}

const looks: Readonly<Record<Notice['state'], { readonly status: Status; readonly word: string }>> = {
  waiting: { status: 'waiting', word: 'Waiting' },
  delivered: { status: 'good', word: 'Delivered' },
  'in outbox (no mail server)': { status: 'unknown', word: 'In the outbox' },
  rejected: { status: 'failing', word: 'Rejected' },
  'given up': { status: 'failing', word: 'Given up' },
  withdrawn: { status: 'unknown', word: 'Not sent any more' },
};

function lookOf({ state, acknowledgedAt }: Notice): (typeof looks)[Notice['state']] {
  return acknowledgedAt === null ? looks[state] : { status: 'good', word: 'Acknowledged' };
}

function columns(showClient: boolean): readonly Column<Notice>[] {
  return [
    { id: 'subject', title: 'Notice', wraps: true, cell: (row) => <Name of={row.subject} wraps strong /> },
    { id: 'kind', title: 'Kind', width: '110px', room: 'middle', cell: (row) => row.kind },
    {
      id: 'to',
      title: 'To',
      width: '24%',
      cell: (row) => (
        <>
          <Name of={row.toName} /> <span className={style.soft}>{row.to}</span>
        </>
      ),
    },
    ...(showClient
      ? [
          {
            id: 'client',
            title: 'Client',
            width: '16%',
            room: 'middle',
            cell: (row) => <Name of={row.clientName} />,
          } satisfies Column<Notice>,
        ]
      : []),
    { id: 'state', title: 'State', width: '150px', cell: (row) => <StatusMark {...lookOf(row)} quiet={row.state === 'delivered'} /> },
    { id: 'made', title: 'Made', width: '130px', cell: (row) => <Age at={row.createdAt} /> },
  ];
}

function NoticeDetail({ notice }: { notice: Notice }): ReactNode {
  return (
    <div className={style.stack}>
      <KeyValue
        facts={[
          {
            name: 'State',
            value: <StatusMark {...lookOf(notice)} />,
            note:
              notice.state === 'in outbox (no mail server)'
                ? 'There is no mail server in the configuration, so nothing was sent. Tell the person yourself, or name a mail server.'
                : undefined,
          },
          { name: 'To', value: <Name of={`${notice.toName} <${notice.to}>`} wraps /> },
          {
            name: 'Client',
            value: (
              <a href={paths.client(notice.clientId)}>
                <Name of={notice.clientName} />
              </a>
            ),
          },
          { name: 'Made', value: <Time at={notice.createdAt} /> },
          { name: 'Delivered', value: <Time at={notice.deliveredAt} absent="not yet" /> },
          { name: 'Acknowledged', value: <Time at={notice.acknowledgedAt} absent="not yet" /> },
          { name: 'Tries', value: String(notice.tries) },
          ...(notice.lastTrouble === null
            ? []
            : [{ name: notice.state === 'withdrawn' ? 'Why' : 'Last trouble', value: <Name of={notice.lastTrouble} wraps /> }]),
          ...(notice.deploymentId === null
            ? []
            : [{ name: 'About', value: <a href={paths.deployment(notice.deploymentId)}>A deployment</a> }]),
        ]}
      />
      <pre className={style.pre}>{notice.text}</pre>
    </div>
  );
}
