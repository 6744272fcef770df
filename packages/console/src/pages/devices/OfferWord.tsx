import type { ReactNode } from 'react';
import { SayUrgencyForm } from '../../forms/urgency-say.tsx';
import { TakeBackUrgencyForm } from '../../forms/urgency-take-back.tsx';
import { useListState } from '../../session/list-state.ts';
import { mayNot, useMe } from '../../session/me.ts';
import { Name } from '../../ui/Name.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import type { Offer } from './offer-columns.tsx';
import type { Device } from './types.ts';

/** That a person said how urgent this update is here, and what the rules say; the way to say it, and to take it back. */
export function OfferWord({ offer }: { offer: Offer }): ReactNode {
  const me = useMe();
  const { change } = useListState();
  const { word } = offer;
  const blocked = mayNot(me, 'decision.write', 'change the urgency of updates');
  const say = (
    <ReasonButton reason={blocked} onClick={() => change({ do: 'urgency' })}>
      Change its urgency…
    </ReasonButton>
  );
  if (word === null) return <div>{say}</div>;
  const said = word.notFollowed ?? offer.reasons[0] ?? '';
  return (
    <>
      <Notice
        status="attention"
        title={<Name of={said} wraps />}
        action={
          <ReasonButton reason={blocked} onClick={() => change({ do: 'take-back' })}>
            Take back…
          </ReasonButton>
        }
      >
        <div>
          {word.ruled === null ? (
            'By the rules it is the same.'
          ) : (
            <Name of={`By the rules it is ${word.ruled.urgency} here: ${word.ruled.reasons.join(' ')}`} wraps />
          )}
        </div>
        <div>
          <Name
            of={`It was said for ${word.holdsFor}, and is taken back for all of that. What you say for this device alone goes before it.`}
            wraps
          />
        </div>
      </Notice>
      <div>{say}</div>
    </>
  );
}

/** The offer, or the form that is open over it. */
export function OfferOrForm({ offer, device, children }: { offer: Offer; device: Device; children: ReactNode }): ReactNode {
  const me = useMe();
  const { part, change } = useListState();
  const close = (): void => change({ do: '' });
  const { manager, sourceName, sourceVersion, word } = offer;
  if (mayNot(me, 'decision.write', '') !== null) return children;
  if (part('do') === 'urgency')
    return <SayUrgencyForm clientId={device.clientId} deviceId={device.id} of={{ manager, sourceName, sourceVersion }} onDone={close} />;
  return part('do') === 'take-back' && word !== null ? (
    <TakeBackUrgencyForm id={word.id} holdsFor={word.holdsFor} onDone={close} />
  ) : (
    children
  );
}
