import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { StateMark } from '../../parts/risk-marks.tsx';
import { paths } from '../../paths.ts';
import { RowsTable } from '../../session/RowsTable.tsx';
import { useRows } from '../../session/rows.ts';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { Age } from '../../ui/Time.tsx';
import type { Column } from '../../ui/table/column.ts';
import style from './risk.module.css';

type Row = CallOutput<'getAdvisoryDevices'>['items'][number];

/** Each device that has it: in which package, since when, how it stands and why. */
export function AdvisoryDevices({ id, client }: { id: string; client: string | undefined }): ReactNode {
  const list = useRows('getAdvisoryDevices', { params: { id }, query: client === undefined ? {} : { clientId: client } });
  return (
    <RowsTable
      label="Devices that have it"
      list={list}
      rowKey={(row) => row.deviceId}
      rowHref={(row) => paths.device(row.deviceId, { tab: 'vulnerabilities', q: id })}
      columns={columns(client)}
      empty={
        <Empty title="No device in view has it">
          Of the devices whose systems the feeds speak of. A device of which nothing is known says so on its own page.
        </Empty>
      }
    />
  );
}

function columns(client: string | undefined): readonly Column<Row>[] {
  return [
    { id: 'name', title: 'Device', width: '18%', wraps: true, cell: (row) => <Carrier row={row} /> },
    ...(client === undefined ? [{ id: 'client', title: 'Client', width: '15%', cell: (row: Row) => <Name of={row.clientName} /> }] : []),
    { id: 'software', title: 'In', width: '20%', wraps: true, cell: (row) => <Packages row={row} /> },
    { id: 'state', title: 'State', width: '150px', cell: (row) => <StateMark state={row.state} /> },
    { id: 'why', title: 'Why', wraps: true, cell: (row) => <Why row={row} /> },
    { id: 'since', title: 'Seen', width: '112px', room: 'middle', cell: (row) => <Age at={row.since} /> },
    { id: 'restart', title: 'Restart', width: '96px', room: 'wide', cell: restartWord },
  ];
}

/** The device, and what it carries: who decides about it wants to know what stops. */
function Carrier({ row }: { row: Row }): ReactNode {
  return (
    <>
      <Name of={row.deviceName} strong wraps />
      <div className={style.small}>{row.service === null ? 'service not set' : <Name of={row.service} wraps />}</div>
      {row.outage !== null && (
        <div className={`${style.small} ${style.lines}`}>
          Outage: <Name of={row.outage} wraps />
        </div>
      )}
    </>
  );
}

function restartWord(row: Row): string {
  if (row.restartPending === null) return 'not known';
  return row.restartPending ? 'pending' : 'none';
}

function Packages({ row }: { row: Row }): ReactNode {
  return [...new Map(row.software.map((one) => [`${one.software.name} ${one.software.version}`, one.software])).values()].map((one) => (
    <div key={`${one.name} ${one.version} ${one.architecture}`}>
      <Name of={one.name} wraps /> <span className={style.soft}>{one.version}</span>
    </div>
  ));
}

/** The reasons of its packages, each once. */
function Why({ row }: { row: Row }): ReactNode {
  return [...new Set(row.software.map((one) => one.why))].map((why) => (
    <div key={why}>
      <Name of={why} wraps />
    </div>
  ));
}
