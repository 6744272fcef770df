import type { CallOutput } from '@fettle/protocol/client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { reading } from '../api.ts';
import { paths } from '../paths.ts';
import { Loaded } from '../session/Loaded.tsx';
import { Name } from '../ui/Name.tsx';
import { plainName } from '../ui/name-text.ts';
import { Section } from '../ui/Section.tsx';
import { StatusMark } from '../ui/StatusMark.tsx';
import { Time } from '../ui/Time.tsx';
import type { Column } from '../ui/table/column.ts';
import { DataTable } from '../ui/table/DataTable.tsx';
import { Empty } from '../ui/Empty.tsx';
import { numbersInWords } from './selection-words.ts';
import style from './put-off.module.css';

type Answer = CallOutput<'getPutOff'>;
type Line = NonNullable<Answer['items'][number]['putOff']>['lines'][number] & { readonly clientId: string; readonly clientName: string };

/** While clients are being weighed it is asked again. */
const askAgainMs = 1_500;

/** What is put off, over all clients or one: why, until when, and what passes its deadline meanwhile, each with the way to the rule or decision. */
export function PutOff({ clientId }: { clientId: string | undefined }): ReactNode {
  const query = useQuery({
    ...reading('getPutOff', { query: clientId === undefined ? {} : { clientId } }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data !== undefined && state.data.computing > 0 ? askAgainMs : false),
  });
  return (
    <Section
      title="Put off"
      note="Offered updates that are not taken now: by a rule, a pin, a decision, or because the device does not offer them freely."
    >
      <Loaded query={query} lines={3}>
        {(answer) => <Lines answer={answer} showClient={clientId === undefined} />}
      </Loaded>
    </Section>
  );
}

function Lines({ answer, showClient }: { answer: Answer; showClient: boolean }): ReactNode {
  const { items, computing, clients } = answer;
  const known = items.flatMap(({ clientId, clientName, putOff }) => (putOff === null ? [] : [{ clientId, clientName, putOff }]));
  const rows = known.flatMap(({ clientId, clientName, putOff }) => putOff.lines.map((line): Line => ({ ...line, clientId, clientName })));
  const late = rows.toSorted(
    (a, b) => (a.late === null ? 1 : 0) - (b.late === null ? 1 : 0) || (a.late?.first ?? '').localeCompare(b.late?.first ?? ''),
  );
  const part = known.filter(({ putOff }) => putOff.looked.devices < putOff.looked.of);
  const [oldest] = known.map(({ putOff }) => putOff.computedAt).toSorted();
  if (rows.length === 0 && computing === 0) return <p className={style.soft}>Nothing that is offered is put off.</p>;
  return (
    <>
      <p className={style.totals}>
        {known.length > 0 && <Totals known={known} showClient={showClient} whole={computing === 0} />}{' '}
        {computing > 0 && (
          <StatusMark status="running" word={`${clients - computing} of ${clients} clients are weighed; the others follow`} />
        )}
      </p>
      <DataTable
        label="Updates that are put off"
        rows={late}
        rowKey={(row) => `${row.clientId} ${row.kind} ${row.reason} ${row.saidBy?.policyId ?? row.decisionId ?? ''}`}
        columns={columns(showClient)}
        empty={<Empty title="Nothing yet">Clients are being weighed.</Empty>}
      />
      <p className={style.soft}>
        {known.some(({ putOff }) => putOff.more > 0) && (
          <>
            Further reasons stand on the page of each client:{' '}
            {known
              .filter(({ putOff }) => putOff.more > 0)
              .slice(0, 5)
              .map((one, n) => (
                <span key={one.clientId}>
                  {n > 0 && ', '}
                  <a href={paths.client(one.clientId, { tab: 'overview' })}>{plainName(one.clientName)}</a> ({one.putOff.more})
                </span>
              ))}
            .{' '}
          </>
        )}
        {part.length > 0 && `Only the first devices were looked at of ${part.map(({ clientName }) => plainName(clientName)).join(', ')}. `}
        {oldest !== undefined && (
          <>
            Weighed: <Time at={oldest} />.
          </>
        )}
      </p>
    </>
  );
}

type Known = { readonly putOff: NonNullable<Answer['items'][number]['putOff']> };

function Totals({ known, showClient, whole }: { known: readonly Known[]; showClient: boolean; whole: boolean }): ReactNode {
  const sum = (pick: (one: Known['putOff']) => number): number => known.reduce((total, { putOff }) => total + pick(putOff), 0);
  const lateDevices = sum((one) => one.lateDevices);
  const said = showClient
    ? `${sum(({ devices }) => devices)} devices of ${known.length} ${known.length === 1 ? 'client' : 'clients'} wait for something.`
    : `${numbersInWords({ updates: sum(({ updates }) => updates), devices: sum(({ devices }) => devices) })}.`;
  return (
    <>
      {said}{' '}
      {(whole || lateDevices > 0) && (
        <StatusMark
          status={lateDevices === 0 ? 'good' : 'failing'}
          word={
            lateDevices === 0
              ? 'None passes a deadline meanwhile'
              : `A deadline passes meanwhile on ${lateDevices} ${lateDevices === 1 ? 'device' : 'devices'}`
          }
        />
      )}
    </>
  );
}

function columns(showClient: boolean): readonly Column<Line>[] {
  return [
    ...(showClient
      ? [
          {
            id: 'client',
            title: 'Client',
            width: '16%',
            wraps: true,
            cell: (row: Line) => (
              <a href={paths.client(row.clientId, { tab: 'overview' })}>
                <Name of={row.clientName} wraps />
              </a>
            ),
          },
        ]
      : []),
    {
      id: 'what',
      title: 'What',
      width: '22%',
      wraps: true,
      cell: (row) => (
        <>
          <a href={paths.updates({ client: row.clientId })}>{numbersInWords(row)}</a>
          <div className={style.soft}>
            <Name of={`${row.names.join(', ')}${row.updates > row.names.length ? ' …' : ''}`} wraps />
          </div>
        </>
      ),
    },
    { id: 'why', title: 'Why', wraps: true, cell: (row) => <Why row={row} /> },
    {
      id: 'until',
      title: 'Until',
      width: '15%',
      wraps: true,
      cell: ({ kind, until }) =>
        until === null ? (
          kind === 'wait' ? (
            'the device offers it'
          ) : (
            'somebody changes it'
          )
        ) : until.first === until.last ? (
          <Time at={until.last} />
        ) : (
          <>
            <Time at={until.first} /> to <Time at={until.last} />
          </>
        ),
    },
    {
      id: 'late',
      title: 'Deadline',
      width: '19%',
      wraps: true,
      cell: ({ late }) =>
        late === null ? (
          'none passes meanwhile'
        ) : (
          <>
            <StatusMark status="failing" word="passes meanwhile" />
            <div className={style.soft}>
              for {numbersInWords(late)}, the first <Time at={late.first} />
            </div>
          </>
        ),
    },
  ];
}

/** The rule, pin or decision in words, with the way to where it is said. */
function Why({ row: { reason, saidBy, decisionId } }: { row: Line }): ReactNode {
  const words = <Name of={reason} wraps />;
  if (decisionId !== null) return <a href={paths.exception(decisionId)}>{words}</a>;
  if (saidBy === null) return words;
  return (
    <>
      {words}
      <div className={style.soft}>
        said by{' '}
        <a href={saidBy.level === 'client' ? paths.policy(saidBy.policyId) : paths.levelPolicy(saidBy.policyId)}>
          <Name of={saidBy.name} wraps />
        </a>
      </div>
    </>
  );
}
