import { holdLabels } from '@fettle/core/deployment';
import type { ReactNode } from 'react';
import { Name } from '../../ui/Name.tsx';
import { useNow } from '../../ui/now.ts';
import { Section } from '../../ui/Section.tsx';
import { Time } from '../../ui/Time.tsx';
import type { Deployment } from './types.ts';
import style from './deployments.module.css';

const most = 6;

/** Everything that the deployment waits for, with the time of the next look. Holds stand above with their way out. */
export function WaitsFor({ deployment }: { deployment: Deployment }): ReactNode {
  const held = deployment.holds.map(({ reason }) => holdLabels[reason].label);
  const lines = deployment.waitingOn.filter((line) => line.deviceId !== null || !held.some((label) => line.sentence.startsWith(label)));
  const shown = lines.slice(0, most);
  return (
    <Section title="Waits for" count={lines.length + deployment.holds.length} note={<NextLook at={deployment.wakeAt} />}>
      <ul className={style.lines}>
        {deployment.holds.length > 0 && lines.length === 0 && <li>Only for the hold above to end.</li>}
        {shown.map((line) => (
          <li key={`${line.deviceId ?? ''} ${line.sentence}`}>
            <Name of={line.sentence} wraps />
            {line.until !== null && <Time at={line.until} />}
          </li>
        ))}
        {lines.length > most && <li className={style.soft}>And {lines.length - most} more; the table below says each device’s own.</li>}
        {lines.length === 0 && deployment.holds.length === 0 && <li>Nothing is named just now; the next look will say.</li>}
      </ul>
    </Section>
  );
}

function NextLook({ at }: { at: string | null }): ReactNode {
  const now = useNow();
  if (at !== null && Date.parse(at) < now) return 'The next look is due: Fettle looks again in a moment.';
  if (at === null) return 'No look is planned; a message from a device makes one.';
  return (
    <>
      Fettle looks again <Time at={at} />, and at once when a device reports.
    </>
  );
}
