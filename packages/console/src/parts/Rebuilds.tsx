import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { type CallOutput } from '@fettle/protocol/client';
import { reading } from '../api.ts';
import { ReportRebuildForm } from '../forms/rebuild-report.tsx';
import { paths } from '../paths.ts';
import { DetailDrawer } from '../ui/DetailDrawer.tsx';
import { Name } from '../ui/Name.tsx';
import { Notice } from '../ui/Notice.tsx';
import { ReasonButton } from '../ui/ReasonButton.tsx';
import { Section } from '../ui/Section.tsx';
import { Age, Time } from '../ui/Time.tsx';

type Rebuild = CallOutput<'reportRebuild'>;
type Props = { query: { readonly deploymentId: string } | { readonly deviceId: string } };

const statuses = { awaited: 'failing', reported: 'waiting', differs: 'failing', back: 'good', dropped: 'unknown' } as const;
const wordWords: Readonly<Record<Rebuild['words'][number]['what'], string>> = {
  done: 'Built anew',
  dropped: 'Not to be built anew',
  compared: 'Compared',
};

/** Devices that a person is to build anew: because of a deployment, or one device. Nothing where there are none. */
export function Rebuilds({ query }: Props): ReactNode {
  const found = useQuery(reading('listRebuilds', { query: { ...query, state: 'all', limit: 50 } })).data?.items ?? [];
  const [open, setOpen] = useState<string | null>(null);
  const close = (): void => setOpen(null);
  const reporting = found.find(({ id }) => id === open);
  if (found.length === 0) return null;
  return (
    <Section title="Rebuilds" count={found.length} note="The way back that was approved: a person builds the device anew.">
      {found.map((one) => (
        <Notice
          key={one.id}
          status={statuses[one.state]}
          title={
            <>
              <a href={paths.device(one.deviceId)}>
                <Name of={one.deviceName} />
              </a>
              : <Name of={one.sentence} wraps />
            </>
          }
          {...(one.state === 'back' || one.state === 'dropped'
            ? {}
            : {
                action: (
                  <ReasonButton
                    reason={one.mayReport ? null : 'You may not hold or release deployments of this client.'}
                    onClick={() => setOpen(one.id)}
                  >
                    Report…
                  </ReasonButton>
                ),
              })}
        >
          <p>
            <Name of={`From: ${one.from}. What to do: ${one.steps}`} wraps />
          </p>
          <p>
            {'deviceId' in query && (
              <>
                By <a href={paths.deployment(one.deploymentId)}>{one.deploymentTitle}</a>.{' '}
              </>
            )}
            Awaited since <Age at={one.since} />, to take {one.minutes} {one.minutes === 1 ? 'minute' : 'minutes'}:{' '}
            <Name of={one.because} wraps />
          </p>
          {one.words.map((word) => (
            <p key={word.at}>
              {wordWords[word.what]}, <Time at={word.at} /> by <Name of={word.by} />
              {word.nowDeviceId !== null && word.nowDeviceId !== one.deviceId && (
                <>
                  , and is <a href={paths.device(word.nowDeviceId)}>{word.nowDeviceName}</a> now
                </>
              )}
              : <Name of={word.note} wraps />
            </p>
          ))}
        </Notice>
      ))}
      {reporting !== undefined && (
        <DetailDrawer title="Report a rebuild" onClose={close}>
          <ReportRebuildForm rebuild={reporting} onDone={close} />
        </DetailDrawer>
      )}
    </Section>
  );
}
