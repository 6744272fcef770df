import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { paths } from '../../paths.ts';
import { oneOf, useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { Name } from '../../ui/Name.tsx';
import { plainName } from '../../ui/name-text.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { Age } from '../../ui/Time.tsx';
import { NoticesList } from '../evidence/NoticesList.tsx';
import { CommandBar } from './CommandBar.tsx';
import { HappenedTab } from './HappenedTab.tsx';
import { Overview } from './Overview.tsx';
import { PreviewTab } from './PreviewTab.tsx';
import { SelectionTab } from './SelectionTab.tsx';
import { SpecTab } from './SpecTab.tsx';
import { TestTab } from './TestTab.tsx';
import type { Deployment } from './types.ts';
import { byWhom, devices, lookOf } from './words.ts';
import style from './deployments.module.css';

/** One change through its rings: how it stands, what it waits for and until when, what exactly it does, and what happened. */
export function DeploymentPage(): ReactNode {
  const { deploymentId } = useParams({ strict: false }) as { deploymentId: string }; // this page stands at /deployments/$deploymentId
  const query = useQuery(reading('getDeployment', { params: { id: deploymentId } }));
  return (
    <Loaded query={query} lines={14}>
      {(deployment) => <DeploymentView deployment={deployment} />}
    </Loaded>
  );
}

function DeploymentView({ deployment }: { deployment: Deployment }): ReactNode {
  const { part } = useListState();
  const tab = oneOf(part('tab'), ['overview', 'spec', 'selection', 'preview', 'test', 'happened', 'notices']) ?? 'overview';
  const href = (id: string): string => paths.deployment(deployment.id, { tab: id === 'overview' ? '' : id });
  const look = lookOf(deployment);
  return (
    <>
      <PageHeader
        title={plainName(deployment.title)}
        heading={
          <span className={style.heading}>
            <Name of={deployment.title} wraps />
            <span className={style.state}>
              <StatusMark status={look.status} word={look.word} />
            </span>
          </span>
        }
        lead={<Lead deployment={deployment} means={look.means} />}
        trail={[
          { key: 'client', label: <Name of={deployment.clientName} />, href: paths.client(deployment.clientId) },
          { key: 'deployments', label: 'Deployments', href: paths.deployments({ client: deployment.clientId }) },
        ]}
        actions={<CommandBar deployment={deployment} />}
      />
      <Tabs
        label="Views of this deployment"
        current={tab}
        tabs={[
          { id: 'overview', label: 'Now', href: href('overview') },
          { id: 'spec', label: 'What it does', href: href('spec') },
          { id: 'selection', label: 'Why these', href: href('selection') },
          ...(deployment.status === 'active' ? [{ id: 'preview', label: 'Preview', href: href('preview') }] : []),
          { id: 'test', label: 'Test', href: href('test') },
          { id: 'happened', label: 'What happened', href: href('happened') },
          { id: 'notices', label: 'Notices', href: href('notices') },
        ]}
      />
      {tab === 'overview' && <Overview deployment={deployment} />}
      {tab === 'spec' && <SpecTab deployment={deployment} />}
      {tab === 'selection' && <SelectionTab deployment={deployment} />}
      {tab === 'preview' && <PreviewTab deployment={deployment} />}
      {tab === 'test' && <TestTab deployment={deployment} />}
      {tab === 'happened' && <HappenedTab id={deployment.id} />}
      {tab === 'notices' && <NoticesList query={{ deploymentId: deployment.id }} base={href('notices')} showClient={false} />}
    </>
  );
}

function Lead({ deployment, means }: { deployment: Deployment; means: string }): ReactNode {
  const { reason, createdBy, createdAt, policy, campaign, predecessorId, successorIds, lane } = deployment;
  const count = deployment.status === 'proposed' ? (deployment.proposal?.devices.length ?? 0) : deployment.devices;
  return (
    <>
      {means} {devices(count)}, made by <Name of={byWhom(createdBy)} /> <Age at={createdAt} />, by policy{' '}
      <a href={paths.policy(policy.id)}>
        <Name of={policy.name} />
      </a>{' '}
      version {policy.version}
      {lane !== null && (
        <>
          , in lane <Name of={lane} />
        </>
      )}
      .
      {reason !== '' && (
        <>
          {' '}
          Reason: <Name of={reason} wraps />
        </>
      )}
      {campaign !== null && (
        <>
          {' '}
          Part of campaign{' '}
          <a href={paths.campaign(campaign.id)}>
            <Name of={campaign.title} />
          </a>
          .
        </>
      )}
      {predecessorId !== null && (
        <>
          {' '}
          It follows <a href={paths.deployment(predecessorId)}>another deployment</a>.
        </>
      )}
      {successorIds.map((id, index) => (
        <span key={id}>
          {' '}
          <a href={paths.deployment(id)}>{successorIds.length === 1 ? 'Its successor' : `Successor ${index + 1}`}</a>.
        </span>
      ))}
    </>
  );
}
