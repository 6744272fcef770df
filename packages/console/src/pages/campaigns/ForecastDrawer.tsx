import { holdLabels } from '@fettle/core/deployment';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { paths } from '../../paths.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { Name } from '../../ui/Name.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { useNow } from '../../ui/now.ts';
import { Section } from '../../ui/Section.tsx';
import { Time } from '../../ui/Time.tsx';
import { expectedWords, inFutures } from '../deployments/preview.ts';
import { type Forecast, forecasting, type ForecastAsked } from './forecast.ts';
import type { CampaignClient } from './words.ts';
import style from './campaigns.module.css';

type Props = { campaignId: string; client: CampaignClient; asked: Omit<ForecastAsked, 'clientId'>; onClose: () => void };

/** The rows behind one client's line: which devices would be late and why, what is disturbed, and which openings are used. */
export function ForecastDrawer({ campaignId, client, asked, onClose }: Props): ReactNode {
  const query = useQuery(forecasting(campaignId, { ...asked, clientId: client.clientId }));
  return (
    <DetailDrawer title={<Name of={`What to expect at ${client.clientName}`} strong />} onClose={onClose}>
      <Loaded query={query} lines={10}>
        {({ items: [item] }) =>
          item === undefined || item.forecast === null ? (
            <Notice
              status={item?.state === 'computing' ? 'running' : 'unknown'}
              title={item?.state === 'computing' ? 'It is being computed' : 'There is nothing to play'}
            >
              <Name of={item?.why ?? ''} wraps />
            </Notice>
          ) : (
            <OneForecast forecast={item.forecast} deploymentId={item.deploymentId} />
          )
        }
      </Loaded>
    </DetailDrawer>
  );
}

function OneForecast({ forecast, deploymentId }: { forecast: Forecast; deploymentId: string | null }): ReactNode {
  const now = useNow();
  const { runs, verified, ended, deadlines, late, windows, holds, touches, services } = forecast;
  return (
    <>
      <KeyValue
        facts={[
          { name: 'All verified', value: expectedWords(verified, now), note: `${verified.of} of ${runs} futures come to it` },
          { name: 'Over', value: expectedWords(ended, now) },
          {
            name: 'Deadlines',
            value: `${deadlines.missed} of ${deadlines.devices} devices with one miss it`,
            note: 'in most futures',
          },
          {
            name: 'Computed',
            value: <Time at={forecast.computedAt} />,
            note: (
              <>
                by the state of <Time at={forecast.asOf} />
                {deploymentId !== null && (
                  <>
                    ; <a href={paths.deployment(deploymentId, { tab: 'preview' })}>preview it ring by ring</a>
                  </>
                )}
              </>
            ),
          },
        ]}
      />
      {holds.map((hold) => (
        <Notice
          key={`${hold.reason} ${hold.detail}`}
          status="attention"
          title={`${holdLabels[hold.reason].label} would hold it ${inFutures(hold.of, runs)}`}
        >
          <Name of={hold.detail} wraps />
        </Notice>
      ))}
      <Rows title="Late or never done" of={late} none="Every device would be done, and in time where it has a deadline.">
        {late.shown.map((one) => (
          <li key={one.deviceId}>
            <a href={paths.device(one.deviceId)}>
              <Name of={one.deviceName} strong />
            </a>{' '}
            {one.deadline !== null && (
              <>
                misses <Time at={one.deadline.at} /> (<Name of={`${one.deadline.by}, ${one.deadline.what}`} wraps />){' '}
                {inFutures(one.missed, runs)}
              </>
            )}
            {one.never > 0 && `${one.deadline === null ? '' : '; '}is not done ${inFutures(one.never, runs)}`}
            <div className={style.small}>
              expected {expectedWords(one.verified, now)}. <Name of={one.why ?? ''} wraps />
            </div>
          </li>
        ))}
      </Rows>
      <Rows title="Disturbed" of={touches} none="Nothing beyond the packages that change.">
        {touches.shown.map((one) => (
          <li key={`${one.kind} ${one.deviceId}`}>
            <a href={paths.device(one.deviceId)}>
              <Name of={one.deviceName} strong />
            </a>{' '}
            <Name of={one.detail} wraps />
          </li>
        ))}
      </Rows>
      {services.length > 0 && (
        <Section title="Business services" count={services.length}>
          <ul className={style.rows}>
            {services.map((one) => (
              <li key={one.name}>
                <Name of={one.name} strong wraps /> changes on {one.devices} {one.devices === 1 ? 'device' : 'devices'}
                {one.restarts > 0 && `, ${one.restarts} of which ${one.restarts === 1 ? 'restarts' : 'restart'}`}
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Rows title="Openings used" of={windows} none="No opening of a window is used.">
        {windows.shown.map((one) => (
          <li key={one.to}>
            <Time at={one.from} /> to <Time at={one.to} />: {one.devices} {one.devices === 1 ? 'device' : 'devices'}
          </li>
        ))}
      </Rows>
    </>
  );
}

function shownWords(count: number): string {
  return count === 1 ? 'The first is shown.' : `The first ${count} are shown.`;
}

type RowsProps = { title: string; of: { count: number; shown: readonly unknown[] }; none: string; children: ReactNode };

function Rows({ title, of, none, children }: RowsProps): ReactNode {
  const { count, shown } = of;
  return (
    <Section title={title} count={count} note={shown.length < count ? shownWords(shown.length) : undefined}>
      {count === 0 ? <p className={style.small}>{none}</p> : <ul className={style.rows}>{children}</ul>}
    </Section>
  );
}
