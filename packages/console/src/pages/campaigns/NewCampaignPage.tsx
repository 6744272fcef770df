import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ProposeCampaignForm } from '../../forms/campaign-propose.tsx';
import { paths } from '../../paths.ts';
import { mayNot, useMe } from '../../session/me.ts';
import { Notice } from '../../ui/Notice.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';

/** Proposing one change for many clients: what it brings, for whom, and whom it would reach. */
export function NewCampaignPage(): ReactNode {
  const me = useMe();
  const navigate = useNavigate();
  const blocked = mayNot(me, 'deployment.propose', 'propose campaigns');
  return (
    <>
      <PageHeader
        title="Propose a campaign"
        lead="A deployment is planned for each client, under its own policy. Nothing changes before a person has approved the specs."
        trail={[{ key: 'campaigns', label: 'Campaigns', href: paths.campaigns() }]}
      />
      {blocked !== null ? (
        <Notice status="waiting" title={blocked} />
      ) : (
        <ProposeCampaignForm owner={me.person?.name ?? ''} onDone={(id) => void navigate({ href: paths.campaign(id) })} />
      )}
    </>
  );
}
