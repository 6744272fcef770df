import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { StandInActions, StandInFacts, StandInName } from '../../parts/StandIns.tsx';
import { Loaded } from '../../session/Loaded.tsx';
import { Name } from '../../ui/Name.tsx';
import { Section } from '../../ui/Section.tsx';
import { Age } from '../../ui/Time.tsx';
import type { Device } from './types.ts';

/** On what changes of this device are tried first, and what it was before. */
export function StandInPart({ device }: { device: Device }): ReactNode {
  const standing = useQuery(reading('listStandInStandings', { params: { id: device.clientId }, query: { deviceId: device.id } }));
  const before = useQuery(reading('listStandIns', { query: { deviceId: device.id, state: 'all' } })).data?.items ?? [];
  const gone = device.status === 'retired' ? 'This device is retired.' : null;
  const over = before.filter(({ ended }) => ended !== null);
  return (
    <Section
      title="Stand-in"
      note="On what its changes are tried first."
      actions={<StandInActions clientId={device.clientId} device={device} standIn={standing.data?.items[0]?.standIn ?? null} gone={gone} />}
    >
      <Loaded query={standing} lines={3}>
        {({ items: [row] }) => (row === undefined ? <p>None is named, and it is not mission-critical.</p> : <StandInFacts row={row} />)}
      </Loaded>
      {over.length > 0 && (
        <details>
          <summary>Before ({over.length})</summary>
          <ul>
            {over.map((one) => (
              <li key={one.id}>
                <StandInName standIn={one.standIn} />: ended by <Name of={one.ended?.by ?? ''} /> <Age at={one.ended?.at ?? null} />,{' '}
                <Name of={one.ended?.because ?? ''} wraps />
              </li>
            ))}
          </ul>
        </details>
      )}
    </Section>
  );
}
