import { TextInput } from '@mantine/core';
import { standingStatement } from '@fettle/core/standing';
import type { CallOutput } from '@fettle/protocol/client';
import { type ReactNode, useState } from 'react';
import { BrowserKeyPanel } from '../approval/BrowserKeyPanel.tsx';
import type { BrowserKey } from '../approval/sign-approval.ts';
import { signStandingApproval } from '../approval/sign-approval.ts';
import { checkShownGrant } from '../approval/shown-grant.ts';
import type { ShownGrant } from '../approval/shown-grant.ts';
import { GrantText } from '../parts/GrantText.tsx';
import { Problem } from '../session/Problem.tsx';
import { mayNot, useMe } from '../session/me.ts';
import { useSaving } from '../session/saving.ts';
import { CommandLine, Fingerprint } from '../ui/CommandLine.tsx';
import { Name } from '../ui/Name.tsx';
import { Notice } from '../ui/Notice.tsx';
import { ReasonButton } from '../ui/ReasonButton.tsx';
import { toast } from '../ui/toast.ts';
import style from './form.module.css';

type Granting = CallOutput<'getStandingGrant'>;
type Shown = Extract<ShownGrant, { readonly ok: true }>;

/** Where a policy version is signed for a while: all of it, then with this browser's key over the hash that was computed here, or on a machine with the CLI. */
export function StandingApproveForm({ granting, onDone }: { granting: Granting; onDone: () => void }): ReactNode {
  const me = useMe();
  if (granting.because !== null) return <Notice status="waiting" title={<Name of={granting.because} wraps />} />;
  const shown = checkShownGrant(granting);
  if (!shown.ok) return <Notice status="failing" title={shown.sentence} />;
  const blocked = mayNot(me, 'deployment.approve', 'approve');
  const personId = me.person?.id ?? null;
  return (
    <div className={style.form}>
      <p>
        Deployments of version {shown.grant.policy.version} of <Name of={shown.grant.policy.name} /> that lie within this need no further
        signature until it ends. What falls outside waits for a person. Each device checks for itself that its own package manager offers
        what it is told. Read it to the end.
      </p>
      <GrantText grant={shown.grant} devices={granting.devices} />
      <Fingerprint label="Hash of this text, computed in this browser" text={shown.hash} />
      {blocked !== null ? (
        <Notice status="waiting" title={blocked} />
      ) : personId === null ? (
        <Notice status="waiting" title="Only a person approves; an API key has no browser." />
      ) : (
        <BrowserKeyPanel personId={personId} clientId={granting.clientId}>
          {(key) => <Sign granting={granting} shown={shown} signingKey={key} onDone={onDone} />}
        </BrowserKeyPanel>
      )}
      <CommandLine
        where="Or on a machine that has your approver key"
        command={`fettle policy approve --client "${granting.clientName}" --key KEYFILE`}
      />
    </div>
  );
}

type SignProps = { granting: Granting; shown: Shown; signingKey: BrowserKey; onDone: () => void };

function Sign({ granting, shown, signingKey, onDone }: SignProps): ReactNode {
  const latest = granting.latestEnd.slice(0, 10);
  const [until, setUntil] = useState(() => inDays(90, latest));
  const [failed, fail] = useState<Error | null>(null);
  const [signing, setSigning] = useState(false);
  const saving = useSaving('approvePolicy', ({ state, sentence }) => {
    toast(state === 'in force' ? 'good' : 'attention', 'Signed', sentence);
    onDone();
  });
  const today = new Date().toISOString().slice(0, 10);
  const wrong = until <= today || until > latest ? `Choose a day after today, and ${latest} at the latest.` : null;
  const end = `${until}T00:00:00Z`;
  const statement = standingStatement(shown.grant, granting.clientName, end);
  const sign = async (): Promise<void> => {
    fail(null);
    setSigning(true);
    try {
      const { policy, clientId } = shown.grant;
      // The id is part of what is signed, so that it is made where that is.
      const fields = {
        id: crypto.randomUUID(),
        clientId,
        policyId: policy.id,
        policyVersion: policy.version,
        grantHash: shown.hash,
        statement,
        at: new Date().toISOString(),
        expiresAt: end,
      };
      const envelope = await signStandingApproval(fields, signingKey);
      saving.mutate({ params: { id: clientId }, body: { envelope: { ...envelope, signatures: [...envelope.signatures] } } });
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)));
    } finally {
      setSigning(false);
    }
  };
  const error = failed ?? saving.error;
  return (
    <>
      <TextInput
        type="date"
        label="Until"
        description="The beginning of that day in UTC. A deployment has to end before it."
        min={today}
        max={latest}
        value={until}
        onChange={(event) => setUntil(event.currentTarget.value)}
        error={wrong}
      />
      <blockquote>
        <Name of={statement} wraps />
      </blockquote>
      {shown.grant.approvalsNeeded > 1 && (
        <Notice status="waiting" title={`${shown.grant.approvalsNeeded} different people must sign this text`}>
          Its policy wants two approvers for some deployments.
        </Notice>
      )}
      {error !== null && <Problem error={error} />}
      <div className={style.actions}>
        <ReasonButton variant="filled" reason={wrong} loading={signing || saving.isPending} onClick={() => void sign()}>
          Sign until {until}
        </ReasonButton>
      </div>
    </>
  );
}

function inDays(days: number, latest: string): string {
  const day = new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  return day < latest ? day : latest;
}
