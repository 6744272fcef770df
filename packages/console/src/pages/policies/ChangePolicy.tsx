import { Button } from '@mantine/core';
import { parsePolicy, type Policy, type PolicyRead, startingPolicy } from '@fettle/core/policy';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { reading } from '../../api.ts';
import { differences } from '../../forms/policy/draft.ts';
import { isConflict, PolicyEditor } from '../../forms/policy/PolicyEditor.tsx';
import { paths } from '../../paths.ts';
import { useSaving } from '../../session/saving.ts';
import { Name } from '../../ui/Name.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Time } from '../../ui/Time.tsx';
import { toast } from '../../ui/toast.ts';
import type { PolicyDetail } from './types.ts';
import style from './policies.module.css';

type Props = { policy: PolicyDetail; read: PolicyRead; blocked: string | null };

/** The editor of a policy that exists. A save is based on the version that one began with: somebody else's save in between is told, never overwritten unseen. */
export function ChangePolicy({ policy, read, blocked }: Props): ReactNode {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [begun, begin] = useState({ version: policy.version, start: read.ok ? read.policy : beginning(policy) });
  const saving = useSaving('savePolicy', (saved) => {
    toast('good', `Saved as version ${saved.version}`, 'Deployments that are planned from now on follow it.');
    void navigate({ href: paths.policy(saved.id) });
  });
  const save = (mine: Policy, basedOn: number): void =>
    saving.mutate(
      { params: { id: policy.id }, body: { body: mine, basedOn } },
      { onError: (error) => isConflict(error) && void queries.invalidateQueries({ queryKey: ['getPolicy'] }) },
    );
  return (
    <>
      {!read.ok && (
        <Notice status="attention" title="What is stored can not be read">
          The form begins with a careful policy instead. Saving it makes a new version; the stored one stays among the versions.
        </Notice>
      )}
      <PolicyEditor
        clientId={policy.clientId}
        start={begun.start}
        error={saving.error}
        busy={saving.isPending}
        blocked={blocked}
        verb="Save a new version"
        onSave={(mine) => save(mine, begun.version)}
      >
        {(mine, take) =>
          isConflict(saving.error) && (
            <Conflict
              id={policy.id}
              begun={begun.version}
              mine={mine}
              onTake={(theirs, version) => {
                take(theirs);
                begin({ version, start: theirs });
                saving.reset();
              }}
              onKeep={(version) => {
                begin({ version, start: begun.start });
                save(mine, version);
              }}
            />
          )
        }
      </PolicyEditor>
    </>
  );
}

type ConflictProps = {
  id: string;
  begun: number;
  mine: Policy;
  onTake: (theirs: Policy, version: number) => void;
  onKeep: (version: number) => void;
};

/** Somebody else saved meanwhile: who, when, in what the two differ, and the two ways on. */
function Conflict({ id, begun, mine, onTake, onKeep }: ConflictProps): ReactNode {
  const theirs = useQuery(reading('getPolicy', { params: { id } })).data;
  if (theirs === undefined || theirs.version === begun) return null;
  const read = parsePolicy(theirs.body);
  const differ = read.ok ? differences(mine, read.policy) : [];
  return (
    <div className={style.notices}>
      <Notice
        status="attention"
        title={`Somebody saved version ${theirs.version} while you wrote; yours is based on version ${begun}`}
        live
      >
        <p>
          <Name of={theirs.savedBy} /> saved it <Time at={theirs.savedAt} />. Nothing of yours is lost yet, and nothing of theirs.
        </p>
        <p>{differ.length === 0 ? 'The two say the same.' : `The two differ in: ${differ.join(', ')}.`}</p>
        <div className={style.actions}>
          {read.ok && <Button onClick={() => onTake(read.policy, theirs.version)}>Take theirs, drop mine</Button>}
          <Button onClick={() => onKeep(theirs.version)}>Save mine over it</Button>
        </div>
      </Notice>
    </div>
  );
}

function beginning(policy: PolicyDetail): Policy {
  return startingPolicy({ name: policy.name, owner: policy.owner, reviewAt: inAYear() });
}

/** The day in a year, `YYYY-MM-DD`. */
export function inAYear(): string {
  const day = new Date();
  day.setUTCFullYear(day.getUTCFullYear() + 1);
  return day.toISOString().slice(0, 10);
}
