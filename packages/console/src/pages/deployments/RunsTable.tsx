import type { ReactNode } from 'react';
import { paths } from '../../paths.ts';
import { oneOf, useListState } from '../../session/list-state.ts';
import { Empty } from '../../ui/Empty.tsx';
import { FilterBar } from '../../ui/FilterBar.tsx';
import { Name } from '../../ui/Name.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { Age } from '../../ui/Time.tsx';
import type { Column } from '../../ui/table/column.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { nextStepOf } from './next-step.ts';
import type { Deployment, Run } from './types.ts';
import { devices, runLook } from './words.ts';
import style from './deployments.module.css';

const shows = ['unwell', 'open', 'verified'] as const;

const fits: Readonly<Record<(typeof shows)[number], (run: Run) => boolean>> = {
  unwell: (run) => run.outcome !== null && run.outcome !== 'verified',
  open: (run) => run.outcome === null,
  verified: (run) => run.outcome === 'verified',
};

/** Every device of the deployment: how far it is or how it ended, what it waits for or why it failed, and what to do next. */
export function RunsTable({ deployment }: { deployment: Deployment }): ReactNode {
  const { part, change } = useListState();
  const show = oneOf(part('show'), shows);
  const text = part('q');
  const wanted = text.trim().toLocaleLowerCase();
  const rows = deployment.runs.filter(
    (run) => (show === undefined || fits[show](run)) && run.deviceName.toLocaleLowerCase().includes(wanted),
  );
  const query = { q: text, show };
  return (
    <div data-keep-scroll>
      <FilterBar
        search={{ label: 'Device', value: text }}
        filters={[
          {
            id: 'show',
            label: 'Which devices',
            value: show ?? '',
            options: [
              { value: '', label: 'All devices' },
              { value: 'unwell', label: 'Ended otherwise than verified' },
              { value: 'open', label: 'Not over yet' },
              { value: 'verified', label: 'Verified' },
            ],
          },
        ]}
        onChange={change}
        summary={rows.length === deployment.runs.length ? undefined : `${devices(rows.length)} of ${deployment.runs.length}`}
      />
      <DataTable
        label="Devices of this deployment"
        rows={rows}
        rowKey={(run) => run.deviceId}
        rowHref={(run) => paths.deployment(deployment.id, { ...query, device: run.deviceId })}
        current={part('device')}
        columns={columns(deployment)}
        empty={<Empty title="No device fits">No device of this deployment fits the filters.</Empty>}
      />
    </div>
  );
}

function columns(deployment: Deployment): readonly Column<Run>[] {
  const ringName = new Map(deployment.rings.map((ring) => [ring.index, ring.name]));
  return [
    { id: 'device', title: 'Device', width: '20%', cell: (run) => <Name of={run.deviceName} strong /> },
    { id: 'ring', title: 'Ring', width: '100px', cell: (run) => <Name of={ringName.get(run.ring) ?? String(run.ring + 1)} /> },
    { id: 'state', title: 'State', width: '170px', cell: State },
    { id: 'why', title: 'Why', wraps: true, cell: Why },
    { id: 'progress', title: 'Last word', width: '130px', room: 'middle', cell: (run) => <Age at={run.progressAt} absent="none yet" /> },
  ];
}

function State(run: Run): ReactNode {
  const look = runLook(run);
  return (
    <>
      <StatusMark status={look.status} word={look.word} quiet={look.status === 'good'} />
      {run.attempt > 1 && <div className={style.small}>attempt {run.attempt}</div>}
    </>
  );
}

function Why(run: Run): ReactNode {
  if (run.outcome === null) {
    return (
      <>
        <Name of={run.waiting ?? runLook(run).means} wraps />
        {run.waitingUntil !== null && (
          <div className={style.small}>
            until <Age at={run.waitingUntil} />
          </div>
        )}
      </>
    );
  }
  const next = nextStepOf(run);
  return (
    <>
      <Name of={run.detail === null || run.detail === '' ? runLook(run).means : run.detail} wraps />
      {next !== null && <div className={style.small}>{next}</div>}
    </>
  );
}
