import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { paths } from '../../paths.ts';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import style from './exceptions.module.css';

type Decision = CallOutput<'getDecision'>;
type Reached = Decision['devices'][number];

/** Where a decision counts now, and where another one goes before it. */
export function ReachedDevices({ decision }: { decision: Decision }): ReactNode {
  const { devices, reaches } = decision;
  return (
    <Section
      title="Devices that it reaches now"
      count={reaches}
      note={devices.length < reaches ? `The first ${devices.length} rows are shown.` : undefined}
    >
      <DataTable
        label="Devices that it reaches now"
        inside="drawer"
        rows={devices}
        rowKey={(row) => `${row.deviceId} ${row.what}`}
        rowHref={(row) => paths.device(row.deviceId, { tab: 'missing' })}
        columns={[
          { id: 'device', title: 'Device', width: '30%', cell: (row) => <Name of={row.deviceName} strong /> },
          { id: 'what', title: 'What', width: '30%', wraps: true, cell: (row) => <Name of={row.what} wraps /> },
          { id: 'counts', title: 'Counts', wraps: true, cell: Counts },
        ]}
        empty={
          <Empty title="It reaches no device now">Nothing in its scope misses what it is about. It counts again for whatever comes.</Empty>
        }
      />
    </Section>
  );
}

function Counts(row: Reached): ReactNode {
  return (
    <>
      <StatusMark
        status={row.counts ? 'good' : 'unknown'}
        word={row.counts ? 'This one counts' : row.byId === null ? 'Does not count' : 'Another counts'}
        quiet
      />
      <div className={style.small}>
        <Name of={row.why} wraps /> {row.byId !== null && <a href={paths.exception(row.byId)}>See it</a>}
      </div>
    </>
  );
}
