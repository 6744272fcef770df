import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { paths } from '../paths.ts';
import { Name } from '../ui/Name.tsx';
import type { Status } from '../ui/status.ts';
import { StatusMark } from '../ui/StatusMark.tsx';
import { DataTable } from '../ui/table/DataTable.tsx';

type Device = CallOutput<'getGroupDevices'>['items'][number];

export const answerWords: Readonly<Record<Device['answer'], string>> = { yes: 'In it', no: 'Not in it', unknown: 'Can not be said' };
export const answerStatus: Readonly<Record<Device['answer'], Status>> = { yes: 'good', no: 'waiting', unknown: 'unknown' };

/** Devices with what the rule says of each, and by which facts. */
export function GroupDevices({
  devices,
  inside = false,
  loadMore = null,
}: {
  devices: readonly Device[] | null;
  inside?: boolean;
  loadMore?: (() => void) | null;
}): ReactNode {
  return (
    <DataTable
      label="Devices"
      rows={devices}
      rowKey={(row) => row.deviceId}
      rowHref={(row) => paths.device(row.deviceId, { tab: 'policy' })}
      loadMore={loadMore}
      {...(inside ? { inside: 'drawer' as const } : {})}
      columns={[
        { id: 'name', title: 'Device', width: inside ? '24%' : '20%', cell: (row) => <Name of={row.deviceName} strong /> },
        ...(inside ? [] : [{ id: 'client', title: 'Client', width: '16%', cell: (row: Device) => <Name of={row.clientName} /> }]),
        {
          id: 'answer',
          title: 'Is',
          width: '150px',
          cell: (row) => <StatusMark status={answerStatus[row.answer]} word={answerWords[row.answer]} quiet />,
        },
        { id: 'because', title: 'Because', wraps: true, cell: (row) => <Name of={row.because.join(' ')} wraps /> },
      ]}
      empty={<p>No device just now.</p>}
    />
  );
}
