import { attainmentSentence, latencySentence, monthWords, noNeedSentence, shareWords } from '@fettle/core/months';
import type { CallOutput } from '@fettle/protocol/client';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { paths } from '../../paths.ts';
import { oneOf, useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { Fingerprint } from '../../ui/CommandLine.tsx';
import { Count } from '../../ui/Count.tsx';
import { FilterBar } from '../../ui/FilterBar.tsx';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { Name } from '../../ui/Name.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { Time } from '../../ui/Time.tsx';
import type { Column } from '../../ui/table/column.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import type { Client } from './ClientPage.tsx';

type Months = CallOutput<'listMonths'>;
type Month = CallOutput<'getMonth'>;
type Report = Month['report'];

/** The monthly report of the client: the newest that is made, an earlier one, or how the running month stands so far. */
export function MonthTab({ client }: { client: Client }): ReactNode {
  const query = useQuery(reading('listMonths', { params: { id: client.id } }));
  return (
    <Loaded query={query} lines={12}>
      {(months) => <Chosen client={client} months={months} />}
    </Loaded>
  );
}

function Chosen({ client, months: { running, items } }: { client: Client; months: Months }): ReactNode {
  const { part, change } = useListState();
  const newest = items[0]?.month ?? running;
  const all = items.some((one) => one.month === running) ? items.map((one) => one.month) : [running, ...items.map((one) => one.month)];
  const month = oneOf(part('month'), all) ?? newest;
  const label = (one: string): string => `${monthWords(one)}${one === running ? ', so far' : ''}`;
  const query = useQuery(reading('getMonth', { params: { id: client.id, month } }));
  return (
    <>
      <FilterBar
        filters={[
          {
            id: 'month',
            label: 'Month',
            value: month === newest ? '' : month,
            options: [
              { value: '', label: label(newest) },
              ...all.filter((one) => one !== newest).map((one) => ({ value: one, label: label(one) })),
            ],
          },
        ]}
        onChange={change}
      />
      <Loaded query={query} lines={12}>
        {(view) => <MonthView clientId={client.id} view={view} />}
      </Loaded>
    </>
  );
}

function MonthView({ clientId, view }: { clientId: string; view: Month }): ReactNode {
  const { made, missing, sentence, needs, report } = view;
  const { attainment, fleet, changes, missed, moreMissed, byRule, trend } = report;
  const document = (ending: 'html' | 'pdf'): string => `/api/v1/clients/${clientId}/months/${report.month}/document.${ending}`;
  const good = attainment.owed === attainment.met;
  return (
    <>
      <Section
        title={monthWords(report.month)}
        note={
          made === null ? (
            'Not made yet: this is how it stands so far. The report is made six hours after the month is over, and does not change after that.'
          ) : (
            <>
              Made <Time at={made.madeAt} />. It does not change any more.
            </>
          )
        }
      >
        {missing !== null && <Notice status="attention" title={missing} />}
        <p>
          <StatusMark status={attainment.owed === 0 ? 'unknown' : good ? 'good' : 'attention'} word={sentence} />
        </p>
        <KeyValue
          columns={2}
          facts={[
            {
              name: 'Devices',
              value: <Count value={fleet.withoutMissed} of={fleet.devices} label="devices known to have nothing past its day" show />,
              note: `${fleet.scanned} of ${fleet.devices} were scanned within 48 hours before.`,
            },
            {
              name: 'Updated',
              value: `${changes.packages} packages on ${changes.devices} devices`,
              note: 'Each was seen by a scan after the change.',
            },
            { name: 'Urgent updates', value: latencySentence(report.latency.urgent) },
            { name: 'Other security updates', value: latencySentence(report.latency.normal) },
          ]}
        />
        <p>
          <a href={document('html')} target="_blank" rel="noreferrer">
            Open the document
          </a>{' '}
          <a href={document('pdf')} target="_blank" rel="noreferrer">
            PDF
          </a>
        </p>
        {made !== null && <Fingerprint label="SHA-256 of its content" text={made.digest} />}
      </Section>
      <Section title="What the client has to do" count={needs.length}>
        {needs.length > 0 && (
          <ul>
            {needs.map((need) => (
              <li key={need}>{need}</li>
            ))}
          </ul>
        )}
        {(needs.length === 0 || !report.needsKnown) && (
          <p>
            <StatusMark
              status={report.needsKnown ? 'good' : 'unknown'}
              word={report.needsKnown ? 'Nothing waits for the client.' : noNeedSentence(report)}
            />
          </p>
        )}
      </Section>
      {byRule.length > 0 && (
        <Section title="Deadlines by rule" note="An update on a device counts in the month in which it had to be in.">
          <DataTable label="Deadlines by rule" columns={ruleColumns} rows={byRule} rowKey={(row) => row.rule} empty={null} />
        </Section>
      )}
      {missed.length > 0 && (
        <Section
          title="Not in by their day"
          count={missed.length + moreMissed}
          note={moreMissed === 0 ? undefined : `The first ${missed.length} are shown.`}
        >
          <DataTable
            label="Not in by their day"
            columns={missedColumns}
            rows={missed}
            rowKey={(row) => `${row.deviceId} ${row.update} ${row.due}`}
            empty={null}
          />
        </Section>
      )}
      {changes.rows.length > 0 && (
        <Section title="Deployments" count={changes.rows.length + changes.more} note="Of which devices were over in this month.">
          <DataTable label="Deployments" columns={changeColumns} rows={changes.rows} rowKey={(row) => row.deploymentId} empty={null} />
        </Section>
      )}
      <Section title="The twelve steps" note="At the end of the month, and of the month before.">
        <DataTable label="The twelve steps" columns={stepColumns} rows={report.steps} rowKey={(row) => String(row.step)} empty={null} />
      </Section>
      {trend.length > 1 && (
        <Section title="Months before">
          <DataTable label="Months before" columns={trendColumns} rows={trend.toReversed()} rowKey={(row) => row.month} empty={null} />
        </Section>
      )}
    </>
  );
}

const ruleColumns: readonly Column<Report['byRule'][number]>[] = [
  { id: 'rule', title: 'Rule', wraps: true, cell: (row) => <Name of={row.rule} wraps /> },
  { id: 'share', title: 'Share', width: '100px', align: 'end', cell: (row) => (row.share === null ? 'none due' : shareWords(row.share)) },
  { id: 'met', title: 'In time', width: '90px', align: 'end', cell: (row) => row.met },
  { id: 'late', title: 'Late', width: '80px', align: 'end', cell: (row) => row.late },
  { id: 'open', title: 'Open', width: '80px', align: 'end', cell: (row) => row.open },
  { id: 'excluded', title: 'Not counted', width: '120px', align: 'end', cell: (row) => row.excluded },
];

const missedColumns: readonly Column<Report['missed'][number]>[] = [
  { id: 'device', title: 'Device', cell: (row) => <a href={paths.device(row.deviceId, { tab: 'missing' })}>{<Name of={row.device} />}</a> },
  { id: 'update', title: 'Update', wraps: true, cell: (row) => <Name of={row.update} wraps /> },
  { id: 'rule', title: 'Rule', wraps: true, room: 'middle', cell: (row) => <Name of={row.rule} wraps /> },
  { id: 'due', title: 'Due', width: '220px', wraps: true, cell: (row) => <Time at={row.due} /> },
  {
    id: 'in',
    title: 'In or gone',
    width: '220px',
    wraps: true,
    cell: (row) => (row.endedAt === null ? <StatusMark status="failing" word="still open" /> : <Time at={row.endedAt} />),
  },
];

const changeColumns: readonly Column<Report['changes']['rows'][number]>[] = [
  {
    id: 'title',
    title: 'Deployment',
    wraps: true,
    cell: (row) => (
      <a href={paths.deployment(row.deploymentId)}>
        <Name of={row.title} wraps />
      </a>
    ),
  },
  { id: 'at', title: 'Last device over', width: '220px', wraps: true, cell: (row) => <Time at={row.at} /> },
  { id: 'verified', title: 'Verified', width: '90px', align: 'end', cell: (row) => row.verified },
  { id: 'failed', title: 'Failed', width: '80px', align: 'end', cell: (row) => row.failed },
  { id: 'back', title: 'Taken back', width: '110px', align: 'end', cell: (row) => row.takenBack },
  { id: 'otherwise', title: 'Otherwise', width: '110px', align: 'end', cell: (row) => row.otherwise },
];

const stepColumns: readonly Column<Report['steps'][number]>[] = [
  { id: 'step', title: 'Step', cell: (row) => `${row.step}. ${row.title}`, wraps: true },
  { id: 'now', title: 'End of month', width: '150px', cell: (row) => <StatusMark status={row.state} /> },
  { id: 'before', title: 'Before', width: '150px', cell: (row) => <StatusMark status={row.before} /> },
  { id: 'why', title: 'Why', wraps: true, room: 'middle', cell: (row) => <Name of={row.sentence} wraps /> },
];

const trendColumns: readonly Column<Report['trend'][number]>[] = [
  { id: 'month', title: 'Month', cell: (row) => monthWords(row.month) },
  {
    id: 'attained',
    title: 'Deadlines',
    wraps: true,
    cell: ({ met, owed }) =>
      met === null || owed === null
        ? 'There is no report of this month.'
        : attainmentSentence({ met, owed, late: 0, open: 0, excluded: 0, share: owed === 0 ? null : met / owed }),
  },
];
