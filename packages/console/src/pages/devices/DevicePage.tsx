import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { DeviceChangeForm } from '../../forms/device-change.tsx';
import { RetireForm } from '../../forms/device-retire.tsx';
import { HealthMark } from '../../parts/marks.tsx';
import { Rebuilds } from '../../parts/Rebuilds.tsx';
import { Regressions } from '../../parts/Regressions.tsx';
import { paths } from '../../paths.ts';
import { oneOf, useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { mayNot, useMe } from '../../session/me.ts';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { Name } from '../../ui/Name.tsx';
import { plainName } from '../../ui/name-text.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { AboutDevice } from './AboutDevice.tsx';
import { DeviceNotices } from './DeviceNotices.tsx';
import { HappenedTab } from './HappenedTab.tsx';
import { InstalledTab } from './InstalledTab.tsx';
import { LookAgain } from './LookAgain.tsx';
import { MissingTab } from './MissingTab.tsx';
import { PolicyTab } from './PolicyTab.tsx';
import { RollbackTab } from './RollbackTab.tsx';
import { ProposeForDevice } from './ProposeForDevice.tsx';
import { VulnerabilitiesTab } from './VulnerabilitiesTab.tsx';
import type { Device } from './types.ts';
import style from './devices.module.css';

/** One machine: what it is, what it misses, what was done, what it waits for, what depends on it. */
export function DevicePage(): ReactNode {
  const { deviceId } = useParams({ strict: false }) as { deviceId: string }; // this page stands at /devices/$deviceId
  const query = useQuery(reading('getDevice', { params: { id: deviceId } }));
  return (
    <Loaded query={query} lines={12}>
      {(device) => <DeviceView device={device} />}
    </Loaded>
  );
}

function DeviceView({ device }: { device: Device }): ReactNode {
  const me = useMe();
  const { part, change } = useListState();
  const tab = oneOf(part('tab'), ['about', 'missing', 'vulnerabilities', 'installed', 'policy', 'rollback', 'happened']) ?? 'about';
  const tabHref = (id: string): string => paths.device(device.id, { tab: id === 'about' ? '' : id });
  const gone = device.status === 'retired' ? 'This device is retired.' : null;
  const blocked = gone ?? mayNot(me, 'device.write', 'change devices');
  const close = (): void => change({ do: '' });
  return (
    <>
      <PageHeader
        title={plainName(device.name)}
        heading={
          <span className={style.heading}>
            <Name of={device.name} wraps />
            <span className={style.health}>
              <HealthMark health={device.health} />
            </span>
          </span>
        }
        lead={<Name of={device.healthReason} wraps />}
        trail={[
          { key: 'client', label: <Name of={device.clientName} />, href: paths.client(device.clientId) },
          { key: 'devices', label: 'Devices', href: paths.devices({ client: device.clientId }) },
        ]}
        actions={
          <>
            <ProposeForDevice device={device} blocked={gone} />
            <LookAgain device={device} blocked={blocked} />
            <ReasonButton reason={blocked} onClick={() => change({ do: 'change' })}>
              Change
            </ReasonButton>
            <ReasonButton reason={blocked} danger onClick={() => change({ do: 'retire' })}>
              Retire…
            </ReasonButton>
          </>
        }
      />
      <DeviceNotices device={device} blocked={blocked} />
      <Rebuilds query={{ deviceId: device.id }} />
      <Regressions query={{ deviceId: device.id }} />
      <Tabs
        label="Views of this device"
        current={tab}
        tabs={[
          { id: 'about', label: 'About', href: tabHref('about') },
          { id: 'missing', label: 'Missing', href: tabHref('missing'), count: device.missing },
          { id: 'vulnerabilities', label: 'Vulnerabilities', href: tabHref('vulnerabilities') },
          { id: 'installed', label: 'Installed', href: tabHref('installed'), count: device.packages },
          { id: 'policy', label: 'Policy', href: tabHref('policy') },
          { id: 'rollback', label: 'Rollback', href: tabHref('rollback') },
          { id: 'happened', label: 'What happened', href: tabHref('happened') },
        ]}
      />
      {tab === 'about' && <AboutDevice device={device} />}
      {tab === 'missing' && <MissingTab device={device} />}
      {tab === 'vulnerabilities' && <VulnerabilitiesTab device={device} />}
      {tab === 'installed' && <InstalledTab device={device} />}
      {tab === 'policy' && <PolicyTab device={device} />}
      {tab === 'rollback' && <RollbackTab device={device} />}
      {tab === 'happened' && <HappenedTab device={device} />}
      {part('do') === 'change' && blocked === null && (
        <DetailDrawer title="Change this device" onClose={close}>
          <DeviceChangeForm device={device} onDone={close} />
        </DetailDrawer>
      )}
      {part('do') === 'retire' && blocked === null && (
        <DetailDrawer title="Retire this device" onClose={close}>
          <RetireForm device={device} onDone={close} />
        </DetailDrawer>
      )}
    </>
  );
}
