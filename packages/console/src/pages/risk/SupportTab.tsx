import { useNavigate } from '@tanstack/react-router';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { SupportMark } from '../../parts/support-marks.tsx';
import { paths } from '../../paths.ts';
import { useClientInView } from '../../session/client-in-view.ts';
import { oneOf, useListState } from '../../session/list-state.ts';
import { RowsTable } from '../../session/RowsTable.tsx';
import { useRows } from '../../session/rows.ts';
import { Count, number } from '../../ui/Count.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Explain } from '../../ui/Explain.tsx';
import { FilterBar } from '../../ui/FilterBar.tsx';
import { Name } from '../../ui/Name.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Age } from '../../ui/Time.tsx';
import type { Column } from '../../ui/table/column.ts';
import { SupportDrawer } from './SupportDrawer.tsx';
import style from './risk.module.css';

type Answer = CallOutput<'listLifecycle'>;
type Release = Answer['items'][number];

const kinds = ['system', 'software'] as const;
const standings = ['past', 'ended', 'regular-ended', 'ending'] as const;

/** Systems and publishers' software whose support has ended or ends soon: one row a release. Nobody mends it, so each needs an exception or a replacement. */
export function SupportTab(): ReactNode {
  const client = useClientInView();
  const navigate = useNavigate();
  const { part, change } = useListState();
  const kind = oneOf(part('kind'), kinds);
  const standing = oneOf(part('standing'), standings);
  const decided = oneOf(part('decided'), ['no']);
  const open = part('open');
  const list = useRows('listLifecycle', {
    query: {
      ...(client === undefined ? {} : { clientId: client }),
      ...(kind === undefined ? {} : { kind }),
      ...(standing === undefined ? {} : { standing }),
      ...(decided === undefined ? {} : { decided }),
    },
  });
  const query = { tab: 'support', client, kind, standing, decided };
  const total = list.first?.total;
  const [product = '', cycle = ''] = open.split('/');
  return (
    <>
      <div className={style.notices}>{list.first !== null && <Unknown answer={list.first} />}</div>
      <FilterBar
        filters={[
          {
            id: 'kind',
            label: 'Kind',
            value: kind ?? '',
            options: [
              { value: '', label: 'Systems and software' },
              { value: 'system', label: 'Systems' },
              { value: 'software', label: 'Software' },
            ],
          },
          {
            id: 'standing',
            label: 'Support',
            value: standing ?? '',
            options: [
              { value: '', label: 'Ended or ends soon' },
              { value: 'past', label: 'Past its end' },
              { value: 'ended', label: 'All support has ended' },
              { value: 'regular-ended', label: 'Regular support has ended' },
              { value: 'ending', label: 'Ends within 90 days' },
            ],
          },
          {
            id: 'decided',
            label: 'Decision',
            value: decided ?? '',
            options: [
              { value: '', label: 'Decided or not' },
              { value: 'no', label: 'With nothing agreed' },
            ],
          },
        ]}
        onChange={change}
        summary={total === undefined ? undefined : `${number(total)} ${total === 1 ? 'release' : 'releases'}`}
      />
      <RowsTable
        label="Releases whose support has ended or ends soon"
        columns={columns(client)}
        list={list}
        rowKey={keyOf}
        rowHref={(row) => paths.risk({ ...query, open: keyOf(row) })}
        current={open}
        empty={
          kind !== undefined || standing !== undefined || decided !== undefined ? (
            <Empty title="No release fits">Nothing that devices run fits the filters.</Empty>
          ) : (
            <Empty
              title="No device runs a system or software past its end"
              action={<a href={paths.settings({ tab: 'feeds' })}>Look at the feeds</a>}
            >
              {list.first !== null && list.first.feedAt === null
                ? 'That is no good news yet: the feed of life cycles was never taken.'
                : 'Nor one whose support ends within 90 days, by the feed of life cycles.'}
            </Empty>
          )
        }
      />
      <p className={style.small}>
        A distribution mends its packages as long as its release, so of software only that counts which can be seen to come from its
        publisher: by a name or a version that no distribution gives. Fettle’s guide to risk names all that is looked at; other software is
        not.
      </p>
      {product !== '' && cycle !== '' && (
        <SupportDrawer
          product={product}
          cycle={cycle}
          client={client}
          onClose={() => void navigate({ href: paths.risk(query), resetScroll: false })}
        />
      )}
    </>
  );
}

/** Neither a product nor a cycle has a slash in its name. */
function keyOf({ product, cycle }: Release): string {
  return `${product}/${cycle}`;
}

function columns(client: string | undefined): readonly Column<Release>[] {
  return [
    { id: 'label', title: 'System or software', width: '21%', cell: (row) => <Name of={row.label} strong /> },
    { id: 'kind', title: 'Kind', width: '92px', room: 'middle', cell: (row) => (row.kind === 'system' ? 'System' : 'Software') },
    { id: 'standing', title: 'Support', width: '214px', cell: (row) => <SupportMark standing={row.standing} /> },
    { id: 'ends', title: 'Last day', width: '124px', cell: (row) => row.ends ?? 'not published' },
    {
      id: 'extended',
      title: 'Extended until',
      width: '132px',
      room: 'wide',
      cell: (row) => row.extendedUntil ?? '',
    },
    {
      id: 'devices',
      title: 'Devices',
      width: '88px',
      align: 'end',
      cell: (row) => (
        <Count
          value={row.devices}
          href={paths.risk({ tab: 'support', client, open: keyOf(row) })}
          label={['device that has it', 'devices that have it']}
        />
      ),
    },
    ...(client === undefined
      ? [
          {
            id: 'clients',
            title: 'Clients',
            width: '78px',
            align: 'end',
            room: 'middle',
            cell: (row) => (
              <Count value={row.clients} href={paths.risk({ tab: 'support', open: keyOf(row) })} label={['client', 'clients']} />
            ),
          } satisfies Column<Release>,
        ]
      : []),
    { id: 'decided', title: 'Decision', wraps: true, cell: decidedWords },
  ];
}

function decidedWords({ devices, open }: Release): string {
  if (open === 0) return 'Agreed for all';
  return open === devices ? 'Nothing agreed' : `Nothing agreed for ${number(open)} of ${number(devices)}`;
}

/** That of which nobody can say it stands in no row; a list without them would look better than it is. */
function Unknown({ answer }: { answer: Answer }): ReactNode {
  const devices = answer.unknownDevices;
  if (devices === 0) return null;
  return (
    <Notice
      status="unknown"
      title={`On ${number(devices)} ${devices === 1 ? 'device' : 'devices'} something runs of which nobody knows how long it is supported`}
      action={<a href={paths.settings({ tab: 'feeds' })}>Feeds</a>}
    >
      It stands in no row below. The feed of life cycles was confirmed <Age at={answer.feedAt} absent="never" />.
      <Explain
        question="Which systems and software?"
        reasons={answer.unknown.map((one) => ({
          key: `${one.kind} ${one.name}`,
          text: `${one.name}: ${number(one.devices)} ${one.devices === 1 ? 'device' : 'devices'}`,
          source: one.why,
        }))}
      />
    </Notice>
  );
}
