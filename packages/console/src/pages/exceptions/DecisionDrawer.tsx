import { useQuery } from '@tanstack/react-query';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { NoteWorkaroundForm } from '../../forms/decision-workaround.tsx';
import { ReviewDecisionForm } from '../../forms/decision-review.tsx';
import { RevokeDecisionForm } from '../../forms/decision-revoke.tsx';
import { oneOf, useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { mayNot, useMe } from '../../session/me.ts';
import { kindWords } from '../../parts/decisions.tsx';
import { paths } from '../../paths.ts';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { Name } from '../../ui/Name.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Time } from '../../ui/Time.tsx';
import { DecisionFacts } from './DecisionFacts.tsx';
import { DecisionHistory } from './DecisionHistory.tsx';
import { ReachedDevices } from './ReachedDevices.tsx';
import style from './exceptions.module.css';

export type Decision = CallOutput<'getDecision'>;
type Props = { id: string; onClose: () => void; onNext: (id: string) => void };

/** One decision with all its words, what became of it, where it counts, and what a person may do with it. */
export function DecisionDrawer({ id, onClose, onNext }: Props): ReactNode {
  const query = useQuery(reading('getDecision', { params: { id } }));
  const one = query.data;
  return (
    <DetailDrawer title={one === undefined ? 'Decision' : <Name of={`${kindWords[one.kind]}: ${one.title}`} wraps />} onClose={onClose}>
      <Loaded query={query} lines={12}>
        {(decision) => <OneDecision decision={decision} onNext={onNext} />}
      </Loaded>
    </DetailDrawer>
  );
}

const over = {
  undone: 'The workaround was undone; this decision is closed.',
  replaced: 'It was reviewed; the decision that took its place stands instead.',
  revoked: 'It was revoked; this decision is closed.',
} as const;

function OneDecision({ decision, onNext }: { decision: Decision; onNext: (id: string) => void }): ReactNode {
  const me = useMe();
  const { part, change } = useListState();
  const close = (): void => change({ do: '' });
  const closed = oneOf(decision.standing, ['undone', 'replaced', 'revoked']);
  const blocked = mayNot(me, 'decision.write', 'change decisions') ?? (closed === undefined ? null : over[closed]);
  const doing = blocked === null ? oneOf(part('do'), ['review', 'revoke', 'verify', 'undo']) : undefined;
  if (doing === 'review') return <ReviewDecisionForm decision={decision} onDone={(next) => onNext(next.id)} onLeave={close} />;
  if (doing === 'revoke') return <RevokeDecisionForm decision={decision} onDone={close} />;
  if (doing === 'verify' || doing === 'undo')
    return <NoteWorkaroundForm decision={decision} did={doing === 'undo' ? 'undone' : 'verified'} onDone={close} />;
  return (
    <div className={style.stack}>
      {decision.standing === 'expired' && (
        <Notice status="failing" title="It has ended: what it is about is open again">
          {decision.about.kind === 'lifecycle'
            ? 'Review it with the client and let it stand with a new date, or revoke it once the devices run something else.'
            : 'Review it with the client and let it stand with a new date, or revoke it and install the update.'}
        </Notice>
      )}
      {decision.unfollowedSince !== null && (
        <Notice
          status="attention"
          title="Decided to deploy, and nothing brings it"
          action={<a href={paths.updates({ client: decision.clientId })}>Propose a deployment</a>}
        >
          Since <Time at={decision.unfollowedSince} /> no deployment has it, though its day has come. Propose one, or decide otherwise.
        </Notice>
      )}
      {decision.replacedById !== null && (
        <Notice status="unknown" title="It was reviewed" action={<a href={paths.exception(decision.replacedById)}>See what stands now</a>}>
          The decision that took its place counts instead.
        </Notice>
      )}
      <DecisionFacts decision={decision} />
      <div className={style.actions}>
        <ReasonButton reason={blocked} variant="filled" onClick={() => change({ do: 'review' })}>
          Review…
        </ReasonButton>
        {decision.workaround !== null && (
          <>
            <ReasonButton reason={blocked} onClick={() => change({ do: 'verify' })}>
              Its check has passed…
            </ReasonButton>
            <ReasonButton reason={blocked} onClick={() => change({ do: 'undo' })}>
              It was undone…
            </ReasonButton>
          </>
        )}
        <ReasonButton reason={blocked} danger onClick={() => change({ do: 'revoke' })}>
          Revoke…
        </ReasonButton>
      </div>
      <ReachedDevices decision={decision} />
      <DecisionHistory decision={decision} />
    </div>
  );
}
