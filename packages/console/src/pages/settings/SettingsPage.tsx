import type { ReactNode } from 'react';
import { paths } from '../../paths.ts';
import { oneOf, useListState } from '../../session/list-state.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { FeedsTab } from './FeedsTab.tsx';
import { KeysTab } from './KeysTab.tsx';
import { PeopleTab } from './PeopleTab.tsx';
import { StepsTab } from './StepsTab.tsx';
import { SystemTab } from './SystemTab.tsx';
import { TrustTab } from './TrustTab.tsx';

/** People, API keys, trust, feeds, rules of the twelve steps, system. */
export function SettingsPage(): ReactNode {
  const { part } = useListState();
  const tab = oneOf(part('tab'), ['people', 'keys', 'trust', 'feeds', 'steps', 'system']) ?? 'people';
  const href = (id: string): string => paths.settings({ tab: id === 'people' ? '' : id });
  return (
    <>
      <PageHeader
        title="Settings"
        lead="Who may do what, whom devices trust, where advisories come from, by which rules clients are judged, how the server is."
      />
      <Tabs
        label="Settings"
        current={tab}
        tabs={[
          { id: 'people', label: 'People', href: href('people') },
          { id: 'keys', label: 'API keys', href: href('keys') },
          { id: 'trust', label: 'Trust', href: href('trust') },
          { id: 'feeds', label: 'Feeds', href: href('feeds') },
          { id: 'steps', label: 'Twelve steps', href: href('steps') },
          { id: 'system', label: 'System', href: href('system') },
        ]}
      />
      {tab === 'people' && <PeopleTab />}
      {tab === 'keys' && <KeysTab />}
      {tab === 'trust' && <TrustTab />}
      {tab === 'feeds' && <FeedsTab />}
      {tab === 'steps' && <StepsTab />}
      {tab === 'system' && <SystemTab />}
    </>
  );
}
