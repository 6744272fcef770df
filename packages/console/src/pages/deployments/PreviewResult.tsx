import { holdLabels } from '@fettle/core/deployment';
import type { ReactNode } from 'react';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { useNow } from '../../ui/now.ts';
import { Section } from '../../ui/Section.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { Time } from '../../ui/Time.tsx';
import type { Column } from '../../ui/table/column.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { expectedWords, inFutures, namesOf, troubled } from './preview.ts';
import type { Preview } from './preview.ts';
import type { Deployment } from './types.ts';
import { devices } from './words.ts';
import style from './deployments.module.css';

type Props = { deployment: Deployment; preview: Preview };
type Device = Preview['devices'][number];

/** What the futures have in common: the end, the rings, what would hold it, and who would be late. */
export function PreviewResult({ preview }: Props): ReactNode {
  const now = useNow();
  return (
    <>
      <Section
        title="What would come of it"
        note={
          <>
            {preview.runs === 1 ? 'One future' : `${preview.runs} futures`}, by the state of <Time at={preview.asOf} />. Expected times are
            the middle of them, early and late in brackets.
          </>
        }
      >
        <div className={style.notices}>
          <Summary preview={preview} now={now} />
          {preview.freezes.map((freeze) => (
            <Notice key={`${freeze.from} ${freeze.because}`} status="waiting" title="Every future keeps a freeze">
              From <Time at={freeze.from} /> until <Time at={freeze.until} />: <Name of={freeze.because} wraps />
            </Notice>
          ))}
        </div>
        <DataTable
          label="Rings in the preview"
          rows={preview.rings}
          rowKey={(ring) => `${ring.deploymentId} ${ring.ring}`}
          columns={ringColumns(now, preview.runs)}
          empty={<Empty title="There is no ring">The plan has none.</Empty>}
        />
      </Section>
      <LateDevices preview={preview} now={now} />
    </>
  );
}

function Summary({ preview, now }: { preview: Preview; now: number }): ReactNode {
  const { runs, deadlines, holds, windows, deployments, complete } = preview;
  return (
    <>
      {!complete && <Notice status="unknown" title="At least one future was cut off: it takes more steps than are computed here." />}
      {deployments.map((one) => (
        <Notice
          key={one.deploymentId}
          status={one.succeeded === runs ? 'good' : one.succeeded === 0 ? 'failing' : 'attention'}
          title={`It succeeds ${inFutures(one.succeeded, runs)}; ${one.verified} of ${devices(one.devices)} verified in the middle one.`}
        >
          It ends {expectedWords(one.finished, now)}. {windowWords(windows)}
          {one.waiting.length > 0 && (
            <>
              {' '}
              It would still wait: <Name of={one.waiting[0] ?? ''} wraps />
            </>
          )}
        </Notice>
      ))}
      <Notice
        status={deadlines.missed > 0 ? 'failing' : deadlines.devices > 0 ? 'good' : 'unknown'}
        title={
          deadlines.devices === 0
            ? 'No device has a deadline for what this brings.'
            : deadlines.missed === 0
              ? `All ${devices(deadlines.devices)} with a deadline meet it in most futures.`
              : `${deadlines.missed} of ${devices(deadlines.devices)} with a deadline would miss it.`
        }
      />
      {holds
        .filter(({ reason }) => reason !== 'approval')
        .map((hold) => (
          <Notice
            key={`${hold.deploymentId} ${hold.reason} ${hold.ring ?? ''}`}
            status="attention"
            title={`${holdLabels[hold.reason].label} would hold it ${inFutures(hold.at.of, runs)}.`}
          >
            <Name of={hold.detail} wraps />
            {hold.at.p50 !== null && ` Expected ${expectedWords(hold.at, now)}.`}
          </Notice>
        ))}
    </>
  );
}

function windowWords(windows: Preview['windows']): string {
  if (windows.length === 0) return 'No opening of a window is used.';
  return windows.length === 1 ? 'One opening of a window is used.' : `${windows.length} openings of windows are used.`;
}

function ringColumns(now: number, runs: number): readonly Column<Preview['rings'][number]>[] {
  return [
    { id: 'ring', title: 'Ring', width: '22%', cell: (ring) => <Name of={ring.name} strong /> },
    { id: 'devices', title: 'Devices', width: '90px', align: 'end', cell: (ring) => ring.devices },
    {
      id: 'verified',
      title: 'All verified',
      wraps: true,
      cell: (ring) => (
        <>
          {expectedWords(ring.verified, now)}
          {ring.verified.of < runs && <div className={style.small}>{inFutures(ring.verified.of, runs)}</div>}
        </>
      ),
    },
    {
      id: 'passed',
      title: 'Passed',
      wraps: true,
      cell: (ring) => (
        <>
          {expectedWords(ring.passed, now)}
          {ring.passed.of < runs && <div className={style.small}>{inFutures(ring.passed.of, runs)}</div>}
        </>
      ),
    },
  ];
}

const most = 100;

function LateDevices({ preview, now }: { preview: Preview; now: number }): ReactNode {
  const rows = troubled(preview);
  const names = namesOf(preview);
  const nameOf = (one: Device): string => names.get(one.deviceId) ?? one.deviceId;
  return (
    <Section
      title="Devices that would be late, or never done"
      count={rows.length}
      note={
        rows.length > most
          ? `The surest ${most} of them; fettle what-if shows all.`
          : 'The reason is what the deployment itself would say at that time.'
      }
    >
      <DataTable
        label="Devices that would be late, or never done"
        rows={rows.slice(0, most)}
        rowKey={(one) => `${one.deploymentId} ${one.deviceId}`}
        columns={lateColumns(now, preview.runs, nameOf)}
        empty={<Empty title="None">Every device would be done, and in time where it has a deadline.</Empty>}
      />
    </Section>
  );
}

function lateColumns(now: number, runs: number, nameOf: (one: Device) => string): readonly Column<Device>[] {
  return [
    { id: 'device', title: 'Device', width: '20%', cell: (one) => <Name of={nameOf(one)} strong /> },
    { id: 'done', title: 'Expected', width: '20%', wraps: true, cell: (one) => expectedWords(one.verified, now) },
    { id: 'deadline', title: 'Deadline', width: '22%', wraps: true, cell: (one) => <Deadline one={one} runs={runs} /> },
    {
      id: 'why',
      title: 'Why',
      wraps: true,
      cell: (one) => (
        <>
          <Name of={one.why ?? ''} wraps />
          {one.never > 0 && <div className={style.small}>not done {inFutures(one.never, runs)}</div>}
        </>
      ),
    },
  ];
}

function Deadline({ one, runs }: { one: Device; runs: number }): ReactNode {
  if (one.deadline === null) return 'none';
  return (
    <>
      <StatusMark
        status={one.missed * 2 > runs ? 'failing' : one.missed > 0 ? 'attention' : 'good'}
        word={one.missed === 0 ? 'met' : `missed ${inFutures(one.missed, runs)}`}
      />
      <div className={style.small}>
        <Time at={one.deadline.at} /> <Name of={`${one.deadline.by}, ${one.deadline.what}`} wraps />
      </div>
    </>
  );
}
