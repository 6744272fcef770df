import { type ReactNode, useState } from 'react';
import { PlanErrors } from '../../forms/PlanErrors.tsx';
import { bytes } from '../../parts/marks.tsx';
import { paths } from '../../paths.ts';
import { useListState } from '../../session/list-state.ts';
import { useSaving } from '../../session/saving.ts';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import type { Column } from '../../ui/table/column.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { toast } from '../../ui/toast.ts';
import { DecidedOut } from './DecidedOut.tsx';
import { ProposalDrawer } from './ProposalDrawer.tsx';
import { useReasons } from './reasons.ts';
import type { Deployment, ProposalDevice } from './types.ts';
import { answerLooks, devices } from './words.ts';
import style from './deployments.module.css';

/** Before there is a spec: which devices answered the simulation, which failed and why, and the plan that can be made of it. */
export function Proposal({ deployment }: { deployment: Deployment }): ReactNode {
  const { part, change } = useListState();
  const reasons = useReasons(deployment);
  const [leftOut, leaveOut] = useState<ReadonlySet<string>>(new Set());
  const planning = useSaving('planDeployment', () => toast('good', 'The plan is made', 'Read what it does, then approve it.'));
  const { proposal } = deployment;
  if (proposal === null) return null;
  const usable = proposal.devices.filter((one) => one.state === 'answered');
  const taken = usable.filter((one) => !leftOut.has(one.deviceId));
  const asked = proposal.devices.filter((one) => one.state === 'asked').length;
  const open = proposal.devices.find((one) => one.deviceId === part('device'));
  const notYet = usable.length === 0 ? 'No device has answered yet, so there is nothing to plan.' : null;
  const none = taken.length === 0 ? 'Every device that answered is left out.' : null;
  return (
    <>
      <div className={style.notices}>
        {[...proposal.problems, ...proposal.warnings].map((lint) => (
          <Notice key={`${lint.code} ${lint.sentence}`} status={lint.severity} title={<Name of={lint.sentence} wraps />} />
        ))}
      </div>
      <Section
        title="Answers of the devices"
        count={proposal.devices.length}
        note={
          asked > 0
            ? `${devices(asked)} still ${asked === 1 ? 'simulates' : 'simulate'}. The plan is made by itself once all have answered, at the latest ten minutes after they were asked; a device that has not answered by then is left out.`
            : 'All have answered. Take out the ones that should not take part; the plan is made from the rest.'
        }
        actions={
          <ReasonButton
            variant="filled"
            reason={reasons.plan ?? notYet ?? none}
            loading={planning.isPending}
            onClick={() =>
              planning.mutate({
                params: { id: deployment.id },
                body: { without: [...leftOut].filter((id) => usable.some((one) => one.deviceId === id)) },
              })
            }
          >
            Make the plan with {devices(taken.length)}
          </ReasonButton>
        }
      >
        {planning.error !== null && (
          <PlanErrors error={planning.error} names={new Map(proposal.devices.map((one) => [one.deviceId, one.deviceName]))} />
        )}
        <div data-keep-scroll>
          <DataTable
            label="Devices of the proposal; the selected ones take part"
            rows={proposal.devices}
            rowKey={(row) => row.deviceId}
            rowHref={(row) => paths.deployment(deployment.id, { device: row.deviceId })}
            current={part('device')}
            selected={new Set(taken.map((one) => one.deviceId))}
            onSelect={(selected) => leaveOut(new Set(usable.filter((one) => !selected.has(one.deviceId)).map((one) => one.deviceId)))}
            columns={columns}
            empty={<Empty title="No device is in this proposal">Propose again with updates that are still offered.</Empty>}
          />
        </div>
      </Section>
      {open !== undefined && <ProposalDrawer device={open} onClose={() => change({ device: '' })} />}
    </>
  );
}

const columns: readonly Column<ProposalDevice>[] = [
  { id: 'device', title: 'Device', width: '24%', cell: (row) => <Name of={row.deviceName} strong /> },
  { id: 'state', title: 'Answer', width: '140px', cell: (row) => <StatusMark {...answerLooks[row.state]} /> },
  { id: 'what', title: 'What it would do, or why not', wraps: true, cell: What },
];

function What(row: ProposalDevice): ReactNode {
  const { simulation } = row;
  if (simulation === null)
    return (
      <>
        <Name of={row.because ?? (row.state === 'asked' ? 'It simulates the change.' : 'It gave no reason.')} wraps />
        <DecidedOut device={row} />
      </>
    );
  const changes = simulation.changes.length;
  return (
    <>
      {changes === 0
        ? 'nothing: it has them already'
        : `${changes} ${changes === 1 ? 'change' : 'changes'}, ${bytes(simulation.downloadBytes)} to get`}
      <div className={style.small}>
        {simulation.restart === 'needed'
          ? 'a restart is needed'
          : simulation.restart === 'unknown'
            ? 'whether it restarts is not known'
            : 'no restart'}
        {', '}
        {simulation.wayBack.kind === 'downgrade' ? 'it can go back' : `no way back: ${simulation.wayBack.because}`}
      </div>
      {row.because !== null && (
        <div className={style.small}>
          <Name of={row.because} wraps />
        </div>
      )}
      <DecidedOut device={row} />
    </>
  );
}
