import { type ReactNode, useState } from 'react';
import { QuarantineForm } from '../../forms/device-quarantine.tsx';
import { TroubleNote } from '../../parts/TroubleNote.tsx';
import { paths } from '../../paths.ts';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { Name } from '../../ui/Name.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Time } from '../../ui/Time.tsx';
import type { Device } from './types.ts';
import style from './devices.module.css';

/** What one must know before reading on: quarantine, what could not be asked, what it waits for. Nothing where there is nothing. */
export function DeviceNotices({ device, blocked }: { device: Device; blocked: string | null }): ReactNode {
  const [settling, settle] = useState(false);
  return (
    <div className={style.notices}>
      {device.status === 'retired' && (
        <Notice status="unknown" title="This device is retired">
          Its key is no longer taken. What is known of it stays as evidence.
        </Notice>
      )}
      {device.quarantine !== null && (
        <Notice
          status="failing"
          title="Two machines speak with this device's key"
          action={
            <ReasonButton reason={blocked} onClick={() => settle(true)}>
              Say what happened
            </ReasonButton>
          }
        >
          <p>
            <Name of={device.quarantine.because} wraps />
          </p>
          <p>
            Nothing is sent to either until a person says whether the machine was restored or cloned. Since{' '}
            <Time at={device.quarantine.since} zone={device.zone} />.
          </p>
        </Notice>
      )}
      {device.trouble !== null && (
        <TroubleNote what="Its package manager could not be asked, so what it misses is not known" trouble={device.trouble} />
      )}
      {device.problems.map((problem) => (
        <TroubleNote key={problem.code} what="Something is wrong with its packages" trouble={problem} status="attention" />
      ))}
      {device.exposureMeasured.contradiction !== null && device.status !== 'retired' && (
        <Notice
          status="attention"
          title="It can be reached by more than was said"
          action={blocked === null ? <a href={paths.device(device.id, { do: 'change' })}>Change</a> : undefined}
        >
          <Name of={`${device.exposureMeasured.contradiction} ${device.exposureMeasured.why}`} wraps />
        </Notice>
      )}
      {device.mode === 'observe' && device.status === 'active' && (
        <Notice status="waiting" title="The agent here only observes">
          It reports what is missing and changes nothing. To let it change anything, run it as root with limits that allow changes.
        </Notice>
      )}
      {device.waitingOn.map((wait) => (
        <Notice
          key={`${wait.deploymentId} ${wait.sentence}`}
          status="waiting"
          title={<Name of={wait.sentence} wraps />}
          action={<a href={paths.deployment(wait.deploymentId)}>Open the deployment</a>}
        >
          <Name of={wait.title} wraps />
          {wait.until !== null && (
            <p>
              Until <Time at={wait.until} zone={device.zone} />
            </p>
          )}
        </Notice>
      ))}
      {settling && (
        <DetailDrawer title="Two machines with one key" onClose={() => settle(false)}>
          <QuarantineForm device={device} onDone={() => settle(false)} />
        </DetailDrawer>
      )}
    </div>
  );
}
