import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { StartDrillForm } from '../../forms/drill-start.tsx';
import { RecordBackupForm } from '../../forms/backup-record.tsx';
import { type Backup, BackupAge, type RollbackRow, ruleWords, sourceWords, tookWords, TrialAge } from '../../parts/rollback.tsx';
import type { Trial } from '../../parts/rollback.tsx';
import { paths } from '../../paths.ts';
import { useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { mayNot, useMe } from '../../session/me.ts';
import { RowsTable } from '../../session/RowsTable.tsx';
import { useRows } from '../../session/rows.ts';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { Name } from '../../ui/Name.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { Age } from '../../ui/Time.tsx';
import type { Column } from '../../ui/table/column.ts';
import type { Device } from './types.ts';

/** How the device comes back: what its policy asks, what shows that it would, and what is lacking. */
export function RollbackTab({ device }: { device: Device }): ReactNode {
  const standing = useQuery(reading('listRollback', { params: { id: device.clientId }, query: { deviceId: device.id } }));
  const me = useMe();
  const { part, change } = useListState();
  const gone = device.status === 'retired' ? 'This device is retired.' : null;
  const blocked = gone ?? mayNot(me, 'deployment.propose', 'propose deployments') ?? unready(device);
  return (
    <>
      <Section
        title="How it comes back"
        actions={
          <ReasonButton reason={blocked} onClick={() => change({ do: 'drill' })}>
            Start a drill…
          </ReasonButton>
        }
      >
        <Loaded query={standing} lines={5}>
          {({ items: [row] }) =>
            row === undefined ? <p>It is retired: nothing is asked of it any more.</p> : <StandingFacts row={row} device={device} />
          }
        </Loaded>
      </Section>
      {part('do') === 'drill' && blocked === null && (
        <DetailDrawer title="Start a drill" onClose={() => change({ do: '' })}>
          <StartDrillForm device={device} />
        </DetailDrawer>
      )}
      <Backups device={device} />
      <Trials device={device} />
    </>
  );
}

/** A drill needs something to change. */
function unready(device: Device): string | null {
  if (device.status === 'quarantined') return 'Two machines speak with its key: say first what happened.';
  if (device.mode === 'observe') return 'The agent here only observes: run it as root with limits that allow changes.';
  return device.missing === 0 ? 'It misses nothing that is offered to it, so there is nothing to change and to take back.' : null;
}

function StandingFacts({ row, device }: { row: RollbackRow; device: Device }): ReactNode {
  return (
    <>
      {row.reasons.length === 0 && <StatusMark status="good" word={row.sentence} />}
      {row.reasons.map((reason) => (
        <Notice key={reason.code} status={reason.standing} title={reason.sentence}>
          <p>{reason.remedy}</p>
        </Notice>
      ))}
      <KeyValue
        columns={2}
        facts={[
          { name: 'Way back', value: <Name of={row.plan} wraps /> },
          {
            name: 'Its policy',
            value: ruleWords(row),
            note: <a href={paths.device(device.id, { tab: 'policy' })}>Which policy says so</a>,
          },
          { name: 'Good backup', value: <BackupAge fact={row.backup} absent="none known" /> },
          {
            name: 'Restore test',
            value: <BackupAge fact={row.restoreTest} absent="none known" />,
            note:
              row.restoreTest?.seconds === undefined || row.restoreTest.seconds === null
                ? undefined
                : `It took ${tookWords(row.restoreTest.seconds)}.`,
          },
          {
            name: 'Last tried',
            value: <TrialAge trial={row.trial} />,
            note: row.trial === null ? undefined : `Going back took ${tookWords(row.trial.seconds)}.`,
          },
        ]}
      />
    </>
  );
}

function Backups({ device }: { device: Device }): ReactNode {
  const me = useMe();
  const { part, change } = useListState();
  const list = useRows('listBackups', { query: { deviceId: device.id } });
  const gone = device.status === 'retired' ? 'This device is retired.' : null;
  const blocked = gone ?? mayNot(me, 'backup.record', 'record backups');
  const close = (): void => change({ do: '' });
  return (
    <Section
      title="Backups and restore tests"
      note="As they were told: by a backup tool, by a script, or by hand."
      actions={
        <ReasonButton reason={blocked} onClick={() => change({ do: 'backup' })}>
          Record by hand
        </ReasonButton>
      }
    >
      <RowsTable
        label="Backups and restore tests"
        columns={backupColumns}
        list={list}
        rowKey={(row) => row.id}
        empty={
          <Empty title="No backup was told of">
            Let the backup tool tell of it: with an API key of the role “Backup reporter”, or with fettle backup import. Until then nobody
            knows whether there is one.
          </Empty>
        }
      />
      {part('do') === 'backup' && blocked === null && (
        <DetailDrawer title="Record a backup" onClose={close}>
          <RecordBackupForm device={device} onDone={close} />
        </DetailDrawer>
      )}
    </Section>
  );
}

const backupColumns: readonly Column<Backup>[] = [
  { id: 'at', title: 'Ended', width: '140px', cell: (row) => <Age at={row.at} /> },
  { id: 'what', title: 'What', cell: (row) => <Name of={row.what === 'backup' ? row.kind : 'restore test'} /> },
  {
    id: 'ok',
    title: 'Result',
    width: '110px',
    cell: (row) => <StatusMark status={row.ok ? 'good' : 'failing'} word={row.ok ? 'good' : 'failed'} quiet />,
  },
  { id: 'covers', title: 'Holds', room: 'middle', cell: (row) => <Name of={row.covers ?? 'all of it'} /> },
  { id: 'source', title: 'Known', width: '150px', cell: (row) => sourceWords[row.source] },
  {
    id: 'by',
    title: 'From',
    room: 'middle',
    cell: (row) => <Name of={row.tool === null ? row.recordedBy : `${row.tool}, ${row.recordedBy}`} />,
  },
  { id: 'note', title: 'Note', room: 'wide', wraps: true, cell: (row) => (row.note === null ? '' : <Name of={row.note} wraps />) },
];

function Trials({ device }: { device: Device }): ReactNode {
  const list = useRows('listTrials', { query: { deviceId: device.id } });
  return (
    <Section title="Times that it went back" note="Each is evidence that its way back works, or does not.">
      <RowsTable
        label="Times that it went back"
        columns={trialColumns}
        list={list}
        rowKey={(row) => row.id}
        rowHref={(row) => paths.deployment(row.deploymentId)}
        empty={<Empty title="It never went back">Nobody knows yet whether its way back works.</Empty>}
      />
    </Section>
  );
}

const trialColumns: readonly Column<Trial>[] = [
  { id: 'at', title: 'When', width: '140px', cell: (row) => <Age at={row.at} /> },
  { id: 'what', title: 'What', width: '110px', cell: (row) => row.what },
  {
    id: 'passed',
    title: 'Result',
    wraps: true,
    cell: (row) => (
      <>
        <StatusMark status={row.passed ? 'good' : 'failing'} word={row.passed ? 'passed' : 'failed'} quiet />:{' '}
        <Name of={row.detail} wraps />
      </>
    ),
  },
  { id: 'took', title: 'Took', width: '120px', cell: (row) => tookWords(row.seconds) },
  { id: 'deployment', title: 'Deployment', room: 'middle', cell: (row) => <Name of={row.deploymentTitle} /> },
];
