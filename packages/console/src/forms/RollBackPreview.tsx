import { laterBack, standingInWords } from '@fettle/core/rollback';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { Name } from '../ui/Name.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Age } from '../ui/Time.tsx';
import style from './form.module.css';

type Preview = CallOutput<'previewRollBack'>;
/** How it is to be done. */
export type RollBackWay = 'downgrade' | Device['ways'][number]['by'];
type Device = Preview['devices'][number];

/** What going back would replace on each device, from its own simulation: exact versions, what stays, restarts, and how old that is. */
export function RollBackPreview({ preview, by }: { preview: Preview; by: RollBackWay }): ReactNode {
  const { devices, goBack, stayAsTheyAre } = preview;
  const left = goBack + stayAsTheyAre - devices.length;
  return (
    <section aria-label="What it would do" className={style.form}>
      <p>
        {goBack} would go back, {stayAsTheyAre} would stay as {stayAsTheyAre === 1 ? 'it is' : 'they are'}.{' '}
        {by === 'downgrade' ? 'Nothing is removed. ' : ''}This is what the devices simulated before the change; they simulate again when it
        is proposed.
      </p>
      {devices.map((device) => (
        <Notice key={device.deviceId} status={statusOf(device, by)} title={<Name of={device.deviceName} />}>
          {device.because === null ? <Back device={device} by={by} /> : <>Stays as it is: {device.because}</>}
        </Notice>
      ))}
      {left > 0 && <p className={style.faint}>{left} more are not shown.</p>}
    </section>
  );
}

/** A package that stands otherwise than the simulation took it wants to be read. */
function statusOf({ because, changes, ways }: Device, by: RollBackWay): 'good' | 'attention' | 'unknown' {
  if (because !== null) return 'unknown';
  if (ways.some((way) => way.by === by && way.because !== null)) return 'attention';
  return changes.some((change) => standingInWords(change) !== null) ? 'attention' : 'good';
}

function Back({ device, by }: { device: Device; by: RollBackWay }): ReactNode {
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
      {device.ways
        .filter((way) => way.by === by)
        .map((way) => (
          <div key={way.by}>
            {way.because === null ? (
              way.sentence
            ) : (
              <>
                It can not go back by {way.by}, and stays as it is: {way.because}
              </>
            )}
          </div>
        ))}
      {own !== null && by === 'downgrade' && <div>{own}</div>}
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
