/** Answers the console's calls from the made-up installation. */
import { fleetReportKinds } from '@fettle/core/fleet-reports';
import { auditOf, auditRules, auditsOf } from './world-audits.ts';
import { capacityOf } from './world-capacity.ts';
import { checklistHistory, checklistOfClient, checklistRules, checklists, scopeAsked } from './world-checklist.ts';
import { fleetRows } from './world-fleet-reports.ts';
import { policyStandings } from './world-found.ts';
import { routes, type RouteName } from '@fettle/protocol/routes';
import type { Answer, Api } from './static-server.ts';
import { at, clients, devices, id, me, offers, updateRisk, updates } from './world.ts';
import { advisory, advisoryDevices, deviceFindings, findings } from './world-risk.ts';
import { decisions } from './world-decisions.ts';
import { desk, deskConfirm, deskPreview } from './world-desk.ts';
import { lifecycle, lifecycleDevices } from './world-support.ts';
import { groups } from './world-levels.ts';
import { openingsOf } from './world-openings.ts';
import { putOffOf } from './world-put-off.ts';
import { discovered, discoveredOf } from './world-discovered.ts';
import { destinations } from './world-destinations.ts';
import { clientsOfMonth, monthOf, months, reportedMonth } from './world-months.ts';
import { programme, programmeChanges, programmeOf } from './world-programme.ts';
import { acceptances, backupsOf, rollbackOf, trialsOf } from './world-rollback.ts';
import { openedNotice, people, policy } from './world-settings.ts';
import { standIns, standInsOf } from './world-stand-ins.ts';
import { today } from './world-today.ts';
import { wordsOf } from './world-urgency.ts';

type Asked = { readonly params: Readonly<Record<string, string>>; readonly query: URLSearchParams; readonly body: unknown };
type Answers = { readonly [N in RouteName]?: (asked: Asked) => unknown };

const page = <T>(items: readonly T[]) => ({ items, next: null });
const [, brandt] = clients;
const [till] = devices.filter((one) => one.clientId === brandt?.id);
const urgencyWords = brandt === undefined || till === undefined ? [] : wordsOf(at, brandt, till);
const missing: Answer = {
  status: 404,
  body: {
    type: 'about:blank',
    title: 'There is nothing here',
    status: 404,
    detail: 'No such thing.',
    code: 'not-found',
    remedy: 'Check the address; it may also be out of your reach.',
    requestId: 'test',
  },
};

const answers: Answers = {
  listDiscovered: ({ query }) =>
    page(discoveredOf(query.get('clientId'), query.get('state')).map(({ decisions: _d, patches: _p, proposed: _q, ...one }) => one)),
  getDiscovered: ({ params }) => discovered.find((one) => one.id === params['id']),
  recordDiscovered: () => discovered[0],
  changeDiscovered: () => discovered[0],
  decideDiscovered: () => discovered[0],
  recordDiscoveredPatch: () => discovered[1],
  importDiscovered: ({ body }) => ({
    applied: !JSON.stringify(body).includes('"dryRun":true'),
    changed: 1,
    changes: [{ line: 2, sentence: 'camera-1 is recorded.' }],
    wrong: 0,
    problems: [],
  }),
  listProcessAudits: ({ params }) => auditsOf(params['id'] ?? ''),
  getProcessAudit: ({ params }) => auditOf(params['id'] ?? '', Number(params['number'])),
  startProcessAudit: ({ params }) => auditOf(params['id'] ?? '', 3),
  addProcessAuditFinding: ({ params }) => auditOf(params['id'] ?? '', 3),
  addProcessAuditAction: ({ params }) => auditOf(params['id'] ?? '', 3),
  removeProcessAuditEntry: ({ params }) => auditOf(params['id'] ?? '', 3),
  judgeOwnStep: ({ params }) => auditOf(params['id'] ?? '', 3),
  concludeProcessAudit: ({ params }) => auditOf(params['id'] ?? '', 2),
  endProcessAuditAction: ({ params }) => auditOf(params['id'] ?? '', 2),
  setProcessAuditInterval: ({ params }) => auditsOf(params['id'] ?? ''),
  listPeople: () => page(people),
  getProcessAuditRules: () => auditRules,
  saveProcessAuditRules: () => auditRules,
  getProgramme: ({ params }) => programmeOf(params['id'] ?? ''),
  makeProgramme: ({ params }) => programmeOf(params['id'] ?? ''),
  saveProgrammePart: () => programme,
  getProgrammeChanges: () => programmeChanges,
  listNoticeDestinations: ({ params }) => (params['id'] === clients[1]?.id ? destinations : { items: [], next: null }),
  createNoticeDestination: () => ({ destination: destinations.items[1], signingSecret: 'whsec_c2hvd24gb25jZQ==' }),
  changeNoticeDestination: () => destinations.items[0],
  rotateNoticeSecret: () => ({ destination: destinations.items[1], signingSecret: 'whsec_bmV3' }),
  testNoticeDestination: () => ({ end: 'rejected', said: 'tickets.example.org answered 410.' }),
  removeNoticeDestination: () => ({ done: true }),
  listMonths: () => months,
  getMonth: ({ params }) => monthOf(params['id'] ?? '', params['month'] ?? ''),
  listClientsOfMonth: ({ query }) => clientsOfMonth(query.get('month') ?? reportedMonth),
  listRollback: ({ params, query }) => rollbackOf(params['id'] ?? '', query.get('deviceId')),
  listBackups: ({ query }) => page(backupsOf(query.get('deviceId'))),
  listTrials: ({ query }) => page(trialsOf(query.get('deviceId'))),
  listStandIns: () => page(standIns),
  listStandInStandings: ({ query }) => standInsOf(query.get('deviceId')),
  recordStandIn: () => standIns[0],
  endStandIn: () => standIns[0],
  listNoWayBack: () => page(acceptances),
  recordBackups: () => ({ recorded: 1, known: 0, unknown: [] }),
  acceptNoWayBack: () => acceptances[0],
  me: () => me,
  signIn: () => me,
  signOut: () => ({ done: true }),
  completeWelcome: () => me,
  lookAtNotice: () => openedNotice,
  acknowledgeNotice: () => ({ ...openedNotice, acknowledgedAt: at(0) }),
  welcome: () => ({
    kind: 'first person',
    name: null,
    mail: null,
    totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
    totpUri: 'otpauth://totp/Fettle:first?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Fettle',
  }),
  today: ({ query }) => today(query.get('clientId')),
  listClients: () => page(clients),
  getClient: ({ params }) => clients.find((one) => one.id === params['id']),
  getChecklist: ({ params, query }) => checklistOfClient(params['id'] ?? '', query.get('day'), scopeAsked(query)),
  listGroups: () => ({ items: groups }),
  getChecklistRules: () => checklistRules,
  saveChecklistRules: () => checklistRules,
  getChecklistHistory: ({ params }) => checklistHistory(params['id'] ?? ''),
  listChecklists: ({ query }) => page(checklists(query)),
  exportRelations: () => ({ csv: 'device,relation,other,most\r\nweb-01,member of,Web front,1\r\n' }),
  getCapacity: ({ params }) => capacityOf(params['id'] ?? ''),
  createClient: () => clients[4],
  listTokens: ({ params }) =>
    page([
      {
        id: id(8, 1),
        clientId: params['id'],
        siteId: clients.find((one) => one.id === params['id'])?.siteList[0]?.id,
        note: 'New shop servers',
        usesLeft: 4,
        expiresAt: at(900),
        createdAt: at(-300),
        createdBy: 'Anna Müller',
        used: 6,
      },
    ]),
  createToken: ({ params, body }) => ({
    id: id(8, 2),
    clientId: params['id'],
    siteId: (body as { siteId: string }).siteId, // the console sends what the schema asks for
    note: '',
    usesLeft: 1,
    expiresAt: at(1440),
    createdAt: at(0),
    createdBy: 'Anna Müller',
    used: 0,
    token: '7m2k-94fx-qq1v-0c8d',
    caution: 'Agents are told to come to http://127.0.0.1:8441, which is the machine of the server alone.',
    installLine: 'curl -fsS https://fettle.example:8441/install | sh -s -- --token 7m2k-94fx-qq1v-0c8d --trust sha256:4e1f9a27b0d3c6',
    enrolLine: 'fettle-agent enrol --server https://fettle.example:8441 --token 7m2k-94fx-qq1v-0c8d --trust sha256:4e1f9a27b0d3c6',
  }),
  listPolicyStandings: ({ query }) => ({ items: policyStandings.filter((one) => [one.clientId, null].includes(query.get('clientId'))) }),
  getPolicy: ({ params }) => ({ ...policy, id: params['id'] }),
  listRebuilds: () => page([]),
  listRegressions: () => page([]),
  getChecksAgain: () => ({ items: [], silent: [] }),
  getPutOff: ({ query }) => putOffOf(query.get('clientId')),
  getOpenings: ({ params, query }) => openingsOf(params['id'] ?? '', query),
  listDevices: ({ query }) => {
    const found = devices.filter(
      (one) =>
        (query.get('clientId') ?? one.clientId) === one.clientId &&
        (query.get('siteId') ?? one.siteId) === one.siteId &&
        (query.get('health') ?? one.health) === one.health &&
        one.name.includes(query.get('text') ?? ''),
    );
    const after = Number(query.get('after') ?? 0);
    const limit = Number(query.get('limit') ?? 20);
    return {
      items: found.slice(after, after + limit),
      next: after + limit < found.length ? String(after + limit) : null,
      total: found.length,
    };
  },
  getDevice: ({ params }) => devices.find((one) => one.id === params['id']),
  updateDevice: ({ params }) => devices.find((one) => one.id === params['id']),
  scanDevice: () => ({ done: true }),
  getDeviceUpdates: () => page(offers),
  listLifecycle: ({ query }) => lifecycle(query),
  getLifecycleDevices: ({ params }) => lifecycleDevices(params['product'] ?? '', params['cycle'] ?? ''),
  listFindings: ({ query }) => {
    const found = findings.filter(
      (one) =>
        (query.get('kev') === null || one.kevAdded !== null) &&
        (query.get('state') !== 'no-fix' || one.noFix > 0) &&
        one.id.includes(query.get('text') ?? ''),
    );
    return { ...page(found), total: found.length, uncovered: 3 };
  },
  getAdvisory: ({ params }) => advisory(params['id'] ?? ''),
  getAdvisoryDevices: () => page(advisoryDevices),
  getDeviceFindings: ({ params }) => deviceFindings(params['id'] ?? ''),
  getDeviceSoftware: ({ query }) =>
    page(
      offers
        .filter((one) => one.name.includes(query.get('text') ?? ''))
        .map((one, n) => ({
          name: one.name,
          version: one.from,
          architecture: one.architecture,
          sourceName: one.sourceName,
          manager: one.manager,
          module: null,
          condition: n === 3 ? 'half-configured' : 'installed',
          pinned: one.withheld === 'pinned',
        })),
    ),
  getDeviceTimeline: () =>
    page([
      {
        at: at(-3),
        kind: 'scan',
        sentence: 'Scanned: 7 updates are missing, 2 of them for security',
        deploymentId: null,
        status: 'neutral',
        detail: null,
      },
      {
        at: at(-1500),
        kind: 'run',
        sentence: 'openssl 3.0.17-1~deb12u2 is in: a scan taken after the change saw it',
        deploymentId: id(7, 1),
        status: 'good',
        detail: null,
      },
      {
        at: at(-1530),
        kind: 'run',
        sentence: 'Changing 7 packages',
        deploymentId: id(7, 1),
        status: 'running',
        detail: 'openssl, libssl3 and 5 more',
      },
      {
        at: at(-4000),
        kind: 'lists',
        sentence: 'The lists could not be refreshed',
        deploymentId: null,
        status: 'failing',
        detail: 'The archive did not answer.',
      },
    ]),
  listUpdates: ({ query }) => {
    const found = updates.filter(
      (one) =>
        (query.get('class') ?? one.class) === one.class &&
        (query.get('urgency') ?? one.urgency) === one.urgency &&
        one.name.includes(query.get('text') ?? ''),
    );
    return { ...page(found), total: found.length };
  },
  listDecisions: ({ query }) => {
    const found = decisions.filter(
      (one) =>
        (query.get('clientId') ?? one.clientId) === one.clientId &&
        (query.get('kind') ?? one.kind) === one.kind &&
        (query.get('state') !== 'expired' || one.standing === 'expired') &&
        one.title.includes(query.get('text') ?? ''),
    );
    return { ...page(found), total: found.length };
  },
  getDecision: ({ params }) => decisions.find((one) => one.id === params['id']),
  listUrgencyWords: ({ query }) => page(query.get('updateId') === '104' ? urgencyWords : []),
  recordUrgencyWord: () => urgencyWords[1],
  revokeUrgencyWord: () => urgencyWords[1],
  listFleetReport: ({ params, query }) => {
    const kind = fleetReportKinds.find((one) => one === params['kind']) ?? 'missing';
    const found = query.get('text') === 'nothing' ? [] : fleetRows(kind);
    return { ...page(found), total: found.length };
  },
  getDesk: ({ query }) => desk(query.get('clientId'), query.get('span') ?? 'visit'),
  previewDesk: ({ body }) => deskPreview(body),
  confirmDesk: ({ body }) => deskConfirm(body),
  noteDeskVisit: () => ({ clients: clients.length }),
  recordDecision: () => decisions[0],
  reviewDecision: () => decisions[2],
  revokeDecision: ({ params }) => decisions.find((one) => one.id === params['id']),
  noteWorkaround: ({ params }) => decisions.find((one) => one.id === params['id']),
  getUpdate: ({ params }) => {
    const found = updates.find((one) => one.id === params['id']);
    return found === undefined ? undefined : { ...found, patchRisk: updateRisk };
  },
  getUpdateDevices: () =>
    page(
      devices.slice(0, 12).map((one, n) => ({
        deviceId: one.id,
        deviceName: one.name,
        clientId: one.clientId,
        clientName: one.clientName,
        siteName: one.siteName,
        from: '3.0.15-1~deb12u1',
        withheld: n === 4 ? 'pinned' : null,
        tier: one.tier,
        firstSeenAt: at(-3000),
        cves: null,
        deploymentId: n === 0 ? id(7, 1) : null,
      })),
    ),
};

/** The made-up installation as an API. What does not fit its schema is an error of this file and fails the test that asked. */
export const worldApi: Api = (method, path, query, body) => {
  const found = match(method, path);
  if (found === null) return missing;
  const value = answers[found.name]?.({ params: found.params, query, body });
  if (value === undefined) return missing;
  const schema = routes[found.name].response;
  if (typeof schema === 'string') return missing;
  const checked = schema.safeParse(value);
  if (!checked.success)
    return {
      status: 500,
      body: {
        code: 'internal',
        title: `${found.name} does not fit its schema`,
        detail: checked.error.message,
        remedy: '',
        status: 500,
        type: 'about:blank',
        requestId: 'test',
      },
    };
  return { status: 200, body: value };
};

function match(method: string, path: string): { readonly name: RouteName; readonly params: Readonly<Record<string, string>> } | null {
  for (const [name, route] of Object.entries(routes)) {
    const pattern = new RegExp(`^${route.path.replaceAll('.', '\\.').replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`);
    const found = route.method === method ? pattern.exec(path) : null;
    if (found !== null) return { name: name as RouteName, params: { ...found.groups } }; // Object.entries loses the names' type
  }
  return null;
}
