import type { CallOutput } from '@fettle/protocol/client';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { AcceptNoWayBackForm } from '../../forms/no-way-back-accept.tsx';
import { EndNoWayBackForm } from '../../forms/no-way-back-end.tsx';
import { BackupAge, type RollbackRow, TrialAge } from '../../parts/rollback.tsx';
import { standingInWords } from '../../parts/standing-counts.ts';
import { paths } from '../../paths.ts';
import { useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { mayNot, useMe } from '../../session/me.ts';
import { RowsTable } from '../../session/RowsTable.tsx';
import { useRows } from '../../session/rows.ts';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { Age, Time } from '../../ui/Time.tsx';
import type { Column } from '../../ui/table/column.ts';
import type { Client } from './ClientPage.tsx';

type Acceptance = CallOutput<'acceptNoWayBack'>;

/** How each device of the client comes back, what shows that it does, and which changes may take place without. */
export function RollbackTab({ client }: { client: Client }): ReactNode {
  const list = useRows('listRollback', { params: { id: client.id } });
  const counts = list.first?.counts;
  return (
    <>
      <Section
        title="How its devices come back"
        note={counts === undefined ? 'The most critical first.' : `${standingInWords(counts)} The most critical first.`}
      >
        <RowsTable
          label="How devices come back"
          columns={columns}
          list={list}
          rowKey={(row) => row.deviceId}
          rowHref={(row) => paths.device(row.deviceId, { tab: 'rollback' })}
          empty={
            <Empty title="No device yet">
              Once a device reports, its backups, restore tests and drills stand here with what they lack.
            </Empty>
          }
        />
      </Section>
      <Accepted client={client} />
    </>
  );
}

const columns: readonly Column<RollbackRow>[] = [
  { id: 'name', title: 'Device', wraps: true, cell: (row) => <Name of={row.deviceName} strong />, width: '18%' },
  { id: 'tier', title: 'Tier', width: '130px', wraps: true, cell: (row) => row.tier ?? 'not said' },
  {
    id: 'standing',
    title: 'Standing',
    wraps: true,
    cell: (row) => (
      <>
        <StatusMark status={row.standing} quiet />: <Name of={row.sentence} wraps />
      </>
    ),
  },
  {
    id: 'backup',
    title: 'Last good backup',
    wraps: true,
    width: '150px',
    cell: (row) => <BackupAge fact={row.backup} absent="none known" />,
  },
  {
    id: 'restore',
    title: 'Restore test',
    wraps: true,
    width: '150px',
    room: 'middle',
    cell: (row) => <BackupAge fact={row.restoreTest} absent="none known" />,
  },
  { id: 'tried', title: 'Last tried', wraps: true, width: '150px', cell: (row) => <TrialAge trial={row.trial} /> },
];

/** Changes without a way back that somebody accepted. */
function Accepted({ client }: { client: Client }): ReactNode {
  const me = useMe();
  const { part, change } = useListState();
  const query = useQuery(reading('listNoWayBack', { query: { clientId: client.id, limit: 100 } }));
  const blocked = mayNot(me, 'decision.write', 'record decisions');
  const close = (): void => change({ do: '', accepted: '' });
  const ending = query.data?.items.find(({ id }) => id === part('accepted'));
  return (
    <Section
      title="Accepted without a way back"
      note="Where a policy asks for it, a change that could not be undone takes place only if a named person accepted that."
      actions={
        <ReasonButton reason={blocked} onClick={() => change({ do: 'accept' })}>
          Record an acceptance
        </ReasonButton>
      }
    >
      <Loaded query={query} lines={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p>Nobody accepted any.</p>
          ) : (
            items.map((one) => <Accepting key={one.id} one={one} onEnd={() => change({ do: 'end-acceptance', accepted: one.id })} />)
          )
        }
      </Loaded>
      {part('do') === 'accept' && blocked === null && (
        <DetailDrawer title="Accept changes without a way back" onClose={close}>
          <AcceptNoWayBackForm clientId={client.id} onDone={close} />
        </DetailDrawer>
      )}
      {part('do') === 'end-acceptance' && ending !== undefined && (
        <DetailDrawer title="Take the acceptance back" onClose={close}>
          <EndNoWayBackForm acceptance={ending} onDone={close} />
        </DetailDrawer>
      )}
    </Section>
  );
}

function Accepting({ one, onEnd }: { one: Acceptance; onEnd: () => void }): ReactNode {
  const where = one.scope.kind === 'client' ? 'everywhere' : `on ${one.scopeNames.join(', ')}`;
  return (
    <Notice
      status="attention"
      title={<Name of={`${one.software} ${where}`} wraps />}
      action={
        <ReasonButton reason={one.mayEnd ? null : 'You may not end decisions of this client.'} onClick={onEnd}>
          Take back…
        </ReasonButton>
      }
    >
      <p>
        Accepted by <Name of={one.acceptedBy} strong />: <Name of={one.reason} wraps />
      </p>
      <p>
        Until <Time at={one.until} />. Recorded by <Name of={one.recordedBy} /> <Age at={one.recordedAt} />.
      </p>
    </Notice>
  );
}
