import type { Spec } from '@fettle/core/deployment';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { paths } from '../../paths.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { Name } from '../../ui/Name.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { useNow } from '../../ui/now.ts';
import { Section } from '../../ui/Section.tsx';
import { middleWords, namesOf, troubled } from './preview.ts';
import type { Preview } from './preview.ts';
import type { Deployment } from './types.ts';
import { devices } from './words.ts';
import style from './deployments.module.css';

const most = 10;

type Props = { deployment: Deployment; spec: Spec; query: UseQueryResult<Preview> };

/** Before the approval: when it would be done if all goes well, what can not make its deadline even then, and what has no way back. */
export function Foresight({ deployment, spec, query }: Props): ReactNode {
  return (
    <Section
      title="If it is approved now"
      note={
        <>
          Computed by the engine, where nothing fails and only devices that are silent now are away.{' '}
          <a href={paths.deployment(deployment.id, { tab: 'preview' })}>Preview</a> it under other assumptions.
        </>
      }
    >
      <div className={style.notices}>
        <Loaded query={query} lines={4}>
          {(preview) => <Ahead preview={preview} />}
        </Loaded>
        <NoWayBack deployment={deployment} spec={spec} />
      </div>
    </Section>
  );
}

function Ahead({ preview }: { preview: Preview }): ReactNode {
  const now = useNow();
  const names = namesOf(preview);
  const late = troubled(preview);
  const [one] = preview.deployments;
  return (
    <>
      <Notice status="waiting" title={one === undefined ? '' : `It would end ${middleWords(one.finished, now)}.`}>
        {preview.rings.map((ring) => (
          <div key={ring.ring}>
            Ring <Name of={ring.name} />, {devices(ring.devices)}: all verified {middleWords(ring.verified, now)}
          </div>
        ))}
      </Notice>
      {late.length === 0 ? (
        <Notice
          status={preview.deadlines.devices > 0 ? 'good' : 'unknown'}
          title={
            preview.deadlines.devices > 0
              ? `All ${devices(preview.deadlines.devices)} with a deadline would meet it.`
              : 'No device has a deadline for what this brings.'
          }
        />
      ) : (
        <Notice status="failing" title={`${devices(late.length)} would miss the deadline, or not be done at all, even if all goes well.`}>
          <ul className={style.plain}>
            {late.slice(0, most).map(({ deviceId, deadline, why }) => (
              <li key={deviceId}>
                <span>
                  <Name of={names.get(deviceId) ?? deviceId} strong />:{' '}
                  <Name of={`${deadline === null ? '' : `${deadline.by}, ${deadline.what}. `}${why ?? ''}`} wraps />
                </span>
              </li>
            ))}
            {late.length > most && <li className={style.soft}>And {late.length - most} more; the table of devices names them.</li>}
          </ul>
        </Notice>
      )}
    </>
  );
}

function NoWayBack({ deployment, spec }: { deployment: Deployment; spec: Spec }): ReactNode {
  const names = new Map(deployment.runs.map((run) => [run.deviceId, run.deviceName]));
  const without = spec.shares.flatMap(({ deviceId, wayBack }) => (wayBack.kind === 'none' ? [{ deviceId, because: wayBack.because }] : []));
  if (without.length === 0) return <Notice status="good" title={`All ${devices(spec.shares.length)} have a way back.`} />;
  return (
    <Notice
      status="attention"
      title={`${without.length} of ${devices(spec.shares.length)} ${without.length === 1 ? 'has' : 'have'} no way back.`}
    >
      <ul className={style.plain}>
        {without.slice(0, most).map(({ deviceId, because }) => (
          <li key={deviceId}>
            <span>
              <Name of={names.get(deviceId) ?? deviceId} strong />: <Name of={because} wraps />
            </span>
          </li>
        ))}
        {without.length > most && <li className={style.soft}>And {without.length - most} more; the table of devices names them.</li>}
      </ul>
    </Notice>
  );
}
