import type { ReactNode } from 'react';
import { paths } from '../../paths.ts';
import { Name } from '../../ui/Name.tsx';
import { Section } from '../../ui/Section.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { DecidedOut } from './DecidedOut.tsx';
import type { Deployment } from './types.ts';
import style from './deployments.module.css';

/** Devices that were asked and are not in the plan, each with why: so that nobody wonders where they are. */
export function LeftOut({ deployment }: { deployment: Deployment }): ReactNode {
  const taken = new Set(deployment.runs.map((run) => run.deviceId));
  const left = (deployment.proposal?.devices ?? []).filter((one) => !taken.has(one.deviceId));
  if (left.length === 0) return null;
  return (
    <Section title="Left out" count={left.length} note="Asked for this deployment, and not in its plan. They need another one.">
      <DataTable
        label="Devices that were left out"
        rows={left}
        rowKey={(row) => row.deviceId}
        rowHref={(row) => paths.device(row.deviceId)}
        columns={[
          { id: 'device', title: 'Device', width: '24%', cell: (row) => <Name of={row.deviceName} strong /> },
          {
            id: 'because',
            title: 'Why',
            wraps: true,
            cell: (row) => (
              <>
                {row.because === null ? <span className={style.soft}>no reason is recorded</span> : <Name of={row.because} wraps />}
                <DecidedOut device={row} />
              </>
            ),
          },
        ]}
        empty={<Empty title="None">Every device that was asked takes part.</Empty>}
      />
    </Section>
  );
}
