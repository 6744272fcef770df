import { type ReactNode, useState } from 'react';
import { paths } from '../../paths.ts';
import { useClientInView } from '../../session/client-in-view.ts';
import { oneOf, useListState } from '../../session/list-state.ts';
import { mayNot, useMe } from '../../session/me.ts';
import { RowsTable } from '../../session/RowsTable.tsx';
import { useRows } from '../../session/rows.ts';
import { useSaving } from '../../session/saving.ts';
import { number } from '../../ui/Count.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { FilterBar } from '../../ui/FilterBar.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Time } from '../../ui/Time.tsx';
import { toast } from '../../ui/toast.ts';
import { noChoices } from './choices.ts';
import type { Choices } from './choices.ts';
import { deskColumns } from './columns.tsx';
import { ConfirmDesk } from './ConfirmDesk.tsx';
import { GroupDrawer } from './GroupDrawer.tsx';
import style from './desk.module.css';

const spans = ['patch-tuesday', '7d', '30d'] as const;

/** What is new since somebody's last visit, what would be decided about it, and the way to the one confirmation. Looking takes nothing away from it. */
export function DeskPage(): ReactNode {
  const me = useMe();
  const client = useClientInView();
  const { part, change } = useListState();
  const span = oneOf(part('span'), spans) ?? ('visit' as const);
  const list = useRows('getDesk', { query: { span, ...(client === undefined ? {} : { clientId: client }) } });
  // Choices are about one desk: another client, or another time, begins with what is proposed there.
  const desk = JSON.stringify([client, span]);
  const [chosen, setChosen] = useState({ desk, choices: noChoices });
  const choices = chosen.desk === desk ? chosen.choices : noChoices;
  const choose = (next: Choices): void => setChosen({ desk, choices: next });
  const first = list.first;
  const group = list.rows?.find((one) => one.id === part('group'));
  const through = useSaving('noteDeskVisit', () => {
    choose(noChoices);
    toast('good', 'You are through', 'From now on the desk shows what comes after this.');
  });
  const blocked = mayNot(me, 'decision.write', 'record decisions');
  const nothing =
    first === null || !list.settled ? 'The desk is being read.' : list.rows?.length === 0 ? 'There is nothing on the desk.' : null;
  const shown = first === null ? null : { clientId: client ?? null, span, at: first.at };
  const query = { client, span: part('span') };
  return (
    <>
      <PageHeader
        title="Patch Tuesday"
        lead="What is new, what would be decided about it, and one confirmation that records the decisions."
        actions={
          <>
            <ReasonButton
              reason={nothing}
              loading={through.isPending}
              onClick={() => shown !== null && through.mutate({ body: { clientId: shown.clientId, at: shown.at } })}
            >
              I am through
            </ReasonButton>
            <ReasonButton variant="filled" reason={blocked ?? nothing} onClick={() => change({ do: 'confirm', group: '' })}>
              Record decisions…
            </ReasonButton>
          </>
        }
      />
      <FilterBar
        filters={[
          {
            id: 'span',
            label: 'New since',
            value: span === 'visit' ? '' : span,
            options: [
              { value: '', label: 'Since my last visit' },
              { value: 'patch-tuesday', label: 'Since Patch Tuesday' },
              { value: '7d', label: 'Of 7 days' },
              { value: '30d', label: 'Of 30 days' },
            ],
          },
        ]}
        onChange={change}
        summary={first === null || first.totals.groups === 0 ? undefined : summaryOf(first.totals)}
      />
      {first !== null && (
        <p className={style.since}>
          {first.since.at !== null && (
            <>
              Since <Time at={first.since.at} />.{' '}
            </>
          )}
          {first.since.why}
        </p>
      )}
      <RowsTable
        label="New since then"
        columns={deskColumns({ client, choices, choose })}
        list={list}
        rowKey={(row) => row.id}
        rowHref={(row) => paths.desk({ ...query, group: row.id })}
        current={part('group')}
        empty={
          <Empty
            title="Nothing is new"
            action={
              span === '30d' ? (
                <a href={paths.updates({ client })}>Look at all updates</a>
              ) : (
                <a href={paths.desk({ client, span: '30d' })}>Look at the last 30 days</a>
              )
            }
          >
            Nothing came, became urgent, or became known to be exploited since then. What does so next appears here by itself. What is open
            from before stands in Today and in Updates.
          </Empty>
        }
      />
      {group !== undefined && (
        <GroupDrawer group={group} client={client} choices={choices} choose={choose} onClose={() => change({ group: '' })} />
      )}
      {part('do') === 'confirm' && blocked === null && shown !== null && list.rows !== null && (
        <ConfirmDesk
          shown={shown}
          groups={list.rows}
          choices={choices}
          onClose={() => change({ do: '' })}
          onDone={() => {
            choose(noChoices);
            change({ do: '' });
          }}
        />
      )}
    </>
  );
}

function summaryOf({ groups, urgent, person }: { groups: number; urgent: number; person: number }): string {
  const open = person === 0 ? '' : `, ${number(person)} ${person === 1 ? 'needs' : 'need'} a person`;
  return `${number(groups)} on the desk: ${number(urgent)} urgent${open}`;
}
