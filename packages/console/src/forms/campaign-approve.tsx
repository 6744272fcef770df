import { useQueries } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { CallOutput } from '@fettle/protocol/client';
import { reading } from '../api.ts';
import { BrowserKeyPanel } from '../approval/BrowserKeyPanel.tsx';
import { reachOf } from '../approval/reach.ts';
import { checkShownSpec } from '../approval/shown-spec.ts';
import { type BrowserKey, signApproval } from '../approval/sign-approval.ts';
import { statementOf } from '../approval/statement.ts';
import { SpecPackages } from '../pages/deployments/SpecPackages.tsx';
import { SpecRules } from '../pages/deployments/SpecRules.tsx';
import { paths } from '../paths.ts';
import { Problem } from '../session/Problem.tsx';
import { useMe } from '../session/me.ts';
import { useSaving } from '../session/saving.ts';
import { CommandLine, Fingerprint } from '../ui/CommandLine.tsx';
import { ConfirmReach } from '../ui/ConfirmReach.tsx';
import { Name } from '../ui/Name.tsx';
import { Notice, ProblemBox } from '../ui/Notice.tsx';
import { ReasonButton } from '../ui/ReasonButton.tsx';
import { Section } from '../ui/Section.tsx';
import { Time } from '../ui/Time.tsx';
import { toast } from '../ui/toast.ts';
import style from '../pages/campaigns/campaigns.module.css';

type Campaign = CallOutput<'getCampaign'>;
type Waiting = Campaign['items'][number] & { readonly deploymentId: string };
type Props = { campaign: Campaign; waits: readonly Waiting[]; onDone: () => void };

/** All specs that wait, each with its hash computed here; one act signs each of them. What can not be shown is not signed. */
export function ApproveCampaign({ campaign, waits, onDone }: Props): ReactNode {
  const me = useMe();
  const queries = useQueries({ queries: waits.map(({ deploymentId }) => reading('getDeployment', { params: { id: deploymentId } })) });
  const read = queries.flatMap(({ data }) => (data === undefined ? [] : [{ deployment: data, shown: checkShownSpec(data) }]));
  const specs = read.flatMap(({ deployment, shown }) => (shown.ok ? [{ deployment, shown }] : []));
  const forged = read.flatMap(({ deployment, shown }) => (shown.ok ? [] : [{ deployment, shown }]));
  const failed = queries.find(({ error }) => error !== null)?.error ?? null;
  const personId = me.person?.id ?? null;
  const all = read.length === waits.length;
  return (
    <Section
      title="Approve"
      note="One act signs each of these specs by itself: this browser computed every hash from what stands here. A device is given its own client’s approval alone."
    >
      {failed !== null && <Problem error={failed} />}
      {forged.map(({ deployment, shown }) => (
        <ProblemBox
          key={deployment.id}
          what={`The spec for ${deployment.clientName} can not be approved here`}
          why={shown.sentence}
          remedy="It is left out of what is signed. Look at it on its own page, or with the CLI."
          code={shown.code}
        />
      ))}
      <ul className={style.specs}>
        {specs.map(({ deployment, shown }) => {
          const reach = reachOf(shown.spec);
          return (
            <li key={deployment.id}>
              <a href={paths.deployment(deployment.id, { tab: 'spec' })}>
                <Name of={deployment.clientName} strong />
              </a>
              : {reach.devices} {reach.devices === 1 ? 'device' : 'devices'}, {reach.changes} changes
              {reach.withoutWayBack > 0 && `, ${reach.withoutWayBack} without a way back`}; until <Time at={shown.spec.header.expiresAt} />
              <Fingerprint label={`Hash of the spec for ${deployment.clientName}`} text={shown.specHash} />
              <details>
                <summary>Packages and rules</summary>
                <SpecPackages reach={reach} />
                <SpecRules header={shown.spec.header} dependants={deployment.dependants} />
              </details>
            </li>
          );
        })}
      </ul>
      {!all ? (
        <Notice status="waiting" title={`${read.length} of ${waits.length} specs are read`} />
      ) : personId === null ? (
        <Notice status="waiting" title="Only a person approves; an API key has no browser." />
      ) : (
        <BrowserKeyPanel personId={personId} clientId={null}>
          {(key) => <Sign campaign={campaign} specs={specs} signingKey={key} onDone={onDone} />}
        </BrowserKeyPanel>
      )}
      <CommandLine where="Or on a machine that has your approver key" command={`fettle campaign approve ${campaign.id} --key KEYFILE`} />
    </Section>
  );
}

type Shown = {
  readonly deployment: CallOutput<'getDeployment'>;
  readonly shown: Extract<ReturnType<typeof checkShownSpec>, { readonly ok: true }>;
};

function Sign({
  campaign,
  specs,
  signingKey,
  onDone,
}: {
  campaign: Campaign;
  specs: readonly Shown[];
  signingKey: BrowserKey;
  onDone: () => void;
}): ReactNode {
  const [asking, ask] = useState(false);
  const [failed, fail] = useState<Error | null>(null);
  const saving = useSaving('approveCampaign', ({ taken, refused }) => {
    ask(false);
    if (refused.length === 0) toast('good', 'Approved', `${taken} specs. The devices take it from here, ring by ring.`);
    else
      toast(
        'attention',
        `${taken} taken, ${refused.length} not`,
        refused.map(({ clientName, detail }) => `${clientName}: ${detail}`).join(' '),
      );
    onDone();
  });
  const reaches = specs.map(({ shown }) => reachOf(shown.spec));
  const devices = reaches.reduce((sum, one) => sum + one.devices, 0);
  const withoutWayBack = reaches.reduce((sum, one) => sum + one.withoutWayBack, 0);
  const approve = async (): Promise<void> => {
    fail(null);
    try {
      const approvals = [];
      for (const { deployment, shown } of specs) {
        const { deploymentId, clientId, expiresAt } = shown.spec.header;
        const statement = statementOf(shown.spec, deployment.clientName);
        const fields = { deploymentId, clientId, specHash: shown.specHash, statement, at: new Date().toISOString(), expiresAt };
        const envelope = await signApproval(fields, signingKey);
        approvals.push({ deploymentId, envelope: { ...envelope, signatures: [...envelope.signatures] } });
      }
      saving.mutate({ params: { id: campaign.id }, body: { approvals } });
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)));
    }
  };
  const error = failed ?? saving.error;
  return (
    <>
      <ReasonButton
        variant="filled"
        reason={specs.length === 0 ? 'There is no spec that could be signed here.' : null}
        onClick={() => ask(true)}
      >
        Approve and sign {specs.length} {specs.length === 1 ? 'spec' : 'specs'}…
      </ReasonButton>
      <ConfirmReach
        opened={asking}
        onClose={() => ask(false)}
        onConfirm={() => void approve()}
        title="Approve and sign"
        verb="Approve and sign"
        devices={devices}
        clients={specs.length}
        busy={saving.isPending}
        happens={<Name of={`${campaign.title}: ${campaign.aboutWords}.`} wraps />}
        when="Each device in its own window, ring by ring, as its client’s policy says."
        risk={campaign.breaks.restarts === 0 ? 'No device is known to restart.' : `${campaign.breaks.restarts} devices restart.`}
        wayBack={
          withoutWayBack === 0
            ? 'Every device can go back to the versions it has now.'
            : `${withoutWayBack} of ${devices} devices have no way back; the others go back to the versions they have now.`
        }
        trouble={error === null ? undefined : <Problem error={error} />}
      />
    </>
  );
}
