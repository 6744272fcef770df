import { Checkbox } from '@mantine/core';
import type { CallOutput } from '@fettle/protocol/client';
import { type ReactNode, useState } from 'react';
import { useSaving } from '../session/saving.ts';
import { Name } from '../ui/Name.tsx';
import { plainName } from '../ui/name-text.ts';
import { Time } from '../ui/Time.tsx';
import { toast } from '../ui/toast.ts';
import { BecauseForm } from './BecauseForm.tsx';

type Campaign = CallOutput<'getCampaign'>;
type Item = Campaign['items'][number];
type Soaking = Item & { readonly deploymentId: string; readonly promotable: NonNullable<Item['promotable']> };
type Props = { campaign: Campaign; onDone: () => void };

/** Clients at which a ring soaks that this person could promote. */
export function soakingForMe(campaign: Campaign): readonly Soaking[] {
  return campaign.items.flatMap((item) =>
    item.promotable !== null && item.deploymentId !== null && item.may.approve
      ? [{ ...item, deploymentId: item.deploymentId, promotable: item.promotable }]
      : [],
  );
}

/** Lets the rings pass that soak, of the clients that are chosen, and says first what each would still have shown. */
export function PromoteCampaignForm({ campaign, onDone }: Props): ReactNode {
  // As they were when the form was opened: a ring that begins to soak meanwhile is not promoted unseen.
  const [soaking] = useState(() => soakingForMe(campaign));
  const [left, leave] = useState<readonly string[]>([]);
  const saving = useSaving('promoteCampaign', ({ taken, refused }) => {
    if (refused.length === 0)
      toast('good', 'Promoted', taken === 1 ? 'The next ring begins as soon as it may.' : `At ${taken} clients the next ring begins.`);
    else
      toast(
        'attention',
        `${taken} promoted, ${refused.length} not`,
        refused.map(({ clientName, detail }) => `${clientName}: ${detail}`).join(' '),
      );
    onDone();
  });
  const chosen = soaking.filter(({ deploymentId }) => !left.includes(deploymentId));
  return (
    <BecauseForm
      verb={chosen.length === 1 ? 'Promote one ring' : `Promote ${chosen.length} rings`}
      busy={saving.isPending}
      error={saving.error}
      blocked={chosen.length === 0 ? 'Choose a client at least.' : null}
      onSubmit={(because) =>
        saving.mutate({
          params: { id: campaign.id },
          body: { because, rings: chosen.map(({ deploymentId, promotable }) => ({ deploymentId, ring: promotable.ring })) },
        })
      }
    >
      <p>
        The next ring begins without the rest of the soak, without health checks at its end, and without what is open of the test plan;
        never before the time that was signed for it.
      </p>
      <Checkbox.Group
        label="Rings that soak"
        value={chosen.map(({ deploymentId }) => deploymentId)}
        onChange={(kept) => leave(soaking.map(({ deploymentId }) => deploymentId).filter((id) => !kept.includes(id)))}
      >
        {soaking.map(({ deploymentId, clientName, promotable, verified, devices }) => (
          <Checkbox
            key={deploymentId}
            value={deploymentId}
            label={`${plainName(clientName)}: ${plainName(promotable.name)}`}
            description={
              <>
                {verified} of {devices} devices of the deployment are verified. It was to stay healthy until{' '}
                <Time at={promotable.soakUntil} />; the next begins no earlier than <Time at={promotable.nextFrom} />.
                {promotable.stepsOpen.length > 0 && (
                  <>
                    {' '}
                    Nobody has said yet what came of <Name of={promotable.stepsOpen.join(', ')} wraps />.
                  </>
                )}
              </>
            }
          />
        ))}
      </Checkbox.Group>
      <p>Your name and reason are kept with what each ring had shown, and stand in each report.</p>
    </BecauseForm>
  );
}
