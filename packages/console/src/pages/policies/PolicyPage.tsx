import { parsePolicy, parsePolicyPart } from '@fettle/core/policy';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { LintList } from '../../forms/policy/PolicyPreview.tsx';
import { paths } from '../../paths.ts';
import { oneOf, useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { mayNot, useMe } from '../../session/me.ts';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { plainName } from '../../ui/name-text.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { Age } from '../../ui/Time.tsx';
import { ChangePolicy } from './ChangePolicy.tsx';
import { FoundList } from './FoundList.tsx';
import { PolicyText } from './PolicyText.tsx';
import type { PolicyDetail } from './types.ts';
import { StandingTab } from './StandingTab.tsx';
import { Unreadable } from './Unreadable.tsx';
import { VersionsTab } from './VersionsTab.tsx';
import style from './policies.module.css';

/** One policy: what it says and when it opens; the editor; its versions. */
export function PolicyPage(): ReactNode {
  const { policyId } = useParams({ strict: false }) as { policyId: string }; // this page stands at /policies/$policyId
  const query = useQuery(reading('getPolicy', { params: { id: policyId } }));
  return (
    <Loaded query={query} lines={14}>
      {(policy) => <PolicyView policy={policy} />}
    </Loaded>
  );
}

function PolicyView({ policy }: { policy: PolicyDetail }): ReactNode {
  const me = useMe();
  const { part, change } = useListState();
  const tab = oneOf(part('tab'), ['policy', 'change', 'standing', 'versions']) ?? 'policy';
  const href = (id: string): string => paths.policy(policy.id, { tab: id === 'policy' ? '' : id });
  const blocked = mayNot(me, 'policy.write', 'change policies');
  const read = parsePolicy(policy.body);
  const isPart = !read.ok && parsePolicyPart(policy.body, 'client').ok;
  if (isPart) return <Part policy={policy} />;
  return (
    <>
      <PageHeader
        title={plainName(policy.name)}
        heading={<Name of={policy.name} wraps />}
        lead={
          <>
            Version {policy.version}, saved <Age at={policy.savedAt} /> by <Name of={policy.savedBy} />. It holds for {policy.devices}{' '}
            {policy.devices === 1 ? 'device' : 'devices'}.
          </>
        }
        trail={[
          { key: 'client', label: <Name of={policy.clientName} />, href: paths.client(policy.clientId) },
          { key: 'policies', label: 'Policies', href: paths.policies({ client: policy.clientId }) },
        ]}
        actions={
          tab === 'change' ? undefined : (
            <ReasonButton reason={blocked} onClick={() => change({ tab: 'change' })}>
              Change
            </ReasonButton>
          )
        }
      />
      <Tabs
        label="Views of this policy"
        current={tab}
        tabs={[
          { id: 'policy', label: 'What it says', href: href('policy') },
          { id: 'change', label: 'Change it', href: href('change') },
          { id: 'standing', label: 'Standing approvals', href: href('standing') },
          { id: 'versions', label: 'Versions', href: href('versions'), count: policy.versions.length },
        ]}
      />
      {tab === 'policy' && (
        <>
          <div className={style.notices}>
            <LintList lint={policy.lint} />
            <FoundList policyId={policy.id} said={policy.lint.map(({ sentence }) => sentence)} />
          </div>
          {read.ok ? <PolicyText policy={read.policy} detail={policy} /> : <Unreadable body={policy.body} problems={read.problems} />}
        </>
      )}
      {tab === 'change' && <ChangePolicy policy={policy} read={read} blocked={blocked} />}
      {tab === 'standing' && (
        <StandingTab clientId={policy.clientId} href={(more) => paths.policy(policy.id, { tab: 'standing', ...more })} />
      )}
      {tab === 'versions' && <VersionsTab policy={policy} />}
    </>
  );
}

/** A client's policy that leaves settings to the provider is read and changed as a level. */
function Part({ policy }: { policy: PolicyDetail }): ReactNode {
  return (
    <>
      <PageHeader
        title={plainName(policy.name)}
        trail={[{ key: 'policies', label: 'Policies', href: paths.policies({ client: policy.clientId }) }]}
      />
      <Empty title="It says some settings alone" action={<a href={paths.levelPolicy(policy.id)}>Open it</a>}>
        All else is as the provider says for all clients.
      </Empty>
    </>
  );
}
