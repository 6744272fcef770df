import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { ApproveCampaign } from '../../forms/campaign-approve.tsx';
import { LeaveOutForm, ReleaseCampaignForm, StopCampaignForm } from '../../forms/campaign-commands.tsx';
import { PromoteCampaignForm, soakingForMe } from '../../forms/campaign-promote.tsx';
import { paths } from '../../paths.ts';
import { oneOf, useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { Name } from '../../ui/Name.tsx';
import { plainName } from '../../ui/name-text.ts';
import { Notice } from '../../ui/Notice.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { CampaignClients } from './CampaignClients.tsx';
import { CampaignFacts, WhatItTouches } from './CampaignFacts.tsx';
import { ForecastSection } from './ForecastSection.tsx';
import { type CampaignDetail, lookOfCampaign, waitingForMe } from './words.ts';
import style from './campaigns.module.css';

/** One campaign on one screen: totals, what it would touch, each client's line, and one button that stops it all. */
export function CampaignPage(): ReactNode {
  const { campaignId } = useParams({ strict: false }) as { campaignId: string }; // this page stands at /campaigns/$campaignId
  const query = useQuery(reading('getCampaign', { params: { id: campaignId } }));
  return (
    <Loaded query={query} lines={14}>
      {(campaign) => <CampaignView campaign={campaign} />}
    </Loaded>
  );
}

function CampaignView({ campaign }: { campaign: CampaignDetail }): ReactNode {
  const { part, change } = useListState();
  const doing = oneOf(part('do'), ['stop', 'release', 'leave-out', 'approve', 'promote']);
  const close = (): void => change({ do: '', client: '' });
  const waits = waitingForMe(campaign);
  const client = campaign.items.find(({ clientId }) => clientId === part('leave'));
  const { status, word } = lookOfCampaign(campaign);
  return (
    <>
      <PageHeader
        title={plainName(campaign.title)}
        heading={
          <span className={style.heading}>
            <Name of={campaign.title} wraps />
            <span className={style.state}>
              <StatusMark status={status} word={word} />
            </span>
          </span>
        }
        lead={<Name of={campaign.aboutWords} wraps />}
        trail={[{ key: 'campaigns', label: 'Campaigns', href: paths.campaigns() }]}
        actions={
          <>
            {waits.length > 0 && (
              <ReasonButton variant="filled" reason={null} onClick={() => change({ do: 'approve' })}>
                Approve {waits.length} {waits.length === 1 ? 'spec' : 'specs'}…
              </ReasonButton>
            )}
            {soakingForMe(campaign).length > 0 && (
              <ReasonButton reason={campaign.canPromote} onClick={() => change({ do: 'promote' })}>
                Promote…
              </ReasonButton>
            )}
            {campaign.stopped > 0 && (
              <ReasonButton reason={campaign.canRelease} onClick={() => change({ do: 'release' })}>
                Release…
              </ReasonButton>
            )}
            {campaign.open && (
              <ReasonButton danger reason={campaign.canStop} onClick={() => change({ do: 'stop' })}>
                Stop all of it…
              </ReasonButton>
            )}
          </>
        }
      />
      {campaign.withdrawn !== null && (
        <Notice status="attention" title="What it rests on was taken back">
          <Name of={campaign.withdrawn.because} wraps />
        </Notice>
      )}
      <CampaignFacts campaign={campaign} />
      {doing === 'approve' && waits.length > 0 ? (
        <ApproveCampaign campaign={campaign} waits={waits} onDone={close} />
      ) : (
        <WhatItTouches campaign={campaign} />
      )}
      {campaign.open && campaign.planned > 0 && <ForecastSection campaign={campaign} />}
      <Section title="Clients" count={campaign.clients} note="Those in your reach. What wants a person stands first.">
        <CampaignClients campaign={campaign} />
      </Section>
      {doing === 'stop' && campaign.canStop === null && (
        <DetailDrawer title="Stop this campaign" onClose={close}>
          <StopCampaignForm campaign={campaign} onDone={close} />
        </DetailDrawer>
      )}
      {doing === 'release' && campaign.canRelease === null && (
        <DetailDrawer title="Release this campaign" onClose={close}>
          <ReleaseCampaignForm campaign={campaign} onDone={close} />
        </DetailDrawer>
      )}
      {doing === 'promote' && campaign.canPromote === null && (
        <DetailDrawer title="Promote rings that soak" onClose={close}>
          <PromoteCampaignForm campaign={campaign} onDone={close} />
        </DetailDrawer>
      )}
      {doing === 'leave-out' && client !== undefined && (
        <DetailDrawer title={<Name of={`Leave out ${client.clientName}`} strong />} onClose={() => change({ do: '', leave: '' })}>
          <LeaveOutForm campaign={campaign} client={client} onDone={() => change({ do: '', leave: '' })} />
        </DetailDrawer>
      )}
    </>
  );
}
