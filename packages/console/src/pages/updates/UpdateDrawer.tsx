import { useQuery } from '@tanstack/react-query';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { CveList } from '../../parts/CveList.tsx';
import { bytes, UrgencyMark } from '../../parts/marks.tsx';
import { PatchRiskMark, PatchRiskReasons } from '../../parts/PatchRisk.tsx';
import { DueMark } from '../../parts/risk-marks.tsx';
import { paths } from '../../paths.ts';
import { RecordDecisionForm } from '../../forms/decision-record.tsx';
import { SayUrgencyForm } from '../../forms/urgency-say.tsx';
import { TakeBackUrgencyForm } from '../../forms/urgency-take-back.tsx';
import { useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { mayNot, useMe } from '../../session/me.ts';
import { RowsTable } from '../../session/RowsTable.tsx';
import { useRows } from '../../session/rows.ts';
import { Count, number } from '../../ui/Count.tsx';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { Name } from '../../ui/Name.tsx';
import { Time } from '../../ui/Time.tsx';
import { ProposeUpdates } from './ProposeUpdates.tsx';
import { DecideButton, UpdateDecisions } from './UpdateDecisions.tsx';
import { ChangeUrgencyButton, UrgencyWords } from './UrgencyWords.tsx';
import style from './updates.module.css';

type Props = { id: string; client: string | undefined; onClose: () => void };

/** One update: what it is, what its changelog names, and each device to which it is offered. */
export function UpdateDrawer({ id, client, onClose }: Props): ReactNode {
  const query = useQuery(reading('getUpdate', { params: { id }, query: client === undefined ? {} : { clientId: client } }));
  const update = query.data;
  const me = useMe();
  const { part, change } = useListState();
  const close = (): void => change({ do: '', word: '' });
  const doing = mayNot(me, 'decision.write', '') === null ? part('do') : '';
  return (
    <DetailDrawer title={update === undefined ? 'Update' : <Name of={`${update.name} ${update.version}`} wraps />} onClose={onClose}>
      <Loaded query={query} lines={10}>
        {(one) =>
          doing === 'decide' ? (
            <RecordDecisionForm clientId={client} about={{ updateId: id }} onDone={close} />
          ) : doing === 'urgency' ? (
            <SayUrgencyForm clientId={client} of={{ updateId: id }} onDone={close} />
          ) : doing === 'take-back' && part('word') !== '' ? (
            <TakeBackUrgencyForm id={part('word')} onDone={close} />
          ) : (
            <div className={style.facts}>
              <UrgencyWords update={one} client={client} />
              <Facts update={one} />
              <PatchRiskReasons risk={one.patchRisk} />
              <div>
                <ProposeUpdates client={client} selected={new Set([id])} /> <DecideButton /> <ChangeUrgencyButton />
              </div>
              <UpdateDecisions id={id} client={client} />
              <UpdateDevices id={id} client={client} total={one.devices} />
              <CveList cves={one.cves} unknownOn={one.cvesUnknownOn} />
            </div>
          )
        }
      </Loaded>
    </DetailDrawer>
  );
}

function Facts({ update }: { update: CallOutput<'getUpdate'> }): ReactNode {
  return (
    <KeyValue
      facts={[
        {
          name: 'Urgency',
          value: <UrgencyMark urgency={update.urgency} />,
          note:
            update.urgentOn > 0
              ? `On ${number(update.urgentOn)} of ${number(update.devices)} ${update.devices === 1 ? 'device' : 'devices'}; each device says why.`
              : undefined,
        },
        { name: 'Due', value: <DueMark due={update.due} />, note: update.due === null ? undefined : 'The first on any device.' },
        {
          name: 'Patch risk',
          value: <PatchRiskMark risk={update.patchRisk} />,
          note: 'At least, wherever it goes; a device may add to it. It moves neither urgency nor deadline.',
        },
        { name: 'Class', value: update.class === 'security' ? 'Security' : 'Normal' },
        { name: 'Source', value: <Name of={update.sourceName} /> },
        { name: 'Origin', value: <Name of={update.origin === '' ? 'not stated' : update.origin} wraps /> },
        { name: 'For', value: `${update.ecosystem}, ${update.architecture}` },
        { name: 'Replaces', value: update.fromVersions.join(', ') },
        { name: 'Size', value: bytes(update.bytes), note: 'to download, for each device' },
        {
          name: 'Offered',
          value: (
            <Count
              value={update.devices}
              label={`${update.devices === 1 ? 'device' : 'devices'} of ${update.clients} ${update.clients === 1 ? 'client' : 'clients'}`}
              show
            />
          ),
        },
        {
          name: 'Withheld',
          value: (
            <Count
              value={update.withheldOn}
              of={update.devices}
              label={['device: pinned, phased or kept back', 'devices: pinned, phased or kept back']}
              show
            />
          ),
        },
        { name: 'First seen', value: <Time at={update.firstSeenAt} /> },
        {
          name: 'Deployments',
          value: <Count value={update.inDeployments} href={paths.deployments()} label={['open one has it', 'open ones have it']} show />,
        },
      ]}
    />
  );
}

function UpdateDevices({ id, client, total }: { id: string; client: string | undefined; total: number }): ReactNode {
  const list = useRows('getUpdateDevices', { params: { id }, query: client === undefined ? {} : { clientId: client } });
  return (
    <div>
      <h3>Devices to which it is offered</h3>
      <RowsTable
        label={`${total} devices to which it is offered`}
        list={list}
        inside="drawer"
        rowKey={(row) => row.deviceId}
        rowHref={(row) => paths.device(row.deviceId, { tab: 'missing' })}
        columns={[
          { id: 'name', title: 'Device', cell: (row) => <Name of={row.deviceName} strong /> },
          ...(client === undefined
            ? [{ id: 'client', title: 'Client', width: '30%', cell: (row: Device) => <Name of={row.clientName} /> }]
            : []),
          { id: 'from', title: 'Has now', width: '26%', wraps: true, cell: (row) => row.from },
          { id: 'state', title: 'State', width: '19%', wraps: true, cell: State },
        ]}
        empty={<Empty title="No device is offered it any more">They have it, or something newer took its place.</Empty>}
      />
    </div>
  );
}

type Device = CallOutput<'getUpdateDevices'>['items'][number];

function State(row: Device): ReactNode {
  if (row.deploymentId !== null) return <a href={paths.deployment(row.deploymentId)}>In a deployment</a>;
  return row.withheld ?? 'Offered';
}
