import type { ReactNode } from 'react';
import { paths } from '../../paths.ts';
import { useClientInView } from '../../session/client-in-view.ts';
import { oneOf, useListState } from '../../session/list-state.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { AddressesTab } from './AddressesTab.tsx';
import { AgendaTab } from './AgendaTab.tsx';
import { FreezesTab } from './FreezesTab.tsx';
import { GridTab } from './GridTab.tsx';
import { HolidaysTab } from './HolidaysTab.tsx';
import { SitesTab } from './SitesTab.tsx';

/** What opens when, what is frozen, and what runs: for the client in view, or for all. */
export function CalendarPage(): ReactNode {
  const { part } = useListState();
  const client = useClientInView();
  const tab = oneOf(part('tab'), ['month', 'week', 'agenda', 'sites', 'freezes', 'holidays', 'addresses']) ?? 'month';
  const href = (id: string): string => paths.calendar({ client, tab: id === 'month' ? '' : id });
  return (
    <>
      <PageHeader title="Calendar" lead="When windows open, when nothing new may start, and what is planned or under way." />
      <Tabs
        label="Calendar"
        current={tab}
        tabs={[
          { id: 'month', label: 'Month', href: href('month') },
          { id: 'week', label: 'Week', href: href('week') },
          { id: 'agenda', label: 'Day by day', href: href('agenda') },
          { id: 'sites', label: 'Site by site', href: href('sites') },
          { id: 'freezes', label: 'Freezes', href: href('freezes') },
          { id: 'holidays', label: 'Holidays', href: href('holidays') },
          { id: 'addresses', label: 'In your own calendar', href: href('addresses') },
        ]}
      />
      {(tab === 'month' || tab === 'week') && <GridTab view={tab} />}
      {tab === 'agenda' && <AgendaTab />}
      {tab === 'sites' && <SitesTab />}
      {tab === 'freezes' && <FreezesTab />}
      {tab === 'holidays' && <HolidaysTab />}
      {tab === 'addresses' && <AddressesTab />}
    </>
  );
}
