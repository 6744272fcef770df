import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { reading } from '../api.ts';
import { DecideRegressionForm, decisionWords } from '../forms/regression-decide.tsx';
import { paths } from '../paths.ts';
import { DetailDrawer } from '../ui/DetailDrawer.tsx';
import { Name } from '../ui/Name.tsx';
import { Notice } from '../ui/Notice.tsx';
import { ReasonButton } from '../ui/ReasonButton.tsx';
import { Section } from '../ui/Section.tsx';
import { Age, Time } from '../ui/Time.tsx';

type Props = { query: { readonly deploymentId: string } | { readonly deviceId: string } };

/** Checks that passed before a change and failed later: of a deployment, or of a device. Nothing where there are none. */
export function Regressions({ query }: Props): ReactNode {
  const found = useQuery(reading('listRegressions', { query: { ...query, state: 'all', limit: 50 } })).data?.items ?? [];
  const [open, setOpen] = useState<string | null>(null);
  const close = (): void => setOpen(null);
  const deciding = found.find(({ id }) => id === open);
  if (found.length === 0) return null;
  return (
    <Section title="Worse than before" count={found.length} note="Checks that passed before the change and failed later.">
      {found.map((one) => (
        <Notice
          key={one.id}
          status={one.decision === null ? 'failing' : one.decision.what === 'accept' ? 'unknown' : 'good'}
          title={
            <>
              <a href={paths.device(one.deviceId)}>
                <Name of={one.deviceName} />
              </a>
              : <Name of={one.sentence} wraps />
            </>
          }
          {...(one.decision === null
            ? {
                action: (
                  <ReasonButton
                    reason={one.mayDecide ? null : 'You may not hold or release deployments of this client.'}
                    onClick={() => setOpen(one.id)}
                  >
                    Decide…
                  </ReasonButton>
                ),
              }
            : {})}
        >
          {one.after !== '' && (
            <p>
              <Name of={one.after} wraps />
            </p>
          )}
          <p>
            {'deviceId' in query && (
              <>
                By <a href={paths.deployment(one.deploymentId)}>{one.deploymentTitle}</a>.{' '}
              </>
            )}
            Found <Age at={one.foundAt} />.
            {one.decision !== null && (
              <>
                {' '}
                {decisionWords[one.decision.what]} by <Name of={one.decision.by} /> <Time at={one.decision.at} />:{' '}
                <Name of={one.decision.because} wraps />
              </>
            )}
          </p>
        </Notice>
      ))}
      {deciding !== undefined && (
        <DetailDrawer title="Decide" onClose={close}>
          <DecideRegressionForm regression={deciding} onDone={close} />
        </DetailDrawer>
      )}
    </Section>
  );
}
