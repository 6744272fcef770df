import { badEnds, fleetReportKinds, fleetReports } from '@fettle/core/fleet-reports';
import type { FleetReportKind } from '@fettle/core/fleet-reports';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { paths, withQuery } from '../../paths.ts';
import { oneOf, useListState } from '../../session/list-state.ts';
import { RowsTable } from '../../session/RowsTable.tsx';
import { useRows } from '../../session/rows.ts';
import { number } from '../../ui/Count.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { FilterBar } from '../../ui/FilterBar.tsx';
import { Name } from '../../ui/Name.tsx';
import { Section } from '../../ui/Section.tsx';
import { Age } from '../../ui/Time.tsx';
import type { Column } from '../../ui/table/column.ts';

type Row = CallOutput<'listFleetReport'>['items'][number];

const formats = [
  { format: 'csv', label: 'CSV' },
  { format: 'xlsx', label: 'XLSX' },
  { format: 'pdf', label: 'PDF' },
] as const;

const spans = [
  { value: '7', label: 'Last 7 days' },
  { value: '', label: 'Last 30 days' },
  { value: '90', label: 'Last 90 days' },
  { value: '365', label: 'Last 365 days' },
] as const;

/** What is missing, was installed or failed, over all devices in reach: on the screen, and as files with the same rows. */
export function FleetReportsTab({ client }: { client: string | undefined }): ReactNode {
  const { part, change } = useListState();
  const kind: FleetReportKind = oneOf(part('report'), fleetReportKinds) ?? 'missing';
  const report = fleetReports[kind];
  const days = oneOf(part('days'), ['7', '90', '365']);
  const outcome = oneOf(part('outcome'), badEnds);
  const urgency = oneOf(part('urgency'), ['urgent', 'normal']);
  const of = oneOf(part('class'), ['security', 'normal']);
  const text = part('q');
  const query = {
    ...(client === undefined ? {} : { clientId: client }),
    ...(text === '' ? {} : { text }),
    ...(kind === 'missing' && urgency !== undefined ? { urgency } : {}),
    ...(kind === 'missing' && of !== undefined ? { class: of } : {}),
    ...(kind === 'failed' && outcome !== undefined ? { outcome } : {}),
    ...(report.spans && days !== undefined ? { from: daysAgo(Number(days)) } : {}),
  };
  const list = useRows('listFleetReport', { params: { kind }, query });
  const total = list.first?.total;
  return (
    <Section
      title={report.title}
      note={`${report.about} The files have further columns.`}
      actions={
        <>
          {formats.map(({ format, label }) => (
            <a key={format} href={withQuery(`/api/v1/fleet-reports/${kind}/file`, { ...query, format })} download>
              {label}
            </a>
          ))}
        </>
      }
    >
      <FilterBar
        search={{ label: kind === 'failed' ? 'Device or deployment' : 'Device or package', value: text }}
        filters={[
          {
            id: 'report',
            label: 'Report',
            value: kind === 'missing' ? '' : kind,
            options: fleetReportKinds.map((one) => ({ value: one === 'missing' ? '' : one, label: fleetReports[one].title })),
          },
          ...(kind === 'missing' ? [urgencyFilter(urgency), classFilter(of)] : []),
          ...(kind === 'failed' ? [outcomeFilter(outcome)] : []),
          ...(report.spans ? [{ id: 'days', label: 'Span', value: days ?? '', options: [...spans] }] : []),
        ]}
        onChange={change}
        summary={total === undefined ? undefined : `${number(total)} ${total === 1 ? 'row' : 'rows'}`}
      />
      <div data-keep-scroll>
        <RowsTable
          label={report.title}
          list={list}
          columns={columns[kind].filter(({ id }) => id !== 'client' || client === undefined)}
          rowKey={(row) => row.id}
          rowHref={(row) =>
            kind === 'failed' && row.deploymentId !== null ? paths.deployment(row.deploymentId) : paths.device(row.deviceId)
          }
          empty={<Empty title="No rows">{emptyWords[kind]}</Empty>}
        />
      </div>
    </Section>
  );
}

const emptyWords: Readonly<Record<FleetReportKind, string>> = {
  missing: 'No device that you may see is offered an update that fits. A device that was never scanned is offered nothing.',
  installed: 'No deployment changed a device in this span so that a scan saw it.',
  failed: 'No change ended otherwise than it should in this span.',
};

/** Whole days, so that the address and the list stay the same while one looks. */
function daysAgo(days: number): string {
  return Temporal.Now.plainDateISO('UTC').subtract({ days }).toZonedDateTime('UTC').toInstant().toString();
}

function urgencyFilter(value: string | undefined) {
  return {
    id: 'urgency',
    label: 'Urgency',
    value: value ?? '',
    options: [
      { value: '', label: 'Any urgency' },
      { value: 'urgent', label: 'Urgent' },
      { value: 'normal', label: 'Normal' },
    ],
  };
}
function classFilter(value: string | undefined) {
  return {
    id: 'class',
    label: 'Class',
    value: value ?? '',
    options: [
      { value: '', label: 'Any class' },
      { value: 'security', label: 'Security' },
      { value: 'normal', label: 'Normal' },
    ],
  };
}
function outcomeFilter(value: string | undefined) {
  return {
    id: 'outcome',
    label: 'How it ended',
    value: value ?? '',
    options: [{ value: '', label: 'Any end' }, ...badEnds.map((end) => ({ value: end, label: end }))],
  };
}

const cell = (row: Row, key: string): string | null => row.cells[key] ?? null;
const named = (id: string, title: string, more: Partial<Column<Row>> = {}): Column<Row> => ({
  id,
  title,
  ...more,
  cell: (row) => {
    const value = cell(row, id);
    return value === null || value === '' ? '–' : <Name of={value} wraps={more.wraps === true} />;
  },
});
const timed = (id: string, title: string): Column<Row> => ({
  id,
  title,
  width: '130px',
  cell: (row) => {
    const value = cell(row, id);
    return value === null ? '–' : <Age at={value} />;
  },
});
const device = named('device', 'Device', { width: '16%' });
const place = named('client', 'Client', { width: '16%', room: 'middle' });
/** One cell says what goes to what: as three they would all be cut short. */
const change: Column<Row> = {
  id: 'package',
  title: 'Package',
  wraps: true,
  cell: (row) => <Name of={`${cell(row, 'package') ?? ''} ${cell(row, 'from') ?? 'new'} → ${cell(row, 'to') ?? 'removed'}`} wraps />,
};
const deployment = named('deployment', 'Deployment', { width: '18%', room: 'middle' });

/** What a screen has room for; the files have the rest. */
const columns: Readonly<Record<FleetReportKind, readonly Column<Row>[]>> = {
  missing: [
    device,
    place,
    change,
    named('urgency', 'Urgency', { width: '90px' }),
    timed('due', 'Deadline'),
    named('deployment', 'On its way in', { width: '16%', room: 'middle' }),
  ],
  installed: [device, place, change, named('direction', 'Direction', { width: '110px', room: 'middle' }), deployment, timed('at', 'Seen')],
  failed: [
    device,
    place,
    named('outcome', 'How it ended', { width: '110px' }),
    named('why', 'Why', { wraps: true }),
    deployment,
    timed('at', 'Ended'),
  ],
};
