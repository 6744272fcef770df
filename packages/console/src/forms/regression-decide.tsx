import { Radio, Select } from '@mantine/core';
import type { CallOutput } from '@fettle/protocol/client';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { reading } from '../api.ts';
import { useSaving } from '../session/saving.ts';
import { Name } from '../ui/Name.tsx';
import { toast } from '../ui/toast.ts';
import { BecauseForm } from './BecauseForm.tsx';
import style from './form.module.css';

type Regression = CallOutput<'decideRegression'>;
type What = NonNullable<Regression['decision']>['what'];
type Props = { readonly regression: Regression; readonly onDone: () => void };

export const decisionWords: Readonly<Record<What, string>> = {
  fixed: 'Fixed otherwise',
  accept: 'Accepted as it is',
  'roll-back': 'Taken back by a deployment',
};
const means: Readonly<Record<What, string>> = {
  fixed: 'Somebody mended it. Should it fail again, it is told again.',
  accept: 'It stays as it is. The same check is not told again for this change.',
  'roll-back': 'A roll-back of this deployment takes the change off the device.',
};

/** Says what becomes of a check that is worse since a change. */
export function DecideRegressionForm({ regression, onDone }: Props): ReactNode {
  const [what, choose] = useState<What>('fixed');
  const [rollbackId, chooseRollback] = useState<string | null>(null);
  const followers = useQuery(reading('getDeployment', { params: { id: regression.deploymentId } })).data?.successorIds ?? [];
  const saving = useSaving('decideRegression', () => {
    toast('good', 'Decided', decisionWords[what]);
    onDone();
  });
  return (
    <BecauseForm
      verb="Decide"
      busy={saving.isPending}
      error={saving.error}
      onSubmit={(because) =>
        saving.mutate({ params: { id: regression.id }, body: { what, because, rollbackId: what === 'roll-back' ? rollbackId : null } })
      }
    >
      <p>
        <Name of={regression.deviceName} strong />: <Name of={regression.sentence} wraps />
      </p>
      <Radio.Group label="What becomes of it?" value={what} onChange={(value) => choose(whatOf(value))}>
        <div className={style.choices}>
          {(['fixed', 'accept', 'roll-back'] as const).map((one) => (
            <Radio key={one} value={one} label={decisionWords[one]} description={means[one]} />
          ))}
        </div>
      </Radio.Group>
      {what === 'roll-back' &&
        (followers.length === 0 ? (
          <p>No deployment takes it back yet: propose the roll-back on the deployment’s page first.</p>
        ) : (
          <Select
            label="The roll-back"
            data={followers.map((id, index) => ({ value: id, label: followers.length === 1 ? 'Its successor' : `Successor ${index + 1}` }))}
            value={rollbackId}
            onChange={chooseRollback}
          />
        ))}
    </BecauseForm>
  );
}

function whatOf(value: string): What {
  return value === 'accept' || value === 'roll-back' ? value : 'fixed';
}
