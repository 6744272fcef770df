import { useQuery } from '@tanstack/react-query';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { grantWords } from '../../forms/grants.ts';
import { ChangePersonForm } from '../../forms/person-change.tsx';
import { InvitePersonForm } from '../../forms/person-invite.tsx';
import { paths } from '../../paths.ts';
import { useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { mayNot, useMe } from '../../session/me.ts';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { Age } from '../../ui/Time.tsx';
import type { Column } from '../../ui/table/column.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { useClientNames } from './client-names.ts';
import style from './settings.module.css';

type Person = CallOutput<'listPeople'>['items'][number];

/** Who may come in, with which roles for which clients. */
export function PeopleTab(): ReactNode {
  const me = useMe();
  const { part, change } = useListState();
  const query = useQuery(reading('listPeople', {}));
  const nameOf = useClientNames();
  const blocked = mayNot(me, 'people.write', 'invite or change people');
  const close = (): void => change({ do: '', person: '' });
  const open = query.data?.items.find((one) => one.id === part('person'));
  return (
    <Section
      title="People"
      count={query.data?.items.length ?? null}
      actions={
        <ReasonButton reason={blocked} onClick={() => change({ do: 'invite' })}>
          Invite a person
        </ReasonButton>
      }
    >
      <Loaded query={query} lines={4}>
        {({ items }) => (
          <div data-keep-scroll>
            <DataTable
              label="People"
              rows={items}
              rowKey={(row) => row.id}
              rowHref={(row) => paths.settings({ person: row.id })}
              current={part('person')}
              columns={columns(nameOf, me.person?.id ?? null)}
              empty={<Empty title="Nobody yet">The first person enters by the link that the start prints.</Empty>}
            />
          </div>
        )}
      </Loaded>
      {part('do') === 'invite' && blocked === null && (
        <DetailDrawer title="Invite a person" onClose={close}>
          <InvitePersonForm onDone={close} />
        </DetailDrawer>
      )}
      {open !== undefined && (
        <DetailDrawer title={<Name of={open.name} wraps />} onClose={close}>
          {blocked === null ? (
            <ChangePersonForm key={open.id} person={open} isMe={open.id === me.person?.id} onDone={close} />
          ) : (
            <Notice status="waiting" title={blocked} />
          )}
        </DetailDrawer>
      )}
    </Section>
  );
}

function columns(nameOf: (id: string) => string | undefined, myId: string | null): readonly Column<Person>[] {
  return [
    {
      id: 'name',
      title: 'Name',
      width: '22%',
      cell: (row) => (
        <>
          <Name of={row.name} strong />
          {row.id === myId && <span className={style.soft}> (you)</span>}
        </>
      ),
    },
    { id: 'mail', title: 'Mail address', width: '24%', room: 'middle', cell: (row) => <Name of={row.mail} /> },
    {
      id: 'roles',
      title: 'Roles',
      wraps: true,
      cell: (row) =>
        row.grants.length === 0 ? (
          <StatusMark status="unknown" word="none" />
        ) : (
          row.grants.map((grant) => grantWords(grant, nameOf)).join(', ')
        ),
    },
    {
      id: 'flags',
      title: 'Besides',
      width: '150px',
      cell: (row) => [row.approver && 'approver', row.reviewer && 'reviewer'].filter((one) => one !== false).join(', ') || 'nothing',
    },
    {
      id: 'seen',
      title: 'Last seen',
      width: '140px',
      cell: (row) => (row.invited ? <StatusMark status="waiting" word="Invited" /> : <Age at={row.lastSeenAt} />),
    },
  ];
}
