import { Checkbox } from '@mantine/core';
import { holdLabels } from '@fettle/core/deployment';
import type { CallOutput } from '@fettle/protocol/client';
import { type ReactNode, useState } from 'react';
import { useSaving } from '../session/saving.ts';
import { Name } from '../ui/Name.tsx';
import { plainName } from '../ui/name-text.ts';
import { Notice } from '../ui/Notice.tsx';
import { toast } from '../ui/toast.ts';
import { BecauseForm } from './BecauseForm.tsx';
import style from './form.module.css';

type Deployment = CallOutput<'getDeployment'>;
type Props = { deployment: Deployment; hold: Deployment['holds'][number]; onDone: () => void };

/** Devices that depend on changed ones: each once, with what it says. */
function dependantsOf({ dependants }: Deployment, ids: readonly string[]) {
  return ids.map((deviceId) => {
    const own = dependants.filter((one) => one.deviceId === deviceId && one.answer !== null && one.answer !== 'passed' && !one.accepted);
    const failing = own.flatMap(({ after }) =>
      after.filter(({ answer }) => answer !== 'passed').map(({ name, detail: said }) => `${name}: ${said}`),
    );
    const label = own.some(({ answer }) => answer === 'failed') ? 'worse than before' : 'not known to be as well as before';
    return { deviceId, deviceName: own[0]?.deviceName ?? deviceId, label, detail: [...new Set(failing)].join('; ') };
  });
}

/** Lets it go on, and says what exactly is accepted: a hold that comes of the same facts does not come back, one of new facts does. */
export function ReleaseForm({ deployment, hold, onDone }: Props): ReactNode {
  const acceptable = deployment.acceptable.find((one) => one.holdId === hold.id)?.deviceIds ?? [];
  const runs =
    hold.reason === 'dependant' ? dependantsOf(deployment, acceptable) : deployment.runs.filter((run) => acceptable.includes(run.deviceId));
  const [accepted, accept] = useState<readonly string[]>([]);
  const saving = useSaving('releaseDeployment', () => {
    toast('good', 'Released', 'It goes on with the next look.');
    onDone();
  });
  const words = holdLabels[hold.reason];
  return (
    <BecauseForm
      verb="Release"
      busy={saving.isPending}
      error={saving.error}
      onSubmit={(because) =>
        saving.mutate({ params: { id: deployment.id }, body: { holdId: hold.id, because, acceptedDeviceIds: [...accepted] } })
      }
    >
      <Notice status="attention" title={words.label}>
        {hold.detail === '' ? words.means : <Name of={hold.detail} wraps />}
      </Notice>
      {runs.length === 0 ? (
        <p>There is no device whose end needs accepting. The deployment goes on where it stood.</p>
      ) : (
        <>
          <Checkbox.Group
            label={hold.reason === 'dependant' ? 'Which do you accept as they are?' : 'Which ends do you accept?'}
            description={
              hold.reason === 'dependant'
                ? 'Those that you do not accept are asked for their checks again.'
                : 'An accepted end no longer counts against the failure budget and the gate. If too few are accepted, the deployment holds again.'
            }
            value={[...accepted]}
            onChange={accept}
          >
            <div className={style.choices}>
              {runs.map((run) => (
                <Checkbox
                  key={run.deviceId}
                  value={run.deviceId}
                  label={plainName(run.deviceName)}
                  description={`${run.label}${run.detail === null || run.detail === '' ? '' : `: ${plainName(run.detail)}`}`}
                />
              ))}
            </div>
          </Checkbox.Group>
          <p>
            {accepted.length} of {runs.length} accepted.
          </p>
        </>
      )}
    </BecauseForm>
  );
}
