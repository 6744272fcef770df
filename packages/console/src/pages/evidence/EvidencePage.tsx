import type { ReactNode } from 'react';
import { paths } from '../../paths.ts';
import { useClientInView } from '../../session/client-in-view.ts';
import { oneOf, useListState } from '../../session/list-state.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { AuditTab } from './AuditTab.tsx';
import { NoticesList } from './NoticesList.tsx';

/** Who did what and when, as a file that can be checked without this server; and who was told. */
export function EvidencePage(): ReactNode {
  const client = useClientInView();
  const { part } = useListState();
  const tab = oneOf(part('tab'), ['audit', 'notices']) ?? 'audit';
  const href = (id: string): string => paths.evidence({ client, tab: id === 'audit' ? '' : id });
  return (
    <>
      <PageHeader title="Evidence" lead="Who did what and when, and who was told. Nothing here can be changed unseen." />
      <Tabs
        label="Kinds of evidence"
        current={tab}
        tabs={[
          { id: 'audit', label: 'Audit trail', href: href('audit') },
          { id: 'notices', label: 'Notices', href: href('notices') },
        ]}
      />
      {tab === 'audit' && <AuditTab client={client} />}
      {tab === 'notices' && (
        <NoticesList query={client === undefined ? {} : { clientId: client }} base={href('notices')} showClient={client === undefined} />
      )}
    </>
  );
}
