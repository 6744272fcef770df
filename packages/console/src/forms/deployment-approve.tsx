import { type ReactNode, useState } from 'react';
import type { CallOutput } from '@fettle/protocol/client';
import type { Spec } from '@fettle/core/deployment';
import { BrowserKeyPanel } from '../approval/BrowserKeyPanel.tsx';
import { reachOf } from '../approval/reach.ts';
import type { BrowserKey } from '../approval/sign-approval.ts';
import { signApproval } from '../approval/sign-approval.ts';
import { statementOf } from '../approval/statement.ts';
import { Problem } from '../session/Problem.tsx';
import { mayNot, useMe } from '../session/me.ts';
import { useSaving } from '../session/saving.ts';
import { CommandLine } from '../ui/CommandLine.tsx';
import { ConfirmReach } from '../ui/ConfirmReach.tsx';
import { Name } from '../ui/Name.tsx';
import { Notice } from '../ui/Notice.tsx';
import { ReasonButton } from '../ui/ReasonButton.tsx';
import { Section } from '../ui/Section.tsx';
import { Time } from '../ui/Time.tsx';
import { toast } from '../ui/toast.ts';
import style from './form.module.css';

type Deployment = CallOutput<'getDeployment'>;
type Props = {
  deployment: Deployment;
  /** The spec that stands on this page, with the hash that this browser computed from it. */
  shown: { readonly spec: Spec; readonly specHash: string };
};

/** The place where a spec is approved: with this browser's key over the hash computed here, or on a machine with the CLI. */
export function ApprovePanel({ deployment, shown }: Props): ReactNode {
  const me = useMe();
  const blocked = blockedBecause(deployment) ?? mayNot(me, 'deployment.approve', 'approve deployments');
  const personId = me.person?.id ?? null;
  return (
    <Section
      title="Approve"
      note="A person signs exactly the spec on this page, its ways back included. The server can not: it has no key that could. Read it to the end first."
    >
      <div className={style.form}>
        {blocked !== null ? (
          <Notice status="waiting" title={blocked} />
        ) : personId === null ? (
          <Notice status="waiting" title="Only a person approves; an API key has no browser." />
        ) : (
          <BrowserKeyPanel personId={personId} clientId={deployment.clientId}>
            {(key) => <Sign deployment={deployment} shown={shown} signingKey={key} />}
          </BrowserKeyPanel>
        )}
        <CommandLine where="Or on a machine that has your approver key" command={`fettle deploy approve ${deployment.id} --key KEYFILE`} />
      </div>
    </Section>
  );
}

function blockedBecause(deployment: Deployment): string | null {
  const command = deployment.commands.find((one) => one.kind === 'approve');
  if (command === undefined) return 'It can not be approved in this state.';
  return command.allowed ? null : (command.sentence ?? 'It can not be approved in this state.');
}

type SignProps = Props & { signingKey: BrowserKey };

function Sign({ deployment, shown, signingKey }: SignProps): ReactNode {
  const [asking, ask] = useState(false);
  const [failed, fail] = useState<Error | null>(null);
  const [signing, setSigning] = useState(false);
  const saving = useSaving('approveDeployment', () => {
    toast('good', 'Approved', 'The devices take it from here, ring by ring.');
    ask(false);
  });
  const { header } = shown.spec;
  const reach = reachOf(shown.spec);
  const statement = statementOf(shown.spec, deployment.clientName);
  const approve = async (): Promise<void> => {
    fail(null);
    setSigning(true);
    try {
      const fields = {
        deploymentId: header.deploymentId,
        clientId: header.clientId,
        specHash: shown.specHash,
        statement,
        at: new Date().toISOString(),
        expiresAt: header.expiresAt,
      };
      const envelope = await signApproval(fields, signingKey);
      saving.mutate({ params: { id: deployment.id }, body: { envelope: { ...envelope, signatures: [...envelope.signatures] } } });
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)));
    } finally {
      setSigning(false);
    }
  };
  const error = failed ?? saving.error;
  const [first] = reach.packages;
  const firstRing = header.rings[0];
  return (
    <>
      <blockquote>
        <Name of={statement} wraps />
      </blockquote>
      <div className={style.actions}>
        <ReasonButton reason={null} variant="filled" onClick={() => ask(true)}>
          Approve and sign…
        </ReasonButton>
      </div>
      <ConfirmReach
        opened={asking}
        onClose={() => ask(false)}
        onConfirm={() => void approve()}
        title="Approve and sign"
        verb="Approve and sign"
        devices={reach.devices}
        clients={1}
        busy={signing || saving.isPending}
        happens={
          first === undefined ? (
            'No package changes.'
          ) : (
            <>
              {reach.packages.length === 1 ? 'One package' : `${reach.packages.length} packages`}: <Name of={first.name} />{' '}
              {first.from ?? 'new'} → {first.to ?? 'removed'}
              {reach.packages.length > 1 && ` and ${reach.packages.length - 1} more`}.
            </>
          )
        }
        when={
          <>
            {firstRing !== undefined && (
              <>
                Ring <Name of={firstRing.name} /> not before <Time at={firstRing.earliest} />; each device in its own window.
              </>
            )}{' '}
            Nothing starts after <Time at={header.expiresAt} />.
          </>
        }
        risk={
          header.failureBudget === 0
            ? 'The first failed device holds the deployment; until then others of its ring may have changed.'
            : `Up to ${header.failureBudget} failed devices are borne; one more holds the deployment.`
        }
        wayBack={
          reach.withoutWayBack === 0
            ? 'Every device can go back to the versions it has now, from packages that it secures before the change.'
            : `${reach.withoutWayBack} of ${reach.devices} devices have no way back; the others go back to the versions they have now.`
        }
        trouble={error === null ? undefined : <Problem error={error} />}
      />
    </>
  );
}
