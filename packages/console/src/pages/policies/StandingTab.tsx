import { useQuery } from '@tanstack/react-query';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { checkShownGrant } from '../../approval/shown-grant.ts';
import { BecauseForm } from '../../forms/BecauseForm.tsx';
import { StandingApproveForm } from '../../forms/standing-approve.tsx';
import { GrantText } from '../../parts/GrantText.tsx';
import { useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { mayNot, useMe } from '../../session/me.ts';
import { useSaving } from '../../session/saving.ts';
import { Fingerprint } from '../../ui/CommandLine.tsx';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { Name } from '../../ui/Name.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import type { Status } from '../../ui/status.ts';
import { Age, Time } from '../../ui/Time.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { toast } from '../../ui/toast.ts';
import { ProposedByItself } from './ProposedByItself.tsx';
import style from './policies.module.css';

type Approval = CallOutput<'listStandingApprovals'>['items'][number];

const states: Readonly<Record<Approval['state'], { readonly status: Status; readonly word: string }>> = {
  'in force': { status: 'good', word: 'In force' },
  'too few': { status: 'waiting', word: 'Wants another' },
  'not valid': { status: 'failing', word: 'Does not count' },
  superseded: { status: 'attention', word: 'Superseded' },
  ended: { status: 'unknown', word: 'Ended' },
  revoked: { status: 'unknown', word: 'Revoked' },
};

/** What people have signed for a while of a client's policy: who, until when, what of it; and the way to sign what holds now. */
export function StandingTab({
  clientId,
  href,
}: {
  clientId: string;
  /** The address of this tab, with more to it. */ href: (more: Record<string, string>) => string;
}): ReactNode {
  const me = useMe();
  const { part, change } = useListState();
  const query = useQuery(reading('listStandingApprovals', { params: { id: clientId } }));
  const blocked = mayNot(me, 'deployment.approve', 'approve');
  const close = (): void => change({ do: '', approval: '' });
  const open = query.data?.items.find(({ id }) => id === part('approval'));
  return (
    <>
      <Section
        title="Standing approvals"
        count={query.data?.items.length ?? null}
        note="A version of the policy, signed by an approver until an end: deployments within it run without a further signature. What falls outside waits for a person."
        actions={
          <ReasonButton reason={blocked} onClick={() => change({ do: 'sign' })}>
            Read and sign…
          </ReasonButton>
        }
      >
        <Loaded query={query} lines={3}>
          {({ items }) => (
            <DataTable
              label="Standing approvals"
              rows={items}
              rowKey={(row) => row.id}
              rowHref={(row) => href({ approval: row.id })}
              current={open?.id ?? ''}
              columns={[
                { id: 'state', title: 'State', width: '150px', cell: StateCell },
                { id: 'by', title: 'Signed by', width: '20%', cell: (row) => <Name of={row.by} strong /> },
                { id: 'version', title: 'Version', width: '84px', align: 'end', cell: (row) => row.policy.version },
                { id: 'at', title: 'Signed', width: '130px', room: 'wide', cell: (row) => <Age at={row.at} /> },
                { id: 'until', title: 'Until', width: '130px', cell: (row) => <Age at={row.until} /> },
                { id: 'what', title: 'What it does', wraps: true, room: 'middle', cell: (row) => <Name of={row.sentence} wraps /> },
                { id: 'deployments', title: 'Deployments', width: '110px', align: 'end', room: 'wide', cell: (row) => row.deployments },
              ]}
              empty={
                <Empty title="Nobody has signed this policy for a while">
                  Every deployment waits for a signature of its own. Sign a version of the policy to let what lies within it run by itself.
                </Empty>
              }
            />
          )}
        </Loaded>
      </Section>
      <ProposedByItself clientId={clientId} />
      {part('do') === 'sign' && blocked === null && (
        <DetailDrawer title="Sign what holds now" onClose={close}>
          <SignNow clientId={clientId} onDone={close} />
        </DetailDrawer>
      )}
      {open !== undefined && (
        <DetailDrawer title={`Signed by ${open.by}`} onClose={close}>
          <OneApproval approval={open} onDone={close} />
        </DetailDrawer>
      )}
    </>
  );
}

function StateCell(row: Approval): ReactNode {
  const { status, word } = states[row.state];
  return (
    <StatusMark
      status={row.endsSoon || row.changed ? 'attention' : status}
      word={row.endsSoon ? 'Ends soon' : row.changed ? 'In force, in part' : word}
    />
  );
}

function SignNow({ clientId, onDone }: { clientId: string; onDone: () => void }): ReactNode {
  const query = useQuery(reading('getStandingGrant', { params: { id: clientId } }));
  return (
    <Loaded query={query} lines={8}>
      {(granting) => <StandingApproveForm granting={granting} onDone={onDone} />}
    </Loaded>
  );
}

function OneApproval({ approval, onDone }: { approval: Approval; onDone: () => void }): ReactNode {
  const me = useMe();
  const { part, change } = useListState();
  const shown = checkShownGrant(approval);
  const blocked = mayNot(me, 'deployment.hold', 'revoke it') ?? (approval.mayRevoke ? null : 'It is revoked already.');
  const { status } = states[approval.state];
  return (
    <>
      <div className={style.notices}>
        <Notice status={approval.changed ? 'attention' : status} title={<Name of={approval.sentence} wraps />} />
      </div>
      <blockquote>
        <Name of={approval.statement} wraps />
      </blockquote>
      <KeyValue
        facts={[
          { name: 'Signed', value: <Time at={approval.at} /> },
          { name: 'Until', value: <Time at={approval.until} /> },
          { name: 'Deployments under it', value: approval.deployments },
          { name: 'Key', value: <Fingerprint label="Key that signed it" text={approval.keyid} /> },
          { name: 'Text', value: <Fingerprint label="Hash of what was signed" text={approval.grantHash} /> },
        ]}
      />
      {part('do') === 'revoke' && blocked === null ? (
        <Section title="Revoke">
          <Revoke approval={approval} onDone={onDone} />
        </Section>
      ) : (
        <div className={style.actions}>
          <ReasonButton danger reason={blocked} onClick={() => change({ do: 'revoke' })}>
            Revoke…
          </ReasonButton>
        </div>
      )}
      {shown.ok ? <GrantText grant={shown.grant} devices={approval.devices} /> : <Notice status="failing" title={shown.sentence} />}
    </>
  );
}

function Revoke({ approval, onDone }: { approval: Approval; onDone: () => void }): ReactNode {
  const saving = useSaving('revokeStandingApproval', () => {
    toast('good', 'Revoked', 'It approves nothing new.');
    onDone();
  });
  return (
    <BecauseForm
      verb="Revoke it"
      danger
      busy={saving.isPending}
      error={saving.error}
      onSubmit={(because) => saving.mutate({ params: { id: approval.id }, body: { because } })}
    >
      <p>
        It approves nothing new from now on. Deployments that rest on it are held until a person signs them; what runs, finishes. Devices
        hear of it at their next contact.
      </p>
    </BecauseForm>
  );
}
