import { useQuery } from '@tanstack/react-query';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { RecordDecisionForm } from '../../forms/decision-record.tsx';
import { SupportDecision, SupportMark } from '../../parts/support-marks.tsx';
import { paths } from '../../paths.ts';
import { useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { mayNot, useMe } from '../../session/me.ts';
import { RowsTable } from '../../session/RowsTable.tsx';
import { useRows } from '../../session/rows.ts';
import { Count } from '../../ui/Count.tsx';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { type Fact, KeyValue } from '../../ui/KeyValue.tsx';
import { Name } from '../../ui/Name.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import type { Column } from '../../ui/table/column.ts';
import style from './risk.module.css';

type Props = { product: string; cycle: string; client: string | undefined; onClose: () => void };
type Release = CallOutput<'getLifecycleDevices'>['release'];
type Device = CallOutput<'getLifecycleDevices'>['items'][number];

/** One release: until when it is supported, which devices have it, and what was decided for each. */
export function SupportDrawer({ product, cycle, client, onClose }: Props): ReactNode {
  const asked = { params: { product, cycle }, query: client === undefined ? {} : { clientId: client } };
  const query = useQuery(reading('getLifecycleDevices', { ...asked, query: { ...asked.query, limit: 1 } }));
  const list = useRows('getLifecycleDevices', asked);
  const me = useMe();
  const { part, change } = useListState();
  const blocked = mayNot(me, 'decision.write', 'record decisions');
  const title = query.data === undefined ? 'Release' : <Name of={`Support of ${query.data.release.label}`} wraps />;
  return (
    <DetailDrawer title={title} onClose={onClose}>
      <Loaded query={query} lines={10}>
        {({ release }) =>
          part('do') === 'decide' && blocked === null ? (
            <RecordDecisionForm clientId={client} about={{ product, cycle }} onDone={() => change({ do: '' })} />
          ) : (
            <div className={style.facts}>
              <Name of={release.why} wraps />
              <KeyValue facts={factsOf(release, client)} />
              <div>
                <ReasonButton variant="filled" reason={blocked} onClick={() => change({ do: 'decide' })}>
                  Decide…
                </ReasonButton>
              </div>
              <div>
                <h3>Devices that have it</h3>
                <RowsTable
                  label="Devices that have it"
                  list={list}
                  inside="drawer"
                  rowKey={(row) => row.deviceId}
                  rowHref={(row) => paths.device(row.deviceId, { tab: 'vulnerabilities' })}
                  columns={[
                    {
                      id: 'name',
                      title: 'Device',
                      width: release.kind === 'system' ? '30%' : '20%',
                      cell: (row) => <Name of={row.deviceName} strong />,
                    },
                    ...(release.kind === 'system' ? [] : [packages]),
                    {
                      id: 'place',
                      title: client === undefined ? 'Client' : 'Site',
                      width: release.kind === 'system' ? '26%' : '20%',
                      wraps: true,
                      cell: (row) => <Name of={client === undefined ? row.clientName : row.siteName} wraps />,
                    },
                    { id: 'decision', title: 'Decision', wraps: true, cell: (row) => <Decided row={row} /> },
                  ]}
                  empty={<Empty title="No device has it any more">They have moved to another release, or were retired.</Empty>}
                />
              </div>
            </div>
          )
        }
      </Loaded>
    </DetailDrawer>
  );
}

function factsOf(release: Release, client: string | undefined): readonly Fact[] {
  const { standing, ends, extendedUntil, devices, open, label } = release;
  return [
    { name: 'Support', value: <SupportMark standing={standing} /> },
    { name: 'Last day', value: ends ?? 'not published' },
    ...(extendedUntil === null
      ? []
      : [{ name: 'Extended', value: `until ${extendedUntil}`, note: 'Only for who has it; whether a device has it is not known.' }]),
    {
      name: 'Nothing agreed',
      value: <Count value={open} of={devices} label={['device', 'devices']} show />,
      note: (
        <a href={paths.exceptions({ client, about: 'lifecycle', q: label, state: 'all' })}>
          All decisions about it, also those that have ended
        </a>
      ),
    },
  ];
}

/** What of the software a device has, each by its version. */
const packages: Column<Device> = {
  id: 'packages',
  title: 'Packages',
  width: '30%',
  wraps: true,
  cell: (row) =>
    row.has.map((one) => (
      <div key={one} className={style.small}>
        <Name of={one} wraps />
      </div>
    )),
};

function Decided({ row }: { row: Device }): ReactNode {
  return (
    <>
      <SupportDecision decision={row.decision} />
      {row.decision.state !== 'open' && (
        <div className={style.small}>
          <Name of={row.decision.why} wraps />
        </div>
      )}
    </>
  );
}
