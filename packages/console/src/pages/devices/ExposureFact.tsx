import { listeningWords } from '@fettle/core/inventory';
import type { ReactNode } from 'react';
import { Explain, type Reason } from '../../ui/Explain.tsx';
import type { Fact } from '../../ui/KeyValue.tsx';
import { Name } from '../../ui/Name.tsx';
import type { Device } from './types.ts';

/** Who can reach the device, who says so, and by what. A person's word counts; else what the device measures does. */
export function exposureFact({ exposure, exposureMeasured: measured }: Device): Fact {
  return {
    name: 'Exposure',
    value: exposure ?? (measured.value === null ? null : `${measured.value}, measured`),
    note: <Note said={exposure} measured={measured} />,
  };
}

type Measured = Device['exposureMeasured'];

function Note({ said, measured }: { said: Device['exposure']; measured: Measured }): ReactNode {
  return (
    <>
      {said !== null && `Set by a person, and that counts. Measured: ${measured.value ?? 'not known'}. `}
      {/* Where the two differ the page says it all above. */}
      {measured.contradiction === null && <Name of={measured.why} wraps />}
      {said === null && measured.value === null && ' Until that is known it counts as reachable from the internet.'}
      {measured.listening !== null && measured.listening.length > 0 && (
        <Explain question="What listens on it?" reasons={reasonsOf(measured.listening)} />
      )}
    </>
  );
}

/** More than these nobody reads; those that most can reach come first. */
const mostShown = 40;

function reasonsOf(listening: NonNullable<Measured['listening']>): readonly Reason[] {
  const shown = listening.slice(0, mostShown).map((one) => ({
    key: `${one.protocol} ${one.address}${one.ports.length === 0 ? ' of clients' : ''}`,
    text: <Name of={listeningWords(one)} wraps />,
    source: reachWords[one.reach ?? 'unknown'],
  }));
  const more = listening.length - shown.length;
  return more === 0 ? shown : [...shown, { key: 'more', text: `${more} more; the API names all of them.` }];
}

const reachWords = {
  internet: 'can be reached from the internet',
  internal: 'at no public address',
  unknown: 'not known who reaches it',
} as const;
