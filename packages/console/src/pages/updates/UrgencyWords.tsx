import { Button } from '@mantine/core';
import { saidText } from '@fettle/core/urgency-words';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { scopeText } from '../../parts/decisions.tsx';
import { SaidReasons } from '../../parts/urgency-words.tsx';
import { useListState } from '../../session/list-state.ts';
import { mayNot, useMe } from '../../session/me.ts';
import { Problem } from '../../session/Problem.tsx';
import { useRows } from '../../session/rows.ts';
import { Name } from '../../ui/Name.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { plainName } from '../../ui/name-text.ts';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Time } from '../../ui/Time.tsx';
import style from './updates.module.css';

type Word = CallOutput<'listUrgencyWords'>['items'][number];

/** Leads to the form "Change its urgency" for the open update. */
export function ChangeUrgencyButton(): ReactNode {
  const me = useMe();
  const { change } = useListState();
  return (
    <ReasonButton reason={mayNot(me, 'decision.write', 'change the urgency of updates')} onClick={() => change({ do: 'urgency' })}>
      Change its urgency…
    </ReasonButton>
  );
}

type Props = { readonly update: Pick<CallOutput<'getUpdate'>, 'id' | 'said'>; readonly client: string | undefined };

/**
 * What people say of an update's urgency now, each with what the rules say: shown above all else, for nothing of it is silent. What the update itself tells of it stands
 * there at once, and stays where what the rules say can not be read.
 */
export function UrgencyWords({ update, client }: Props): ReactNode {
  const list = useRows('listUrgencyWords', { query: { updateId: update.id, ...(client === undefined ? {} : { clientId: client }) } });
  const words = list.settled ? (list.rows ?? []) : [];
  if (words.length === 0 && update.said.length === 0) return null;
  return (
    <div className={style.words}>
      {words.length === 0 && (
        <Notice status="attention" title="People said how urgent it is">
          <SaidReasons said={update.said} />
        </Notice>
      )}
      {words.map((word) => (
        <OneWord key={word.id} word={word} client={client} />
      ))}
      {list.error !== null && <Problem error={list.error} action={<Button onClick={list.retry}>Try again</Button>} />}
      {words.length > 0 && list.loadMore !== null && <Button onClick={list.loadMore}>Show more of what was said</Button>}
    </div>
  );
}

function OneWord({ word, client }: { word: Word; client: string | undefined }): ReactNode {
  const me = useMe();
  const { change } = useListState();
  const where = client === undefined ? `${plainName(word.clientName)}: ${scopeText(word)}` : scopeText(word);
  return (
    <Notice
      status="attention"
      title={titleOf(word)}
      action={
        <ReasonButton reason={mayNot(me, 'decision.write', 'take this back')} onClick={() => change({ do: 'take-back', word: word.id })}>
          Take back…
        </ReasonButton>
      }
    >
      <Name of={word.reason} wraps />
      {word.fault !== null && (
        <div>
          Fault of {word.fault.kind}
          {word.fault.seenSince !== null && (
            <>
              , seen since <Time at={word.fault.seenSince} />
            </>
          )}
          . <Name of={`Evidence: ${word.fault.evidence}`} wraps />
        </div>
      )}
      <div>
        {where}, {word.sourceVersion === null ? 'every version' : 'this version'}.{' '}
        {word.endsAt === null ? (
          'Until somebody takes it back.'
        ) : (
          <>
            Until <Time at={word.endsAt} />.
          </>
        )}
      </div>
      <div>
        <Name of={rulesText(word)} wraps />
      </div>
    </Notice>
  );
}

function titleOf(word: Word): string {
  const text = saidText({ says: word.says, by: plainName(word.by) });
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function rulesText({ says, effect: { offers, otherwise, kept, because } }: Word): string {
  if (offers === 0) return 'It counts for no offer now.';
  const stays = kept === 0 ? '' : ` On ${kept} of ${offers} it is known to be exploited, and stays urgent.`;
  if (otherwise === 0) return kept === offers ? stays.trim() : `By the rules it is the same.${stays}`;
  return `By the rules it is ${says === 'normal' ? 'urgent' : 'normal'} on ${otherwise} of ${offers}: ${because.join(' ')}${stays}`;
}
