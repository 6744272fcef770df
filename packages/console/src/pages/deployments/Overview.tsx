import type { ReactNode } from 'react';
import { paths } from '../../paths.ts';
import { Rebuilds } from '../../parts/Rebuilds.tsx';
import { Regressions } from '../../parts/Regressions.tsx';
import { useListState } from '../../session/list-state.ts';
import { Count } from '../../ui/Count.tsx';
import { type Lane, RingLanes } from '../../ui/RingLanes.tsx';
import { useNow } from '../../ui/now.ts';
import { Section } from '../../ui/Section.tsx';
import { ChecksAgain } from './ChecksAgain.tsx';
import { Dependants } from './Dependants.tsx';
import { LeftOut } from './LeftOut.tsx';
import { PatchRisks } from './PatchRisks.tsx';
import { Proposal } from './Proposal.tsx';
import { RunDrawer } from './RunDrawer.tsx';
import { RunsTable } from './RunsTable.tsx';
import { Standing } from './Standing.tsx';
import type { Deployment } from './types.ts';
import { ringGate, ringLook, runLook } from './words.ts';
import { WaitsFor } from './WaitsFor.tsx';
import { WithinStanding } from './WithinStanding.tsx';
import style from './deployments.module.css';

/** How the deployment stands now: what holds it, what it waits for, its rings, every device. */
export function Overview({ deployment }: { deployment: Deployment }): ReactNode {
  const { part, change } = useListState();
  const lanes = useLanes(deployment);
  const open = deployment.runs.find((run) => run.deviceId === part('device'));
  return (
    <>
      <Standing deployment={deployment} />
      {deployment.status === 'proposed' && <Proposal deployment={deployment} />}
      {deployment.status === 'active' && <WaitsFor deployment={deployment} />}
      {deployment.rings.length > 0 && (
        <Section title="Rings" note={<Sum deployment={deployment} />}>
          <div data-keep-scroll>
            <RingLanes lanes={lanes} />
          </div>
        </Section>
      )}
      <Rebuilds query={{ deploymentId: deployment.id }} />
      <WithinStanding deployment={deployment} />
      <Regressions query={{ deploymentId: deployment.id }} />
      {deployment.verified > 0 && <ChecksAgain deploymentId={deployment.id} />}
      <Dependants deployment={deployment} />
      <PatchRisks deployment={deployment} />
      {deployment.runs.length > 0 && (
        <Section title="Devices" count={deployment.runs.length}>
          <RunsTable deployment={deployment} />
        </Section>
      )}
      {deployment.status !== 'proposed' && <LeftOut deployment={deployment} />}
      {open !== undefined && <RunDrawer deployment={deployment} run={open} onClose={() => change({ device: '' })} />}
    </>
  );
}

function Sum({ deployment }: { deployment: Deployment }): ReactNode {
  return (
    <span className={style.actions}>
      <Count value={deployment.verified} of={deployment.devices} label="verified by a later scan" show />
      <Count value={deployment.failed} label="failed or rolled back" show />
      <Count value={deployment.inFlight} label="under way" show />
    </span>
  );
}

function useLanes(deployment: Deployment): readonly Lane[] {
  const now = useNow();
  return deployment.rings.map((ring) => ({
    id: String(ring.index),
    name: ring.name,
    ...ringLook(ring, deployment),
    gate: ringGate(ring, now),
    devices: deployment.runs
      .filter((run) => run.ring === ring.index)
      .map((run) => {
        const look = runLook(run);
        return {
          id: run.deviceId,
          name: run.deviceName,
          status: look.status,
          word: run.waiting === null ? look.word : `${look.word}. ${run.waiting}`,
          href: paths.deployment(deployment.id, { device: run.deviceId }),
        };
      }),
  }));
}
