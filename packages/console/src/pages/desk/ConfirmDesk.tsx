import { Checkbox } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { CallInput, CallOutput } from '@fettle/protocol/client';
import { type FormEvent, type ReactNode, useState } from 'react';
import { reading } from '../../api.ts';
import { kindWords } from '../../parts/decisions.tsx';
import { Loaded } from '../../session/Loaded.tsx';
import { Problem } from '../../session/Problem.tsx';
import { useSaving } from '../../session/saving.ts';
import { number } from '../../ui/Count.tsx';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { plainName } from '../../ui/name-text.ts';
import { Notice } from '../../ui/Notice.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Age } from '../../ui/Time.tsx';
import { toast } from '../../ui/toast.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { choiceList, leavesProposed } from './choices.ts';
import type { Choices, DeskGroup } from './choices.ts';
import style from './desk.module.css';

type Preview = CallOutput<'previewDesk'>;
type Body = CallInput<'previewDesk'>['body'];
type Props = {
  readonly shown: Omit<Body, 'choices'>;
  readonly groups: readonly DeskGroup[];
  readonly choices: Choices;
  readonly onClose: () => void;
  readonly onDone: () => void;
};

/** Exactly what would be recorded, before it is. What was shown is what is recorded: if anything has changed since, the server refuses all of it. */
export function ConfirmDesk({ shown, groups, choices, onClose, onDone }: Props): ReactNode {
  // What the desk says while this is open changes nothing here: it was opened about one look at it.
  const [{ body, unticked }] = useState<{ body: Body; unticked: boolean }>(() => ({
    body: { ...shown, choices: choiceList(choices, groups) },
    unticked: leavesProposed(choices, groups),
  }));
  const query = useQuery({ ...reading('previewDesk', { body }), staleTime: Infinity, gcTime: 0, retry: false });
  const queries = useQueryClient();
  const lookAgain = (
    <ReasonButton
      reason={null}
      onClick={() => {
        onClose();
        void queries.invalidateQueries({ queryKey: ['getDesk'] });
      }}
    >
      Look again
    </ReasonButton>
  );
  return (
    <DetailDrawer title="Record decisions" onClose={onClose}>
      {query.data === undefined && query.error !== null ? (
        <Problem error={query.error} action={lookAgain} />
      ) : (
        <Loaded query={query} lines={8}>
          {(preview) => <Confirm preview={preview} body={body} unticked={unticked} lookAgain={lookAgain} onDone={onDone} />}
        </Loaded>
      )}
    </DetailDrawer>
  );
}

type ConfirmProps = {
  readonly preview: Preview;
  readonly body: Body;
  readonly unticked: boolean;
  readonly lookAgain: ReactNode;
} & Pick<Props, 'onDone'>;

function Confirm({ preview, body, unticked, lookAgain, onDone }: ConfirmProps): ReactNode {
  const { decisions, person, notYours, devices } = preview;
  // Who is through is shown no more of this: only where nothing is left of it is that what one would expect.
  const [through, setThrough] = useState(person === 0 && notYours.length === 0 && !unticked);
  const saving = useSaving('confirmDesk', ({ recorded }) => {
    toast('good', `${number(recorded.length)} ${recorded.length === 1 ? 'decision' : 'decisions'} recorded`, 'They stand in the register.');
    onDone();
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    saving.mutate({ body: { ...body, digest: preview.digest, through } });
  };
  const clients = new Set(decisions.map(({ clientId }) => clientId)).size;
  return (
    <form className={style.confirm} onSubmit={submit}>
      {saving.error !== null && <Problem error={saving.error} action={lookAgain} />}
      <p>
        <strong>{count(decisions.length, 'decision')}</strong> for {count(clients, 'client')}, about up to {count(devices, 'device')}.
        Nothing is installed by this: deployments are proposed for themselves.
      </p>
      {notYours.length > 0 && (
        <Notice status="attention" title="You may not decide for every client">
          Left out: {notYours.map(({ clientName }) => plainName(clientName)).join(', ')}.
        </Notice>
      )}
      {person > 0 && (
        <Notice status="attention" title={`${number(person)} on the desk ${person === 1 ? 'needs' : 'need'} a person`}>
          A workaround or an exception is decided with the client’s word. {person === 1 ? 'It stays' : 'They stay'} open.
        </Notice>
      )}
      <DataTable
        label="Decisions that will be recorded"
        rows={decisions}
        inside="drawer"
        rowKey={(row) => `${row.clientId} ${row.group} ${row.title}`}
        columns={[
          { id: 'client', title: 'Client', width: '24%', wraps: true, cell: (row) => <Name of={row.clientName} wraps /> },
          {
            id: 'what',
            title: 'Decision',
            wraps: true,
            cell: (row) => (
              <div className={style.decision}>
                <Name of={`${kindWords[row.kind]}: ${row.title}`} strong wraps />
                <span>For the whole client. {row.recommendation}</span>
                <span className={style.soft}>{row.reason}</span>
              </div>
            ),
          },
          { id: 'review', title: 'Review', width: '16%', wraps: true, cell: (row) => <Age at={row.reviewAt} /> },
        ]}
        empty={<Empty title="Nothing would be recorded">Tick what is to be deployed, or say that you are through.</Empty>}
      />
      <Checkbox
        label="And I am through"
        description="Next time the desk shows only what comes after this."
        checked={through}
        onChange={(event) => setThrough(event.currentTarget.checked)}
      />
      <div className={style.actions}>
        <ReasonButton
          type="submit"
          variant="filled"
          reason={decisions.length === 0 ? 'Nothing is ticked.' : null}
          loading={saving.isPending}
        >
          {decisions.length === 0 ? 'Record decisions' : `Record ${count(decisions.length, 'decision')}`}
        </ReasonButton>
      </div>
    </form>
  );
}

function count(value: number, word: string): string {
  return `${number(value)} ${word}${value === 1 ? '' : 's'}`;
}
