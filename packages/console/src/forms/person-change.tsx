import { Button } from '@mantine/core';
import type { CallOutput } from '@fettle/protocol/client';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { ReasonButton } from '../ui/ReasonButton.tsx';
import { toast } from '../ui/toast.ts';
import { withoutDoubles, type Grant } from './grants.ts';
import { GrantsField } from './GrantsField.tsx';
import { Flags } from './person-invite.tsx';
import style from './form.module.css';

type Person = CallOutput<'listPeople'>['items'][number];

/** Another set of roles and flags for a person; or the end of the membership. */
export function ChangePersonForm({ person, isMe, onDone }: { person: Person; isMe: boolean; onDone: () => void }): ReactNode {
  const [grants, setGrants] = useState<readonly Grant[]>(person.grants);
  const [flags, setFlags] = useState({ approver: person.approver, reviewer: person.reviewer });
  const [sure, setSure] = useState(false);
  const saving = useSaving('updatePerson', () => {
    toast('good', 'Saved');
    onDone();
  });
  const removing = useSaving('removePerson', () => {
    toast('good', 'Removed', 'Sessions have ended; what the person did stays recorded.');
    onDone();
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    saving.mutate({ params: { id: person.id }, body: { grants: [...withoutDoubles(grants)], ...flags } });
  };
  const error = saving.error ?? removing.error;
  return (
    <form className={style.form} noValidate onSubmit={submit}>
      {error !== null && <Problem error={error} />}
      <GrantsField grants={grants} onChange={setGrants} />
      <Flags {...flags} onChange={setFlags} />
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={saving.isPending}>
          Save
        </Button>
        {sure ? (
          <>
            <ReasonButton reason={null} danger loading={removing.isPending} onClick={() => removing.mutate({ params: { id: person.id } })}>
              Yes, remove
            </ReasonButton>
            <Button onClick={() => setSure(false)}>Leave it</Button>
          </>
        ) : (
          <ReasonButton reason={isMe ? 'This is you; another administrator can do that.' : null} danger onClick={() => setSure(true)}>
            Remove…
          </ReasonButton>
        )}
      </div>
      {sure && (
        <p>
          All sessions of this person end at once, and every record stays. A key in the authority is not touched by that: take it out with
          the root key too.
        </p>
      )}
    </form>
  );
}
