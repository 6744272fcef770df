import type { ReactNode } from 'react';
import { paths } from '../../paths.ts';
import { useClientInView } from '../../session/client-in-view.ts';
import { oneOf, useListState } from '../../session/list-state.ts';
import { RowsTable } from '../../session/RowsTable.tsx';
import { useRows } from '../../session/rows.ts';
import { number } from '../../ui/Count.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { FilterBar } from '../../ui/FilterBar.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { findingColumns } from './finding-columns.tsx';
import { KnownIssuesTab } from './KnownIssuesTab.tsx';
import { SupportTab } from './SupportTab.tsx';
import style from './risk.module.css';

const states = ['fix-offered', 'fix-not-offered', 'no-fix', 'restart-pending', 'unknown'] as const;

/** Which vulnerabilities devices have, and how they stand with each: one row an advisory, never one a device. */
export function RiskPage(): ReactNode {
  const client = useClientInView();
  const { part } = useListState();
  const tab = oneOf(part('tab'), ['support', 'known-issues']) ?? 'advisories';
  return (
    <>
      <PageHeader
        title="Risk"
        lead="Which published vulnerabilities the devices have, how each stands with them, what nobody mends any more, and what is known against updates."
      />
      <Tabs
        label="Risk"
        current={tab}
        tabs={[
          { id: 'advisories', label: 'Advisories', href: paths.risk({ client }) },
          { id: 'support', label: 'End of support', href: paths.risk({ tab: 'support', client }) },
          { id: 'known-issues', label: 'Known issues', href: paths.risk({ tab: 'known-issues', client }) },
        ]}
      />
      {tab === 'advisories' && <Advisories />}
      {tab === 'support' && <SupportTab />}
      {tab === 'known-issues' && <KnownIssuesTab />}
    </>
  );
}

function Advisories(): ReactNode {
  const client = useClientInView();
  const { part, sort, onSort, change } = useListState();
  const text = part('q');
  const state = oneOf(part('state'), states);
  const kev = oneOf(part('kev'), ['yes']);
  const order = oneOf(sort?.by ?? '', ['kev', 'epss', 'devices', 'id']);
  const list = useRows('listFindings', {
    query: {
      ...(client === undefined ? {} : { clientId: client }),
      ...(text === '' ? {} : { text }),
      ...(state === undefined ? {} : { state }),
      ...(kev === undefined ? {} : { kev }),
      ...(order === undefined ? {} : { sort: order }),
    },
  });
  const total = list.first?.total;
  const uncovered = list.first?.uncovered ?? 0;
  const isFiltered = text !== '' || state !== undefined || kev !== undefined;
  return (
    <>
      <div className={style.notices}>{uncovered > 0 && <Uncovered devices={uncovered} />}</div>
      <FilterBar
        search={{ label: 'Advisory, CVE or package', value: text }}
        filters={[
          {
            id: 'state',
            label: 'State',
            value: state ?? '',
            options: [
              { value: '', label: 'Any state' },
              { value: 'fix-offered', label: 'Fix offered' },
              { value: 'fix-not-offered', label: 'Fix not offered' },
              { value: 'no-fix', label: 'No fix' },
              { value: 'restart-pending', label: 'Restart pending' },
              { value: 'unknown', label: 'Not known' },
            ],
          },
          {
            id: 'kev',
            label: 'Exploitation',
            value: kev ?? '',
            options: [
              { value: '', label: 'Exploited or not' },
              { value: 'yes', label: 'Known to be exploited' },
            ],
          },
        ]}
        onChange={change}
        summary={total === undefined ? undefined : `${number(total)} ${total === 1 ? 'advisory' : 'advisories'}`}
      />
      <RowsTable
        label="Advisories that hold for devices"
        columns={findingColumns(client)}
        list={list}
        rowKey={(row) => row.id}
        rowHref={(row) => paths.advisory(row.id, { client })}
        sort={sort}
        onSort={onSort}
        empty={
          isFiltered ? (
            <Empty title="No advisory fits">Nothing that holds for a device fits the filters.</Empty>
          ) : (
            <Empty title="No advisory holds for a device" action={<a href={paths.settings({ tab: 'feeds' })}>Look at the feeds</a>}>
              {uncovered > 0
                ? 'That is no good news yet: nothing that was taken from a feed speaks of the devices named above.'
                : 'By the advisories that were taken from the feeds, for what the package managers of the devices installed.'}
            </Empty>
          )
        }
      />
    </>
  );
}

function Uncovered({ devices }: { devices: number }): ReactNode {
  return (
    <Notice
      status="unknown"
      title={`${number(devices)} ${devices === 1 ? 'device is' : 'devices are'} in none of these numbers`}
      action={<a href={paths.settings({ tab: 'feeds' })}>Feeds</a>}
    >
      Nothing that was taken from a feed speaks of their system, or they have not told yet what they have installed. What they have is not
      known; it is not nothing. Each device’s page says why.
    </Notice>
  );
}
