import type { ReactNode } from 'react';
import { EndFrameworkForm } from '../../forms/framework-end.tsx';
import { HoldForm } from '../../forms/framework-set.tsx';
import { clockWords, timeWords } from '../../parts/agreed-words.ts';
import { FrameworkText } from '../../parts/FrameworkText.tsx';
import { useListState } from '../../session/list-state.ts';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { type Fact, KeyValue } from '../../ui/KeyValue.tsx';
import { Name } from '../../ui/Name.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { HeldMark, Saved } from './HeldMark.tsx';
import type { Agreements, Held } from './HeldMark.tsx';
import { ScopePart } from './ScopePart.tsx';
import style from './clients.module.css';

type Props = { agreements: Agreements; held: Held; blocked: string | null; onClose: () => void };

/** One framework at this client: since when and why, what it asks, which devices it does not speak of. */
export function HeldDrawer({ agreements, held, blocked, onClose }: Props): ReactNode {
  return (
    <DetailDrawer title={<Name of={held.title} wraps />} onClose={onClose}>
      <OneHeld agreements={agreements} held={held} blocked={blocked} />
    </DetailDrawer>
  );
}

function OneHeld({ agreements, held, blocked }: Omit<Props, 'onClose'>): ReactNode {
  const { part, change } = useListState();
  const { framework } = held;
  const doing = blocked === null ? part('do') : '';
  const back = (): void => change({ do: '' });
  if (doing === 'hold' && framework !== null) return <HoldForm agreements={agreements} framework={framework} held={held} onDone={back} />;
  if (doing === 'end') return <EndFrameworkForm agreements={agreements} held={held} onDone={back} />;
  const lacksTimes = framework?.asksOwnTimes === true && held.own === null && held.standing !== 'ended';
  const changeReason = framework === null ? 'This release does not know the framework. It can only be ended.' : blocked;
  return (
    <div className={style.agreement}>
      {framework === null && (
        <Notice status="unknown" title="This release does not know this framework">
          It sets no deadlines. Update the server, or end it.
        </Notice>
      )}
      {lacksTimes && (
        <Notice status="attention" title="Some clause leaves the time to the client, and none is set">
          For what that clause covers there is no deadline by this framework. Agree on times with the client, and enter them with Change.
        </Notice>
      )}
      <KeyValue facts={factsOf(held)} />
      <div className={style.actions}>
        <ReasonButton reason={changeReason} onClick={() => change({ do: 'hold' })}>
          {held.standing === 'ended' ? 'Attach again' : 'Change'}
        </ReasonButton>
        <ReasonButton reason={blocked} onClick={() => change({ do: 'end' })}>
          {held.until === null ? 'End' : 'Change the end'}
        </ReasonButton>
      </div>
      <ScopePart
        scoped={{ clientId: agreements.clientId, framework: held.id, title: held.title, outOfScope: held.outOfScope }}
        devices={held.devices}
        blocked={blocked}
      />
      {framework !== null && <FrameworkText framework={framework} />}
    </div>
  );
}

function factsOf(held: Held): readonly Fact[] {
  const { own } = held;
  return [
    { name: 'State', value: <HeldMark standing={held.standing} /> },
    { name: 'Version', value: held.version },
    { name: 'Held to it since', value: held.since },
    { name: 'Last day', value: held.until ?? 'no end is known' },
    ...(own === null
      ? []
      : [
          {
            name: 'Own times',
            value: `urgent updates ${timeWords(own.urgent)}, normal updates ${timeWords(own.normal)}`,
            note: `counted from the ${clockWords[own.clock]}`,
          },
        ]),
    { name: 'Why', value: held.because, note: <Saved by={held.setBy} at={held.setAt} /> },
  ];
}
