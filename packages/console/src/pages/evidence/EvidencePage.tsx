import type { ReactNode } from 'react';
import { paths } from '../../paths.ts';
import { useClientInView } from '../../session/client-in-view.ts';
import { oneOf, useListState } from '../../session/list-state.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { AuditTab } from './AuditTab.tsx';
import { FleetReportsTab } from './FleetReportsTab.tsx';
import { NoticesList } from './NoticesList.tsx';
import { PacksTab } from './PacksTab.tsx';

/** Who did what and when, as a file that can be checked without this server; who was told; and reports over all devices. */
export function EvidencePage(): ReactNode {
  const client = useClientInView();
  const { part } = useListState();
  const tab = oneOf(part('tab'), ['audit', 'notices', 'reports', 'packs']) ?? 'audit';
  const href = (id: string): string => paths.evidence({ client, tab: id === 'audit' ? '' : id });
  return (
    <>
      <PageHeader
        title="Evidence"
        lead="Who did what and when, who was told, and how the fleet stands. The audit trail can not be changed unseen."
      />
      <Tabs
        label="Kinds of evidence"
        current={tab}
        tabs={[
          { id: 'audit', label: 'Audit trail', href: href('audit') },
          { id: 'notices', label: 'Notices', href: href('notices') },
          { id: 'reports', label: 'Fleet reports', href: href('reports') },
          { id: 'packs', label: 'Evidence packs', href: href('packs') },
        ]}
      />
      {tab === 'audit' && <AuditTab client={client} />}
      {tab === 'reports' && <FleetReportsTab client={client} />}
      {tab === 'packs' && <PacksTab client={client} />}
      {tab === 'notices' && (
        <NoticesList query={client === undefined ? {} : { clientId: client }} base={href('notices')} showClient={client === undefined} />
      )}
    </>
  );
}
