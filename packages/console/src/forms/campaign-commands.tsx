import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { useSaving } from '../session/saving.ts';
import { Name } from '../ui/Name.tsx';
import { toast } from '../ui/toast.ts';
import { BecauseForm } from './BecauseForm.tsx';

type Campaign = CallOutput<'getCampaign'>;
type Props = { campaign: Campaign; onDone: () => void };

/** One button for all: nothing new is sent, for no client. */
export function StopCampaignForm({ campaign, onDone }: Props): ReactNode {
  const saving = useSaving('stopCampaign', () => {
    toast('good', 'Stopped', 'Nothing new is sent for any of its clients until a release.');
    onDone();
  });
  const inFlight = campaign.items.reduce((sum, item) => sum + item.inFlight, 0);
  return (
    <BecauseForm
      verb="Stop all of it"
      danger
      busy={saving.isPending}
      error={saving.error}
      onSubmit={(because) => saving.mutate({ params: { id: campaign.id }, body: { because } })}
    >
      <p>
        For {campaign.clients} {campaign.clients === 1 ? 'client' : 'clients'} nothing new is sent from now on, and what is approved later
        waits.{' '}
        {inFlight === 0
          ? 'No device is under way just now.'
          : `${inFlight === 1 ? 'One device is' : `${inFlight} devices are`} under way and will finish; agents that hear of it do not begin.`}
      </p>
      <p>It goes on when somebody releases the campaign; a single deployment can not be released from it.</p>
    </BecauseForm>
  );
}

export function ReleaseCampaignForm({ campaign, onDone }: Props): ReactNode {
  const saving = useSaving('releaseCampaign', () => {
    toast('good', 'Released', 'Its deployments go on, each in its window.');
    onDone();
  });
  const stop = campaign.items.find(({ stopped }) => stopped !== null)?.stopped;
  return (
    <BecauseForm
      verb="Release"
      busy={saving.isPending}
      error={saving.error}
      onSubmit={(because) => saving.mutate({ params: { id: campaign.id }, body: { because } })}
    >
      {stop !== undefined && stop !== null && <Name of={`${stop.by} stopped it: ${stop.because}`} wraps />}
      <p>Its deployments go on where nothing else holds them. Other holds stay.</p>
    </BecauseForm>
  );
}

export function LeaveOutForm({ campaign, client, onDone }: Props & { client: Campaign['items'][number] }): ReactNode {
  const saving = useSaving('leaveOutOfCampaign', () => {
    toast('good', 'Left out', 'Its deployment is cancelled.');
    onDone();
  });
  return (
    <BecauseForm
      verb="Leave it out"
      danger
      busy={saving.isPending}
      error={saving.error}
      onSubmit={(because) => saving.mutate({ params: { id: campaign.id }, body: { because, clientId: client.clientId } })}
    >
      <p>Its deployment is cancelled; what runs there, finishes. To bring it to this client later, propose a deployment of its own.</p>
    </BecauseForm>
  );
}
