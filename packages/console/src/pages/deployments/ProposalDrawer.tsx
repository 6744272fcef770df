import type { ReactNode } from 'react';
import { bytes } from '../../parts/marks.tsx';
import { paths } from '../../paths.ts';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { Name } from '../../ui/Name.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Time } from '../../ui/Time.tsx';
import { DecidedOut } from './DecidedOut.tsx';
import { Changes, WayBack } from './ShareFacts.tsx';
import type { ProposalDevice } from './types.ts';
import { answerLooks } from './words.ts';
import style from './deployments.module.css';

/** What one device said when it simulated the change. */
export function ProposalDrawer({ device, onClose }: { device: ProposalDevice; onClose: () => void }): ReactNode {
  const look = answerLooks[device.state];
  const { simulation } = device;
  return (
    <DetailDrawer title={<Name of={device.deviceName} wraps />} onClose={onClose}>
      <div className={style.stack}>
        <Notice status={look.status} title={look.word}>
          {device.because !== null && <Name of={device.because} wraps />}
        </Notice>
        <DecidedOut device={device} all />
        {simulation !== null && (
          <>
            <KeyValue
              facts={[
                { name: 'Simulated', value: <Time at={simulation.at} /> },
                { name: 'To download', value: bytes(simulation.downloadBytes) },
                {
                  name: 'On disk',
                  value: simulation.diskBytes === null ? null : bytes(Math.abs(simulation.diskBytes)),
                  note: simulation.diskBytes !== null && simulation.diskBytes < 0 ? 'is freed' : undefined,
                },
                {
                  name: 'Restart',
                  value: simulation.restart === 'unknown' ? null : simulation.restart === 'needed' ? 'needed' : 'not needed',
                },
              ]}
            />
            <div>
              <h3>Its changes</h3>
              <Changes changes={simulation.changes} />
            </div>
            <div>
              <h3>Its way back</h3>
              <WayBack way={simulation.wayBack} />
            </div>
          </>
        )}
        <p>
          <a href={paths.device(device.deviceId)}>Open the device</a>
        </p>
      </div>
    </DetailDrawer>
  );
}
