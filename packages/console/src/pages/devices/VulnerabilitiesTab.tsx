import { useQuery } from '@tanstack/react-query';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { EpssText, KevMark, SeverityText, StateMark } from '../../parts/risk-marks.tsx';
import { paths } from '../../paths.ts';
import { oneOf, useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { RowsTable } from '../../session/RowsTable.tsx';
import { useRows } from '../../session/rows.ts';
import { Empty } from '../../ui/Empty.tsx';
import { FilterBar } from '../../ui/FilterBar.tsx';
import { Name } from '../../ui/Name.tsx';
import { Age } from '../../ui/Time.tsx';
import type { Column } from '../../ui/table/column.ts';
import { CoverageNotice, LifecycleNotice } from './Coverage.tsx';
import { SoftwareNotice } from './SoftwareNotice.tsx';
import type { Device } from './types.ts';
import style from './devices.module.css';

type Answer = CallOutput<'getDeviceFindings'>;
type Finding = Answer['items'][number];

const states = ['no-fix', 'fix-not-offered', 'unknown', 'fix-offered', 'restart-pending'] as const;

/** What holds on the device; first of all what could be seen, because "none" only means something where something looked. */
export function VulnerabilitiesTab({ device }: { device: Device }): ReactNode {
  const { part, change } = useListState();
  const state = oneOf(part('state'), states);
  const text = part('q');
  const query = { ...(state === undefined ? {} : { state }), ...(text === '' ? {} : { text }) };
  // Coverage and totals come with every page; they are asked for once, by themselves.
  const head = useQuery(reading('getDeviceFindings', { params: { id: device.id }, query: { limit: 1 } }));
  const list = useRows('getDeviceFindings', { params: { id: device.id }, query });
  return (
    <Loaded query={head} lines={10}>
      {({ coverage, lifecycle, software, totals }) => (
        <>
          <div className={style.notices}>
            <CoverageNotice coverage={coverage} />
            <LifecycleNotice lifecycle={lifecycle} client={device.clientId} />
            <SoftwareNotice software={software} client={device.clientId} />
          </div>
          <FilterBar
            search={{ label: 'Advisory, CVE or package', value: text }}
            filters={[
              {
                id: 'state',
                label: 'State',
                value: state ?? '',
                options: [
                  { value: '', label: 'Any state' },
                  { value: 'no-fix', label: 'No fix' },
                  { value: 'fix-not-offered', label: 'Fix not offered' },
                  { value: 'unknown', label: 'Not known' },
                  { value: 'fix-offered', label: 'Fix offered' },
                  { value: 'restart-pending', label: 'Restart pending' },
                ],
              },
            ]}
            onChange={change}
            summary={totals === null ? 'How many is not known' : summaryOf(totals)}
          />
          <RowsTable
            label="Advisories that hold for this device"
            list={list}
            rowKey={(row) => row.id}
            rowHref={(row) => paths.advisory(row.id)}
            columns={columns}
            empty={<NoRows totals={totals} coverage={coverage} filtered={state !== undefined || text !== ''} />}
          />
        </>
      )}
    </Loaded>
  );
}

function summaryOf(totals: NonNullable<Answer['totals']>): string {
  const parts = [
    [totals.noFix, 'without a fix'],
    [totals.fixNotOffered, 'with a fix that is not offered'],
    [totals.unknown, 'not known'],
    [totals.fixOffered, 'with a fix that is offered'],
    [totals.restartPending, 'wait for a restart'],
  ] as const;
  const told = parts.filter(([count]) => count > 0).map(([count, words]) => `${count} ${words}`);
  const all = `${totals.findings} ${totals.findings === 1 ? 'advisory' : 'advisories'}`;
  return told.length === 0 ? all : `${all}: ${told.join(', ')}`;
}

const columns: readonly Column<Finding>[] = [
  { id: 'id', title: 'Advisory', width: '18%', cell: (row) => <Name of={row.id} strong /> },
  {
    id: 'software',
    title: 'In',
    width: '15%',
    wraps: true,
    cell: (row) =>
      row.software.map(({ software }) => (
        <div key={`${software.name} ${software.version} ${software.architecture}`}>
          <Name of={`${software.name} ${software.version}`} wraps />
        </div>
      )),
  },
  { id: 'severity', title: 'CVSS', width: '100px', cell: (row) => <SeverityText severity={row.severity} /> },
  { id: 'epss', title: 'EPSS', width: '96px', room: 'wide', cell: (row) => <EpssText epss={row.epss} /> },
  { id: 'kev', title: 'Exploited', width: '124px', room: 'middle', cell: (row) => <KevMark added={row.kevAdded} /> },
  {
    id: 'state',
    title: 'State',
    width: '150px',
    wraps: true,
    cell: (row) => (
      <>
        <StateMark state={row.state} />
        <div className={style.note}>
          seen <Age at={row.since} />
        </div>
      </>
    ),
  },
  {
    id: 'why',
    title: 'Why',
    wraps: true,
    cell: (row) =>
      [...new Set(row.software.map(({ why }) => why))].map((why) => (
        <div key={why}>
          <Name of={why} wraps />
        </div>
      )),
  },
];

type NoRowsProps = { totals: Answer['totals']; coverage: Answer['coverage']; filtered: boolean };

function NoRows({ totals, coverage, filtered }: NoRowsProps): ReactNode {
  if (totals === null)
    return <Empty title="What this device has is not known">{coverage.why} Nothing is shown rather than a 0 that nobody counted.</Empty>;
  if (filtered && totals.findings > 0)
    return <Empty title="No advisory fits">{totals.findings} hold for this device; none fits the filters.</Empty>;
  return <Empty title="No advisory that was taken holds for this device">{coverage.why}</Empty>;
}
