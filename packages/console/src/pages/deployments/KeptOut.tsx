import type { ReactNode } from 'react';
import { Name } from '../../ui/Name.tsx';
import { Section } from '../../ui/Section.tsx';
import { Time } from '../../ui/Time.tsx';
import type { Deployment } from './types.ts';
import style from './deployments.module.css';

const most = 12;

/** Before the approval: devices of the spec that decisions keep out all the same. Nothing else is waited for by single devices then. */
export function KeptOut({ deployment }: { deployment: Deployment }): ReactNode {
  const lines = deployment.waitingOn.filter(({ deviceId }) => deviceId !== null);
  if (lines.length === 0) return null;
  return (
    <Section
      title="Kept out by decisions"
      count={lines.length}
      note="Approved or not, these devices get nothing while that holds. To let them in, revoke the decision, or wait until it ends."
    >
      <ul className={style.lines}>
        {lines.slice(0, most).map((line) => (
          <li key={line.deviceId}>
            <Name of={line.sentence} wraps />
            {line.until !== null && <Time at={line.until} />}
          </li>
        ))}
        {lines.length > most && <li className={style.soft}>And {lines.length - most} more: see the table of devices.</li>}
      </ul>
    </Section>
  );
}
