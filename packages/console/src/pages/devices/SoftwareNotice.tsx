import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { SupportDecision } from '../../parts/support-marks.tsx';
import { paths } from '../../paths.ts';
import { Explain } from '../../ui/Explain.tsx';
import { Name } from '../../ui/Name.tsx';
import { Notice } from '../../ui/Notice.tsx';
import style from './devices.module.css';

type Software = CallOutput<'getDeviceFindings'>['software'][number];

/** How long publishers mend what the device has from them: what has ended or ends soon, and what nobody knows. Supported without a worry is not worth a line of the page. */
export function SoftwareNotice({ software, client }: { software: readonly Software[]; client: string }): ReactNode {
  const shown = software.filter(({ decision, state }) => decision !== null || state === 'unknown');
  if (shown.length === 0) return null;
  const past = shown.filter(isPast);
  const isOpen = past.some(({ decision }) => decision?.state !== 'decided');
  const isKnown = shown.some(({ state }) => state !== 'unknown');
  return (
    <Notice status={isOpen ? 'failing' : isKnown ? 'attention' : 'unknown'} title={titleOf(past.length > 0, isKnown)}>
      <div className={style.releases}>
        {shown.map((one) => (
          <Line key={one.packages.join()} one={one} client={client} />
        ))}
      </div>
      <Explain
        question="By which packages?"
        reasons={shown.map((one) => ({ key: one.packages.join(), text: one.product, source: one.packages.join(', ') }))}
      />
    </Notice>
  );
}

function isPast({ state }: Software): boolean {
  return state === 'ended' || state === 'extended-only';
}

function titleOf(past: boolean, known: boolean): string {
  if (past) return 'It has software past its support';
  return known ? 'The support of software on it ends soon' : 'How long software on it is supported is not known';
}

function Line({ one, client }: { one: Software; client: string }): ReactNode {
  const { release, decision, why } = one;
  const open = release === null ? '' : `${release.product}/${release.cycle}`;
  return (
    <div>
      <Name of={why} wraps />
      {decision !== null && (
        <div>
          <SupportDecision decision={decision} /> {decision.state !== 'open' && <Name of={decision.why} wraps />}{' '}
          {decision.id === null && <a href={paths.risk({ tab: 'support', client, open, do: 'decide' })}>Decide…</a>}{' '}
          <a href={paths.risk({ tab: 'support', client, open })}>Devices and decisions</a>
        </div>
      )}
    </div>
  );
}
