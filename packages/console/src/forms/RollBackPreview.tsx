import { laterBack, standingInWords } from '@fettle/core/rollback';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { Name } from '../ui/Name.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Age } from '../ui/Time.tsx';
import style from './form.module.css';

type Preview = CallOutput<'previewRollBack'>;
type Device = Preview['devices'][number];

/** What going back would replace on each device, from its own simulation: exact versions, what stays, restarts, and how old that is. */
export function RollBackPreview({ preview }: { preview: Preview }): ReactNode {
  const { devices, goBack, stayAsTheyAre } = preview;
  const left = goBack + stayAsTheyAre - devices.length;
  return (
    <section aria-label="What it would do" className={style.form}>
      <p>
        {goBack} would go back, {stayAsTheyAre} would stay as {stayAsTheyAre === 1 ? 'it is' : 'they are'}. Nothing is removed. This is what
        the devices simulated before the change; they simulate again when it is proposed.
      </p>
      {devices.map((device) => (
        <Notice key={device.deviceId} status={statusOf(device)} title={<Name of={device.deviceName} />}>
          {device.because === null ? <Back device={device} /> : <>Stays as it is: {device.because}</>}
        </Notice>
      ))}
      {left > 0 && <p className={style.faint}>{left} more are not shown.</p>}
    </section>
  );
}

/** A package that stands otherwise than the simulation took it wants to be read. */
function statusOf({ because, changes }: Device): 'good' | 'attention' | 'unknown' {
  if (because !== null) return 'unknown';
  return changes.some((change) => standingInWords(change) !== null) ? 'attention' : 'good';
}

function Back({ device }: { device: Device }): ReactNode {
  const own = laterBack(device.way);
  return (
    <>
      {device.changes.map((change) => {
        const standing = standingInWords(change);
        return (
          <div key={`${change.name}:${change.architecture}`}>
            <Name of={change.name} strong /> {change.from ?? 'not there'} → {change.to ?? 'removed'}
            {standing === null ? '' : ` (${standing})`}
          </div>
        );
      })}
      {own !== null && <div>{own}</div>}
      {device.stays.map(({ name, version }) => (
        <div key={name}>
          <Name of={name} /> {version} came new and stays
        </div>
      ))}
      <div>{device.restartSentence}</div>
      <div>
        Simulated <Age at={device.checkedAt} />;{' '}
        {device.scannedAt === null ? (
          'no scan of it is known.'
        ) : (
          <>
            its packages were last looked at <Age at={device.scannedAt} />.
          </>
        )}
      </div>
    </>
  );
}
