/** The made-up installation with deployments, policies, evidence and settings; everything else is answered as `worldApi` does. */
import { routes, type RouteName } from '@fettle/protocol/routes';
import type { Api } from './static-server.ts';
import { at, clients } from './world.ts';
import { backPreviewOf } from './world-roll-back.ts';
import { previewOf } from './world-preview.ts';
import { worldApi } from './world-api.ts';
import { agreements, agreementsNone, frameworkList } from './world-agreements.ts';
import { deployments, events } from './world-deployments.ts';
import { apiKeys, audit, notices, people, policy, preview, settings, trust } from './world-settings.ts';
import { campaign, campaignForecasts, campaigns, campaignReach, soakingCampaign, withCampaign } from './world-campaigns.ts';
import { commands } from './world-commands.ts';
import { capacityOf, relationsTaken } from './world-capacity.ts';
import { calendar, calendarFeeds, freezes, holidayList, holidayLists, siteOpenings } from './world-calendar.ts';
import { feeds } from './world-feeds.ts';
import { devicePolicy, groupDevices, groupPreview, groups, levelPreview, levels } from './world-levels.ts';
import { deploymentSelection, selection } from './world-selection.ts';
import { policyFindings } from './world-found.ts';
import { checksAgain, regressions } from './world-regressions.ts';
import { rebuilds } from './world-rebuilds.ts';
import { knownIssues } from './world-issues.ts';

import { deploymentStanding, proposalLooks, standingApprovals, standingGrant } from './world-standing.ts';

const page = <T>(items: readonly T[]) => ({ items, next: null });
type Asked = { readonly id: string; readonly query: URLSearchParams; readonly body?: unknown };

const answers: { readonly [N in RouteName]?: (asked: Asked) => unknown } = {
  listDeployments: ({ query }) => {
    const status = query.get('status') ?? 'all';
    const open = (one: { status: string }): boolean => one.status === 'active' || one.status === 'proposed';
    return page(
      deployments.filter(
        (one) => (status === 'all' || (status === 'open') === open(one)) && (query.get('clientId') ?? one.clientId) === one.clientId,
      ),
    );
  },
  getDeployment: ({ id }) => withCampaign(deployments.find((one) => one.id === id)),
  getDeploymentEvents: () => page(events),
  getDeploymentStanding: ({ id }) => deploymentStanding(deployments.find((one) => one.id === id)),
  previewDeployment: ({ id, body }) => {
    const found = deployments.find((one) => one.id === id);
    return found && previewOf(found, !JSON.stringify(body).includes('awayShare'));
  },
  previewRollBack: ({ id }) => backPreviewOf(deployments.find((one) => one.id === id)),
  planDeployment: ({ id }) => deployments.find((one) => one.id === id),
  holdDeployment: ({ id }) => deployments.find((one) => one.id === id),
  promoteRing: ({ id }) => deployments.find((one) => one.id === id),
  recordTestResult: ({ id }) => deployments.find((one) => one.id === id),
  releaseDeployment: ({ id }) => deployments.find((one) => one.id === id),
  cancelDeployment: ({ id }) => deployments.find((one) => one.id === id),
  rollBackDeployment: () => deployments[4],
  proposeDeployment: () => deployments[4],
  listGroups: () => ({ items: groups }),
  getGroup: ({ id }) => groups.find((one) => one.id === id),
  getGroupDevices: ({ query }) => page(groupDevices.filter((one) => one.answer === (query.get('answer') ?? 'yes'))),
  previewGroup: () => groupPreview,
  createGroup: () => groups[1],
  saveGroup: () => groups[1],
  removeGroup: () => ({ done: true }),
  listPolicyLevels: () => ({ items: levels, more: false }),
  getPolicyLevel: ({ id }) => levels.find((one) => one.id === id),
  previewPolicyLevel: () => levelPreview,
  previewSelection: () => selection,
  getDeploymentSelection: () => deploymentSelection,
  savePolicyLevel: () => levels[2],
  removePolicyLevel: () => ({ done: true }),
  getDevicePolicy: () => devicePolicy,
  getStandingGrant: () => standingGrant,
  listProposalLooks: () => ({ items: proposalLooks }),
  lookForProposals: () => proposalLooks[0],
  listStandingApprovals: () => ({ items: standingApprovals }),
  approvePolicy: () => standingApprovals[0],
  revokeStandingApproval: () => standingApprovals[2],
  listPolicies: ({ query }) => page(query.get('clientId') === clients[4]?.id ? [] : [policy]),
  getPolicy: () => policy,
  previewPolicy: () => preview,
  savePolicy: () => policy,
  createPolicy: () => policy,
  listAudit: () => page(audit),
  listNotices: () => page(notices),
  listPeople: () => page(people),
  invitePerson: () => ({ person: people[2], link: 'https://fettle.example/welcome#token=7m2k94fxqq1v0c8d' }),
  updatePerson: () => people[1],
  listApiKeys: () => page(apiKeys),
  createApiKey: () => ({ apiKey: apiKeys[0], secret: 'fettle_7m2k94fxqq1v0c8d' }),
  revokeApiKey: () => ({ done: true }),
  getTrust: () => trust,
  listCommands: () => ({ items: commands }),
  listFeeds: () => ({ items: feeds, source: 'publishers' }),
  getFeed: ({ id }) => feeds.find((one) => one.id === id),
  listKnownIssues: ({ query }) => {
    const all = knownIssues.filter(
      ({ resolved }) => query.get('state') === 'all' || (resolved === null) === (query.get('state') !== 'resolved'),
    );
    const found = query.get('text') === 'nothing' ? [] : all;
    return { ...page(found), total: found.length };
  },
  getKnownIssue: ({ id }) => knownIssues.find((one) => one.id === id),
  recordKnownIssue: () => knownIssues[0],
  resolveKnownIssue: () => knownIssues[1],
  setFeed: () => feeds[1],
  fetchFeed: () => feeds[1],
  letFeedThrough: () => feeds[0],
  getCalendar: ({ query }) => {
    const items = query.get('clientId') === clients[4]?.id ? [] : calendar.items;
    const isOne = query.has('clientId');
    return {
      ...calendar,
      items: items.filter(({ kind }) => kind === (query.get('kind') ?? kind)),
      ...(isOne ? { next: null, clients: { shown: 1, of: 1 } } : {}),
    };
  },
  getSiteOpenings: () => siteOpenings,
  listPolicyFindings: ({ query }) =>
    page(
      policyFindings.filter(
        (one) =>
          query.get('state') !== 'gone' &&
          [one.policyId, null].includes(query.get('policyId')) &&
          [one.clientId, null].includes(query.get('clientId')),
      ),
    ),
  listRebuilds: ({ query }) => {
    const of = (name: 'deploymentId' | 'deviceId') => rebuilds.filter((one) => one[name] === (query.get(name) ?? one[name]));
    return page(of('deploymentId').filter((one) => of('deviceId').includes(one)));
  },
  awaitRebuild: () => rebuilds[0],
  reportRebuild: () => ({ ...rebuilds[0], state: 'reported' }),
  listRegressions: ({ query }) => {
    const of = (name: 'deploymentId' | 'deviceId') => regressions.filter((one) => one[name] === (query.get(name) ?? one[name]));
    return page(of('deploymentId').filter((one) => of('deviceId').includes(one)));
  },
  getChecksAgain: ({ id }) => (id === deployments[0]?.id ? checksAgain : { items: [], silent: [] }),
  decideRegression: () => regressions[1],
  listCampaigns: () => page(campaigns),
  getCampaign: ({ id }) => (id === soakingCampaign.id ? soakingCampaign : campaign),
  getEmergencyLane: () => ({ on: true, exploited: false, critical: true, version: 1, changed: null }),
  setEmergencyLane: () => ({ on: false, exploited: false, critical: true, version: 2, changed: null }),
  previewCampaign: () => campaignReach,
  forecastCampaign: ({ body }) => {
    const one = campaignForecasts.items.find(({ clientId }) => JSON.stringify(body).includes(clientId));
    if (one !== undefined) return { ...campaignForecasts, computing: 0, items: [one] };
    // What is asked anew is whole.
    return JSON.stringify(body).includes('"after":null') ? campaignForecasts : { ...campaignForecasts, computing: 0 };
  },
  proposeCampaign: () => campaign,
  stopCampaign: () => campaign,
  releaseCampaign: () => campaign,
  leaveOutOfCampaign: () => campaign,
  approveCampaign: () => ({ taken: 1, refused: [], campaign }),
  promoteCampaign: () => ({ taken: 1, refused: [], campaign: soakingCampaign }),
  listFreezes: ({ query }) => {
    const isOpen = (one: { standing: string }) => one.standing === 'planned' || one.standing === 'in-force';
    const state = query.get('state') ?? 'all';
    return page(freezes.filter((one) => state === 'all' || isOpen(one) === (state === 'open')));
  },
  declareFreeze: () => freezes[1],
  importFreezes: ({ body }) => ({
    dryRun: JSON.stringify(body).includes('"dryRun":true'),
    freezes: 3,
    refused: 1,
    events: [
      {
        name: 'Christmas trade',
        sentence: '2 times in which nothing is begun.',
        taken: true,
        freezes: [
          { from: at(10_000), until: at(20_000), stands: false },
          { from: at(30_000), until: at(40_000), stands: true },
        ],
      },
      {
        name: 'Stocktaking',
        sentence: 'one time in which nothing is begun.',
        taken: true,
        freezes: [{ from: at(500), until: at(900), stands: false }],
      },
      { name: 'Fair', sentence: 'its time is floating: it does not say by whose clock.', taken: false, freezes: [] },
    ],
  }),
  getOverallLimits: () => ({ atOnce: 400, perHour: null, changed: null }),
  setOverallLimits: () => ({ atOnce: 400, perHour: null, changed: null }),
  importRelations: ({ body }) => relationsTaken(body),
  setLimits: ({ id: of }) => capacityOf(of),
  createCluster: () => capacityOf('').clusters[0],
  saveCluster: () => capacityOf('').clusters[0],
  removeCluster: () => ({ done: true }),
  sayWell: () => ({ done: true }),
  endFreeze: () => freezes[2],
  listHolidayLists: () => ({ items: holidayLists }),
  getHolidayList: () => holidayList,
  createHolidayList: () => holidayList,
  saveHolidayList: () => holidayList,
  removeHolidayList: () => ({ done: true }),
  listCalendarFeeds: () => ({ items: calendarFeeds }),
  createCalendarFeed: () => ({ feed: calendarFeeds[0], address: 'https://fettle.example/api/v1/calendar.ics?key=7m2k94fxqq1v0c8d' }),
  revokeCalendarFeed: () => calendarFeeds[1],
  getSettings: () => settings,
  listFrameworks: () => ({ items: frameworkList }),
  getAgreements: ({ id }) => (id === clients[4]?.id ? agreementsNone : agreements),
  setFramework: () => agreements,
  endFramework: () => agreements,
  setDeviceScope: () => agreements,
  saveSla: () => agreements,
};

/** As `worldApi`: an answer that does not fit its schema is an error of the made-up installation and fails the test that asked. */
export const changeApi: Api = (method, path, query, body) => {
  for (const [name, make] of Object.entries(answers) as [RouteName, (asked: Asked) => unknown][]) {
    const route = routes[name];
    const id = new RegExp(`^${route.path.replace(/:\w+/g, '([^/]+)')}$`).exec(path);
    if (route.method !== method || id === null) continue;
    const value = make({ id: id[1] ?? '', query, body });
    if (value === undefined) break;
    if (typeof route.response === 'string') break;
    const checked = route.response.safeParse(value);
    if (checked.success) return { status: 200, body: value };
    return {
      status: 500,
      body: {
        code: 'internal',
        title: `${name} does not fit its schema`,
        detail: checked.error.message,
        remedy: '',
        status: 500,
        type: 'about:blank',
        requestId: 'test',
      },
    };
  }
  return worldApi(method, path, query, body);
};
