import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { CancelForm } from '../../forms/deployment-cancel.tsx';
import { HoldForm } from '../../forms/deployment-hold.tsx';
import { PromoteForm } from '../../forms/deployment-promote.tsx';
import { ReleaseForm } from '../../forms/deployment-release.tsx';
import { RollBackWindow } from '../../forms/deployment-roll-back.tsx';
import { paths } from '../../paths.ts';
import { oneOf, useListState } from '../../session/list-state.ts';
import { mayNot, useMe } from '../../session/me.ts';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { releasableHolds, soakingRing } from './holds.ts';
import type { Deployment } from './types.ts';
import { useReasons } from './reasons.ts';

/** What a person may do with the deployment; what can not be done just now says why. Each command has an address of its own. */
export function CommandBar({ deployment }: { deployment: Deployment }): ReactNode {
  const { part, change } = useListState();
  const reasons = useReasons(deployment);
  const doing = oneOf(part('do'), ['release', 'promote', 'hold', 'cancel', 'roll-back', 'roll-back-preview']);
  const close = (): void => change({ do: '', hold: '' });
  const over = deployment.status !== 'active' && deployment.status !== 'proposed';
  const wanted = part('hold');
  const holds = releasableHolds(deployment);
  const soaking = soakingRing(deployment);
  const hold = holds.find((one) => one.id === wanted) ?? holds[0];
  return (
    <>
      {deployment.status === 'active' && deployment.holds.some(({ reason }) => reason === 'approval') && part('tab') !== 'spec' && (
        <ReasonButton variant="filled" reason={reasons.approve} onClick={() => change({ tab: 'spec' })}>
          Approve…
        </ReasonButton>
      )}
      {deployment.status === 'active' && (
        <>
          {holds.length > 0 && (
            <ReasonButton reason={reasons.release} onClick={() => change({ do: 'release' })}>
              Release…
            </ReasonButton>
          )}
          {soaking !== null && (
            <ReasonButton reason={reasons.promote} onClick={() => change({ do: 'promote' })}>
              Promote…
            </ReasonButton>
          )}
          <ReasonButton reason={reasons.hold} onClick={() => change({ do: 'hold' })}>
            Hold…
          </ReasonButton>
        </>
      )}
      {!over && (
        <ReasonButton reason={reasons.cancel} danger onClick={() => change({ do: 'cancel' })}>
          Cancel…
        </ReasonButton>
      )}
      {deployment.status !== 'proposed' && (
        <ReasonButton reason={reasons.rollBack} danger onClick={() => change({ do: 'roll-back' })}>
          Roll back…
        </ReasonButton>
      )}
      <Successor deployment={deployment} />
      {doing === 'hold' && reasons.hold === null && (
        <DetailDrawer title="Hold this deployment" onClose={close}>
          <HoldForm deployment={deployment} onDone={close} />
        </DetailDrawer>
      )}
      {doing === 'promote' && reasons.promote === null && soaking !== null && (
        <DetailDrawer title={`Promote ring ${soaking.name}`} onClose={close}>
          <PromoteForm deployment={deployment} ring={soaking} onDone={close} />
        </DetailDrawer>
      )}
      {doing === 'release' && reasons.release === null && hold !== undefined && (
        <DetailDrawer title="Release the hold" onClose={close}>
          <ReleaseForm key={hold.id} deployment={deployment} hold={hold} onDone={close} />
        </DetailDrawer>
      )}
      {doing === 'cancel' && reasons.cancel === null && (
        <DetailDrawer title="Cancel this deployment" onClose={close}>
          <CancelForm deployment={deployment} onDone={close} />
        </DetailDrawer>
      )}
      {(doing === 'roll-back' || doing === 'roll-back-preview') && reasons.rollBack === null && (
        <RollBackWindow
          deployment={deployment}
          previewed={doing === 'roll-back-preview'}
          onPreview={() => change({ do: 'roll-back-preview' })}
          onClose={close}
        />
      )}
    </>
  );
}

/** After an end that left devices behind: the next deployment for exactly these. */
function Successor({ deployment }: { deployment: Deployment }): ReactNode {
  const me = useMe();
  const navigate = useNavigate();
  const left = deployment.runs.filter((run) => run.outcome !== null && run.outcome !== 'verified').map((run) => run.deviceId);
  if (deployment.status !== 'ended with failures' || left.length === 0) return null;
  const href = paths.newDeployment({ client: deployment.clientId, devices: left.join(','), predecessor: deployment.id });
  return (
    <ReasonButton reason={mayNot(me, 'deployment.propose', 'propose deployments')} onClick={() => void navigate({ href })}>
      Try again…
    </ReasonButton>
  );
}
