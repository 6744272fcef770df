import { useQuery } from '@tanstack/react-query';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { RemoveHolidaysForm } from '../../forms/holidays-remove.tsx';
import { SaveHolidaysForm } from '../../forms/holidays-save.tsx';
import { paths } from '../../paths.ts';
import { useClientInView } from '../../session/client-in-view.ts';
import { useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { mayNot, useMe } from '../../session/me.ts';
import { number } from '../../ui/Count.tsx';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Section } from '../../ui/Section.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import style from './calendar.module.css';

type List = CallOutput<'listHolidayLists'>['items'][number];

/** Lists of days on which windows that name them do not open. */
export function HolidaysTab(): ReactNode {
  const me = useMe();
  const client = useClientInView();
  const { part, change } = useListState();
  const query = useQuery(reading('listHolidayLists', { query: client === undefined ? {} : { clientId: client } }));
  const blocked = mayNot(me, 'freeze.write', 'keep lists of holidays');
  const open = part('list');
  const close = (): void => change({ list: '', do: '' });
  return (
    <Section
      title="Holidays"
      count={query.data?.items.length ?? null}
      note="A policy’s window names the lists on whose days it does not open. Devices are told the days themselves."
      actions={
        <ReasonButton reason={blocked} onClick={() => change({ do: 'list', list: '' })}>
          Make a list
        </ReasonButton>
      }
    >
      <Loaded query={query} lines={3}>
        {({ items }) => (
          <DataTable
            label="Lists of holidays"
            rows={items}
            rowKey={(row) => row.id}
            rowHref={(row) => paths.calendar({ client, tab: 'holidays', list: row.id })}
            current={open}
            columns={[
              { id: 'name', title: 'List', width: '26%', cell: (row) => <Name of={row.name} strong /> },
              { id: 'client', title: 'Client', width: '20%', cell: (row) => <Name of={row.clientName ?? 'All clients'} /> },
              { id: 'days', title: 'Days', width: '90px', align: 'end', cell: (row) => number(row.days) },
              {
                id: 'next',
                title: 'Next',
                cell: (row) => <Name of={row.next === null ? 'none ahead' : `${row.next.day} ${row.next.name}`.trim()} />,
              },
              { id: 'used', title: 'Policies', width: '100px', align: 'end', room: 'middle', cell: (row) => number(row.usedBy) },
            ]}
            empty={
              <Empty title="No lists of holidays">
                Make one by hand, or from a calendar file (.ics) as public holidays are published. Then name it in the window of a policy.
              </Empty>
            }
          />
        )}
      </Loaded>
      {part('do') === 'list' && blocked === null && (
        <DetailDrawer title="Make a list of holidays" onClose={close}>
          <SaveHolidaysForm clientId={client} list={null} onDone={close} />
        </DetailDrawer>
      )}
      {open !== '' && <ListDrawer id={open} onClose={close} />}
    </Section>
  );
}

function ListDrawer({ id, onClose }: { id: string; onClose: () => void }): ReactNode {
  const { part, change } = useListState();
  const query = useQuery(reading('getHolidayList', { params: { id } }));
  const doing = part('do');
  return (
    <DetailDrawer title={query.data === undefined ? 'List of holidays' : <Name of={query.data.name} strong />} onClose={onClose}>
      <Loaded query={query} lines={8}>
        {(list) =>
          doing === 'change' && list.mayChange ? (
            <SaveHolidaysForm clientId={list.clientId ?? undefined} list={list} onDone={() => change({ do: '' })} />
          ) : doing === 'remove' && list.mayChange ? (
            <RemoveHolidaysForm list={list} onDone={onClose} />
          ) : (
            <ListDetail list={list} />
          )
        }
      </Loaded>
    </DetailDrawer>
  );
}

function ListDetail({ list }: { list: CallOutput<'getHolidayList'> }): ReactNode {
  const { change } = useListState();
  const blocked = list.mayChange ? null : 'This list is kept by somebody with the permission freeze.write for it.';
  return (
    <>
      <p className={style.soft}>{usedWords(list)}</p>
      <ol className={style.holidays}>
        {list.holidays.map(({ day, name }) => (
          <li key={day}>
            <span className={style.time}>{day}</span> {name !== '' && <Name of={name} wraps />}
          </li>
        ))}
      </ol>
      <div className={style.actions}>
        <ReasonButton reason={blocked} onClick={() => change({ do: 'change' })}>
          Change it
        </ReasonButton>
        <ReasonButton
          reason={blocked ?? (list.usedBy > 0 ? 'Policies name it: take it out of their windows first.' : null)}
          onClick={() => change({ do: 'remove' })}
        >
          Remove it
        </ReasonButton>
      </div>
    </>
  );
}

function usedWords({ usedBy, clientName }: List): string {
  const whose = clientName === null ? 'For all clients.' : `Of ${clientName}.`;
  if (usedBy === 0) return `${whose} No policy names it yet: a policy’s window says on which lists it is closed.`;
  return `${whose} ${usedBy === 1 ? 'One policy is' : `${usedBy} policies are`} closed on its days.`;
}
