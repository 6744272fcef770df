/** What the server says has changed, so that what is on the screen is read again: no page asks from time to time. */
import type { RouteName } from '@fettle/protocol/routes';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { hearChanges } from './changes.ts';

/** Which readings show a kind of thing. A kind that stands not here renews everything. */
const shownBy: Readonly<Record<string, readonly RouteName[]>> = {
  device: [
    'getChecklist',
    'listDevices',
    'getDevice',
    'getDeviceUpdates',
    'getDeviceSoftware',
    'getDeviceTimeline',
    'getDevicePolicy',
    'listGroups',
    'getGroup',
    'getGroupDevices',
    'getDeviceFindings',
    'getUpdateDevices',
    'listLifecycle',
    'getLifecycleDevices',
    'listClients',
    'getClient',
    'today',
  ],
  update: [
    'getChecklist',
    'getDesk',
    'listUrgencyWords',
    'getDecision',
    'listUpdates',
    'getUpdate',
    'getUpdateDevices',
    'getDeviceUpdates',
    'listFindings',
    'getAdvisory',
    'getAdvisoryDevices',
    'getDeviceFindings',
    'listDevices',
    'getDevice',
    'listClients',
    'getClient',
    'today',
  ],
  rollback: ['getChecklist', 'listRollback', 'listBackups', 'listTrials', 'listNoWayBack', 'today'],
  'stand-in': ['listStandIns', 'listStandInStandings', 'getDeployment', 'previewPolicy', 'listPolicyFindings'],
  campaign: ['listCampaigns', 'getCampaign', 'today'],
  deployment: [
    'getChecklist',
    'listCampaigns',
    'getCampaign',
    'getCalendar',
    'getSiteOpenings',
    'getDesk',
    'listDeployments',
    'getDeployment',
    'getDeploymentEvents',
    'listRebuilds',
    'getDeploymentStanding',
    'listRegressions',
    'getChecksAgain',
    'listTrials',
    'getDevice',
    'getDeviceTimeline',
    'listUpdates',
    'listClients',
    'getClient',
    'today',
  ],
  calendar: [
    'getCalendar',
    'getOpenings',
    'getSiteOpenings',
    'listFreezes',
    'listHolidayLists',
    'getHolidayList',
    'listCalendarFeeds',
    'listPolicies',
    'getPolicy',
    'today',
  ],
  policy: [
    'getChecklist',
    'getCalendar',
    'getOpenings',
    'getSiteOpenings',
    'listProposalLooks',
    'listStandingApprovals',
    'getStandingGrant',
    'listPolicies',
    'getPolicy',
    'listPolicyLevels',
    'getPolicyLevel',
    'listGroups',
    'getGroup',
    'getGroupDevices',
    'getDevicePolicy',
    'listRollback',
    'getDevice',
    'getClient',
    'getPutOff',
    'today',
  ],
  client: [
    'getChecklist',
    'getDesk',
    'listClients',
    'getClient',
    'getAgreements',
    'getCapacity',
    'getSiteOpenings',
    'listDiscovered',
    'getDiscovered',
    'listTokens',
    'today',
  ],
  programme: ['getProgramme', 'getChecklist'],
  month: ['listMonths', 'getMonth', 'listClientsOfMonth'],
  'process-audit': ['listProcessAudits', 'getProcessAudit', 'getChecklist', 'today'],
  notice: ['getChecklist', 'listNotices', 'listNoticeDestinations', 'today'],
  today: ['today', 'listClients', 'getClient'],
  trust: ['getTrust', 'getAuthority', 'today'],
  people: ['listPeople', 'listApiKeys'],
  decision: [
    'getChecklist',
    'getDesk',
    'listUrgencyWords',
    'listUpdates',
    'getUpdate',
    'listDecisions',
    'getDecision',
    'getDeviceUpdates',
    'getDeviceFindings',
    'listLifecycle',
    'getLifecycleDevices',
    'listClients',
    'getClient',
    'getPutOff',
    'today',
  ],
  lifecycle: [
    'getChecklist',
    'listLifecycle',
    'getLifecycleDevices',
    'getDeviceFindings',
    'getDecision',
    'listClients',
    'getClient',
    'today',
  ],
  'known-issue': ['listKnownIssues', 'getKnownIssue', 'getUpdate', 'getDeviceUpdates'],
  checklist: ['listChecklists', 'getChecklistHistory'],
  feed: ['getChecklist', 'listFeeds', 'getFeed'],
};

// Many devices may report in the same moment; the screen is renewed at most this often.
const atMostEvery = 1500;

/** Listens while a page within the frame is open. */
export function useLive(): void {
  const queries = useQueryClient();
  useEffect(() => listen(queries), [queries]);
}

function listen(queries: QueryClient): () => void {
  const stale = new Set<string>();
  let everything = false;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const renew = (): void => {
    timer = null;
    const wanted = new Set(stale);
    const all = everything;
    stale.clear();
    everything = false;
    void queries.invalidateQueries({ predicate: ({ queryKey: [name] }) => name !== 'me' && (all || wanted.has(String(name))) });
  };
  const end = hearChanges((hint) => {
    const names = shownBy[whatOf(hint)];
    if (names === undefined) everything = true;
    else for (const name of names) stale.add(name);
    timer ??= setTimeout(renew, atMostEvery);
  });
  return () => {
    end();
    if (timer !== null) clearTimeout(timer);
  };
}

function whatOf(data: string): string {
  try {
    const hint: unknown = JSON.parse(data);
    return typeof hint === 'object' && hint !== null && 'what' in hint ? String(hint.what) : '';
  } catch {
    return ''; // unreadable, or of nothing in particular: everything is read again
  }
}
