import type { ReactNode } from 'react';
import { DeviceScopeForm } from '../../forms/device-scope.tsx';
import type { Scoped } from '../../forms/device-scope.tsx';
import { paths } from '../../paths.ts';
import { useListState } from '../../session/list-state.ts';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Section } from '../../ui/Section.tsx';
import { Age } from '../../ui/Time.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import type { Agreements } from './HeldMark.tsx';
import style from './clients.module.css';

type Props = { scoped: Scoped; devices: number; blocked: string | null };

/** Devices that a framework, or the SLA, does not speak of, each with its reason. */
export function ScopePart({ scoped, devices, blocked }: Props): ReactNode {
  const { part, change } = useListState();
  const back = (): void => change({ do: '' });
  const doing = blocked === null ? part('do') : '';
  const nobodyOut = scoped.outOfScope.length === 0 ? 'No device is out of scope.' : blocked;
  if (doing === 'scope-out') return <DeviceScopeForm scoped={scoped} inScope={false} onDone={back} />;
  if (doing === 'scope-in' && scoped.outOfScope.length > 0) return <DeviceScopeForm scoped={scoped} inScope onDone={back} />;
  return (
    <Section
      title="Out of scope"
      count={scoped.outOfScope.length}
      note={`${devices} ${devices === 1 ? 'device is' : 'devices are'} in scope.`}
      actions={
        <div className={style.actions}>
          <ReasonButton reason={blocked} onClick={() => change({ do: 'scope-out' })}>
            Take devices out
          </ReasonButton>
          <ReasonButton reason={nobodyOut} onClick={() => change({ do: 'scope-in' })}>
            Put back
          </ReasonButton>
        </div>
      }
    >
      <DataTable
        label="Devices out of scope"
        inside="drawer"
        rows={scoped.outOfScope}
        rowKey={(row) => row.deviceId}
        rowHref={(row) => paths.device(row.deviceId)}
        columns={[
          { id: 'device', title: 'Device', width: '30%', cell: (row) => <Name of={row.deviceName} strong /> },
          { id: 'because', title: 'Why', wraps: true, cell: (row) => row.because },
          {
            id: 'by',
            title: 'Said',
            width: '30%',
            wraps: true,
            cell: (row) => (
              <>
                by <Name of={row.by} />, <Age at={row.at} />
              </>
            ),
          },
        ]}
        empty={<Empty title="Every device is in scope">Take one out where the framework does not speak of it, and say why.</Empty>}
      />
    </Section>
  );
}

/** Devices that the SLA does not cover. */
export function SlaScopeDrawer({
  agreements,
  blocked,
  onClose,
}: {
  agreements: Agreements;
  blocked: string | null;
  onClose: () => void;
}): ReactNode {
  const { outOfScope, versions } = agreements.sla;
  const reason = versions.length === 0 ? 'There is no SLA yet. Save its first version.' : blocked;
  return (
    <DetailDrawer title="Devices of the SLA" onClose={onClose}>
      <ScopePart
        scoped={{ clientId: agreements.clientId, framework: 'sla', title: 'The SLA', outOfScope }}
        devices={agreements.devices - outOfScope.length}
        blocked={reason}
      />
    </DetailDrawer>
  );
}
