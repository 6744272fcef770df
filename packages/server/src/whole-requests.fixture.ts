/** How each route of the table is asked, by valid requests about one client's things. A route without a line does not compile. */
import { fleetReportKinds } from '@fettle/core/fleet-reports';
import { routes } from '@fettle/protocol/routes';
import type { Route, RouteName } from '@fettle/protocol/routes';
import { ownAdvisory } from './whole-published.fixture.ts';
import type { Story } from './whole-story.fixture.ts';

export type Input = { readonly params?: unknown; readonly query?: unknown; readonly body?: unknown };

const anyLimits = { atOnce: 1, perHour: 1, disturbedDevices: 1, disturbedPercent: 1, downloads: 1, bandwidth: null };
const anyMachine = { name: 'any machine', kind: 'router' };
const anyStandIn = { place: null, differs: 'Less memory', credentialsAt: 'Vault, entry of it', note: null, reviewAt: '2026-05-01' };
const because = { because: 'A good reason' };
const zone = 'UTC';
/** The last one that is over by the clock of the stories. */
const theMonth = '2026-02';
const envelope = { payloadType: 'x', payload: 'AAAA', signatures: [{ keyid: '0'.repeat(64), sig: 'AAAA' }] };
const policyBody = { body: {} };
const levelBody = { name: 'Mine', owner: 'Ops', reviewAt: '2099-01-01', restart: 'never' };
const groupRule = { fact: 'name', op: 'matches', value: '*' };
const knownIssueOf = (sourceName: string) => ({
  about: { kind: 'source', manager: 'apt', sourceName, from: '2.0-1', to: null },
  text: 'It is slow',
  condition: null,
  rule: null,
  link: null,
});
const nobodyAsked = { clientSaid: 'not-asked', saidBy: null, evidence: null } as const;
const decisionOf = (clientId: string, scope: object) => ({
  clientId,
  about: { kind: 'advisory', id: 'CVE-2026-0001' },
  scope,
  kind: 'block',
  recommendation: 'Wait for the next version',
  ...nobodyAsked,
  reason: 'It breaks the till',
  compensatingControl: null,
  startsAt: null,
  endsAt: null,
  reviewAt: null,
  workaround: null,
});
const slaBody = {
  uptimePercent: null,
  recoveryTimeHours: null,
  recoveryPointHours: null,
  patch: { clock: 'offered', urgent: null, normal: null },
  exclusions: [],
  notes: '',
};

const wordOf = (clientId: string, sourceName: string, scope: object) => ({
  clientId,
  about: { kind: 'update', manager: 'apt', sourceName, sourceVersion: null },
  scope,
  says: 'urgent',
  fault: null,
  reason: 'They asked for it',
  endsAt: null,
});

const freezeOf = (clientId: string, scope: object) => ({
  clientId,
  name: 'Ours',
  reason: 'They asked for it',
  scope,
  from: null,
  until: '2026-06-01T00:00:00Z',
});

const acceptanceOf = (clientId: string, scope: object) => ({
  clientId,
  scope,
  software: 'legacy*',
  reason: 'They asked for it',
  acceptedBy: 'Somebody',
  until: '2026-06-01T00:00:00Z',
});

const deskOf = (of: Story) => ({ clientId: of.clientId, span: '30d', at: of.ids['deskReadAt'], choices: [] });

/** Requests for what is `of` one client, by somebody who may see `mine`. */
export const asked: { readonly [N in RouteName]: (of: Story, mine: Story) => readonly Input[] } = {
  welcome: () => [],
  completeWelcome: () => [],
  signIn: () => [],
  signOut: () => [],
  me: () => [{}],
  today: (of) => [{}, { query: { clientId: of.clientId } }],
  // A stream that does not end: events.db.test.ts.
  events: () => [],
  listClients: () => [{}, { query: { limit: 1 } }, { query: { after: key(['a', '00000000-0000-0000-0000-000000000000']) } }],
  createClient: () => [{ body: { name: 'New', site: { name: 'New', zone } } }],
  getClient: (of) => [{ params: { id: of.clientId } }],
  updateClient: (of) => [{ params: { id: of.clientId }, body: { name: 'Mine now' } }],
  createSite: (of) => [{ params: { id: of.clientId }, body: { name: 'Mine', zone } }],
  updateSite: (of) => [
    { params: { id: of.ids['site'] }, body: { name: 'Mine' } },
    { params: { id: of.ids['site'] }, body: {} },
  ],
  createContact: (of, mine) => [
    { params: { id: of.clientId }, body: { name: 'Me', mail: 'me@example.org' } },
    { params: { id: mine.clientId }, body: { name: 'Me', mail: 'me@example.org', siteIds: [of.ids['site']] } },
  ],
  deleteContact: (of) => [{ params: { id: of.ids['contact'] } }],
  listNoticeDestinations: (of) => [{ params: { id: of.clientId } }],
  createNoticeDestination: (of) => [
    { params: { id: of.clientId }, body: { channel: 'slack', name: 'Mine', url: 'https://hooks.invalid/x' } },
  ],
  changeNoticeDestination: (of) => [
    { params: { id: of.ids['destination'] }, body: { name: 'Mine', kinds: ['failed'], on: true, basedOn: 2 } },
  ],
  rotateNoticeSecret: (of) => [{ params: { id: of.ids['destination'] } }],
  testNoticeDestination: (of) => [{ params: { id: of.ids['destination'] } }],
  removeNoticeDestination: (of) => [{ params: { id: of.ids['destination'] } }],
  listTokens: (of) => [{ params: { id: of.clientId } }],
  createToken: (of, mine) => [
    { params: { id: of.clientId }, body: { siteId: of.ids['site'] } },
    { params: { id: mine.clientId }, body: { siteId: of.ids['site'] } },
  ],
  revokeToken: (of) => [{ params: { id: of.ids['token'] } }],
  listDevices: (of) => [
    {},
    { query: { clientId: of.clientId } },
    { query: { siteId: of.ids['site'] } },
    { query: { text: of.marker } },
    { query: { sort: 'missing' } },
    { query: { sort: 'seen', after: key(['2020-01-01T00:00:00Z', of.ids['device']]) } },
    { query: { after: key([`${of.marker}-one`, of.ids['device']]) } },
  ],
  getDevice: (of) => [{ params: { id: of.ids['device'] } }, { params: { id: of.ids['retired'] } }],
  getDeviceUpdates: (of) => [{ params: { id: of.ids['device'] } }],
  getDeviceSoftware: (of) => [{ params: { id: of.ids['device'] }, query: { text: of.marker } }],
  getDeviceTimeline: (of) => [{ params: { id: of.ids['device'] } }],
  updateDevice: (of, mine) => [
    { params: { id: of.ids['device'] }, body: { owner: 'me' } },
    { params: { id: mine.ids['device'] }, body: { owner: 'me', dependsOn: [of.ids['device']] } },
    { params: { id: mine.ids['device'] }, body: { owner: 'me', siteId: of.ids['site'] } },
    { params: { id: mine.ids['device'] }, body: { owner: 'me', hostId: of.ids['device'] } },
  ],
  scanDevice: (of) => [{ params: { id: of.ids['device'] } }],
  settleQuarantine: (of) => [{ params: { id: of.ids['device'] }, body: { verdict: 'cloned', because: 'Mine' } }],
  retireDevice: (of) => [{ params: { id: of.ids['device'] }, body: because }],
  listUpdates: (of) => [
    {},
    { query: { clientId: of.clientId } },
    { query: { text: of.marker } },
    { query: { sort: 'name' } },
    { query: { class: 'security', sort: 'devices' } },
  ],
  getUpdate: (of) => [{ params: { id: of.ids['update'] } }, { params: { id: of.ids['update'] }, query: { clientId: of.clientId } }],
  getUpdateDevices: (of) => [{ params: { id: of.ids['update'] } }, { params: { id: of.ids['update'] }, query: { clientId: of.clientId } }],
  listFindings: (of) => [
    {},
    { query: { clientId: of.clientId } },
    { query: { text: of.marker } },
    { query: { sort: 'epss', kev: 'yes' } },
    { query: { sort: 'devices', state: 'no-fix' } },
    { query: { sort: 'id', after: key(['CVE-2026-0000']) } },
  ],
  // What an advisory says is public: asked is the one about what I have, in their client's view.
  getAdvisory: (of, mine) => [
    { params: { id: ownAdvisory(mine.marker) } },
    { params: { id: 'CVE-2026-0001' }, query: { clientId: of.clientId } },
  ],
  getAdvisoryDevices: (of) => [
    { params: { id: 'CVE-2026-0001' } },
    { params: { id: 'CVE-2026-0001' }, query: { clientId: of.clientId } },
    { params: { id: 'CVE-2026-0001' }, query: { after: key([`${of.marker}-one`, of.ids['device']]) } },
  ],
  getDeviceFindings: (of) => [{ params: { id: of.ids['device'] } }, { params: { id: of.ids['device'] }, query: { state: 'no-fix' } }],
  // The provider's: whoever has a grant for one client only is refused.
  listKnownIssues: () => [{}, { query: { state: 'all', text: 'tool' } }],
  getKnownIssue: () => [{ params: { id: '01900000-0000-7000-8000-000000000000' } }],
  recordKnownIssue: () => [{ body: knownIssueOf('lab-app') }],
  resolveKnownIssue: () => [{ params: { id: '01900000-0000-7000-8000-000000000000' }, body: { ...because, inVersion: null } }],
  listLifecycle: (of) => [{}, { query: { clientId: of.clientId } }, { query: { decided: 'no', kind: 'system', standing: 'ended' } }],
  // The release is public, and both run it.
  getLifecycleDevices: (of) => [
    { params: { product: 'debian', cycle: '12' } },
    { params: { product: 'debian', cycle: '12' }, query: { clientId: of.clientId } },
    { params: { product: 'debian', cycle: '12' }, query: { after: key([`${of.marker}-one`, of.ids['device']]) } },
  ],
  getStandingGrant: (of) => [{ params: { id: of.clientId } }],
  listStandingApprovals: (of) => [{ params: { id: of.clientId } }],
  approvePolicy: (of) => [{ params: { id: of.clientId }, body: { envelope } }],
  revokeStandingApproval: (of) => [{ params: { id: of.ids['standing'] }, body: because }],
  listPolicies: (of) => [{}, { query: { clientId: of.clientId } }],
  getPolicy: (of) => [{ params: { id: of.ids['policy'] } }],
  previewPolicy: (of, mine) => [
    { params: { id: of.clientId }, body: policyBody },
    { params: { id: mine.clientId }, body: { ...policyBody, siteId: of.ids['site'] } },
  ],
  createPolicy: (of) => [{ params: { id: of.clientId }, body: policyBody }],
  savePolicy: (of) => [{ params: { id: of.ids['policy'] }, body: { ...policyBody, basedOn: 2 } }],
  listGroups: (of) => [{}, { query: { clientId: of.clientId } }],
  getGroup: (of) => [{ params: { id: of.ids['group'] } }],
  getGroupDevices: (of) => [
    { params: { id: of.ids['group'] } },
    { params: { id: of.ids['group'] }, query: { answer: 'unknown', after: key([`${of.marker}-one`, of.ids['device']]) } },
  ],
  previewGroup: (of) => [{ body: { clientId: of.clientId, rule: groupRule } }, { body: { clientId: null, rule: groupRule } }],
  createGroup: (of) => [
    { body: { clientId: of.clientId, name: 'Mine', rank: 5, rule: groupRule } },
    { body: { clientId: null, name: 'Mine', rank: 5, rule: groupRule } },
  ],
  saveGroup: (of) => [{ params: { id: of.ids['group'] }, body: { name: 'Mine', rank: 6, rule: groupRule, basedOn: 1 } }],
  removeGroup: (of) => [{ params: { id: of.ids['group'] }, body: because }],
  getSiteOpenings: (of, mine) => [{ params: { id: of.clientId } }, { params: { id: mine.clientId }, query: { siteId: of.ids['site'] } }],
  getOpenings: (of, mine) => [
    { params: { id: of.clientId } },
    { params: { id: of.clientId }, query: { deviceId: of.ids['device'] } },
    { params: { id: mine.clientId }, query: { siteId: of.ids['site'] } },
    { params: { id: mine.clientId }, query: { groupId: of.ids['group'] } },
  ],
  listPolicyLevels: (of) => [{}, { query: { clientId: of.clientId } }],
  getPolicyLevel: (of) => [{ params: { id: of.ids['groupPolicy'] } }, { params: { id: of.ids['policy'] } }],
  previewPolicyLevel: (of, mine) => [
    { body: { level: 'device', clientId: of.clientId, subjectId: of.ids['device'], body: null } },
    { body: { level: 'device', clientId: mine.clientId, subjectId: of.ids['device'], body: null } },
  ],
  previewSelection: (of) => [
    { params: { id: of.clientId }, body: {} },
    {
      params: { id: of.clientId },
      body: { deviceIds: [of.ids['device']], instead: { level: 'site', subjectId: of.ids['site'], body: levelBody } },
    },
  ],
  savePolicyLevel: (of, mine) => [
    { body: { level: 'site', clientId: of.clientId, subjectId: of.ids['site'], body: levelBody, basedOn: 0 } },
    { body: { level: 'site', clientId: mine.clientId, subjectId: of.ids['site'], body: levelBody, basedOn: 0 } },
    { body: { level: 'provider', clientId: null, subjectId: null, body: levelBody, basedOn: 0 } },
  ],
  removePolicyLevel: (of) => [{ params: { id: of.ids['groupPolicy'] }, body: because }],
  getDevicePolicy: (of) => [{ params: { id: of.ids['device'] } }],
  listDeployments: (of) => [
    {},
    { query: { clientId: of.clientId } },
    { query: { deviceId: of.ids['device'] } },
    { query: { status: 'ended' } },
  ],
  proposeDeployment: (of, mine) => [
    { body: { clientId: of.clientId, title: 'Mine', updateIds: [of.ids['update']] } },
    { body: { clientId: of.clientId, title: 'Mine', updateIds: 'policy' } },
    { body: { clientId: mine.clientId, title: 'Mine', updateIds: [of.ids['update']] } },
    { body: { clientId: mine.clientId, title: 'Mine', updateIds: [mine.ids['update']], deviceIds: [of.ids['device']] } },
    { body: { clientId: mine.clientId, title: 'Mine', updateIds: [mine.ids['update']], predecessorId: of.ids['deployment'] } },
  ],
  getDeployment: (of) => [{ params: { id: of.ids['deployment'] } }, { params: { id: of.ids['rollback'] } }],
  exportDeploymentState: (of) => [{ params: { id: of.ids['deployment'] } }, { params: { id: of.ids['rollback'] } }],
  previewDeployment: (of) => [
    { params: { id: of.ids['deployment'] }, body: {} },
    { params: { id: of.ids['rollback'] }, body: { runs: 1 } },
  ],
  previewRollBack: (of) => [{ params: { id: of.ids['deployment'] } }, { params: { id: of.ids['rollback'] } }],
  getDeploymentStanding: (of) => [{ params: { id: of.ids['deployment'] } }, { params: { id: of.ids['rollback'] } }],
  getDeploymentSelection: (of) => [{ params: { id: of.ids['deployment'] } }, { params: { id: of.ids['rollback'] } }],
  getDeploymentEvents: (of) => [{ params: { id: of.ids['deployment'] } }],
  planDeployment: (of, mine) => [
    { params: { id: of.ids['rollback'] }, body: {} },
    { params: { id: mine.ids['deployment'] }, body: { without: [of.ids['device']] } },
  ],
  approveDeployment: (of) => [{ params: { id: of.ids['deployment'] }, body: { envelope } }],
  holdDeployment: (of) => [{ params: { id: of.ids['deployment'] }, body: because }],
  recordTestResult: (of) => [
    {
      params: { id: of.ids['deployment'] },
      body: { step: 'Mine', result: 'passed', detail: 'Seen', attachments: [{ name: 'mine.txt', content: 'TWluZQ==' }] },
    },
  ],
  getTestAttachment: (of) => [{ params: { id: of.ids['deployment'], sha256: of.ids['attachment'] } }],
  promoteRing: (of) => [{ params: { id: of.ids['deployment'] }, body: { ring: 0, because: 'Mine' } }],
  releaseDeployment: (of) => [{ params: { id: of.ids['deployment'] }, body: { holdId: of.ids['hold'], because: 'Mine' } }],
  cancelDeployment: (of) => [{ params: { id: of.ids['rollback'] }, body: because }],
  rollBackDeployment: (of, mine) => [
    { params: { id: of.ids['deployment'] }, body: because },
    { params: { id: mine.ids['deployment'] }, body: { ...because, deviceIds: [of.ids['device']] } },
  ],
  getReport: (of) => [{ params: { id: of.ids['deployment'] } }],
  getProcessAuditRules: () => [{}],
  saveProcessAuditRules: () => [{ body: { months: 12, steps: [], because: 'We promise it', basedOn: 0 } }],
  listProcessAudits: (of) => [{ params: { id: of.clientId } }],
  setProcessAuditInterval: (of) => [{ params: { id: of.clientId }, body: { months: 6, because: 'We promise it', basedOn: 1 } }],
  startProcessAudit: (of) => [{ params: { id: of.clientId }, body: { auditor: 'Me' } }],
  getProcessAudit: (of) => [{ params: { id: of.clientId, number: 1 } }],
  addProcessAuditFinding: (of) => [
    { params: { id: of.clientId, number: 2 }, body: { step: 1, severity: 'minor', text: 'A gap somewhere' } },
  ],
  addProcessAuditAction: (of, mine) => [
    { params: { id: of.clientId, number: 2 }, body: { text: 'Mend the gap', owner: { name: 'Me' }, dueOn: '2027-01-01' } },
    {
      params: { id: mine.clientId, number: 2 },
      body: { findingId: of.ids['auditFinding'], text: 'Mend the gap', owner: { name: 'Me' }, dueOn: '2027-01-01' },
    },
  ],
  judgeOwnStep: (of) => [{ params: { id: of.clientId, number: 2, stepId: of.ids['ownStep'] }, body: { result: 'good' } }],
  removeProcessAuditEntry: (of, mine) => [
    { params: { id: of.clientId, number: 2, entryId: of.ids['auditFinding'] } },
    { params: { id: mine.clientId, number: 2, entryId: of.ids['auditFinding'] } },
  ],
  concludeProcessAudit: (of) => [{ params: { id: of.clientId, number: 2 }, body: { conclusion: 'All is well' } }],
  endProcessAuditAction: (of, mine) => [
    { params: { id: of.clientId, number: 1, actionId: of.ids['auditAction'] }, body: { ended: 'done', person: 'Me', note: 'It is done' } },
    {
      params: { id: mine.clientId, number: 1, actionId: of.ids['auditAction'] },
      body: { ended: 'done', person: 'Me', note: 'It is done' },
    },
  ],
  getProcessAuditDocument: (of) => [{ params: { id: of.clientId, number: 1 } }],
  getProcessAuditPdf: (of) => [{ params: { id: of.clientId, number: 1 } }],
  getProgramme: (of) => [{ params: { id: of.clientId } }],
  makeProgramme: (of) => [{ params: { id: of.clientId } }],
  saveProgrammePart: (of) => [
    { params: { id: of.clientId, part: 'sandbox' }, body: { text: 'Mine', owner: 'Me', reviewAt: '2027-01-01', basedOn: 0 } },
  ],
  getProgrammeDocument: (of) => [{ params: { id: of.clientId, version: 1 } }],
  getProgrammePdf: (of) => [{ params: { id: of.clientId, version: 1 } }],
  getProgrammeChanges: (of) => [{ params: { id: of.clientId, version: 2 } }],
  listMonths: (of) => [{ params: { id: of.clientId } }],
  getMonth: (of) => [{ params: { id: of.clientId, month: theMonth } }],
  getMonthDocument: (of) => [{ params: { id: of.clientId, month: theMonth } }],
  getMonthPdf: (of) => [{ params: { id: of.clientId, month: theMonth } }],
  getEvidencePack: (of) => [
    { params: { id: of.clientId, framework: 'pci-dss-4.0.1' }, query: { from: '2026-01-01', until: '2026-12-31' } },
  ],
  listClientsOfMonth: () => [{ query: {} }],
  getReportPdf: (of) => [{ params: { id: of.ids['deployment'] } }],
  listFleetReport: (of) =>
    fleetReportKinds.flatMap((kind) => [
      { params: { kind } },
      { params: { kind }, query: { clientId: of.clientId } },
      { params: { kind }, query: { siteId: of.ids['site'] } },
    ]),
  getFleetReportFile: (of) => [
    { params: { kind: 'missing' }, query: { format: 'csv' } },
    { params: { kind: 'missing' }, query: { format: 'csv', clientId: of.clientId } },
    { params: { kind: 'installed' }, query: { format: 'xlsx', clientId: of.clientId } },
    { params: { kind: 'failed' }, query: { format: 'csv', siteId: of.ids['site'] } },
  ],
  listAudit: (of) => [{}, { query: { clientId: of.clientId } }, { query: { after: '5' } }],
  exportAudit: (of) => [{}, { query: { clientId: of.clientId } }],
  lookAtNotice: () => [],
  acknowledgeNotice: () => [],
  listNotices: (of) => [
    {},
    { query: { clientId: of.clientId } },
    { query: { deploymentId: of.ids['deployment'] } },
    { query: { after: of.ids['notice'] } },
  ],
  listPeople: () => [{}],
  invitePerson: (of) => [{ body: { name: 'X', mail: 'x@example.org', grants: [{ role: 'reader', clientId: of.clientId }] } }],
  updatePerson: (of) => [{ params: { id: of.ids['device'] }, body: { grants: [{ role: 'reader', clientId: of.clientId }] } }],
  removePerson: (of) => [{ params: { id: of.ids['device'] } }],
  listApiKeys: () => [{}],
  createApiKey: (of) => [{ body: { name: 'X', grants: [{ role: 'reader', clientId: of.clientId }] } }],
  revokeApiKey: (of) => [{ params: { id: of.ids['device'] } }],
  getTrust: () => [{}],
  getAuthority: () => [{}],
  askAdmission: () => [{ body: { publicKey: 'AAAA', keyid: '0'.repeat(64), label: 'x' } }],
  putAuthority: () => [{ body: { envelope } }],
  putStop: () => [{ body: { envelope } }],
  listFrameworks: () => [{}],
  getAgreements: (of) => [{ params: { id: of.clientId } }],
  setFramework: (of) => [{ params: { id: of.clientId, framework: 'nis2' }, body: { ...because, since: '2026-01-01', own: null } }],
  endFramework: (of) => [{ params: { id: of.clientId, framework: 'pci-dss-4.0.1' }, body: { ...because, until: '2026-12-31' } }],
  setDeviceScope: (of, mine) => [
    { params: { id: of.clientId, framework: 'pci-dss-4.0.1' }, body: { ...because, deviceIds: [of.ids['device']], inScope: true } },
    { params: { id: mine.clientId, framework: 'pci-dss-4.0.1' }, body: { ...because, deviceIds: [of.ids['device']], inScope: false } },
  ],
  saveSla: (of) => [{ params: { id: of.clientId }, body: { ...because, basedOn: 1, from: '2026-01-01', to: null, sla: slaBody } }],
  listFeeds: () => [{}],
  getFeed: () => [{ params: { id: 'kev' } }],
  setFeed: () => [{ params: { id: 'kev' }, body: { enabled: true, base: null, parts: null } }],
  fetchFeed: () => [{ params: { id: 'kev' } }],
  letFeedThrough: () => [{ params: { id: 'kev' }, body: { ...because, path: 'kev.json', records: 1 } }],
  listDecisions: (of) => [
    {},
    { query: { clientId: of.clientId, state: 'all' } },
    { query: { text: of.marker, state: 'all' } },
    { query: { text: of.marker, about: 'lifecycle' } },
    { query: { updateId: of.ids['update'], state: 'all' } },
    { query: { after: key([null, of.ids['decision']]), state: 'over' } },
  ],
  getDecision: (of) => [{ params: { id: of.ids['decision'] } }],
  recordDecision: (of, mine) => [
    { body: decisionOf(of.clientId, { kind: 'client' }) },
    {
      body: { ...decisionOf(of.clientId, { kind: 'client' }), about: { kind: 'offered', updateId: of.ids['update'], everyVersion: true } },
    },
    {
      body: {
        ...decisionOf(of.clientId, { kind: 'client' }),
        about: { kind: 'lifecycle', product: 'debian', cycle: '12' },
        kind: 'exception',
        compensatingControl: 'None',
        endsAt: '2026-12-01T00:00:00Z',
      },
    },
    { body: decisionOf(mine.clientId, { kind: 'site', ids: [of.ids['site'] ?? ''] }) },
    { body: decisionOf(mine.clientId, { kind: 'devices', ids: [of.ids['device'] ?? ''] }) },
  ],
  revokeDecision: (of) => [{ params: { id: of.ids['decision'] }, body: because }],
  reviewDecision: (of) => [
    { params: { id: of.ids['decision'] }, body: { ...because, ...nobodyAsked, compensatingControl: null, endsAt: null, reviewAt: null } },
  ],
  noteWorkaround: (of) => [{ params: { id: of.ids['decision'] }, body: { ...because, did: 'verified' } }],
  listUrgencyWords: (of) => [
    {},
    { query: { clientId: of.clientId, state: 'all' } },
    { query: { updateId: of.ids['update'] } },
    { query: { after: of.ids['word'], state: 'all' } },
  ],
  recordUrgencyWord: (of, mine) => [
    { body: wordOf(of.clientId, 'lab-app', { kind: 'client' }) },
    {
      body: {
        ...wordOf(mine.clientId, 'lab-app', { kind: 'client' }),
        about: { kind: 'offered', updateId: of.ids['update'], everyVersion: true },
      },
    },
    { body: wordOf(mine.clientId, 'lab-app', { kind: 'site', ids: [of.ids['site'] ?? ''] }) },
    { body: wordOf(mine.clientId, 'lab-app', { kind: 'devices', ids: [of.ids['device'] ?? ''] }) },
  ],
  revokeUrgencyWord: (of) => [{ params: { id: of.ids['word'] }, body: because }],
  getCalendar: (of) => [
    {},
    { query: { clientId: of.clientId } },
    { query: { from: '2026-03-02', days: 90 } },
    { query: { clientId: of.clientId, siteId: of.ids['site'] } },
  ],
  listFreezes: (of) => [
    {},
    { query: { clientId: of.clientId } },
    { query: { after: of.ids['freeze'], state: 'past' } },
    { query: { state: 'open' } },
  ],
  declareFreeze: (of, mine) => [
    { body: freezeOf(of.clientId, { kind: 'client' }) },
    { body: freezeOf(mine.clientId, { kind: 'sites', ids: [of.ids['site']] }) },
  ],
  importFreezes: (of) => [{ body: { clientId: of.clientId, reason: 'A sale', ics: calendarFile, exceptUrgent: false, dryRun: false } }],
  readCalendarWindows: () => [{ body: { ics: calendarFile } }],
  endFreeze: (of) => [{ params: { id: of.ids['freeze'] }, body: because }],
  listPolicyFindings: (of) => [
    {},
    { query: { clientId: of.clientId, state: 'all' } },
    { query: { policyId: of.ids['policy'], state: 'gone' } },
    { query: { after: of.ids['policyFinding'] } },
  ],
  findStandingApprovals: (of) => [{ query: { end: of.ids['standing'] } }],
  lookForProposals: (of) => [{ params: { id: of.clientId } }],
  listProposalLooks: (of) => [{}, { query: { clientId: of.clientId } }],
  getChecklist: (of, mine) => [
    { params: { id: of.clientId } },
    { params: { id: of.clientId }, query: { day: '2020-01-01' } },
    { params: { id: mine.clientId }, query: { siteId: of.ids['site'] } },
    { params: { id: mine.clientId }, query: { groupId: of.ids['group'] } },
  ],
  getChecklistRules: () => [{}],
  saveChecklistRules: () => [{ body: { scanHours: 24, riskDays: 3, attentionFails: [], because: 'We promise it', basedOn: 0 } }],
  getChecklistHistory: (of) => [{ params: { id: of.clientId }, query: {} }],
  listChecklists: () => [{ query: {} }],
  listPolicyStandings: (of) => [{}, { query: { clientId: of.clientId } }],
  listRebuilds: (of) => [
    {},
    { query: { clientId: of.clientId, state: 'all' } },
    { query: { deploymentId: of.ids['deployment'], deviceId: of.ids['device'], state: 'over' } },
    { query: { after: of.ids['rebuild'] } },
  ],
  awaitRebuild: (of) => [{ params: { id: of.ids['deployment'] }, body: { deviceId: of.ids['device'], because: 'It does not start' } }],
  reportRebuild: (of) => [{ params: { id: of.ids['rebuild'] }, body: { what: 'dropped', note: 'It was mended' } }],
  listRegressions: (of) => [
    {},
    { query: { clientId: of.clientId, state: 'all' } },
    { query: { deploymentId: of.ids['deployment'], deviceId: of.ids['device'], state: 'decided' } },
    { query: { after: of.ids['regression'] } },
  ],
  getChecksAgain: (of) => [{ params: { id: of.ids['deployment'] } }],
  decideRegression: (of) => [{ params: { id: of.ids['regression'] }, body: { what: 'accept', because: 'It is no worse' } }],
  recordBackups: (of, mine) => [
    { body: { items: [{ device: of.ids['device'], at: '2026-03-01T00:00:00Z', ok: true }] } },
    { body: { items: [{ device: `${of.marker}-one`, clientId: mine.clientId, at: '2026-03-01T00:00:00Z', ok: true }] } },
  ],
  listBackups: (of) => [{}, { query: { clientId: of.clientId } }, { query: { deviceId: of.ids['device'], after: of.ids['backup'] } }],
  listRollback: (of) => [{ params: { id: of.clientId } }, { params: { id: of.clientId }, query: { deviceId: of.ids['device'] } }],
  listTrials: (of) => [{}, { query: { clientId: of.clientId } }, { query: { deviceId: of.ids['device'], what: 'rollback' } }],
  listNoWayBack: (of) => [{}, { query: { clientId: of.clientId, state: 'all' } }, { query: { after: of.ids['noWayBack'] } }],
  acceptNoWayBack: (of, mine) => [
    { body: acceptanceOf(of.clientId, { kind: 'client' }) },
    { body: acceptanceOf(mine.clientId, { kind: 'devices', ids: [of.ids['device']] }) },
  ],
  endNoWayBack: (of) => [{ params: { id: of.ids['noWayBack'] }, body: because }],
  listStandIns: (of) => [
    {},
    { query: { clientId: of.clientId, state: 'all' } },
    { query: { deviceId: of.ids['device'], after: of.ids['standIn'] } },
  ],
  listStandInStandings: (of) => [{ params: { id: of.clientId } }, { params: { id: of.clientId }, query: { deviceId: of.ids['device'] } }],
  recordStandIn: (of, mine) => [
    {
      body: { ...anyStandIn, clientId: of.clientId, deviceId: of.ids['device'], standIn: { kind: 'device', deviceId: of.ids['device2'] } },
    },
    {
      body: {
        ...anyStandIn,
        clientId: mine.clientId,
        deviceId: of.ids['device'],
        standIn: { kind: 'device', deviceId: mine.ids['device2'] },
      },
    },
    {
      body: {
        ...anyStandIn,
        clientId: mine.clientId,
        deviceId: mine.ids['device'],
        standIn: { kind: 'device', deviceId: of.ids['device2'] },
      },
    },
  ],
  listDiscovered: (of) => [{}, { query: { clientId: of.clientId, state: 'gap', text: of.marker } }],
  getDiscovered: (of) => [{ params: { id: of.ids['discovered'] } }],
  recordDiscovered: (of, mine) => [
    { params: { id: of.clientId }, body: anyMachine },
    { params: { id: mine.clientId }, body: { ...anyMachine, siteId: of.ids['site'] } },
  ],
  changeDiscovered: (of) => [{ params: { id: of.ids['discovered'] }, body: { ...anyMachine, basedOn: 1 } }],
  importDiscovered: (of) => [{ params: { id: of.clientId }, body: { csv: 'name\nanything\n', dryRun: true } }],
  decideDiscovered: (of, mine) => [
    { params: { id: of.ids['discovered'] }, body: { answer: 'reopened', because: 'A good reason' } },
    { params: { id: mine.ids['discovered'] }, body: { answer: 'enrolled', deviceId: of.ids['device'] } },
  ],
  recordDiscoveredPatch: (of) => [
    { params: { id: of.ids['discovered'] }, body: { what: 'Firmware', doneOn: '2026-01-01', person: 'Somebody' } },
  ],
  endStandIn: (of) => [{ params: { id: of.ids['standIn'] }, body: because }],
  getOverallLimits: () => [{}],
  setOverallLimits: () => [{ body: { atOnce: 5_000, perHour: null } }],
  getCapacity: (of) => [{ params: { id: of.clientId } }],
  setLimits: (of, mine) => [
    { params: { id: of.clientId }, body: { ...anyLimits, siteId: null } },
    { params: { id: mine.clientId }, body: { ...anyLimits, siteId: of.ids['site'] } },
  ],
  createCluster: (of, mine) => [
    { params: { id: of.clientId }, body: { name: 'Mine', most: 1, deviceIds: [mine.ids['device'], mine.ids['device2']] } },
    { params: { id: mine.clientId }, body: { name: 'Mine', most: 1, deviceIds: [of.ids['device'], mine.ids['device']] } },
  ],
  saveCluster: (of) => [
    { params: { id: of.ids['cluster'] }, body: { name: 'Mine', most: 1, deviceIds: [of.ids['device'], of.ids['device2']], basedOn: 1 } },
  ],
  removeCluster: (of) => [{ params: { id: of.ids['cluster'] }, body: because }],
  exportRelations: (of) => [{ params: { id: of.clientId } }],
  importRelations: (of) => [
    { params: { id: of.clientId }, body: { csv: 'device,relation,other\nnobody,runs on,nothing\n', dryRun: true } },
  ],
  sayWell: (of) => [{ params: { id: of.ids['device'] }, body: because }],
  listHolidayLists: (of) => [{}, { query: { clientId: of.clientId } }],
  getHolidayList: (of) => [{ params: { id: of.ids['holidays'] } }],
  createHolidayList: (of) => [{ body: { clientId: of.clientId, name: 'Mine', holidays: [] } }],
  saveHolidayList: (of) => [{ params: { id: of.ids['holidays'] }, body: { name: 'Mine', holidays: [], basedOn: 2 } }],
  removeHolidayList: (of) => [{ params: { id: of.ids['holidays'] }, body: because }],
  listCalendarFeeds: () => [{}],
  createCalendarFeed: (of) => [{ body: { clientId: of.clientId, name: 'Mine' } }],
  revokeCalendarFeed: (of) => [{ params: { id: of.ids['feed'] } }],
  // Open to whoever has the secret, which is shown once: calendar.db.test.ts.
  readCalendarFeed: () => [],
  getDesk: (of) => [{}, { query: { clientId: of.clientId, span: '30d' } }],
  previewDesk: (of) => [{ body: deskOf(of) }],
  confirmDesk: (of, mine) => [
    { body: { ...deskOf(of), digest: 'x', through: true } },
    {
      body: {
        ...deskOf(mine),
        choices: [{ group: `apt:${of.marker.toLowerCase()}-tool:2.0-1`, clientId: null, choice: 'deploy' }],
        digest: 'x',
        through: true,
      },
    },
  ],
  noteDeskVisit: (of) => [{ body: { clientId: of.clientId, at: of.ids['deskReadAt'] } }],
  listCampaigns: () => [
    {},
    { query: { limit: 1 } },
    { query: { after: key(['2026-03-02T08:00:00.000Z', '00000000-0000-0000-0000-000000000000']) } },
  ],
  getCampaign: (of) => [{ params: { id: of.ids['campaign'] } }],
  previewCampaign: (of) => [
    { body: { about: { kind: 'urgent' } } },
    { body: { about: { kind: 'package', manager: 'apt', name: 'lab-tool', fixed: '0' }, clientIds: [of.clientId] } },
  ],
  getPutOff: (of) => [{}, { query: { clientId: of.clientId } }],
  forecastCampaign: (of) => [
    { params: { id: of.ids['campaign'] }, body: { runs: 1 } },
    { params: { id: of.ids['campaign'] }, body: { runs: 1, clientId: of.clientId } },
  ],
  proposeCampaign: (of) => [{ body: { title: 'Mine', owner: 'Me', about: { kind: 'urgent' }, clientIds: [of.clientId] } }],
  approveCampaign: (of) => [
    { params: { id: of.ids['campaign'] }, body: { approvals: [{ deploymentId: of.ids['deployment'], envelope }] } },
  ],
  promoteCampaign: (of) => [
    { params: { id: of.ids['campaign'] }, body: { ...because, rings: [{ deploymentId: of.ids['deployment'], ring: 0 }] } },
  ],
  stopCampaign: (of) => [{ params: { id: of.ids['campaign'] }, body: because }],
  releaseCampaign: (of) => [{ params: { id: of.ids['campaign'] }, body: because }],
  leaveOutOfCampaign: (of) => [{ params: { id: of.ids['campaign'] }, body: { ...because, clientId: of.clientId } }],
  getEmergencyLane: () => [{}],
  setEmergencyLane: () => [{ body: { on: false } }],
  getStops: () => [{}],
  listCommands: () => [{}, { query: { removed: 'yes' } }],
  getCommand: (of) => [{ params: { document: of.ids['command'] } }],
  addCommand: () => [{ body: { format: 'fettle-command/1', envelope, script: 'AAAA' } }],
  removeCommand: (of) => [{ params: { document: of.ids['command'] } }],
  getSettings: () => [{}],
  getOpenApi: () => [{}],
};
function key(parts: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

export const names = Object.keys(routes) as RouteName[];
export function routeOf(name: RouteName): Route {
  return routes[name];
}

/** One timed event, far enough ahead. */
const calendarFile =
  'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Sale\r\nDTSTART:20991120T180000Z\r\nDTEND:20991123T060000Z\r\nEND:VEVENT\r\nEND:VCALENDAR';

/** Routes that change nothing although they are no GET. */
const onlyLooks: readonly RouteName[] = [
  'previewDesk',
  'readCalendarWindows',
  'previewPolicy',
  'previewGroup',
  'previewPolicyLevel',
  'previewSelection',
  'forecastCampaign',
  'previewCampaign',
];
export function changes(name: RouteName): boolean {
  return routeOf(name).method !== 'GET' && !onlyLooks.includes(name);
}
