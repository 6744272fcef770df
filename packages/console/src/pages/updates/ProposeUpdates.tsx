import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { paths } from '../../paths.ts';
import { mayNot, useMe } from '../../session/me.ts';
import { ReasonButton } from '../../ui/ReasonButton.tsx';

// The choice stands in the next page's address, which must stay short enough for every server and mail program on the way.
const most = 150;

/** Leads to a proposal with the selected updates, or with all that the client's policy selects where none is. */
export function ProposeUpdates({ client, selected }: { client: string | undefined; selected: ReadonlySet<string> }): ReactNode {
  const me = useMe();
  const navigate = useNavigate();
  const count = selected.size;
  const reason =
    mayNot(me, 'deployment.propose', 'propose deployments') ??
    (client === undefined ? 'A deployment changes devices of one client: choose the client at the top first.' : null) ??
    (count > most ? `Select at most ${most} at once. With none selected, the policy selects for itself.` : null);
  return (
    <ReasonButton
      variant="filled"
      reason={reason}
      onClick={() => void navigate({ href: paths.newDeployment({ client, updates: [...selected].join(',') }) })}
    >
      {count === 0 ? 'Propose what the policy selects' : count === 1 ? 'Propose 1 update' : `Propose ${count} updates`}
    </ReasonButton>
  );
}
